//! The chi-square distribution, and quantiles of the gamma distribution behind it.

use std::f64::consts::LN_2;

use super::incomplete_gamma::ln_term;
use super::{gamma_log_p, gamma_log_q, gamma_p, gamma_q, ln_gamma, ln_one_minus_exp, norm_isf_from_log};

/// Newton steps after which a quantile is as good as it gets; six are usual.
const MOST_STEPS: usize = 100;

/// The probability above `x` of chi-square with `dof` degrees of freedom, `Q(dof/2, x/2)`.
///
/// Relative error below 1e-14 plus 4e-16 times the value's logarithm (3e-13 at 1e-300; see [`chi2_log_sf`]).
/// `dof` need not be whole; up to 1e12 it costs some microseconds at most. NaN for `dof <= 0`; 1 for `x <= 0`.
pub fn chi2_sf(x: f64, dof: f64) -> f64 {
    gamma_q(0.5 * dof, 0.5 * positive(x))
}

/// The probability below `x`; see [`chi2_sf`].
pub fn chi2_cdf(x: f64, dof: f64) -> f64 {
    gamma_p(0.5 * dof, 0.5 * positive(x))
}

/// The logarithm of [`chi2_sf`], also where that underflows; relative error below 1e-14 (absolute near 1).
pub fn chi2_log_sf(x: f64, dof: f64) -> f64 {
    gamma_log_q(0.5 * dof, 0.5 * positive(x))
}

/// The logarithm of [`chi2_cdf`], also where that underflows; relative error below 1e-14 (absolute near 1).
pub fn chi2_log_cdf(x: f64, dof: f64) -> f64 {
    gamma_log_p(0.5 * dof, 0.5 * positive(x))
}

/// The `x` above which the probability is `p`.
///
/// Relative error below 1e-14. Infinite for `p = 0`, 0 for `p = 1`, NaN outside.
pub fn chi2_isf(p: f64, dof: f64) -> f64 {
    2.0 * gamma_quantile(0.5 * dof, Probability::upper(p))
}

/// The `x` below which the probability is `p`; see [`chi2_isf`].
pub fn chi2_ppf(p: f64, dof: f64) -> f64 {
    2.0 * gamma_quantile(0.5 * dof, Probability::lower(p))
}

/// The `x` above which the probability is `exp(ln_p)`, also where that underflows; see [`chi2_isf`].
pub fn chi2_isf_from_log(ln_p: f64, dof: f64) -> f64 {
    2.0 * gamma_quantile(0.5 * dof, Probability::from_log(ln_p, true))
}

/// `x`, and nought below nought; NaN stays.
fn positive(x: f64) -> f64 {
    if x < 0.0 { 0.0 } else { x }
}

/// The logarithm of a probability of at most one half, and the tail it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Probability {
    ln_p: f64,
    upper: bool,
}

impl Probability {
    pub(super) fn upper(p: f64) -> Self {
        Self::of(p, true)
    }

    pub(super) fn lower(p: f64) -> Self {
        Self::of(p, false)
    }

    fn of(p: f64, upper: bool) -> Self {
        if p > 0.5 { Self { ln_p: libm::log(1.0 - p), upper: !upper } } else { Self { ln_p: libm::log(p), upper } }
    }

    fn from_log(ln_p: f64, upper: bool) -> Self {
        if ln_p > -LN_2 { Self { ln_p: ln_one_minus_exp(ln_p), upper: !upper } } else { Self { ln_p, upper } }
    }
}

/// The `x` with `P(a, x)` or `Q(a, x)` equal to a probability.
///
/// Newton's method on the logarithm of the smaller tail, which is concave in `x` (upper, `a >= 1`) or `ln x`
/// (lower), so that it converges from wherever it starts.
pub(super) fn gamma_quantile(a: f64, p: Probability) -> f64 {
    if a.is_nan() || a <= 0.0 || a == f64::INFINITY || p.ln_p.is_nan() {
        return f64::NAN;
    }
    if p.ln_p == f64::NEG_INFINITY {
        return if p.upper { f64::INFINITY } else { 0.0 };
    }
    let (mut x, mut last) = (first_guess(a, p), f64::INFINITY);
    for _ in 0..MOST_STEPS {
        let factor = if p.upper { upper_step(a, x, p.ln_p) } else { lower_step(a, x, p.ln_p) };
        let change = (factor - 1.0).abs();
        // the last steps only shuffle rounding errors; a quantile below the smallest float64 is nought
        if change == 0.0 || (change >= last && last < 1e-10) || x == 0.0 {
            break;
        }
        x *= factor;
        last = change;
    }
    x
}

/// The factor that brings `x` towards `ln Q(a, x) = ln_p`.
fn upper_step(a: f64, x: f64, ln_p: f64) -> f64 {
    let ln_q = gamma_log_q(a, x);
    // −d ln Q / d ln x = a x^a e^−x / Γ(a+1) / Q
    let slope = a * libm::exp(ln_term(a, x) - ln_q);
    1.0 + ((ln_q - ln_p) / slope).clamp(-0.75, 1e3)
}

/// The factor that brings `x` towards `ln P(a, x) = ln_p`.
fn lower_step(a: f64, x: f64, ln_p: f64) -> f64 {
    let ln_below = gamma_log_p(a, x);
    let slope = a * libm::exp(ln_term(a, x) - ln_below);
    libm::exp(((ln_p - ln_below) / slope).clamp(-100.0, 100.0))
}

/// Wilson & Hilferty 1931, PNAS 17, 684; where that fails, the first term of the series at nought.
fn first_guess(a: f64, p: Probability) -> f64 {
    let z = norm_isf_from_log(p.ln_p);
    let root = 1.0 - 1.0 / (9.0 * a) + (if p.upper { z } else { -z }) / (3.0 * libm::sqrt(a));
    if root > 0.2 {
        return a * root * root * root;
    }
    let ln_x = if p.upper { 0.0 } else { (p.ln_p + ln_gamma(a + 1.0)) / a };
    libm::exp(ln_x.min(libm::log(a) + 1.0)).max(f64::MIN_POSITIVE)
}
