//! A constant equation of state.
use super::{EquationOfState, check_finite};
use crate::Result;
use serde::{Deserialize, Serialize};

/// `w` constant, `I = (1 + z)^(3 (1 + w))`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConstantW {
    /// Pressure over energy density.
    pub w: f64,
}

impl Default for ConstantW {
    fn default() -> Self {
        Self { w: -1.0 }
    }
}

impl EquationOfState for ConstantW {
    fn w(&self, _: f64) -> f64 {
        self.w
    }

    fn density(&self, z: f64) -> f64 {
        (1.0 + z).powf(3.0 * (1.0 + self.w))
    }

    fn check(&self) -> Result<()> {
        check_finite(&[("w", self.w)])
    }
}
