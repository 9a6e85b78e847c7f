//! Operators made of one, or of numbers.

use super::{LinearOp, Map, assert_lengths};
use crate::error::{Result, check_length};

/// A linear operator as a map: `f(x) = A x`, `Jᵀ = Aᵀ`.
#[derive(Clone, Debug)]
pub struct AsMap<A>(pub A);

impl<A: LinearOp> Map for AsMap<A> {
    fn shape(&self) -> (usize, usize) {
        self.0.shape()
    }

    fn eval(&self, x: &[f64], y: &mut [f64]) {
        self.0.apply(x, y);
    }

    fn pull(&self, x: &[f64], dy: &[f64], dx: &mut [f64]) {
        assert_eq!(x.len(), dx.len(), "lengths of x and dx");
        self.0.adjoint(dy, dx);
    }
}

/// `f A`; see [`LinearOp::scaled`].
#[derive(Clone, Debug)]
pub struct Scaled<A> {
    pub(super) op: A,
    pub(super) factor: f64,
}

impl<A: LinearOp> LinearOp for Scaled<A> {
    fn shape(&self) -> (usize, usize) {
        self.op.shape()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        self.op.apply(x, y);
        y.iter_mut().for_each(|y| *y *= self.factor);
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        self.op.adjoint(y, x);
        x.iter_mut().for_each(|x| *x *= self.factor);
    }
}

/// `Aᵀ`; see [`LinearOp::transposed`].
#[derive(Clone, Debug)]
pub struct Transposed<A>(pub(super) A);

impl<A: LinearOp> LinearOp for Transposed<A> {
    fn shape(&self) -> (usize, usize) {
        let (rows, columns) = self.0.shape();
        (columns, rows)
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        self.0.adjoint(x, y);
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        self.0.apply(y, x);
    }
}

/// A diagonal matrix: each `x` times its own factor.
#[derive(Clone, Debug)]
pub struct Diagonal(pub Vec<f64>);

impl LinearOp for Diagonal {
    fn shape(&self) -> (usize, usize) {
        (self.0.len(), self.0.len())
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        assert_lengths(self.shape(), y, x);
        for ((y, x), factor) in y.iter_mut().zip(x).zip(&self.0) {
            *y = factor * x;
        }
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        self.apply(y, x);
    }
}

/// A small matrix, stored row by row.
#[derive(Clone, Debug)]
pub struct Dense {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Dense {
    /// A matrix of so many rows and columns from its values, row by row.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) unless there are `rows × columns` values.
    pub fn new(rows: usize, columns: usize, values: Vec<f64>) -> Result<Self> {
        check_length("matrix", &values, rows.saturating_mul(columns))?;
        Ok(Self { rows, columns, values })
    }

    /// The values of one row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.columns..(i + 1) * self.columns]
    }
}

impl LinearOp for Dense {
    fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        assert_lengths(self.shape(), y, x);
        for (i, y) in y.iter_mut().enumerate() {
            *y = self.row(i).iter().zip(x).map(|(a, x)| a * x).sum();
        }
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        assert_lengths(self.shape(), y, x);
        x.fill(0.0);
        for (i, y) in y.iter().enumerate() {
            x.iter_mut().zip(self.row(i)).for_each(|(x, a)| *x += a * y);
        }
    }
}
