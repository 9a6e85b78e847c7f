//! A box.

use crate::error::{Error, Result, require};
use serde::{Deserialize, Serialize};

/// Lower and upper limits of each parameter, either of which may be infinite; equal ones hold a parameter fixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Bounds {
    /// A box.
    ///
    /// # Errors
    /// [`Error::Length`] if the two differ in length, [`Error::Setting`] if a limit is NaN or a box is empty.
    pub fn new(lower: Vec<f64>, upper: Vec<f64>) -> Result<Self> {
        check_length("upper bounds", upper.len(), lower.len())?;
        require(!lower.is_empty(), "parameters", 0.0, "at least one")?;
        for (&low, &high) in lower.iter().zip(&upper) {
            require(!low.is_nan() && low < f64::INFINITY, "lower bound", low, "a number below infinity")?;
            require(!high.is_nan() && high > f64::NEG_INFINITY, "upper bound", high, "a number above -infinity")?;
            require(low <= high, "upper bound", high, "one at or above the lower bound")?;
        }
        Ok(Self { lower, upper })
    }

    /// No limits at all.
    ///
    /// # Errors
    /// [`Error::Setting`] for no parameters.
    pub fn none(dim: usize) -> Result<Self> {
        Self::new(vec![f64::NEG_INFINITY; dim], vec![f64::INFINITY; dim])
    }

    /// How many parameters.
    pub fn dim(&self) -> usize {
        self.lower.len()
    }

    /// The lower limits.
    pub fn lower(&self) -> &[f64] {
        &self.lower
    }

    /// The upper limits.
    pub fn upper(&self) -> &[f64] {
        &self.upper
    }

    /// The same box with parameter `i` held at `value`.
    ///
    /// # Panics
    /// If there is no parameter `i`.
    #[must_use]
    pub fn held(&self, i: usize, value: f64) -> Self {
        let mut held = self.clone();
        (held.lower[i], held.upper[i]) = (value, value);
        held
    }

    /// The nearest number to `value` within the limits of parameter `i`.
    pub(crate) fn clip(&self, i: usize, value: f64) -> f64 {
        value.max(self.lower[i]).min(self.upper[i])
    }

    /// The nearest point of the box.
    pub(crate) fn project(&self, x: &mut [f64]) {
        for (i, x) in x.iter_mut().enumerate() {
            *x = self.clip(i, *x);
        }
    }

    /// The largest change that a gradient's step could make within the box: nought at a minimum.
    pub(crate) fn slope_left(&self, x: &[f64], gradient: &[f64]) -> f64 {
        let step = |i: usize| (self.clip(i, x[i] - gradient[i]) - x[i]).abs();
        (0..x.len()).map(step).fold(0.0, f64::max)
    }

    /// Ends of the box, all finite.
    ///
    /// # Errors
    /// [`Error::Setting`] where one is not: there is nothing to spread starting points over.
    pub(crate) fn finite(&self) -> Result<()> {
        for bound in self.lower.iter().chain(&self.upper) {
            require(bound.is_finite(), "bound", *bound, "a finite one, to spread points over the box")?;
        }
        Ok(())
    }

    /// The point of the box at unit coordinates `u`.
    pub(crate) fn at(&self, u: &[f64]) -> Vec<f64> {
        let place = |i: usize| self.clip(i, self.lower[i] + u[i] * (self.upper[i] - self.lower[i]));
        (0..u.len()).map(place).collect()
    }

    /// A starting point is whole and within the box.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Setting`].
    pub(crate) fn check_start(&self, x: &[f64]) -> Result<()> {
        check_length("starting point", x.len(), self.dim())?;
        for (i, &x) in x.iter().enumerate() {
            require(x.is_finite(), "starting point", x, "finite numbers")?;
            require(self.lower[i] <= x && x <= self.upper[i], "starting point", x, "a point within the bounds")?;
        }
        Ok(())
    }
}

/// `Ok` if the lengths are the same.
pub(crate) fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Length { what, found, expected }) }
}
