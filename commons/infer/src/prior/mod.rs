//! Priors of one parameter, known by name.
//!
//! Each is its inverse distribution function, its density and its support; the support alone decides how it is mapped to
//! the real line ([`Line`](crate::space::Line)).

use crate::Result;
use astrarium_io::family;
use std::fmt::Debug;

family! {
    /// The priors known by name.
    pub enum PriorKind: Prior {
        "uniform" => uniform::Uniform, "constant between low and high";
        "log_uniform" => log_uniform::LogUniform, "constant in ln x between low and high, both above zero";
        "normal" => normal::Normal, "normal with mean and standard deviation";
        "truncated_normal" => truncated_normal::TruncatedNormal, "normal between low and high";
        "log_normal" => log_normal::LogNormal, "ln x is normal";
        "half_normal" => half_normal::HalfNormal, "normal, the half above zero";
        "exponential" => exponential::Exponential, "exponential with its mean";
        "gamma" => gamma::Gamma, "gamma with shape and scale";
        "inverse_gamma" => inverse_gamma::InverseGamma, "one over a gamma variable";
        "beta" => beta::Beta, "beta between low and high";
        "student_t" => student_t::StudentT, "Student's t with degrees of freedom, location and scale";
        "cauchy" => cauchy::Cauchy, "Cauchy with location and scale";
        "half_cauchy" => half_cauchy::HalfCauchy, "Cauchy, the half above zero";
        "sine" => sine::Sine, "angle from the pole of an isotropic direction, rad";
        "cosine" => cosine::Cosine, "angle from the equator of an isotropic direction, rad";
        "discrete" => discrete::Discrete, "one of several values, each with its weight";
        "tabulated" => tabulated::Tabulated, "distribution function by its table";
    }
}

/// A proper prior of one parameter.
pub trait Prior: Debug + Send + Sync {
    /// Whether the settings make a distribution.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) names the setting that does not.
    fn check(&self) -> Result<()>;

    /// Where the density can be above zero: lower and upper end, infinite where there is none.
    fn support(&self) -> [f64; 2];

    /// The value below which the probability is `u`; the ends of the support at 0 and 1.
    fn ppf(&self, u: f64) -> f64;

    /// The probability of values up to `x`; of a discrete prior the middle of its cell, so that the way to the unit cube
    /// and back ends where it began.
    fn cdf(&self, x: f64) -> f64;

    /// ln of the density, −∞ outside the support. Of a discrete prior: ln of the probability.
    fn ln_pdf(&self, x: f64) -> f64;

    /// Its derivative by `x`; anything outside the support.
    fn ln_pdf_slope(&self, x: f64) -> f64;

    /// Whether it takes single values only, so that it has no density and no real line.
    fn is_discrete(&self) -> bool {
        false
    }
}

/// Whether `x` lies in a support, its ends included.
pub(crate) fn inside([low, high]: [f64; 2], x: f64) -> bool {
    low <= x && x <= high
}

/// Constant between `low` and `high`.
pub fn uniform(low: f64, high: f64) -> PriorKind {
    PriorKind::Uniform(Uniform { low, high })
}

/// Constant in ln x between `low` and `high`.
pub fn log_uniform(low: f64, high: f64) -> PriorKind {
    PriorKind::LogUniform(LogUniform { low, high })
}

/// Normal with mean and standard deviation.
pub fn normal(mean: f64, sd: f64) -> PriorKind {
    PriorKind::Normal(Normal { mean, sd })
}
