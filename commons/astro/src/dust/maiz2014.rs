//! The optical of 30 Doradus and the Milky Way.
use super::cardelli1989::{check_r_v, polynomial, Cardelli1989};
use super::{Attenuation, LYMAN_LIMIT_UM};
use astrarium_num::interp::Cubic;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// `a(x) + b(x)/R_5495` by clamped splines from 0.238 to 1 µm, the infrared and the ultraviolet as [`Cardelli1989`].
///
/// # Source
/// Maíz Apellániz et al. 2014, A&A 564, A63, doi:10.1051/0004-6361/201423439, appendix A
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Maiz2014 {
    /// `R_5495`, 2 to 6.
    pub r_v: f64,
}

impl Default for Maiz2014 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

/// First and last place of the splines, waves a micrometre.
const ENDS_X: (f64, f64) = (1.0, 4.2);
const OPTICAL_X: [f64; 5] = [1.15, 1.81984, 2.1, 2.27015, 2.7];
const ULTRAVIOLET_X: [f64; 5] = [3.5, 3.9, 4.0, 4.1, 4.2];

/// `a` and `b`.
static SPLINES: LazyLock<[Cubic; 2]> = LazyLock::new(|| {
    // of a and b: the infrared's factor; Cardelli's optical polynomial and how it is changed at one anchor; his ultraviolet
    // `constant + slope x + sign height/((x - place)² + width)` and how it is changed at all
    let parts = [
        (
            0.574,
            [1.0, 0.17699, -0.50447, -0.02427, 0.72085, 0.01979, -0.77530, 0.32999],
            -0.011,
            [1.752, -0.316, -0.104, 4.67, 0.341],
            [0.442, 0.341, 0.130, 0.020, 0.0],
        ),
        (
            -0.527,
            [0.0, 1.41338, 2.28305, 1.07233, -5.38434, -0.62251, 5.30260, -2.09002],
            0.091,
            [-3.090, 1.825, 1.206, 4.62, 0.263],
            [-1.256, -1.021, -0.416, -0.064, 0.0],
        ),
    ];
    parts.map(|(infrared, optical, change, [constant, slope, height, place, width], changes)| {
        let far = |x: f64| constant + slope * x + height / ((x - place).powi(2) + width);
        let far_slope = |x: f64| slope - 2.0 * height * (x - place) / ((x - place).powi(2) + width).powi(2);
        let mut points = vec![(ENDS_X.0, infrared)];
        points.extend(OPTICAL_X.map(|x| (x, polynomial(&optical, x - 1.82) + if x == 2.1 { change } else { 0.0 })));
        points.extend(ULTRAVIOLET_X.iter().zip(changes).map(|(x, change)| (*x, far(*x) + change)));
        let (x, y) = points.into_iter().unzip();
        Cubic::clamped(x, y, [1.61 * infrared, far_slope(ENDS_X.1)]).expect("anchors rise")
    })
});

impl Attenuation for Maiz2014 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
        if x < ENDS_X.0 || x >= ENDS_X.1 {
            return Cardelli1989 { r_v: self.r_v }.ratio(wave_um);
        }
        let [a, b] = &*SPLINES;
        a.at(x) + b.at(x) / self.r_v
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (0.1, 1.0 / 0.3)
    }

    fn check(&self) -> crate::Result<()> {
        check_r_v(self.r_v)
    }
}
