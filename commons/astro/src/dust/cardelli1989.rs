//! The Milky Way.
use super::{Attenuation, LYMAN_LIMIT_UM, check_range};
use serde::{Deserialize, Serialize};

/// `A(λ)/A(V) = a(x) + b(x)/R_V`, `x = 1 µm/λ`, from 0.3 to 10 (the far ultraviolet polynomial to 10.96, the Lyman limit).
///
/// Beyond 3.3 µm the infrared power law `x^1.61` goes on.
///
/// # Source
/// Cardelli, Clayton & Mathis 1989, `ApJ` 345, 245, eq. 1 to 5, doi:10.1086/167900
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cardelli1989 {
    /// `A(V)/E(B-V)`, 2 to 6; 3.1 for diffuse gas.
    pub r_v: f64,
}

impl Default for Cardelli1989 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

/// The optical part, `a` and `b` as polynomials in `x - 1.82`.
const OPTICAL: [[f64; 8]; 2] = [
    [1.0, 0.17699, -0.50447, -0.02427, 0.72085, 0.01979, -0.77530, 0.32999],
    [0.0, 1.41338, 2.28305, 1.07233, -5.38434, -0.62251, 5.30260, -2.09002],
];

impl Attenuation for Cardelli1989 {
    fn ratio(&self, wave_um: f64) -> f64 {
        ratio(wave_um, self.r_v, |x| OPTICAL.map(|coefficients| polynomial(&coefficients, x - 1.82)))
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        RANGE_UM
    }

    fn check(&self) -> crate::Result<()> {
        check_r_v(self.r_v)
    }
}

pub(super) const RANGE_UM: (f64, f64) = (0.1, 1.0 / 0.3);

pub(super) fn check_r_v(r_v: f64) -> crate::Result<()> {
    check_range("r_v of the extinction law", r_v, (1.0, 10.0), "a number from 1 to 10 (2 to 6 were observed)")
}

/// `a + b/R_V`, `optical` giving the two from 1.1 to 3.3.
pub(super) fn ratio(wave_um: f64, r_v: f64, optical: impl Fn(f64) -> [f64; 2]) -> f64 {
    let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
    let [a, b] = match x {
        x if x < 1.1 => [0.574, -0.527].map(|factor| factor * x.powf(1.61)),
        x if x < 3.3 => optical(x),
        x if x < 8.0 => ultraviolet(x),
        x => {
            let y = x - 8.0;
            [polynomial(&[-1.073, -0.628, 0.137, -0.070], y), polynomial(&[13.670, 4.257, -0.420, 0.374], y)]
        }
    };
    a + b / r_v
}

fn ultraviolet(x: f64) -> [f64; 2] {
    let y = if x < 5.9 { 0.0 } else { x - 5.9 };
    let a = 1.752 - 0.316 * x - 0.104 / ((x - 4.67).powi(2) + 0.341) - y * y * (0.04473 + 0.009779 * y);
    let b = -3.090 + 1.825 * x + 1.206 / ((x - 4.62).powi(2) + 0.263) + y * y * (0.2130 + 0.1207 * y);
    [a, b]
}

/// Lowest order first.
pub(super) fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}
