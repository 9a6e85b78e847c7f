//! Angles from the pole.

use super::{Prior, inside};
use crate::{
    Result,
    error::require,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// `p(x) ∝ sin x` between two angles from 0 to π, rad: the angle from the pole of an isotropic direction, inclinations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sine {
    /// The lower end, rad.
    pub low: f64,
    /// The upper end, rad.
    pub high: f64,
}

impl Default for Sine {
    fn default() -> Self {
        Self { low: 0.0, high: PI }
    }
}

impl Prior for Sine {
    fn check(&self) -> Result<()> {
        require((0.0..=PI).contains(&self.low), "low", self.low, "an angle from 0 to π rad")?;
        require((0.0..=PI).contains(&self.high), "high", self.high, "an angle from 0 to π rad")?;
        require(self.low < self.high, "high", self.high, "a number above low")
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }
    fn ppf(&self, u: f64) -> f64 {
        // of the half angle, both sin² and cos² are linear in u
        let between = |a: f64, b: f64| a + (b - a) * u;
        let sin2 = between(square(libm::sin(0.5 * self.low)), square(libm::sin(0.5 * self.high)));
        let cos2 = between(square(libm::cos(0.5 * self.low)), square(libm::cos(0.5 * self.high)));
        (2.0 * libm::atan2(sin2.max(0.0).sqrt(), cos2.max(0.0).sqrt())).clamp(self.low, self.high)
    }
    fn cdf(&self, x: f64) -> f64 {
        let x = x.clamp(self.low, self.high);
        difference(self.low, x) / difference(self.low, self.high)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if !inside(self.support(), x) {
            return f64::NEG_INFINITY;
        }
        libm::log(libm::sin(x)) - libm::log(difference(self.low, self.high))
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        1.0 / libm::tan(x)
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// `cos a − cos b`, without cancellation.
fn difference(a: f64, b: f64) -> f64 {
    2.0 * libm::sin(0.5 * (a + b)) * libm::sin(0.5 * (b - a))
}
