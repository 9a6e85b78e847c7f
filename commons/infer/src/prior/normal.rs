//! The normal distribution.

use super::Prior;
use crate::{
    Result,
    error::{finite, positive},
};
use astrarium_num::special::{norm_cdf, norm_ppf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// `p(x) = exp(−z²/2) / (sd √(2π))`, `z = (x − mean) / sd`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Normal {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

impl Default for Normal {
    fn default() -> Self {
        Self { mean: 0.0, sd: 1.0 }
    }
}

impl Prior for Normal {
    fn check(&self) -> Result<()> {
        finite("mean", self.mean)?;
        positive("sd", self.sd)
    }
    fn support(&self) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        self.mean + self.sd * norm_ppf(u)
    }
    fn cdf(&self, x: f64) -> f64 {
        norm_cdf((x - self.mean) / self.sd)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        let z = (x - self.mean) / self.sd;
        -0.5 * (z * z + libm::log(TAU)) - libm::log(self.sd)
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        -(x - self.mean) / (self.sd * self.sd)
    }
}
