//! The Milky Way by Fitzpatrick.
use super::fitzpatrick::{check_r_v, optical, ratio};
use super::Attenuation;
use serde::{Deserialize, Serialize};

/// Fitzpatrick & Massa's form below 0.27 µm with coefficients that depend on `R_V`, a spline through anchors above, nought at
/// infinite wavelength.
///
/// # Source
/// Fitzpatrick 1999, PASP 111, 63, doi:10.1086/316293, tables 2 to 4; the last optical anchor without the sign printed there, which
/// does not reproduce table 3
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fitzpatrick1999 {
    /// `A(V)/E(B-V)`, 2 to 6.
    pub r_v: f64,
}

impl Default for Fitzpatrick1999 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

impl Attenuation for Fitzpatrick1999 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let r_v = self.r_v;
        let c2 = -0.824 + 4.717 / r_v;
        let infrared = [(1.0 / 2.65, 0.265 * r_v / 3.1), (1.0 / 1.22, 0.829 * r_v / 3.1)];
        let anchors: Vec<(f64, f64)> = infrared.into_iter().chain(optical(r_v)).collect();
        ratio(wave_um, r_v, [2.030 - 3.007 * c2, c2, 3.23, 0.41, 4.596, 0.99], &anchors)
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
