//! Rebinning of sampled functions, by a fixed width or by widths that grow logarithmically.
//!
//! What goes into which bin is planned once ([`Rebinning`]) and then applied to as many arrays as a spectrum holds.
use crate::{Compat, Error, Result};
use astrarium_num::fft::Complex64;
use serde::{Deserialize, Serialize};
use std::ops::{Add, Mul, Range};

/// Relative distance from a whole number of new bins that is taken for rounding.
const WHOLE: f64 = 1e-9;

/// What a rebinned value is of the values in its bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// their sum, cells on a border by the covered fraction
    Sum,
    /// that sum over the number of cells
    #[default]
    Mean,
}

/// The cells of one new bin: whole ones, but for the first and last, which count by a fraction.
#[derive(Clone, Debug, PartialEq)]
struct Bin {
    cells: Range<usize>,
    first: f64,
    last: f64,
}

impl Bin {
    fn sum<T: Copy + Add<Output = T> + Mul<f64, Output = T>>(&self, values: &[T], zero: T) -> T {
        let Range { start, end } = self.cells;
        match end - start {
            0 => zero,
            // both borders of the new bin lie in one cell
            1 => values[start] * (self.first + self.last - 1.0),
            _ => {
                let inner = values[start + 1..end - 1].iter().fold(zero, |sum, value| sum + *value);
                values[start] * self.first + inner + values[end - 1] * self.last
            }
        }
    }

    fn sum_of_squares(&self, errors: &[f64]) -> f64 {
        let Range { start, end } = self.cells;
        let square = |error: f64, fraction: f64| (error * fraction).powi(2);
        match end - start {
            0 => 0.0,
            1 => square(errors[start], self.first + self.last - 1.0),
            _ => {
                let inner: f64 = errors[start + 1..end - 1].iter().map(|error| error * error).sum();
                square(errors[start], self.first) + inner + square(errors[end - 1], self.last)
            }
        }
    }

    fn n_cells(&self) -> f64 {
        match self.cells.len() {
            0 => 0.0,
            n => n as f64 - 2.0 + self.first + self.last,
        }
    }
}

/// Which cells go into which bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Rebinning {
    bins: Vec<Bin>,
    x: Vec<f64>,
    n_cells: Vec<f64>,
    method: Method,
}

impl Rebinning {
    /// Bins of the fixed width `dx_new` over cells of width `dx` whose left edges are `x`.
    ///
    /// A cell on a border counts in both bins by the covered fractions. What remains at the end, narrower than
    /// `dx_new`, is dropped. The new `x` are `x[0] - dx/2 + (i + 1/2) dx_new`: given centres, they are centres.
    ///
    /// With [`Compat::Stingray`] the last bin is lost where the span is a whole number of bins but for rounding.
    ///
    /// # Errors
    /// [`Error::RebinTooFine`] if `dx_new` is below `dx`.
    pub fn linear(x: &[f64], dx: f64, dx_new: f64, method: Method, compat: Compat) -> Result<Self> {
        if !(dx_new >= dx * (1.0 - WHOLE) && dx > 0.0 && dx_new.is_finite()) {
            return Err(Error::RebinTooFine { asked: dx_new, have: dx });
        }
        let (Some(first), Some(last)) = (x.first(), x.last()) else {
            return Ok(Self { bins: Vec::new(), x: Vec::new(), n_cells: Vec::new(), method });
        };
        let step = dx_new / dx;
        let n_bins = match compat {
            Compat::None => whole_bins((last - first + dx) / dx_new),
            Compat::Stingray => bins_of_the_original([*first, *last], dx, dx_new),
        };
        let bins = (0..n_bins).map(|i| covered(i as f64 * step, (i + 1) as f64 * step, x.len())).collect();
        let start = first - 0.5 * dx + 0.5 * dx_new;
        let x = (0..n_bins).map(|i| i as f64 * dx_new + start).collect();
        Ok(Self { bins, x, n_cells: vec![step; n_bins], method })
    }

