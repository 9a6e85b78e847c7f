//! The equation of state that is linear in redshift.
use super::{EquationOfState, check_finite};
use crate::Result;
use serde::{Deserialize, Serialize};

/// `w = w0 + wz z`, `I = (1 + z)^(3 (1 + w0 - wz)) exp(3 wz z)`.
///
/// Only for small redshifts: with `wz` above zero dark energy soon outweighs all else.
///
/// # Source
/// Huterer & Turner 2001, PRD 64, 123527; Weller & Albrecht 2002, PRD 65, 103512
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct W0wz {
    /// `w` today.
    pub w0: f64,
    /// Its slope in redshift.
    pub wz: f64,
}

impl Default for W0wz {
    fn default() -> Self {
        Self { w0: -1.0, wz: 0.0 }
    }
}

impl EquationOfState for W0wz {
    fn w(&self, z: f64) -> f64 {
        self.w0 + self.wz * z
    }

    fn density(&self, z: f64) -> f64 {
        // as one exponential: the power alone may be nought where the other factor is infinite
        (3.0 * ((1.0 + self.w0 - self.wz) * z.ln_1p() + self.wz * z)).exp()
    }

    fn check(&self) -> Result<()> {
        check_finite(&[("w0", self.w0), ("wz", self.wz)])
    }
}
