//! The near infrared of the Milky Way.
use super::gordon2023::smoothstep;
use super::{Attenuation, Gordon2023, check_range};
use astrarium_num::interp::Cubic;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// `0.377 λ^-1.78 + b(λ) (1/R_V - 1/3.1)` from 0.8 to 4 µm, `b` a spline through a table. Outside, [`Gordon2023`], scaled so that it
/// meets and is itself at V.
///
/// # Source
/// Decleir et al. 2022, `ApJ` 930, 15, doi:10.3847/1538-4357/ac5dbe, equation 12
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Decleir2022 {
    /// `A(V)/E(B-V)`, 2.5 to 5.5.
    pub r_v: f64,
}

impl Default for Decleir2022 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

/// First and last wavelength of the law, and V, micrometres.
const ENDS_UM: (f64, f64) = (0.8, 4.0);
const V_UM: f64 = 0.55;
const TABLE: &str = include_str!("../../data/dust/decleir2022.tsv");

static SLOPE: LazyLock<Cubic> = LazyLock::new(|| {
    let (wave, slope) = super::rows(TABLE).into_iter().map(|[wave, slope]: [f64; 2]| (wave, slope)).unzip();
    Cubic::not_a_knot(wave, slope).expect("the table rises")
});

impl Decleir2022 {
    fn inside(&self, wave_um: f64) -> f64 {
        0.377 * wave_um.powf(-1.78) + SLOPE.at(wave_um) * (1.0 / self.r_v - 1.0 / 3.1)
    }
}

impl Attenuation for Decleir2022 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let outside = Gordon2023 { r_v: self.r_v };
        let factor = |at: f64| self.inside(at) / outside.ratio(at);
        if wave_um < ENDS_UM.0 {
            let share = smoothstep(wave_um, (V_UM, ENDS_UM.0));
            outside.ratio(wave_um) * (1.0 + share * (factor(ENDS_UM.0) - 1.0))
        } else if wave_um > ENDS_UM.1 {
            outside.ratio(wave_um) * factor(ENDS_UM.1)
        } else {
            self.inside(wave_um)
        }
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (0.0912, 32.0)
    }

    fn check(&self) -> crate::Result<()> {
        check_range("r_v of the extinction law", self.r_v, (2.5, 5.5), "a number from 2.5 to 5.5")
    }
}