    /// Bins each a factor `1 + f` wider than the one before, the first of width `dx` from `x[0]/2`.
    ///
    /// A value belongs to the bin that its `x` lies in. The new `x` are the means of those in the bin; a bin
    /// that holds none has `x` and values NaN. The method is the mean.
    ///
    /// # Errors
    /// [`Error::RebinFactor`] unless `f` is positive and finite.
    pub fn log(x: &[f64], dx: f64, f: f64) -> Result<Self> {
        if !(f > 0.0 && f.is_finite()) {
            return Err(Error::RebinFactor { given: f });
        }
        let mut bins = Vec::new();
        let (mut width, mut from) = (dx, 0);
        let mut edge = x.first().map_or(0.0, |first| first * 0.5 + dx);
        while from < x.len() && edge.is_finite() {
            let to = from + x[from..].partition_point(|x| *x < edge);
            bins.push(Bin { cells: from..to, first: 1.0, last: 1.0 });
            from = to;
            width *= 1.0 + f;
            edge += width;
        }
        let n_cells: Vec<f64> = bins.iter().map(Bin::n_cells).collect();
        let mut planned = Self { bins, x: Vec::new(), n_cells, method: Method::Mean };
        planned.x = planned.values(x);
        Ok(planned)
    }

    /// The places of the new bins.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// Old cells per new bin, fractions counted.
    pub fn n_cells(&self) -> &[f64] {
        &self.n_cells
    }

    /// The values in the new bins.
    ///
    /// # Panics
    /// If `y` is shorter than the `x` of the plan.
    pub fn values(&self, y: &[f64]) -> Vec<f64> {
        self.bins.iter().zip(&self.n_cells).map(|(bin, n)| bin.sum(y, 0.0) * self.weight(*n)).collect()
    }

    /// The complex values in the new bins.
    ///
    /// # Panics
    /// If `y` is shorter than the `x` of the plan.
    pub fn complex(&self, y: &[Complex64]) -> Vec<Complex64> {
        let zero = Complex64::new(0.0, 0.0);
        self.bins.iter().zip(&self.n_cells).map(|(bin, n)| bin.sum(y, zero) * self.weight(*n)).collect()
    }

    /// Their errors: roots of sums of squares, each error multiplied by the fraction of its cell.
    ///
    /// # Panics
    /// If `y_err` is shorter than the `x` of the plan.
    pub fn errors(&self, y_err: &[f64]) -> Vec<f64> {
        let error = |(bin, n): (&Bin, &f64)| bin.sum_of_squares(y_err).sqrt() * self.weight(*n);
        self.bins.iter().zip(&self.n_cells).map(error).collect()
    }

    fn weight(&self, n_cells: f64) -> f64 {
        match self.method {
            Method::Sum => 1.0,
            Method::Mean => 1.0 / n_cells,
        }
    }
}

/// As many bins as fit, with what rounding may have taken.
fn whole_bins(ratio: f64) -> usize {
    let near = ratio.round();
    if (ratio - near).abs() <= WHOLE * near.max(1.0) { near as usize } else { ratio as usize }
}

/// Edges from the first cell to beyond the last; the last bin is dropped if the span is no whole number of bins, which
/// rounding may pretend.
fn bins_of_the_original([first, last]: [f64; 2], dx: f64, dx_new: f64) -> usize {
    let n_edges = ((last + dx + dx_new - first) / dx_new).ceil() as usize;
    let drops = ((last - first + dx) / dx_new).fract() > 0.0;
    n_edges.saturating_sub(1 + usize::from(drops))
}

/// The cells that lie between two places counted in cells.
fn covered(from: f64, to: f64, n_cells: usize) -> Bin {
    let (from, to) = (snapped(from), snapped(to));
    let start = from.floor();
    let end = to.ceil().min(n_cells as f64);
    Bin { cells: start as usize..end as usize, first: 1.0 - (from - start), last: 1.0 - (end - to) }
}

