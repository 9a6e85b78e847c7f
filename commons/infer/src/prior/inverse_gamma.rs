//! One over a gamma variable.

use super::Prior;
use crate::{
    Result,
    error::positive,
};
use astrarium_num::special::{chi2_isf, gamma_q, ln_gamma};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) = scale^shape x^(−shape−1) exp(−scale / x) / Γ(shape)` for `x > 0`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InverseGamma {
    /// The shape.
    pub shape: f64,
    /// The scale.
    pub scale: f64,
}

impl Default for InverseGamma {
    fn default() -> Self {
        Self { shape: 1.0, scale: 1.0 }
    }
}

impl Prior for InverseGamma {
    fn check(&self) -> Result<()> {
        positive("shape", self.shape)?;
        positive("scale", self.scale)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        2.0 * self.scale / chi2_isf(u, 2.0 * self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x > 0.0 { gamma_q(self.shape, self.scale / x) } else { 0.0 }
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let ratio = self.scale / x;
        (self.shape + 1.0) * libm::log(ratio) - ratio - ln_gamma(self.shape) - libm::log(self.scale)
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        (self.scale / x - self.shape - 1.0) / x
    }
}
