//! Normal in the logarithm.

use super::{Normal, Prior};
use crate::{
    Result,
    error::{finite, positive},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `ln x` is normal with `mean` and `sd`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogNormal {
    /// The mean of ln x.
    pub mean: f64,
    /// The standard deviation of ln x.
    pub sd: f64,
}

impl LogNormal {
    fn of_ln(&self) -> Normal {
        Normal { mean: self.mean, sd: self.sd }
    }
}

impl Default for LogNormal {
    fn default() -> Self {
        Self { mean: 0.0, sd: 1.0 }
    }
}

impl Prior for LogNormal {
    fn check(&self) -> Result<()> {
        finite("mean", self.mean)?;
        positive("sd", self.sd)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        libm::exp(self.of_ln().ppf(u))
    }
    fn cdf(&self, x: f64) -> f64 {
        self.of_ln().cdf(libm::log(x.max(0.0)))
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if x > 0.0 { self.of_ln().ln_pdf(libm::log(x)) - libm::log(x) } else { f64::NEG_INFINITY }
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        (self.of_ln().ln_pdf_slope(libm::log(x)) - 1.0) / x
    }
}
