//! The real line in each coordinate, for samplers with gradients.

use super::Space;
use crate::{Error, Result};

impl Space {
    /// `Ok` if every free parameter has a real line.
    ///
    /// # Errors
    /// [`Error::Discrete`] names the first one that takes whole values only.
    pub fn require_real(&self) -> Result<()> {
        let discrete = |prior: &crate::prior::PriorKind| prior.is_discrete();
        match self.axes.iter().find(|axis| axis.prior.as_ref().is_some_and(discrete)) {
            None => Ok(()),
            Some(axis) => Err(Error::Discrete { name: self.parameters[axis.parameter].name.clone() }),
        }
    }

    /// Physical values of a row on the real line, and ln |d theta / d x|.
    ///
    /// # Panics
    /// If the slices are no rows of this space.
    pub fn from_real(&self, x: &[f64], theta: &mut [f64]) -> f64 {
        assert_eq!((x.len(), theta.len()), (self.dim(), self.dim()), "rows of this space");
        let mut ln_jacobian = 0.0;
        for ((axis, &x), theta) in self.axes.iter().zip(x).zip(&mut *theta).filter(|((axis, _), _)| axis.is_alone()) {
            *theta = axis.line.value(x);
            ln_jacobian += axis.line.ln_slope(x);
        }
        for group in &self.groups {
            ln_jacobian += group.of.theta_of_real(&x[group.range()], &mut theta[group.range()]);
        }
        ln_jacobian
    }

    /// Where a row of physical values lies on the real line; infinite at the ends of a support.
    ///
    /// # Panics
    /// If the slices are no rows of this space.
    pub fn to_real(&self, theta: &[f64], x: &mut [f64]) {
        assert_eq!((x.len(), theta.len()), (self.dim(), self.dim()), "rows of this space");
        for ((axis, &theta), x) in self.axes.iter().zip(theta).zip(&mut *x) {
            *x = axis.line.place(theta);
        }
        for group in &self.groups {
            group.of.to_real(&theta[group.range()], &mut x[group.range()]);
        }
    }

    /// The gradient by `x` of `f(theta(x)) + ln |d theta / d x|`, in place of the gradient of `f` by `theta`.
    ///
    /// # Panics
    /// If the slices are no rows of this space.
    pub fn pull_real(&self, x: &[f64], gradient: &mut [f64]) {
        assert_eq!((x.len(), gradient.len()), (self.dim(), self.dim()), "rows of this space");
        for ((axis, &x), slope) in self.axes.iter().zip(x).zip(&mut *gradient).filter(|((axis, _), _)| axis.is_alone())
        {
            *slope = *slope * axis.line.slope(x) + axis.line.ln_slope_slope(x);
        }
        for group in &self.groups {
            group.of.pull_real(&x[group.range()], &mut gradient[group.range()]);
        }
    }
}
