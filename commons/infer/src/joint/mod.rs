//! Priors of several parameters together, known by name.
//!
//! Both break a stick: coordinate k takes the share `s_k` of what the ones before have left, so that the shares are
//! independent, and the way to the real line is `s_k = 1 / (1 + exp(−x_k))`.

mod stick;

use crate::Result;
use astrarium_io::family;
use std::fmt::Debug;

family! {
    /// The joint priors known by name.
    pub enum JointKind: JointPrior {
        "sorted" => sorted::Sorted, "numbers between two ends, in rising order";
        "dirichlet" => dirichlet::Dirichlet, "positive fractions that sum to 1";
    }
}

/// A proper prior of several parameters, some of which may follow from the others.
pub trait JointPrior: Debug + Send + Sync {
    /// Whether the settings make a distribution of `n` parameters.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) or [`Error::Length`](crate::Error::Length).
    fn check(&self, n: usize) -> Result<()>;

    /// How many of `n` parameters are free: the first ones.
    fn n_free(&self, n: usize) -> usize {
        n
    }

    /// Where each parameter's density can be above zero.
    fn support(&self) -> [f64; 2];

    /// The free parameters at a point of the unit cube.
    fn theta_of_unit(&self, u: &[f64], theta: &mut [f64]);

    /// The unit cube's point of free parameters.
    fn to_unit(&self, theta: &[f64], u: &mut [f64]);

    /// ln of the density by the free parameters, −∞ outside.
    fn ln_pdf(&self, theta: &[f64]) -> f64;

    /// Adds the derivatives of [`ln_pdf`](Self::ln_pdf).
    fn add_slope(&self, theta: &[f64], slope: &mut [f64]);

    /// The free parameters at a point of the real space, and ln |d theta / d x|.
    fn theta_of_real(&self, x: &[f64], theta: &mut [f64]) -> f64;

    /// The real space's point of free parameters.
    fn to_real(&self, theta: &[f64], x: &mut [f64]);

    /// The gradient by `x` of `f(theta(x)) + ln |d theta / d x|`, in place of the gradient of `f` by theta.
    fn pull_real(&self, x: &[f64], gradient: &mut [f64]);
}

/// `n` numbers between two ends in rising order: the order statistics of uniform ones.
pub fn sorted(low: f64, high: f64) -> JointKind {
    JointKind::Sorted(Sorted { low, high })
}

/// Positive fractions that sum to 1, with these exponents plus one; the last one follows from the others.
pub fn dirichlet(alpha: impl Into<Vec<f64>>) -> JointKind {
    JointKind::Dirichlet(Dirichlet { alpha: alpha.into() })
}
