//! Incomplete gamma functions.
//!
//! The smaller-tail rule: below `x = a + 1` the lower function is summed as a series, above it the upper one as
//! a continued fraction, and for large `a` near `x = a` Temme's expansion takes over. Each is a prefactor, which
//! may underflow and so is also known by its logarithm, times a factor of order one.

use std::f64::consts::TAU;

use super::gamma::{deviance, gamma, ln_gamma, stirling_rest};
use super::temme;

/// Below this the prefactor is a product of elementary functions, which is the most accurate.
const DIRECT_BELOW: f64 = 30.0;
/// Terms after which series and fractions are given up; reached by no argument outside Temme's region.
const MOST_TERMS: usize = 100_000;

/// One tail of the distribution: `prefactor × factor`.
pub(super) struct Tail {
    pub(super) upper: bool,
    pub(super) prefactor: Prefactor,
    pub(super) factor: f64,
}

/// The part of a tail that may underflow.
#[derive(Clone, Copy)]
pub(super) enum Prefactor {
    /// `x^a e^−x / Γ(a+1)`
    Term {
        /// Shape.
        a: f64,
        /// Argument.
        x: f64,
    },
    /// `exp(−d)`
    Gauss {
        /// Deviance of `a` from `x`.
        d: f64,
    },
}

impl Prefactor {
    fn value(self) -> f64 {
        match self {
            Self::Term { a, x } => term(a, x),
            Self::Gauss { d } => libm::exp(-d),
        }
    }

    fn ln(self) -> f64 {
        match self {
            Self::Term { a, x } => ln_term(a, x),
            Self::Gauss { d } => -d,
        }
    }
}

/// `x^a e^−x / Γ(a+1)`: for a whole `a` the Poisson probability of `a` at mean `x`.
pub(super) fn term(a: f64, x: f64) -> f64 {
    if a < DIRECT_BELOW && x < 700.0 {
        return libm::pow(x, a) * libm::exp(-x) / gamma(a + 1.0);
    }
    libm::exp(-deviance(a, x) - stirling_rest(a)) / libm::sqrt(TAU * a)
}

/// Its logarithm.
pub(super) fn ln_term(a: f64, x: f64) -> f64 {
    if a < 1.0 {
        return a * libm::log(x) - x - ln_gamma(a + 1.0);
    }
    -deviance(a, x) - stirling_rest(a) - 0.5 * libm::log(TAU * a)
}

/// `P(a, x)` or `Q(a, x)`, whichever is easier; `a > 0` and `x > 0` finite.
pub(super) fn tail(a: f64, x: f64) -> Tail {
    if let Some(tail) = temme::tail(a, x) {
        return tail;
    }
    let prefactor = Prefactor::Term { a, x };
    if x < a + 1.0 {
        Tail { upper: false, prefactor, factor: series(a, x) }
    } else {
        Tail { upper: true, prefactor, factor: a * fraction(a, x) }
    }
}

/// `Σ_n x^n / ((a+1) … (a+n))` (DLMF 8.11.4).
fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..MOST_TERMS {
        term *= x / (a + n as f64);
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// `1/(x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …)))` (DLMF 8.9.2), by the modified Lentz method.
fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (f64::MAX, 1.0 / b);
    let mut value = d;
    for n in 1..MOST_TERMS {
        let n = n as f64;
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

/// The lower regularised incomplete gamma function `P(a, x) = γ(a, x) / Γ(a)`.
///
/// Relative error below 1e-14 plus 4e-16 times the value's logarithm (3e-13 at 1e-300); 1 − Q where Q is the
/// smaller. NaN for `a <= 0` or `x < 0`.
pub fn gamma_p(a: f64, x: f64) -> f64 {
    regularised(a, x, false)
}

/// The upper regularised incomplete gamma function `Q(a, x) = Γ(a, x) / Γ(a)`.
///
/// Relative error below 1e-14 plus 4e-16 times the value's logarithm, for `a >= 0.1`. NaN for `a <= 0` or `x < 0`.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    regularised(a, x, true)
}

fn regularised(a: f64, x: f64, upper: bool) -> f64 {
    if let Some(limit) = limit(a, x, upper) {
        return limit;
    }
    let tail = tail(a, x);
    // roundings may carry it above 1
    let value = (tail.prefactor.value() * tail.factor).min(1.0);
    if tail.upper == upper { value } else { 1.0 - value }
}

/// `ln P(a, x)`, also where `P` underflows; relative error below 1e-14 (absolute where `P` is near 1).
pub fn gamma_log_p(a: f64, x: f64) -> f64 {
    log_regularised(a, x, false)
}

/// `ln Q(a, x)`, also where `Q` underflows; relative error below 1e-14 (absolute where `Q` is near 1).
pub fn gamma_log_q(a: f64, x: f64) -> f64 {
    log_regularised(a, x, true)
}

fn log_regularised(a: f64, x: f64, upper: bool) -> f64 {
    if let Some(limit) = limit(a, x, upper) {
        return libm::log(limit);
    }
    let tail = tail(a, x);
    if tail.upper == upper {
        tail.prefactor.ln() + libm::log(tail.factor)
    } else {
        libm::log1p(-tail.prefactor.value() * tail.factor)
    }
}

/// The upper incomplete gamma function `Γ(a, x)`; relative error as [`gamma_q`], overflows with `Γ(a)`.
pub fn gamma_upper(a: f64, x: f64) -> f64 {
    gamma_q(a, x) * gamma(a)
}

/// The lower incomplete gamma function `γ(a, x)`; relative error as [`gamma_p`], overflows with `Γ(a)`.
pub fn gamma_lower(a: f64, x: f64) -> f64 {
    gamma_p(a, x) * gamma(a)
}

/// The value at the ends of the domain, NaN outside; `None` inside.
fn limit(a: f64, x: f64, upper: bool) -> Option<f64> {
    let domain = a > 0.0 && a.is_finite() && x >= 0.0;
    if !domain {
        return Some(f64::NAN);
    }
    let at_end = x == 0.0 || x == f64::INFINITY;
    at_end.then_some(if (x == 0.0) == upper { 1.0 } else { 0.0 })
}
