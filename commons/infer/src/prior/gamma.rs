//! The gamma distribution.

use super::Prior;
use crate::{
    Result,
    error::positive,
};
use astrarium_num::special::{chi2_ppf, gamma_p, ln_gamma};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) = x^(shape−1) exp(−x / scale) / (Γ(shape) scale^shape)` for `x > 0`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Gamma {
    /// The shape.
    pub shape: f64,
    /// The scale: the mean over the shape.
    pub scale: f64,
}

impl Default for Gamma {
    fn default() -> Self {
        Self { shape: 1.0, scale: 1.0 }
    }
}

impl Prior for Gamma {
    fn check(&self) -> Result<()> {
        positive("shape", self.shape)?;
        positive("scale", self.scale)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        // twice a gamma variable of scale 1 is chi-square with twice the shape
        0.5 * self.scale * chi2_ppf(u, 2.0 * self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        gamma_p(self.shape, x.max(0.0) / self.scale)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return f64::NEG_INFINITY;
        }
        let power = if self.shape == 1.0 { 0.0 } else { (self.shape - 1.0) * libm::log(x / self.scale) };
        power - x / self.scale - ln_gamma(self.shape) - libm::log(self.scale)
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        (self.shape - 1.0) / x - 1.0 / self.scale
    }
}
