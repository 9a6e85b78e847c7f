//! The gamma function and the parts of Stirling's formula.

use std::f64::consts::PI;

/// Above this Stirling's series has converged to the last bit.
const STIRLING_FROM: f64 = 16.0;
/// `B_2j / (2j (2j − 1))`, `j = 1 … 7`: the coefficients of Stirling's series in odd powers of `1/x`.
const STIRLING: [f64; 7] =
    [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];

/// The gamma function `Γ(x)`.
///
/// Relative error below 1e-15; overflows above 171.62. NaN at the negative whole numbers and −∞.
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// `ln |Γ(x)|`.
///
/// Relative error below 1e-15 for `x > 0`; for `x < 0` that of the larger of the value and 1. Infinite at the
/// poles `0, −1, −2 …`.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// `ln n!`, relative error below 1e-15.
pub fn ln_factorial(n: u64) -> f64 {
    ln_gamma(n as f64 + 1.0)
}

/// `ln (n over k)`; −∞ for `k > n`.
///
/// `Γ(n+1) / (Γ(k+1) Γ(n−k+1))` by Stirling's formula with the small terms cancelled by hand: absolute error
/// below 1e-14 plus 2e-15 of the value.
pub fn ln_binomial(n: u64, k: u64) -> f64 {
    match k {
        _ if k > n => f64::NEG_INFINITY,
        _ if k == 0 || k == n => 0.0,
        _ => {
            let (n, a, b) = (n as f64, k as f64, (n - k) as f64);
            let entropy = a * libm::log1p(b / a) + b * libm::log1p(a / b);
            let small = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
            entropy + small + 0.5 * libm::log(n / (2.0 * PI * a * b))
        }
    }
}

/// What Stirling's formula leaves of `ln Γ(x+1)`: `ln Γ(x+1) − (x + ½) ln x + x − ½ ln 2π`, `x > 0`.
///
/// Absolute error below 3e-15.
///
/// # Source
/// Loader 2000, "Fast and accurate computation of binomial probabilities", eq. 2; below 16 by the recurrence
/// `δ(x) = δ(x+1) + (x + ½) ln(1 + 1/x) − 1`
pub(super) fn stirling_rest(x: f64) -> f64 {
    let (mut x, mut shifted) = (x, 0.0);
    while x < STIRLING_FROM {
        shifted += (x + 0.5) * libm::log1p(1.0 / x) - 1.0;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    shifted + STIRLING.iter().rev().fold(0.0, |sum, c| sum * square + c) / x
}

/// The deviance `a ln(a/x) + x − a >= 0` of a Poisson count `a` from its mean `x`.
///
/// Relative error below 1e-15: near `a = x` by the series in `v = (a − x)/(a + x)`.
///
/// # Source
/// Loader 2000, eq. 5
pub(super) fn deviance(a: f64, x: f64) -> f64 {
    let v = (a - x) / (a + x);
    if v.abs() > 0.5 {
        return a * libm::log(a / x) + (x - a);
    }
    // Σ_j 2 v^(2j+1) / (2j+1) from j = 1 on
    let (mut power, mut sum, square) = (2.0 * v, 0.0, v * v);
    for odd in (3..).step_by(2) {
        power *= square;
        let next = sum + power / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    (a - x) * v + a * sum
}
