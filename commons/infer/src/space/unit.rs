//! The unit cube: uniform under the prior.

use super::{Space, Wrap};

impl Space {
    /// Physical values of rows of the unit cube. Improper priors give NaN
    /// ([`require_proper`](Self::require_proper) tells beforehand).
    ///
    /// # Panics
    /// If the slices differ in length or hold no whole rows.
    pub fn transform(&self, u: &[f64], theta: &mut [f64]) {
        assert_eq!(u.len(), theta.len(), "as many rows of both");
        assert!(u.len().is_multiple_of(self.dim()), "whole rows");
        if let Some(walls) = &self.walls {
            return walls.transform(u, theta);
        }
        for (u, theta) in u.chunks_exact(self.dim()).zip(theta.chunks_exact_mut(self.dim())) {
            for ((axis, u), theta) in self.axes.iter().zip(u).zip(&mut *theta) {
                *theta = axis.prior.as_ref().map_or(f64::NAN, |prior| prior.ppf(*u));
            }
            for group in &self.groups {
                group.of.theta_of_unit(&u[group.range()], &mut theta[group.range()]);
            }
        }
    }

    /// The unit cube's coordinates of rows of physical values.
    ///
    /// # Panics
    /// If the slices differ in length or hold no whole rows.
    pub fn to_unit(&self, theta: &[f64], u: &mut [f64]) {
        assert_eq!(u.len(), theta.len(), "as many rows of both");
        assert!(u.len().is_multiple_of(self.dim()), "whole rows");
        for (theta, u) in theta.chunks_exact(self.dim()).zip(u.chunks_exact_mut(self.dim())) {
            for ((axis, theta), u) in self.axes.iter().zip(theta).zip(&mut *u) {
                *u = axis.prior.as_ref().map_or(f64::NAN, |prior| prior.cdf(*theta));
            }
            for group in &self.groups {
                group.of.to_unit(&theta[group.range()], &mut u[group.range()]);
            }
        }
    }

    /// Brings periodic and reflective coordinates of a row back into the unit interval.
    ///
    /// # Panics
    /// If `u` is no row of this space.
    pub fn fold_unit(&self, u: &mut [f64]) {
        assert_eq!(u.len(), self.dim(), "a row of the unit cube");
        for (axis, u) in self.axes.iter().zip(u).filter(|(axis, _)| axis.wrap != Wrap::None) {
            *u = axis.wrap.fold(*u);
        }
    }

    /// Brings periodic and reflective parameters of a row back between their ends.
    ///
    /// # Panics
    /// If `theta` is no row of this space.
    pub fn fold_theta(&self, theta: &mut [f64]) {
        assert_eq!(theta.len(), self.dim(), "a row of free parameters");
        if !self.wraps {
            return;
        }
        for (axis, theta) in self.axes.iter().zip(theta).filter(|(axis, _)| axis.wrap != Wrap::None) {
            let [low, high] = axis.support;
            if !(low..high).contains(theta) {
                *theta = low + (high - low) * axis.wrap.fold((*theta - low) / (high - low));
            }
        }
    }
}
