//! A power law.
use super::{Attenuation, LYMAN_LIMIT_UM, check_range};
use serde::{Deserialize, Serialize};

/// `A(λ)/A(V) = (λ/0.55 µm)^-n`.
///
/// # Source
/// Charlot & Fall 2000, `ApJ` 539, 718, eq. 7 (0.7 for the diffuse medium, 1.3 is used for birth clouds), doi:10.1086/309250
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PowerLaw {
    /// `n`.
    pub index: f64,
}

impl Default for PowerLaw {
    fn default() -> Self {
        Self { index: 0.7 }
    }
}

impl Attenuation for PowerLaw {
    fn ratio(&self, wave_um: f64) -> f64 {
        (wave_um.max(LYMAN_LIMIT_UM) / 0.55).powf(-self.index)
    }

    fn range_um(&self) -> (f64, f64) {
        (LYMAN_LIMIT_UM, f64::INFINITY)
    }

    fn check(&self) -> crate::Result<()> {
        check_range("index of the attenuation law", self.index, (-5.0, 5.0), "a number from -5 to 5")
    }
}
