//! The Milky Way by Fitzpatrick, the infrared anew.
use super::fitzpatrick::{check_r_v, optical, ratio};
use super::Attenuation;
use serde::{Deserialize, Serialize};

/// As [`Fitzpatrick1999`](super::Fitzpatrick1999), with another bump, another far ultraviolet and an infrared that depends on `R_V`.
///
/// # Source
/// Fitzpatrick 2004, ASP Conf. 309, 33, arXiv:astro-ph/0401344
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fitzpatrick2004 {
    /// `A(V)/E(B-V)`, 2 to 6.
    pub r_v: f64,
}

impl Default for Fitzpatrick2004 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

impl Attenuation for Fitzpatrick2004 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let r_v = self.r_v;
        let c2 = -0.824 + 4.717 / r_v;
        let infrared = [0.5, 0.75, 1.0f64].map(|x| (x, (0.63 * r_v - 0.84) * x.powf(1.84)));
        let anchors: Vec<(f64, f64)> = infrared.into_iter().chain(optical(r_v)).collect();
        ratio(wave_um, r_v, [2.18 - 2.91 * c2, c2, 2.991, 0.319, 4.592, 0.922], &anchors)
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
