//! The non-central chi-square distribution.

use super::chi2::chi2_isf;
use super::incomplete_gamma::term;
use super::{chi2_cdf, chi2_sf, gamma_p, gamma_q};
use crate::root::brent;

/// Half the width of the sum over Poisson weights, in their standard deviations, and some more.
const DEVIATIONS: f64 = 12.0;
const MARGIN: f64 = 50.0;
/// Doublings after which a bracket has overflowed.
const MOST_DOUBLINGS: usize = 1100;

/// The probability below `x` of non-central chi-square with `dof` degrees of freedom and noncentrality
/// `lambda`: of the sum of squares of `dof` unit normal numbers whose means' squares add up to `lambda`.
///
/// `Σ_j exp(−λ/2) (λ/2)^j / j! P(dof/2 + j, x/2)`, all terms positive, with `P` by its stable recurrence: relative
/// error below 1e-12 down to 1e-290. Cost grows as `√λ`: 10 µs at `λ` = 1e4. NaN for `dof <= 0` or
/// `lambda < 0`.
pub fn ncx2_cdf(x: f64, dof: f64, lambda: f64) -> f64 {
    probability(x, dof, lambda, false)
}

/// The probability above `x`; see [`ncx2_cdf`].
pub fn ncx2_sf(x: f64, dof: f64, lambda: f64) -> f64 {
    probability(x, dof, lambda, true)
}

fn probability(x: f64, dof: f64, lambda: f64, upper: bool) -> f64 {
    let domain = dof > 0.0 && dof.is_finite() && (0.0..f64::INFINITY).contains(&lambda) && !x.is_nan();
    if !domain {
        return f64::NAN;
    }
    if x <= 0.0 || x == f64::INFINITY {
        return if (x <= 0.0) == upper { 1.0 } else { 0.0 };
    }
    if lambda == 0.0 {
        return if upper { chi2_sf(x, dof) } else { chi2_cdf(x, dof) };
    }
    // the tail on the far side of the mean is small, the other one is its complement
    let easy = x > dof + lambda;
    let value = Mixture::new(x, dof, lambda).sum(easy);
    if easy == upper { value } else { 1.0 - value }
}

/// The terms of the sum that matter.
struct Mixture {
    /// `x/2`
    x: f64,
    /// `dof/2` + the first `j`
    shape: f64,
    /// Poisson probabilities of `j`, from the first on.
    weights: Vec<f64>,
}

impl Mixture {
    fn new(x: f64, dof: f64, lambda: f64) -> Self {
        let (x, shape, mean) = (0.5 * x, 0.5 * dof, 0.5 * lambda);
        // the terms are largest where j (j + shape) = mean x
        let peak = (libm::sqrt(shape * shape + 4.0 * mean * x) - shape).max(0.0) / 2.0;
        let width = DEVIATIONS * libm::sqrt(peak + 1.0) + MARGIN;
        let (low, peak, high) = ((peak - width).max(0.0).floor(), peak.floor(), (peak + width).ceil());
        let mut weights = vec![0.0; (high - low) as usize + 1];
        let at_peak = (peak - low) as usize;
        weights[at_peak] = if peak == 0.0 { libm::exp(-mean) } else { term(peak, mean) };
        for i in at_peak + 1..weights.len() {
            weights[i] = weights[i - 1] * mean / (low + i as f64);
        }
        for i in (0..at_peak).rev() {
            weights[i] = weights[i + 1] * (low + i as f64 + 1.0) / mean;
        }
        Self { x, shape: shape + low, weights }
    }

    fn sum(&self, upper: bool) -> f64 {
        if upper { self.sum_upper() } else { self.sum_lower() }
    }

    /// Upwards: `Q(a+1, x) = Q(a, x) + x^a e^−x / Γ(a+1)`.
    fn sum_upper(&self) -> f64 {
        let (mut tail, mut sum) = (gamma_q(self.shape, self.x), 0.0);
        let mut step = Step::new(self.shape, self.x);
        for weight in &self.weights {
            sum += weight * tail;
            tail += step.value;
            step.up();
        }
        sum
    }

