//! Confidence intervals of a Poisson count.

use super::chi2::{Probability, gamma_quantile};
use super::norm_sf;

/// The classical central confidence interval of a Poisson mean after `n` counts, at `sigma` normal deviations.
///
/// `(lower, upper)` with the probability `α = norm_sf(sigma)` left out on either side: the mean below which
/// `n` or more counts, and above which `n` or fewer counts, have a probability less than `α`. (0, 1.84) for no
/// counts at 1 σ. Relative error below 1e-14; NaN for `n < 0`.
///
/// # Source
/// Garwood 1936, Biometrika 28, 437; astropy's `frequentist-confidence`
pub fn poisson_interval(n: f64, sigma: f64) -> (f64, f64) {
    let left_out = norm_sf(sigma);
    (poisson_lower_limit(n, left_out), poisson_upper_limit(n, left_out))
}

/// The mean below which `n` or more counts have a probability less than `left_out`; 0 for no counts.
pub fn poisson_lower_limit(n: f64, left_out: f64) -> f64 {
    if n == 0.0 { 0.0 } else { gamma_quantile(n, Probability::lower(left_out)) }
}

/// The mean above which `n` or fewer counts have a probability less than `left_out`.
pub fn poisson_upper_limit(n: f64, left_out: f64) -> f64 {
    if n < 0.0 { f64::NAN } else { gamma_quantile(n + 1.0, Probability::upper(left_out)) }
}
