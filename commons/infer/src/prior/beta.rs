//! The beta distribution.

use super::{Prior, inside};
use crate::{
    Result,
    error::{finite, positive, require},
};
use astrarium_num::special::{beta_cdf, beta_ppf, ln_beta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) ∝ z^(a−1) (1 − z)^(b−1)`, `z = (x − low) / (high − low)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Beta {
    /// The exponent at the lower end, plus one.
    pub a: f64,
    /// The exponent at the upper end, plus one.
    pub b: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Beta {
    fn width(&self) -> f64 {
        self.high - self.low
    }
}

impl Default for Beta {
    fn default() -> Self {
        Self { a: 1.0, b: 1.0, low: 0.0, high: 1.0 }
    }
}

impl Prior for Beta {
    fn check(&self) -> Result<()> {
        positive("a", self.a)?;
        positive("b", self.b)?;
        finite("low", self.low)?;
        finite("high", self.high)?;
        require(self.low < self.high, "high", self.high, "a number above low")
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }
    fn ppf(&self, u: f64) -> f64 {
        (self.low + self.width() * beta_ppf(u, self.a, self.b)).clamp(self.low, self.high)
    }
    fn cdf(&self, x: f64) -> f64 {
        beta_cdf(((x - self.low) / self.width()).clamp(0.0, 1.0), self.a, self.b)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if !inside(self.support(), x) {
            return f64::NEG_INFINITY;
        }
        let power = |exponent: f64, of: f64| if exponent == 0.0 { 0.0 } else { exponent * libm::log(of / self.width()) };
        let both = power(self.a - 1.0, x - self.low) + power(self.b - 1.0, self.high - x);
        both - ln_beta(self.a, self.b) - libm::log(self.width())
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        (self.a - 1.0) / (x - self.low) - (self.b - 1.0) / (self.high - x)
    }
}
