//! Counting into uniform bins.

use crate::error::{Error, Result};

/// `n` bins of equal width from `start` on, each with its left edge and without its right one.
///
/// The bin of `x` is `i = ⌊(x − start) × inverse⌋` where `0 <= (x − start) × inverse < n`, in float64 as
/// written: two roundings, no correction. The kernel is the definition, so a value within two units of the
/// last place of an edge may fall on either side of it, always the same one. What is left of `start`, at or
/// right of the last edge, or NaN, is in no bin. (NumPy's histogram differs: it corrects against its edges and puts
/// the last edge into the last bin.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UniformBins {
    start: f64,
    inverse: f64,
    n: usize,
}

impl UniformBins {
    /// `n` bins of `width`; `inverse = 1 / width`.
    ///
    /// # Errors
    /// [`Error::Domain`] if `start` is not finite, or `width` not a positive finite number whose inverse is
    /// finite.
    pub fn from_width(start: f64, width: f64, n: usize) -> Result<Self> {
        let inverse = 1.0 / width;
        if !(width > 0.0 && width.is_finite() && inverse.is_finite()) {
            return Err(Error::Domain { what: "bin width", value: width, expected: "a positive finite number" });
        }
        if !start.is_finite() {
            return Err(Error::Domain { what: "first bin edge", value: start, expected: "a finite number" });
        }
        Ok(Self { start, inverse, n })
    }

    /// `n` bins that share `start … stop`; `inverse = 1 / ((stop − start) / n)`.
    ///
    /// # Errors
    /// [`Error::Domain`] as [`from_width`](Self::from_width), also for no bins.
    pub fn from_range(start: f64, stop: f64, n: usize) -> Result<Self> {
        Self::from_width(start, (stop - start) / n as f64, n)
    }

    /// The number of bins.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The bin that `x` falls into.
    #[inline]
    pub fn index(&self, x: f64) -> Option<usize> {
        let place = (x - self.start) * self.inverse;
        // by way of i64, which is one instruction where usize takes several
        (place >= 0.0 && place < self.n as f64).then_some(place as i64 as usize)
    }

    /// Adds 1 to `counts[i]` for each `x` in bin `i`; returns how many were in some bin.
    ///
    /// # Panics
    /// If `counts` has not [`len`](Self::len) elements.
    pub fn count(&self, x: &[f64], counts: &mut [f64]) -> usize {
        assert_eq!(counts.len(), self.n, "one count for each bin");
        // Of sorted values, neighbours fall into the same bin, and each addition would wait for the one before.
        // So four places far apart are taken in turn; sums of ones are exact in any order.
        let quarter = x.len() / 4;
        let (first, rest) = x.split_at(quarter);
        let (second, rest) = rest.split_at(quarter);
        let (third, rest) = rest.split_at(quarter);
        let (fourth, rest) = rest.split_at(quarter);
        let mut n_counted = 0;
        let mut add = |x: f64| {
            if let Some(i) = self.index(x) {
                counts[i] += 1.0;
                n_counted += 1;
            }
        };
        for (((&a, &b), &c), &d) in first.iter().zip(second).zip(third).zip(fourth) {
            [a, b, c, d].into_iter().for_each(&mut add);
        }
        rest.iter().copied().for_each(add);
        n_counted
    }

    /// Adds `weights[k]` to `sums[i]` for each `x[k]` in bin `i`, in the order of `x`.
    ///
    /// `W` is `f64` or [`Complex64`](crate::fft::Complex64), or whatever can be added.
    ///
    /// # Panics
    /// If `sums` has not [`len`](Self::len) elements, or `weights` not as many as `x`.
    pub fn weigh<W: Copy + std::ops::AddAssign>(&self, x: &[f64], weights: &[W], sums: &mut [W]) {
        assert_eq!((sums.len(), weights.len()), (self.n, x.len()), "one sum for each bin, one weight for each value");
        for (&x, &weight) in x.iter().zip(weights) {
            if let Some(i) = self.index(x) {
                sums[i] += weight;
            }
        }
    }

    /// The `n + 1` edges `start + i width`, for drawing and writing.
    pub fn edges(&self) -> Vec<f64> {
        (0..=self.n).map(|i| self.start + i as f64 / self.inverse).collect()
    }
}

