//! Operators made of two.

use super::{LinearOp, Map, assert_lengths};
use crate::error::{Error, Result};

/// `B A` of two operators; see [`LinearOp::then`]. Each call allocates what stands between them.
#[derive(Clone, Debug)]
pub struct Chain<A, B> {
    first: A,
    second: B,
}

impl<A: LinearOp, B: LinearOp> Chain<A, B> {
    /// `first`, then `second`.
    ///
    /// # Errors
    /// [`Error::Length`] if `second` does not take what `first` gives.
    pub fn new(first: A, second: B) -> Result<Self> {
        check_joint(first.shape().0, second.shape().1)?;
        Ok(Self { first, second })
    }
}

impl<A: LinearOp, B: LinearOp> LinearOp for Chain<A, B> {
    fn shape(&self) -> (usize, usize) {
        (self.second.shape().0, self.first.shape().1)
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        let mut between = vec![0.0; self.first.shape().0];
        self.first.apply(x, &mut between);
        self.second.apply(&between, y);
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        let mut between = vec![0.0; self.first.shape().0];
        self.second.adjoint(y, &mut between);
        self.first.adjoint(&between, x);
    }
}

/// `g(f(x))` of two maps; see [`Map::and_then`]. A pull evaluates `f` once more and allocates what stands
/// between them.
#[derive(Clone, Debug)]
pub struct MapChain<A, B> {
    first: A,
    second: B,
}

impl<A: Map, B: Map> MapChain<A, B> {
    /// `first`, then `second`.
    ///
    /// # Errors
    /// [`Error::Length`] if `second` does not take what `first` gives.
    pub fn new(first: A, second: B) -> Result<Self> {
        check_joint(first.shape().0, second.shape().1)?;
        Ok(Self { first, second })
    }
}

impl<A: Map, B: Map> Map for MapChain<A, B> {
    fn shape(&self) -> (usize, usize) {
        (self.second.shape().0, self.first.shape().1)
    }

    fn eval(&self, x: &[f64], y: &mut [f64]) {
        let mut between = vec![0.0; self.first.shape().0];
        self.first.eval(x, &mut between);
        self.second.eval(&between, y);
    }

    fn pull(&self, x: &[f64], dy: &[f64], dx: &mut [f64]) {
        let mut between = vec![0.0; self.first.shape().0];
        self.first.eval(x, &mut between);
        let mut d_between = vec![0.0; between.len()];
        self.second.pull(&between, dy, &mut d_between);
        self.first.pull(x, &d_between, dx);
    }
}

/// `A + B` of two operators of one shape; see [`LinearOp::plus`].
#[derive(Clone, Debug)]
pub struct Sum<A, B> {
    left: A,
    right: B,
}

impl<A: LinearOp, B: LinearOp> Sum<A, B> {
    /// `left + right`.
    ///
    /// # Errors
    /// [`Error::Length`] if the shapes differ.
    pub fn new(left: A, right: B) -> Result<Self> {
        check_joint(left.shape().0, right.shape().0)?;
        check_joint(left.shape().1, right.shape().1)?;
        Ok(Self { left, right })
    }
}

impl<A: LinearOp, B: LinearOp> LinearOp for Sum<A, B> {
    fn shape(&self) -> (usize, usize) {
        self.left.shape()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        assert_lengths(self.shape(), y, x);
        let mut other = vec![0.0; y.len()];
        self.left.apply(x, y);
        self.right.apply(x, &mut other);
        y.iter_mut().zip(other).for_each(|(y, other)| *y += other);
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        assert_lengths(self.shape(), y, x);
        let mut other = vec![0.0; x.len()];
        self.left.adjoint(y, x);
        self.right.adjoint(y, &mut other);
        x.iter_mut().zip(other).for_each(|(x, other)| *x += other);
    }
}

fn check_joint(given: usize, taken: usize) -> Result<()> {
    if given == taken {
        Ok(())
    } else {
        Err(Error::Length { what: "the next operator's input", found: taken, expected: given })
    }
}
