//! References to operators are operators.

use super::{LinearOp, Map};

impl<A: LinearOp + ?Sized> LinearOp for &A {
    fn shape(&self) -> (usize, usize) {
        (**self).shape()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        (**self).apply(x, y);
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        (**self).adjoint(y, x);
    }
}

impl<A: Map + ?Sized> Map for &A {
    fn shape(&self) -> (usize, usize) {
        (**self).shape()
    }

    fn eval(&self, x: &[f64], y: &mut [f64]) {
        (**self).eval(x, y);
    }

    fn pull(&self, x: &[f64], dy: &[f64], dx: &mut [f64]) {
        (**self).pull(x, dy, dx);
    }
}
