//! The beta distribution.

use std::f64::consts::TAU;

use super::gamma::{deviance, stirling_rest};
use super::ln_gamma;
use crate::double::two_prod;
use crate::root::brent;

/// Terms after which the continued fraction is given up; it needs some `√max(a, b)`.
const MOST_TERMS: usize = 1_000_000;
/// Smallest and largest number that the fraction's parts may become.
const TINY: f64 = 1e-300;

/// `ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b)`, `a, b > 0`.
///
/// Absolute error below 2e-14 plus 1e-15 of the value, also for large arguments of unlike size.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    if a.min(b) < 1.0 && a.max(b) < 100.0 {
        return ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    }
    let n = a + b;
    let small = stirling_rest(a) + stirling_rest(b) - stirling_rest(n);
    small - a * libm::log1p(b / a) - b * libm::log1p(a / b) + 0.5 * libm::log(TAU * (1.0 / a + 1.0 / b))
}

/// The probability below `x` of the beta distribution, `I_x(a, b)`.
///
/// Relative error below 1e-14 plus 4e-16 times the value's logarithm; cost grows as `√max(a, b)`. 0 below 0, 1
/// above 1, NaN unless `a > 0` and `b > 0`.
///
/// # Source
/// Didonato & Morris 1992, ACM TOMS 18, 360, eq. 9 (continued fraction); prefactor as Loader 2000
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    Tails::new(x, a, b).map_or_else(|limit| limit, |tails| tails.value(false))
}

/// The probability above `x`, `1 − I_x(a, b)`, as accurate; see [`beta_cdf`].
pub fn beta_sf(x: f64, a: f64, b: f64) -> f64 {
    Tails::new(x, a, b).map_or_else(|limit| 1.0 - limit, |tails| tails.value(true))
}

/// The logarithm of [`beta_cdf`], also where that underflows.
pub fn beta_log_cdf(x: f64, a: f64, b: f64) -> f64 {
    Tails::new(x, a, b).map_or_else(libm::log, |tails| tails.ln(false))
}

/// The logarithm of [`beta_sf`], also where that underflows.
pub fn beta_log_sf(x: f64, a: f64, b: f64) -> f64 {
    Tails::new(x, a, b).map_or_else(|limit| libm::log(1.0 - limit), |tails| tails.ln(true))
}

/// The `x` below which the probability is `p`; NaN outside `0 <= p <= 1`.
///
/// Relative error below 1e-12 (absolute near `x` = 1).
pub fn beta_ppf(p: f64, a: f64, b: f64) -> f64 {
    quantile(p, a, b, false)
}

/// The `x` above which the probability is `p`; see [`beta_ppf`].
pub fn beta_isf(p: f64, a: f64, b: f64) -> f64 {
    quantile(p, a, b, true)
}

/// One tail of the distribution: `exp(ln_prefactor) × factor`.
struct Tails {
    upper: bool,
    ln_prefactor: f64,
    factor: f64,
}

impl Tails {
    /// The easier tail; the lower one's value where `x` is at or beyond an end, NaN outside the domain.
    fn new(x: f64, a: f64, b: f64) -> Result<Self, f64> {
        let domain = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && !x.is_nan();
        if !domain {
            return Err(f64::NAN);
        }
        if x <= 0.0 || x >= 1.0 {
            return Err(if x <= 0.0 { 0.0 } else { 1.0 });
        }
        let y = 1.0 - x;
        let upper = x > a / (a + b);
        let factor = 1.0 / if upper { fraction([y, x], b, a) } else { fraction([x, y], a, b) };
        Ok(Self { upper, ln_prefactor: ln_prefactor(x, y, a, b), factor })
    }

    fn value(&self, upper: bool) -> f64 {
        // a shape near nought may overflow the factor: that tail is 1
        let value = (libm::exp(self.ln_prefactor) * self.factor).min(1.0);
        if upper == self.upper { value } else { 1.0 - value }
    }

    fn ln(&self, upper: bool) -> f64 {
        let value = self.ln_prefactor + libm::log(self.factor);
        if upper == self.upper { value } else { super::ln_one_minus_exp(value.min(0.0)) }
    }
}

/// `ln (x^a y^b / B(a, b))`, `y = 1 − x`.
fn ln_prefactor(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if a.min(b) < 1.0 {
        return a * libm::log(x) + b * libm::log1p(-x) - ln_beta(a, b);
    }
    let n = a + b;
    let small = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
    small - deviance(a, n * x) - deviance(b, n * y) + 0.5 * libm::log(a * b / (TAU * n))
}

/// The continued fraction of `x^a y^b / B(a, b) / I_x(a, b)` for `x <= a / (a + b)`, by the modified Lentz method.
///
/// All its parts are positive until the `b`-th, and the one difference in it, `a y − b x`, is taken of numbers
/// that were not rounded.
fn fraction([x, y]: [f64; 2], a: f64, b: f64) -> f64 {
    let denominator = |m: f64| {
        let slope = two_prod(a, y) - two_prod(b, x) + (1.0 + m * (1.0 + y));
        // nought times infinity at m = 0, a = 1
        let first = if m == 0.0 { 0.0 } else { m * (b - m) * x / (a + 2.0 * m - 1.0) };
        m + first + (a + m) * slope.to_f64() / (a + 2.0 * m + 1.0)
    };
    let bounded = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut value = bounded(denominator(0.0));
    let (mut c, mut d) = (value, 0.0);
    for m in 1..MOST_TERMS {
        let m = m as f64;
        let width = a + 2.0 * m - 1.0;
        let numerator = (a + m - 1.0) * (a + b + m - 1.0) * m * (b - m) * (x / width) * (x / width);
        let next = denominator(m);
        d = 1.0 / bounded(next + numerator * d);
        c = bounded(next + numerator / c);
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

fn quantile(p: f64, a: f64, b: f64, upper: bool) -> f64 {
    if !(0.0..=1.0).contains(&p) || beta_cdf(0.5, a, b).is_nan() {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if (p == 0.0) == upper { 1.0 } else { 0.0 };
    }
    // in the logarithm of the tail, so that small probabilities are met to relative accuracy
    let ln_p = libm::log(p);
    let excess = |x: f64| {
        let ln_tail = if upper { beta_log_sf(x, a, b) } else { beta_log_cdf(x, a, b) };
        (ln_tail - ln_p).max(-f64::MAX)
    };
    brent(0.0, 1.0, 1e-300, excess).map_or(f64::NAN, |root| root.x)
}