    /// Downwards: `P(a−1, x) = P(a, x) + x^(a−1) e^−x / Γ(a)`.
    fn sum_lower(&self) -> f64 {
        let last = self.shape + (self.weights.len() - 1) as f64;
        let (mut tail, mut sum) = (gamma_p(last, self.x), 0.0);
        let mut step = Step::new(last, self.x);
        for weight in self.weights.iter().rev() {
            sum += weight * tail;
            step.down();
            tail += step.value;
        }
        sum
    }
}

/// `x^a e^−x / Γ(a+1)`, stepped in `a`.
struct Step {
    a: f64,
    x: f64,
    value: f64,
}

impl Step {
    fn new(a: f64, x: f64) -> Self {
        Self { a, x, value: term(a, x) }
    }

    fn up(&mut self) {
        self.a += 1.0;
        self.value = self.restarted(self.value * self.x / self.a);
    }

    fn down(&mut self) {
        let next = self.value * self.a / self.x;
        self.a -= 1.0;
        self.value = self.restarted(next);
    }

    /// A product that has lost its digits to underflow is computed afresh.
    fn restarted(&self, value: f64) -> f64 {
        if value > 1e-300 || self.a <= 0.0 { value } else { term(self.a, self.x) }
    }
}

/// The `x` below which the probability is `p`.
///
/// Relative error below 1e-12. 0 for `p = 0`, infinite for `p = 1`, NaN outside.
pub fn ncx2_ppf(p: f64, dof: f64, lambda: f64) -> f64 {
    if p > 0.5 { quantile(1.0 - p, dof, lambda, true) } else { quantile(p, dof, lambda, false) }
}

/// The `x` above which the probability is `p`; see [`ncx2_ppf`].
pub fn ncx2_isf(p: f64, dof: f64, lambda: f64) -> f64 {
    if p > 0.5 { quantile(1.0 - p, dof, lambda, false) } else { quantile(p, dof, lambda, true) }
}

fn quantile(p: f64, dof: f64, lambda: f64, upper: bool) -> f64 {
    if !(0.0..=1.0).contains(&p) || probability(1.0, dof, lambda, upper).is_nan() {
        return f64::NAN;
    }
    if p == 0.0 {
        return if upper { f64::INFINITY } else { 0.0 };
    }
    // rises with x in the logarithm of both
    let excess = |ln_x: f64| {
        let ratio = libm::log(probability(libm::exp(ln_x), dof, lambda, upper).max(f64::MIN_POSITIVE) / p);
        if upper { -ratio } else { ratio }
    };
    let ln_mean = libm::log(dof + lambda);
    widened(ln_mean, excess).map_or(f64::NAN, libm::exp)
}

/// The noncentrality at which the probability below `x` is `p`: the upper limit on a signal's power after `x`
/// was measured, for the confidence `1 − p`.
///
/// Nought where already the central distribution has no more than `p` below `x`. Relative error below 1e-11.
///
/// # Source
/// Groth 1975, Astrophys. J. Suppl. 29, 285; Vaughan et al. 1994, Astrophys. J. 435, 362
pub fn ncx2_noncentrality(p: f64, dof: f64, x: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && dof > 0.0 && x < f64::INFINITY) {
        return f64::NAN;
    }
    if x <= chi2_isf(1.0 - p, dof) {
        return 0.0;
    }
    let excess = |ln_lambda: f64| {
        let lambda = libm::exp(ln_lambda);
        if p > 0.5 { libm::log(ncx2_sf(x, dof, lambda) / (1.0 - p)) } else { libm::log(p / ncx2_cdf(x, dof, lambda)) }
    };
    widened(libm::log(x), excess).map_or(0.0, libm::exp)
}

/// The root of a rising function, in a bracket widened from `start`.
fn widened(start: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut low, mut high, mut width) = (start, start, 0.5);
    let rising = f(start) < 0.0;
    for _ in 0..MOST_DOUBLINGS {
        let end = if rising { high + width } else { low - width };
        if rising {
            (low, high) = (high, end);
        } else {
            (low, high) = (end, low);
        }
        if (f(end) < 0.0) != rising {
            return brent(low, high, 0.0, &f).ok().map(|root| root.x);
        }
        if end.abs() > 709.0 {
            return None;
        }
        width *= 2.0;
    }
    None
}
