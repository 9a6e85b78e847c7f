//! Straight lines between points.

use super::bracket;
use crate::error::{Error, Result, check_finite, check_length, check_rising};

/// Straight lines through points, level outside.
///
/// `y = y_i + (x − x_i) (y_{i+1} − y_i) / (x_{i+1} − x_i)`, the first and last `y` beyond the ends (as NumPy's
/// `interp`). Error `h² |y''| / 8`.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Linear {
    /// Takes the points.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no points, [`Error::Length`] for unlike lengths, [`Error::NotRising`] unless `x`
    /// rises strictly, [`Error::NotFinite`] for NaN and infinities.
    pub fn new(x: Vec<f64>, y: Vec<f64>) -> Result<Self> {
        check_points(&x, &y, 1)?;
        Ok(Self { x, y })
    }

    /// The value at `x`; NaN for NaN.
    pub fn at(&self, x: f64) -> f64 {
        lerp(&self.x, &self.y, x)
    }

    /// The values at many places.
    ///
    /// # Panics
    /// If `out` has not as many elements as `x`.
    pub fn fill(&self, x: &[f64], out: &mut [f64]) {
        assert_eq!(x.len(), out.len(), "one value for each place");
        for (&x, y) in x.iter().zip(out) {
            *y = self.at(x);
        }
    }
}

/// [`Linear::at`] of points that are known to be sound: `x` rising strictly, `y` as long, at least one.
///
/// # Panics
/// If there are no points, or fewer `y` than `x`.
pub fn lerp(x: &[f64], y: &[f64], at: f64) -> f64 {
    let last = x.len() - 1;
    if at <= x[0] || at >= x[last] {
        return if at <= x[0] { y[0] } else { y[last] };
    }
    if at.is_nan() || last == 0 {
        return at;
    }
    let i = bracket(x, at);
    let slope = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
    slope * (at - x[i]) + y[i]
}

/// Points fit for a curve.
pub(super) fn check_points(x: &[f64], y: &[f64], needed: usize) -> Result<()> {
    if x.len() < needed {
        return Err(Error::TooFew { what: "points", found: x.len(), needed });
    }
    check_length("y", y, x.len())?;
    check_rising("x", x)?;
    check_finite("y", y)
}