/// Counts pairs into the product of two sets of bins: `counts[i × ny + j]`, rows along `x`.
///
/// A pair counts if both its members are in a bin.
///
/// # Panics
/// If `counts` has not as many elements as there are pairs of bins, or `x` not as many as `y`.
pub fn count_pairs(bins: [&UniformBins; 2], x: &[f64], y: &[f64], counts: &mut [f64]) {
    let [rows, columns] = bins;
    assert_eq!((counts.len(), y.len()), (rows.len() * columns.len(), x.len()), "one count for each pair of bins");
    for (&x, &y) in x.iter().zip(y) {
        if let (Some(i), Some(j)) = (rows.index(x), columns.index(y)) {
            counts[i * columns.len() + j] += 1.0;
        }
    }
}

/// Counts into bins of any widths: bin `i` is `edges[i] <= x < edges[i + 1]`.
///
/// By bisection, so exactly as written; values outside are in no bin.
///
/// # Errors
/// [`Error::TooFew`] for fewer than two edges, [`Error::NotRising`] or [`Error::NotFinite`] if they do not rise.
pub fn count_between(edges: &[f64], x: &[f64]) -> Result<Vec<f64>> {
    if edges.len() < 2 {
        return Err(Error::TooFew { what: "bin edges", found: edges.len(), needed: 2 });
    }
    crate::error::check_rising("bin edges", edges)?;
    let mut counts = vec![0.0; edges.len() - 1];
    for &x in x {
        let above = edges.partition_point(|&edge| edge <= x);
        if (1..edges.len()).contains(&above) {
            counts[above - 1] += 1.0;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fft::Complex64;

    proptest! {
        #[test]
        fn every_value_is_near_its_bin(start in -1e3..1e3f64, width in 1e-3..10.0f64, place in -5.0..25.0f64) {
            let bins = UniformBins::from_width(start, width, 20).unwrap();
            let x = start + place * width;
            let slack = 4.0 * f64::EPSILON * (start.abs() / width + place.abs() + 1.0);
            match bins.index(x) {
                Some(i) => prop_assert!(place >= i as f64 - slack && place < i as f64 + 1.0 + slack),
                None => prop_assert!(place < slack || place >= 20.0 - slack),
            }
        }

        #[test]
        fn counts_are_those_of_the_indices(x in prop::collection::vec(-1.0..11.0f64, 0..300)) {
            let bins = UniformBins::from_range(0.0, 10.0, 16).unwrap();
            let mut counts = vec![0.0; 16];
            let n = bins.count(&x, &mut counts);
            prop_assert_eq!(n as f64, counts.iter().sum::<f64>());
            let mut sums = vec![0.0; 16];
            bins.weigh(&x, &vec![1.0; x.len()], &mut sums);
            prop_assert_eq!(&sums, &counts);
            // 10/16 is exact in binary, so the edges are met exactly
            prop_assert_eq!(count_between(&bins.edges(), &x).unwrap(), counts);
        }
    }

    #[test]
    fn edges_are_half_open() {
        let bins = UniformBins::from_width(1.0, 0.5, 2).unwrap();
        let found = [0.999_999, 1.0, 1.499_999, 1.5, 2.0, f64::NAN, -0.0, f64::INFINITY].map(|x| bins.index(x));
        assert_eq!(found, [None, Some(0), Some(0), Some(1), None, None, None, None]);
        assert_eq!(count_between(&[0.0, 1.0, 3.0], &[0.0, 1.0, 2.9, 3.0, -0.1, f64::NAN]).unwrap(), [1.0, 2.0]);
    }

    #[test]
    fn weights_may_be_complex() {
        let bins = UniformBins::from_width(0.0, 1.0, 1).unwrap();
        let mut sums = [Complex64::default()];
        bins.weigh(&[0.5, 0.6, 2.0], &[Complex64::new(1.0, 2.0); 3], &mut sums);
        assert_eq!(sums[0], Complex64::new(2.0, 4.0));
    }

    #[test]
    fn pairs_are_counted_in_rows() {
        let (rows, columns) =
            (UniformBins::from_width(0.0, 1.0, 2).unwrap(), UniformBins::from_width(0.0, 1.0, 3).unwrap());
        let mut counts = [0.0; 6];
        count_pairs([&rows, &columns], &[1.5, 0.5, 5.0], &[2.5, 0.5, 0.5], &mut counts);
        assert_eq!(counts, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn unfit_bins_are_refused() {
        for width in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-320] {
            assert!(UniformBins::from_width(0.0, width, 1).is_err(), "{width}");
        }
        assert!(UniformBins::from_width(f64::NAN, 1.0, 1).is_err());
        assert!(UniformBins::from_range(0.0, 1.0, 0).is_err());
        assert!(count_between(&[0.0], &[]).is_err() && count_between(&[0.0, 0.0], &[]).is_err());
        assert!(UniformBins::from_width(0.0, 1.0, 0).unwrap().is_empty());
    }
}
