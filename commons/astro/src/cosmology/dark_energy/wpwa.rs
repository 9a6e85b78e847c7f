//! The equation of state that is linear in the scale factor, told where data know it best.
use super::{EquationOfState, W0wa, check_finite};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// `w = wp + wa (a_p - a)`, `a = 1/(1 + z)`: the same law as [`W0wa`] with `w0 = wp - wa (1 - a_p)`.
///
/// # Source
/// Albrecht et al. 2009, arXiv:0901.0721 (Joint Dark Energy Mission figure of merit)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wpwa {
    /// `w` at the pivot.
    pub wp: f64,
    /// What it falls by with the scale factor.
    pub wa: f64,
    /// Redshift of the pivot.
    pub zp: f64,
}

impl Default for Wpwa {
    fn default() -> Self {
        Self { wp: -1.0, wa: 0.0, zp: 0.0 }
    }
}

impl Wpwa {
    fn told_today(&self) -> W0wa {
        W0wa { w0: self.wp - self.wa * self.zp / (1.0 + self.zp), wa: self.wa }
    }
}

impl EquationOfState for Wpwa {
    fn w(&self, z: f64) -> f64 {
        self.told_today().w(z)
    }

    fn density(&self, z: f64) -> f64 {
        self.told_today().density(z)
    }

    fn check(&self) -> Result<()> {
        check_finite(&[("wp", self.wp), ("wa", self.wa), ("zp", self.zp)])?;
        if self.zp > -1.0 {
            return Ok(());
        }
        Err(Error::Cosmology { what: "zp", value: self.zp, expected: "a redshift above -1" })
    }
}
