//! The equation of state that is linear in the scale factor.
use super::{EquationOfState, check_finite};
use crate::Result;
use serde::{Deserialize, Serialize};

/// `w = w0 + wa z/(1 + z)`, `I = (1 + z)^(3 (1 + w0 + wa)) exp(-3 wa z/(1 + z))`.
///
/// # Source
/// Chevallier & Polarski 2001, Int. J. Mod. Phys. D 10, 213; Linder 2003, PRL 90, 091301
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct W0wa {
    /// `w` today.
    pub w0: f64,
    /// What it changes by to infinite redshift.
    pub wa: f64,
}

impl Default for W0wa {
    fn default() -> Self {
        Self { w0: -1.0, wa: 0.0 }
    }
}

impl EquationOfState for W0wa {
    fn w(&self, z: f64) -> f64 {
        self.w0 + self.wa * z / (1.0 + z)
    }

    fn density(&self, z: f64) -> f64 {
        (1.0 + z).powf(3.0 * (1.0 + self.w0 + self.wa)) * (-3.0 * self.wa * z / (1.0 + z)).exp()
    }

    fn check(&self) -> Result<()> {
        check_finite(&[("w0", self.w0), ("wa", self.wa)])
    }
}
