//! Operators that know their transpose, and maps that know their gradient.
//!
//! Point-spread functions, detector responses, band integrations and resamplings are [`LinearOp`]s; dust,
//! Doppler shifts and population lookups are [`Map`]s. Whoever has both directions gets deconvolution and
//! gradients for nothing; `testkit::check_adjoint` and `testkit::check_gradient` keep them honest.

mod chain;
mod reference;
mod simple;
#[cfg(test)]
mod tests;

pub use chain::{Chain, MapChain, Sum};
pub use simple::{AsMap, Dense, Diagonal, Scaled, Transposed};

use crate::error::Result;

/// A linear map `y = A x` with its transpose, applied without storing `A`.
pub trait LinearOp {
    /// `(rows, columns)` of `A`: the lengths of `y` and of `x`.
    fn shape(&self) -> (usize, usize);

    /// Overwrites `y` with `A x`.
    ///
    /// # Panics
    /// If the slices do not have the lengths given by [`shape`](Self::shape).
    fn apply(&self, x: &[f64], y: &mut [f64]);

    /// Overwrites `x` with `Aᵀ y`.
    ///
    /// # Panics
    /// If the slices do not have the lengths given by [`shape`](Self::shape).
    fn adjoint(&self, y: &[f64], x: &mut [f64]);

    /// `B A`: this operator, then `next`.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) if `next` does not take what this one gives.
    fn then<B: LinearOp>(self, next: B) -> Result<Chain<Self, B>>
    where
        Self: Sized,
    {
        Chain::new(self, next)
    }

    /// `A + B`: both operators on the same `x`.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) if the shapes differ.
    fn plus<B: LinearOp>(self, other: B) -> Result<Sum<Self, B>>
    where
        Self: Sized,
    {
        Sum::new(self, other)
    }

    /// `f A`.
    fn scaled(self, factor: f64) -> Scaled<Self>
    where
        Self: Sized,
    {
        Scaled { op: self, factor }
    }

    /// `Aᵀ`.
    fn transposed(self) -> Transposed<Self>
    where
        Self: Sized,
    {
        Transposed(self)
    }
}

/// A differentiable map `y = f(x)`.
///
/// A linear operator becomes one by [`AsMap`].
pub trait Map {
    /// The lengths of `y` and of `x`.
    fn shape(&self) -> (usize, usize);

    /// Overwrites `y` with `f(x)`.
    ///
    /// # Panics
    /// If the slices do not have the lengths given by [`shape`](Self::shape).
    fn eval(&self, x: &[f64], y: &mut [f64]);

    /// Overwrites `dx` with `Jᵀ dy`, the Jacobian `J = ∂y/∂x` taken at `x`.
    ///
    /// # Panics
    /// If the slices do not have the lengths given by [`shape`](Self::shape).
    fn pull(&self, x: &[f64], dy: &[f64], dx: &mut [f64]);

    /// `g(f(x))`: this map, then `next`.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) if `next` does not take what this one gives.
    fn and_then<B: Map>(self, next: B) -> Result<MapChain<Self, B>>
    where
        Self: Sized,
    {
        MapChain::new(self, next)
    }
}

/// Slices as long as a shape says.
fn assert_lengths(shape: (usize, usize), y: &[f64], x: &[f64]) {
    assert_eq!((y.len(), x.len()), shape, "lengths of y and x");
}
