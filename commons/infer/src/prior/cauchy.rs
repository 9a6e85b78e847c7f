//! The Cauchy distribution.

use super::Prior;
use crate::{
    Result,
    error::{finite, positive},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// `p(x) = 1 / (π scale (1 + z²))`, `z = (x − location) / scale`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cauchy {
    /// The median.
    pub location: f64,
    /// The half width at half maximum.
    pub scale: f64,
}

impl Default for Cauchy {
    fn default() -> Self {
        Self { location: 0.0, scale: 1.0 }
    }
}

impl Prior for Cauchy {
    fn check(&self) -> Result<()> {
        finite("location", self.location)?;
        positive("scale", self.scale)
    }
    fn support(&self) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        let z = match u {
            0.0 => f64::NEG_INFINITY,
            1.0 => f64::INFINITY,
            u if u < 0.25 => -1.0 / libm::tan(PI * u),
            u if u > 0.75 => 1.0 / libm::tan(PI * (1.0 - u)),
            u => libm::tan(PI * (u - 0.5)),
        };
        self.location + self.scale * z
    }
    fn cdf(&self, x: f64) -> f64 {
        libm::atan2(1.0, -(x - self.location) / self.scale) / PI
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        -libm::log1p(z * z) - libm::log(PI * self.scale)
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        -2.0 * z / (1.0 + z * z) / self.scale
    }
}
