//! What is known of the problems.

use serde::{Deserialize, Serialize};

/// Evidence and moments, by closed form, quadrature, or long importance sampling where errors stand beside them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Truth {
    /// ln Z.
    pub ln_z: f64,
    /// Its standard error; 0 where it is exact to the digits given.
    pub ln_z_err: f64,
    /// The information, nats.
    pub information: f64,
    /// Posterior means.
    pub mean: Vec<f64>,
    /// Posterior standard deviations.
    pub sd: Vec<f64>,
    /// Standard errors of the means, empty where they are exact.
    pub mean_err: Vec<f64>,
    /// Standard errors of the standard deviations, empty where they are exact.
    pub sd_err: Vec<f64>,
    /// The posterior covariance, row by row, where the posterior is normal (P02); else empty.
    pub covariance: Vec<f64>,
}

impl Truth {
    /// Exact truths.
    pub(super) fn new([ln_z, information]: [f64; 2], mean: &[f64], sd: &[f64]) -> Self {
        Self { ln_z, information, mean: mean.to_vec(), sd: sd.to_vec(), ..Self::default() }
    }

    /// With the errors of a truth that was sampled.
    pub(super) fn within(self, ln_z_err: f64, mean_err: &[f64], sd_err: &[f64]) -> Self {
        Self { ln_z_err, mean_err: mean_err.to_vec(), sd_err: sd_err.to_vec(), ..self }
    }
}
