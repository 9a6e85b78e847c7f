//! Numbers in rising order.

use super::{
    JointPrior,
    stick::{ln_jacobian, ln_jacobian_slope, share},
};
use crate::{
    Result,
    error::{finite, require},
};
use astrarium_num::special::ln_factorial;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `p = n! / (high − low)^n` for `low <= x_1 <= … <= x_n <= high`: exchangeable positions, without their permutations.
///
/// Each takes the share `s_k = 1 − (1 − u_k)^(1/(n−k+1))` of the way that is left to the upper end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sorted {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Default for Sorted {
    fn default() -> Self {
        Self { low: 0.0, high: 1.0 }
    }
}

impl JointPrior for Sorted {
    fn check(&self, _: usize) -> Result<()> {
        finite("low", self.low)?;
        finite("high", self.high)?;
        require(self.low < self.high, "high", self.high, "a number above low")
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }

    fn theta_of_unit(&self, u: &[f64], theta: &mut [f64]) {
        let (n, mut before) = (u.len(), self.low);
        for (k, (u, theta)) in u.iter().zip(theta).enumerate() {
            let share = -libm::expm1(libm::log1p(-u) / (n - k) as f64);
            *theta = (before + (self.high - before) * share).clamp(before, self.high);
            before = *theta;
        }
    }

    fn to_unit(&self, theta: &[f64], u: &mut [f64]) {
        let (n, mut before) = (u.len(), self.low);
        for (k, (u, &theta)) in u.iter_mut().zip(theta).enumerate() {
            let share = ((theta - before) / (self.high - before)).clamp(0.0, 1.0);
            *u = -libm::expm1(libm::log1p(-share) * (n - k) as f64);
            before = theta;
        }
    }

    fn ln_pdf(&self, theta: &[f64]) -> f64 {
        let ends = [&[self.low][..], theta, &[self.high]].concat();
        if !ends.is_sorted() {
            return f64::NEG_INFINITY;
        }
        ln_factorial(theta.len() as u64) - theta.len() as f64 * libm::log(self.high - self.low)
    }
    fn add_slope(&self, _: &[f64], _: &mut [f64]) {}

    fn theta_of_real(&self, x: &[f64], theta: &mut [f64]) -> f64 {
        let mut before = self.low;
        for (x, theta) in x.iter().zip(theta) {
            *theta = (before + (self.high - before) * share(*x)[0]).clamp(before, self.high);
            before = *theta;
        }
        ln_jacobian(x) + x.len() as f64 * libm::log(self.high - self.low)
    }

    fn to_real(&self, theta: &[f64], x: &mut [f64]) {
        let mut before = self.low;
        for (x, &theta) in x.iter_mut().zip(theta) {
            *x = libm::log((theta - before) / (self.high - theta));
            before = theta;
        }
    }

    /// What is left after k is `r_k = (high − low) Π (1 − s_j)`, so `d theta_k / d x_j = r_k s_j` for `j <= k`.
    fn pull_real(&self, x: &[f64], gradient: &mut [f64]) {
        let mut left = self.high - self.low;
        for (x, slope) in x.iter().zip(&mut *gradient) {
            left *= share(*x)[1];
            *slope *= left;
        }
        let (n, mut after) = (x.len(), 0.0);
        for j in (0..n).rev() {
            after += gradient[j];
            gradient[j] = share(x[j])[0] * after + ln_jacobian_slope(n, j, share(x[j]));
        }
    }
}
