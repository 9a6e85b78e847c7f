//! Constant in the logarithm.

use super::{Prior, inside};
use crate::{
    Result,
    error::{positive, require},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) = 1 / (x ln(high / low))` between two ends above zero (Jeffreys' prior of a scale, cut).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogUniform {
    /// The lower end, above zero.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl LogUniform {
    fn width(&self) -> f64 {
        libm::log(self.high / self.low)
    }
}

impl Default for LogUniform {
    fn default() -> Self {
        Self { low: 1.0, high: 10.0 }
    }
}

impl Prior for LogUniform {
    fn check(&self) -> Result<()> {
        positive("low", self.low)?;
        positive("high", self.high)?;
        require(self.low < self.high, "high", self.high, "a number above low")?;
        require((self.high / self.low).is_finite(), "high", self.high, "a finite ratio to low")
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }
    fn ppf(&self, u: f64) -> f64 {
        (self.low * libm::exp(self.width() * u)).clamp(self.low, self.high)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.low { 0.0 } else { (libm::log(x / self.low) / self.width()).min(1.0) }
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if inside(self.support(), x) { -libm::log(x) - libm::log(self.width()) } else { f64::NEG_INFINITY }
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        -1.0 / x
    }
}
