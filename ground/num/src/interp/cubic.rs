//! Cubics between points, with slopes that meet.

use super::bracket;
use super::linear::check_points;
use crate::error::{Result, check_finite, check_length};

/// A cubic in each interval, given by values and slopes at the points (Hermite form).
///
/// `y = h00 y_i + h10 h d_i + h01 y_{i+1} + h11 h d_{i+1}`, `t = (x − x_i)/h`, with `h00 = (1 + 2t)(1 − t)²`,
/// `h10 = t(1 − t)²`, `h01 = t²(3 − 2t)`, `h11 = t²(t − 1)`. Beyond the ends the first and last cubic go on.
///
/// The constructors differ in the slopes: given ([`hermite`](Self::hermite), error `h⁴ |y''''| / 384`), monotone
/// ([`monotone`](Self::monotone), `h²` at extrema, `h³` elsewhere) or those of a spline ([`natural`](Self::natural), `h⁴` away
/// from the ends; [`clamped`](Self::clamped) and [`not_a_knot`](Self::not_a_knot), `h⁴`).
#[derive(Clone, Debug, PartialEq)]
pub struct Cubic {
    x: Vec<f64>,
    y: Vec<f64>,
    slope: Vec<f64>,
}

impl Cubic {
    /// Through points with given slopes.
    ///
    /// # Errors
    /// [`Error::TooFew`](crate::Error::TooFew) for fewer than two points, otherwise as
    /// [`Linear::new`](super::Linear::new).
    pub fn hermite(x: Vec<f64>, y: Vec<f64>, slope: Vec<f64>) -> Result<Self> {
        check_points(&x, &y, 2)?;
        check_length("slope", &slope, x.len())?;
        check_finite("slope", &slope)?;
        Ok(Self { x, y, slope })
    }

    /// Through points without overshoot: between two points the curve stays between their values.
    ///
    /// # Errors
    /// As [`hermite`](Self::hermite).
    ///
    /// # Source
    /// Fritsch & Butland 1984, SIAM J. Sci. Stat. Comput. 5, 300 (weighted harmonic mean of the neighbouring
    /// slopes; at the ends the three-point slope, limited), known as PCHIP
    pub fn monotone(x: Vec<f64>, y: Vec<f64>) -> Result<Self> {
        check_points(&x, &y, 2)?;
        let slope = monotone_slopes(&widths(&x), &secants(&x, &y));
        Self::hermite(x, y, slope)
    }

    /// The natural cubic spline: continuous curvature, none at the ends.
    ///
    /// # Errors
    /// As [`hermite`](Self::hermite).
    pub fn natural(x: Vec<f64>, y: Vec<f64>) -> Result<Self> {
        check_points(&x, &y, 2)?;
        let secant = secants(&x, &y);
        let ends = [[2.0, 1.0, 3.0 * secant[0]], [2.0, 1.0, 3.0 * secant[secant.len() - 1]]];
        let slope = spline_slopes(&widths(&x), &secant, ends);
        Self::hermite(x, y, slope)
    }

    /// The cubic spline with given slopes at both ends: continuous curvature between.
    ///
    /// # Errors
    /// As [`hermite`](Self::hermite).
    pub fn clamped(x: Vec<f64>, y: Vec<f64>, slopes: [f64; 2]) -> Result<Self> {
        check_points(&x, &y, 2)?;
        let slope = spline_slopes(&widths(&x), &secants(&x, &y), slopes.map(|slope| [1.0, 0.0, slope]));
        Self::hermite(x, y, slope)
    }

    /// The cubic spline whose first two intervals share one cubic, and the last two: continuous curvature, fourth order to the ends.
    ///
    /// # Errors
    /// [`Error::TooFew`](crate::Error::TooFew) for fewer than four points, otherwise as [`hermite`](Self::hermite).
    ///
    /// # Source
    /// De Boor 1978, A practical guide to splines, chapter IV ("not-a-knot")
    pub fn not_a_knot(x: Vec<f64>, y: Vec<f64>) -> Result<Self> {
        check_points(&x, &y, 4)?;
        let (h, secant) = (widths(&x), secants(&x, &y));
        let end = |[h0, h1]: [f64; 2], [s0, s1]: [f64; 2]| {
            let both = h0 + h1;
            [h1, both, ((h0 + 2.0 * both) * h1 * s0 + h0 * h0 * s1) / both]
        };
        let n = h.len();
        let last = end([h[n - 1], h[n - 2]], [secant[n - 1], secant[n - 2]]);
        let ends = [end([h[0], h[1]], [secant[0], secant[1]]), last];
        let slope = spline_slopes(&h, &secant, ends);
        Self::hermite(x, y, slope)
    }

