//! Constant between two ends.

use super::{Prior, inside};
use crate::{
    Result,
    error::{finite, require},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) = 1 / (high − low)`, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Uniform {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Default for Uniform {
    fn default() -> Self {
        Self { low: 0.0, high: 1.0 }
    }
}

impl Prior for Uniform {
    fn check(&self) -> Result<()> {
        finite("low", self.low)?;
        finite("high", self.high)?;
        require(self.low < self.high, "high", self.high, "a number above low")?;
        require((self.high - self.low).is_finite(), "high", self.high, "a finite distance from low")
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }
    fn ppf(&self, u: f64) -> f64 {
        (self.low + (self.high - self.low) * u).clamp(self.low, self.high)
    }
    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if inside(self.support(), x) { -libm::log(self.high - self.low) } else { f64::NEG_INFINITY }
    }
    fn ln_pdf_slope(&self, _: f64) -> f64 {
        0.0
    }
}
