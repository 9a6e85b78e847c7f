//! The cosmological constant.
use super::EquationOfState;
use crate::Result;
use serde::{Deserialize, Serialize};

/// `w = -1`, `I = 1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lambda {}

impl EquationOfState for Lambda {
    fn w(&self, _: f64) -> f64 {
        -1.0
    }

    fn density(&self, _: f64) -> f64 {
        1.0
    }

    fn check(&self) -> Result<()> {
        Ok(())
    }
}