    /// The value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        let (i, h, t) = self.place(x);
        let u = 1.0 - t;
        let values = (1.0 + 2.0 * t) * u * u * self.y[i] + t * t * (3.0 - 2.0 * t) * self.y[i + 1];
        values + h * t * u * (u * self.slope[i] - t * self.slope[i + 1])
    }

    /// The slope at `x`.
    pub fn slope_at(&self, x: f64) -> f64 {
        let (i, h, t) = self.place(x);
        let u = 1.0 - t;
        let secant = (self.y[i + 1] - self.y[i]) / h;
        6.0 * t * u * secant + u * (u - 2.0 * t) * self.slope[i] + t * (t - 2.0 * u) * self.slope[i + 1]
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

    /// Interval, its width, and where in it.
    fn place(&self, x: f64) -> (usize, f64, f64) {
        let i = bracket(&self.x, x);
        let h = self.x[i + 1] - self.x[i];
        (i, h, (x - self.x[i]) / h)
    }
}

fn widths(x: &[f64]) -> Vec<f64> {
    x.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn secants(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.windows(2).zip(y.windows(2)).map(|(x, y)| (y[1] - y[0]) / (x[1] - x[0])).collect()
}

fn monotone_slopes(h: &[f64], secant: &[f64]) -> Vec<f64> {
    let n = h.len();
    if n == 1 {
        return vec![secant[0]; 2];
    }
    let inner = |i: usize| {
        let (before, after) = (secant[i - 1], secant[i]);
        if before * after <= 0.0 {
            return 0.0;
        }
        let (w1, w2) = (2.0 * h[i] + h[i - 1], h[i] + 2.0 * h[i - 1]);
        (w1 + w2) / (w1 / before + w2 / after)
    };
    let mut slope = vec![0.0; n + 1];
    (1..n).for_each(|i| slope[i] = inner(i));
    slope[0] = end_slope([h[0], h[1]], [secant[0], secant[1]]);
    slope[n] = end_slope([h[n - 1], h[n - 2]], [secant[n - 1], secant[n - 2]]);
    slope
}

/// The slope at an end from the two intervals next to it, the nearest first.
fn end_slope(h: [f64; 2], secant: [f64; 2]) -> f64 {
    let slope = ((2.0 * h[0] + h[1]) * secant[0] - h[0] * secant[1]) / (h[0] + h[1]);
    if slope * secant[0] <= 0.0 {
        0.0
    } else if secant[0] * secant[1] <= 0.0 && slope.abs() > 3.0 * secant[0].abs() {
        3.0 * secant[0]
    } else {
        slope
    }
}

/// Solves the tridiagonal system of continuous curvature for the slopes; `ends` are the equations of the first and the last
/// one: its own factor, that of its neighbour, and the right side.
fn spline_slopes(h: &[f64], secant: &[f64], ends: [[f64; 3]; 2]) -> Vec<f64> {
    let n = h.len();
    // row i: lower d_{i−1} + diagonal d_i + upper d_{i+1} = right
    let row = |i: usize| match i {
        0 => (0.0, ends[0][0], ends[0][1], ends[0][2]),
        i if i == n => (ends[1][1], ends[1][0], 0.0, ends[1][2]),
        i => (h[i], 2.0 * (h[i] + h[i - 1]), h[i - 1], 3.0 * (h[i] * secant[i - 1] + h[i - 1] * secant[i])),
    };
    let (mut upper, mut slope) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let (mut upper_before, mut right_before) = (0.0, 0.0);
    for i in 0..=n {
        let (lower, diagonal, next, right) = row(i);
        let pivot = diagonal - lower * upper_before;
        upper[i] = next / pivot;
        slope[i] = (right - lower * right_before) / pivot;
        (upper_before, right_before) = (upper[i], slope[i]);
    }
    for i in (0..n).rev() {
        slope[i] -= upper[i] * slope[i + 1];
    }
    slope
}
