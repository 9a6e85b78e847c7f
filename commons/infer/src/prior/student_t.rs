//! Student's t distribution.

use super::Prior;
use crate::{
    Result,
    error::{finite, positive},
};
use astrarium_num::special::{beta_cdf, beta_isf, beta_ppf, ln_beta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p(x) ∝ (1 + z²/dof)^(−(dof+1)/2)`, `z = (x − location) / scale`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StudentT {
    /// Degrees of freedom, any number above zero.
    pub dof: f64,
    /// The median.
    pub location: f64,
    /// The scale.
    pub scale: f64,
}

impl StudentT {
    /// The z above which the probability is `p`, at most 1/2: by `dof / (dof + z²)` in the tail, by its complement within.
    fn upper(&self, p: f64) -> f64 {
        let half = 0.5 * self.dof;
        let within = beta_isf(2.0 * p, 0.5, half);
        if within < 0.5 {
            return (self.dof * within / (1.0 - within)).sqrt();
        }
        let tail = beta_ppf(2.0 * p, half, 0.5);
        (self.dof * (1.0 - tail) / tail).sqrt()
    }
}

impl Default for StudentT {
    fn default() -> Self {
        Self { dof: 1.0, location: 0.0, scale: 1.0 }
    }
}

impl Prior for StudentT {
    fn check(&self) -> Result<()> {
        positive("dof", self.dof)?;
        finite("location", self.location)?;
        positive("scale", self.scale)
    }
    fn support(&self) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
    fn ppf(&self, u: f64) -> f64 {
        self.location + if u < 0.5 { -self.scale * self.upper(u) } else { self.scale * self.upper(1.0 - u) }
    }
    fn cdf(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        let half = 0.5 * self.dof;
        if z * z < self.dof {
            let inner = 0.5 * beta_cdf(z * z / (self.dof + z * z), 0.5, half);
            return if z < 0.0 { 0.5 - inner } else { 0.5 + inner };
        }
        let tail = 0.5 * beta_cdf(self.dof / (self.dof + z * z), half, 0.5);
        if z < 0.0 { tail } else { 1.0 - tail }
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        let norm = ln_beta(0.5 * self.dof, 0.5) + 0.5 * libm::log(self.dof) + libm::log(self.scale);
        -0.5 * (self.dof + 1.0) * libm::log1p(z * z / self.dof) - norm
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        -(self.dof + 1.0) * z / (self.dof + z * z) / self.scale
    }
}