fn snapped(place: f64) -> f64 {
    let near = place.round();
    if (place - near).abs() <= WHOLE { near } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ramp(n: usize) -> Vec<f64> {
        (0..n).map(|i| 0.01 * (i + 1) as f64).collect()
    }

    #[test]
    fn whole_factors_add_neighbours_and_lose_nothing() {
        let x = ramp(800);
        let y: Vec<f64> = (0..800).map(f64::from).collect();
        for factor in [1, 2, 4, 5] {
            let plan = Rebinning::linear(&x, 0.01, 0.01 * factor as f64, Method::Sum, Compat::None).unwrap();
            let expected: Vec<f64> = y.chunks_exact(factor).map(|cells| cells.iter().sum()).collect();
            assert_eq!(plan.values(&y), expected, "factor {factor}");
        }
    }

    #[test]
    fn the_original_loses_the_last_bin_to_rounding() {
        let n_bins = |n: usize, compat| {
            let plan = Rebinning::linear(&ramp(n), 0.01, 0.02, Method::Sum, compat);
            plan.map_or(usize::MAX, |plan| plan.x().len())
        };
        assert!((1..100).all(|i| n_bins(2 * i, Compat::None) == i));
        assert!((1..100).all(|i| n_bins(2 * i, Compat::Stingray).abs_diff(i) <= 1));
        assert!((1..100).any(|i| n_bins(2 * i, Compat::Stingray) < i));
    }

    #[test]
    fn cells_on_a_border_are_shared() {
        let plan = Rebinning::linear(&[0.0, 1.0, 2.0, 3.0, 4.0], 1.0, 2.5, Method::Sum, Compat::None).unwrap();
        assert_eq!(plan.values(&[1.0, 1.0, 4.0, 1.0, 1.0]), [4.0, 4.0]);
        assert_eq!(plan.errors(&[0.0, 0.0, 4.0, 0.0, 0.0]), [2.0, 2.0]);
        assert_eq!(plan.x(), [0.75, 3.25]);
    }

    #[test]
    fn finer_bins_are_refused() {
        let refused = Rebinning::linear(&[0.0, 1.0], 1.0, 0.5, Method::Sum, Compat::None);
        assert!(matches!(refused, Err(Error::RebinTooFine { .. })));
        assert!(Rebinning::linear(&[0.0, 1.0], 1.0, f64::NAN, Method::Sum, Compat::None).is_err());
        assert!(Rebinning::log(&[0.0, 1.0], 1.0, 0.0).is_err());
    }

    proptest! {
        #[test]
        fn sums_are_kept_but_for_what_is_dropped(y in prop::collection::vec(0.0..10.0f64, 5..200), factor in 1.0..6.0f64) {
            let x = ramp(y.len());
            let plan = Rebinning::linear(&x, 0.01, 0.01 * factor, Method::Sum, Compat::None).unwrap();
            let covered = plan.x().len() as f64 * factor;
            let whole: f64 = y.iter().take(covered as usize).sum();
            let part = y.get(covered as usize).map_or(0.0, |y| y * covered.fract());
            let sum: f64 = plan.values(&y).iter().sum();
            prop_assert!((sum - whole - part).abs() < 1e-6, "{sum} {whole} {part}");
        }

        #[test]
        fn logarithmic_bins_hold_every_value_once(n in 1..500usize, f in 0.001..1.0f64) {
            let x = ramp(n);
            let plan = Rebinning::log(&x, 0.01, f).unwrap();
            prop_assert_eq!(plan.n_cells().iter().sum::<f64>(), n as f64);
            let mean: f64 = plan.x().iter().zip(plan.n_cells()).filter(|(_, n)| **n > 0.0).map(|(x, n)| x * n).sum();
            prop_assert!((mean - x.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
