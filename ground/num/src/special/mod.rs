//! Special functions and the tails of distributions.
//!
//! Arguments outside the domain give NaN, as NaN does. Every function names its relative error, which the
//! tests measure against mpmath (`vectors/num`). Where a probability gets too small for float64 its logarithm
//! is offered. Elementary functions are those of the crate `libm`, so that the bits do not depend on the
//! platform's C library.
//!
//! statrs 0.19.1 was measured against the same numbers and not taken. Its worst relative errors: normal tail
//! 9e-11, chi-square tails 3e-7 (above 1e-13 in one case of five), beta 1e-10; chi-square quantiles of
//! tails below 1e-16 infinite; no logarithms of tails, no non-central chi-square. Only `ln_gamma` (2e-14) and the
//! normal quantile (2e-16) held.

mod beta;
mod chi2;
mod elementary;
mod gamma;
mod incomplete_gamma;
mod ncx2;
mod normal;
mod poisson;
#[cfg(test)]
mod quantile_tests;
mod temme;
#[cfg(test)]
mod tests;

pub use beta::{beta_cdf, beta_isf, beta_log_cdf, beta_log_sf, beta_ppf, beta_sf, ln_beta};
pub use chi2::{chi2_cdf, chi2_isf, chi2_isf_from_log, chi2_log_cdf, chi2_log_sf, chi2_ppf, chi2_sf};
pub use elementary::{exp_each, ln_each};
pub use gamma::{gamma, ln_binomial, ln_factorial, ln_gamma};
pub use incomplete_gamma::{gamma_log_p, gamma_log_q, gamma_lower, gamma_p, gamma_q, gamma_upper};
pub use libm::{erf, erfc};
pub use ncx2::{ncx2_cdf, ncx2_isf, ncx2_noncentrality, ncx2_ppf, ncx2_sf};
pub use normal::{
    erfcx, norm_cdf, norm_isf, norm_isf_each, norm_isf_from_log, norm_log_cdf, norm_log_sf, norm_pdf, norm_ppf, norm_sf,
};
pub use poisson::{poisson_interval, poisson_lower_limit, poisson_upper_limit};

/// `ln(1 − exp(x))` for `x <= 0`: the logarithm of a complement from the logarithm of a probability.
///
/// Relative error below 1e-15; −∞ at nought, NaN above.
///
/// # Source
/// Mächler 2012, "Accurately computing log(1 − exp(−|a|))", the R package Rmpfr
pub fn ln_one_minus_exp(x: f64) -> f64 {
    if x > -std::f64::consts::LN_2 { libm::log(-libm::expm1(x)) } else { libm::log1p(-libm::exp(x)) }
}
