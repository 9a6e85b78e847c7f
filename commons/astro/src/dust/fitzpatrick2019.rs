//! The Milky Way from spectrophotometry.
use super::fitzpatrick::check_r_v;
use super::{Attenuation, Gordon2023, LYMAN_LIMIT_UM};
use astrarium_num::interp::Cubic;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A curve from spectra of hot stars and its change with `R(55)`, from 1149 Å to 3.3 µm; splines through a table.
///
/// It is relative to the monochromatic `A(55)`. Beyond 3.3 µm `x^1.61` goes on, below 1149 Å [`Gordon2023`]'s curve, scaled to meet.
///
/// # Source
/// Fitzpatrick et al. 2019, `ApJ` 886, 108, doi:10.3847/1538-4357/ab4c3a, table 3
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fitzpatrick2019 {
    /// `R(55)`, 2 to 6.
    pub r_v: f64,
}

impl Default for Fitzpatrick2019 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

/// First and last place of the law, waves a micrometre.
const ENDS_X: (f64, f64) = (0.3, 8.7);
const TABLE: &str = include_str!("../../data/dust/fitzpatrick2019.tsv");

/// Splines through the curve and through its slope.
static CURVES: LazyLock<[Cubic; 2]> = LazyLock::new(|| {
    let rows: Vec<[f64; 3]> = super::rows(TABLE);
    [1, 2].map(|column| {
        let (x, y) = rows.iter().map(|row| (row[0], row[column])).unzip();
        Cubic::not_a_knot(x, y).expect("the table rises in 1/λ")
    })
});

impl Fitzpatrick2019 {
    fn inside(&self, x: f64) -> f64 {
        let [curve, slope] = &*CURVES;
        1.0 + (curve.at(x) + 0.990 * (self.r_v - 3.10) * slope.at(x)) / self.r_v
    }
}

impl Attenuation for Fitzpatrick2019 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
        if x < ENDS_X.0 {
            self.inside(ENDS_X.0) * (x / ENDS_X.0).powf(1.61)
        } else if x > ENDS_X.1 {
            let beyond = Gordon2023 { r_v: self.r_v };
            self.inside(ENDS_X.1) * beyond.ratio(1.0 / x) / beyond.ratio(1.0 / ENDS_X.1)
        } else {
            self.inside(x)
        }
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (1.0 / ENDS_X.1, 1.0 / ENDS_X.0)
    }

    fn check(&self) -> crate::Result<()> {
        check_r_v(self.r_v)
    }
}
