//! Fractions that sum to 1.

use super::{
    JointPrior,
    stick::{ln_jacobian, ln_jacobian_slope, share},
};
use crate::{Error, Result, error::positive};
use astrarium_num::special::{beta_cdf, beta_ppf, ln_gamma};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p ∝ Π x_k^(alpha_k − 1)` for positive fractions that sum to 1; the last one follows from the others.
///
/// Each takes the share `s_k` of what is left, of a beta distribution with `alpha_k` and the sum of those that follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dirichlet {
    /// An exponent plus one for each fraction; all 1: every composition is equally likely.
    pub alpha: Vec<f64>,
}

impl Default for Dirichlet {
    fn default() -> Self {
        Self { alpha: vec![1.0; 2] }
    }
}

impl Dirichlet {
    fn after(&self, k: usize) -> f64 {
        self.alpha[k + 1..].iter().sum()
    }
}

/// `exponent ln of`, nought for an exponent of nought.
fn power(exponent: f64, of: f64) -> f64 {
    if exponent == 0.0 { 0.0 } else { exponent * libm::log(of) }
}

impl JointPrior for Dirichlet {
    fn check(&self, n: usize) -> Result<()> {
        let found = self.alpha.len();
        if found != n || n < 2 {
            return Err(Error::Length { what: "alpha", found, expected: n.max(2) });
        }
        self.alpha.iter().try_for_each(|alpha| positive("alpha", *alpha))
    }
    fn n_free(&self, n: usize) -> usize {
        n.saturating_sub(1)
    }
    fn support(&self) -> [f64; 2] {
        [0.0, 1.0]
    }

    fn theta_of_unit(&self, u: &[f64], theta: &mut [f64]) {
        let mut left = 1.0;
        for (k, (u, theta)) in u.iter().zip(theta).enumerate() {
            *theta = left * beta_ppf(*u, self.alpha[k], self.after(k));
            left -= *theta;
        }
    }

    fn to_unit(&self, theta: &[f64], u: &mut [f64]) {
        let mut left = 1.0;
        for (k, (u, theta)) in u.iter_mut().zip(theta).enumerate() {
            *u = beta_cdf((theta / left).clamp(0.0, 1.0), self.alpha[k], self.after(k));
            left -= theta;
        }
    }

    fn ln_pdf(&self, theta: &[f64]) -> f64 {
        let last = 1.0 - theta.iter().sum::<f64>();
        if last < 0.0 || theta.iter().any(|x| *x < 0.0) {
            return f64::NEG_INFINITY;
        }
        let norm = ln_gamma(self.alpha.iter().sum()) - self.alpha.iter().map(|alpha| ln_gamma(*alpha)).sum::<f64>();
        let all = theta.iter().chain([&last]).zip(&self.alpha);
        norm + all.map(|(x, alpha)| power(alpha - 1.0, *x)).sum::<f64>()
    }

    fn add_slope(&self, theta: &[f64], slope: &mut [f64]) {
        let last = 1.0 - theta.iter().sum::<f64>();
        let by_last = (self.alpha[theta.len()] - 1.0) / last;
        for ((slope, x), alpha) in slope.iter_mut().zip(theta).zip(&self.alpha) {
            *slope += (alpha - 1.0) / x - by_last;
        }
    }

    fn theta_of_real(&self, x: &[f64], theta: &mut [f64]) -> f64 {
        let mut left = 1.0;
        for (x, theta) in x.iter().zip(theta) {
            let [taken, rest] = share(*x);
            *theta = left * taken;
            left *= rest;
        }
        ln_jacobian(x)
    }

    fn to_real(&self, theta: &[f64], x: &mut [f64]) {
        let mut left = 1.0;
        for (x, theta) in x.iter_mut().zip(theta) {
            *x = libm::log(theta / (left - theta));
            left -= theta;
        }
    }

    /// `d theta_k / d x_j = −theta_k s_j` for `j < k`, and `theta_k (1 − s_k)` for `j = k`.
    fn pull_real(&self, x: &[f64], gradient: &mut [f64]) {
        let mut left = 1.0;
        for (x, slope) in x.iter().zip(&mut *gradient) {
            let [taken, rest] = share(*x);
            *slope *= left * taken;
            left *= rest;
        }
        let (n, mut after) = (x.len(), 0.0);
        for j in (0..n).rev() {
            let both = share(x[j]);
            let own = gradient[j];
            gradient[j] = own * both[1] - both[0] * after + ln_jacobian_slope(n, j, both);
            after += own;
        }
    }
}
