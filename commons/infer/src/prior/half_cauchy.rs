//! The upper half of a Cauchy distribution.

use super::Prior;
use crate::{
    Result,
    error::positive,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::FRAC_PI_2;

/// `p(x) = 2 / (π scale (1 + x²/scale²))` for `x >= 0`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HalfCauchy {
    /// The median.
    pub scale: f64,
}

impl Default for HalfCauchy {
    fn default() -> Self {
        Self { scale: 1.0 }
    }
}

impl Prior for HalfCauchy {
    fn check(&self) -> Result<()> {
        positive("scale", self.scale)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        let z = match u {
            1.0 => f64::INFINITY,
            u if u > 0.5 => 1.0 / libm::tan(FRAC_PI_2 * (1.0 - u)),
            u => libm::tan(FRAC_PI_2 * u),
        };
        self.scale * z
    }
    fn cdf(&self, x: f64) -> f64 {
        libm::atan(x.max(0.0) / self.scale) / FRAC_PI_2
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return f64::NEG_INFINITY;
        }
        let z = x / self.scale;
        -libm::log1p(z * z) - libm::log(FRAC_PI_2 * self.scale)
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        let z = x / self.scale;
        -2.0 * z / (1.0 + z * z) / self.scale
    }
}
