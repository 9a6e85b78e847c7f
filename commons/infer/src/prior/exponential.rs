//! The exponential distribution.

use super::Prior;
use crate::{
    Result,
    error::positive,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) = exp(−x / mean) / mean` for `x >= 0`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Exponential {
    /// The mean.
    pub mean: f64,
}

impl Default for Exponential {
    fn default() -> Self {
        Self { mean: 1.0 }
    }
}

impl Prior for Exponential {
    fn check(&self) -> Result<()> {
        positive("mean", self.mean)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        -self.mean * libm::log1p(-u)
    }
    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-x.max(0.0) / self.mean)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if x >= 0.0 { -x / self.mean - libm::log(self.mean) } else { f64::NEG_INFINITY }
    }
    fn ln_pdf_slope(&self, _: f64) -> f64 {
        -1.0 / self.mean
    }
}
