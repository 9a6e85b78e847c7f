//! The upper half of a normal distribution.

use super::Prior;
use crate::{
    Result,
    error::positive,
};
use astrarium_num::special::{erf, norm_isf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2};

/// `p(x) = √(2/π) exp(−x²/2 sd²) / sd` for `x >= 0`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HalfNormal {
    /// The standard deviation of the whole.
    pub sd: f64,
}

impl Default for HalfNormal {
    fn default() -> Self {
        Self { sd: 1.0 }
    }
}

impl Prior for HalfNormal {
    fn check(&self) -> Result<()> {
        positive("sd", self.sd)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        // the quantile of a probability near 1/2 is a straight line
        if u < 1e-8 { self.sd * u * FRAC_PI_2.sqrt() } else { self.sd * norm_isf(0.5 * (1.0 - u)) }
    }
    fn cdf(&self, x: f64) -> f64 {
        erf(x.max(0.0) / self.sd * FRAC_1_SQRT_2)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return f64::NEG_INFINITY;
        }
        let z = x / self.sd;
        -0.5 * (z * z + libm::log(FRAC_PI_2)) - libm::log(self.sd)
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        -x / (self.sd * self.sd)
    }
}
