//! The bins and frequencies of a segment, and what is summed of its transform.
use crate::{Error, Result};
use astrarium_exec::Simd;
use astrarium_num::fft::{Complex64, Level, RealFft, RealFftScratch};
use std::ops::Range;

/// A segment is given one more bin where its length is so near a whole number of bins, in bins.
const NEARLY_WHOLE: f64 = 0.01;
/// Below three bins a transform has no frequency that is kept.
const FEWEST_BINS: usize = 3;

/// How a segment is cut into bins. Its frequencies are `k/(n dt)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// bins per segment
    pub n_bins: usize,
    /// width of a bin, s
    pub bin_s: f64,
}

impl Grid {
    /// The whole number of bins that fit into `segment_s`: rounded down, but up where less than 0.01 of a bin is missing.
    ///
    /// # Errors
    /// [`Error::NotPositive`]; [`Error::BinTooWide`] if fewer than three bins fit; [`Error::TooMany`] for more bins than
    /// any memory holds.
    pub fn new(segment_s: f64, bin_s: f64) -> Result<Self> {
        Error::check_positive("segment_s", segment_s)?;
        Error::check_positive("bin_s", bin_s)?;
        let ratio = segment_s / bin_s;
        let n_bins = if ratio.ceil() - ratio < NEARLY_WHOLE { ratio.ceil() } else { ratio.floor() };
        let n_bins = Error::check_count("bins a segment", n_bins)?;
        if n_bins < FEWEST_BINS {
            return Err(Error::BinTooWide { bin_s, segment_s });
        }
        Ok(Self { n_bins, bin_s })
    }

    /// The length of a segment, s: a whole number of bins.
    pub fn segment_s(&self) -> f64 {
        self.n_bins as f64 * self.bin_s
    }

    /// The step of the frequencies, Hz.
    pub fn df_hz(&self) -> f64 {
        1.0 / self.segment_s()
    }

    /// Bins per second, as a histogram over a segment divides: `1/((stop - start)/n)`.
    pub(crate) fn inv_bin(&self) -> f64 {
        1.0 / (self.segment_s() / self.n_bins as f64)
    }

    /// The number of frequencies of the transform, `k = 0 … n/2`.
    pub fn n_freq(&self) -> usize {
        self.n_bins / 2 + 1
    }

    /// The frequencies that a spectrum keeps: those above 0 and below the Nyquist frequency.
    pub fn kept(&self) -> Range<usize> {
        1..self.n_bins.div_ceil(2)
    }

    /// The frequencies kept, Hz.
    pub fn freq_hz(&self) -> Vec<f64> {
        self.kept().map(|k| k as f64 / self.segment_s()).collect()
    }

    /// All `n` frequencies, Hz: 0, the positive ones, the negative ones; the Nyquist frequency counts as negative.
    pub fn full_freq_hz(&self) -> Vec<f64> {
        let n = self.n_bins;
        let signed = |k: usize| if k < n.div_ceil(2) { k as f64 } else { k as f64 - n as f64 };
        (0..n).map(|k| signed(k) / self.segment_s()).collect()
    }

    /// The values at all `n` frequencies, in the order of [`Grid::full_freq_hz`], from those at `k = 0 … n/2`;
    /// `mirrored` gives the value at the negative frequency.
    ///
    /// # Panics
    /// If `half` is shorter than [`Grid::n_freq`].
    pub fn full<T: Copy>(&self, half: &[T], mirrored: impl Fn(T) -> T) -> Vec<T> {
        let n = self.n_bins;
        (0..n).map(|k| if k < n.div_ceil(2) { half[k] } else { mirrored(half[n - k]) }).collect()
    }
}

/// Transforms of segments: a plan and, for each worker, its memory.
#[derive(Clone, Debug)]
pub(crate) struct Transform {
    fft: RealFft,
}

/// One worker's memory of a transform.
#[derive(Debug)]
pub(crate) struct TransformScratch {
    /// `F_k`, `k = 0 … n/2`
    pub(crate) out: Vec<Complex64>,
    inner: RealFftScratch,
}

impl Transform {
    /// For an instruction set, which changes the last bits.
    pub(crate) fn new(grid: Grid, simd: Simd) -> Self {
        let level = match simd {
            Simd::Baseline => Level::Portable,
            Simd::Neon => Level::Neon,
            Simd::Avx2 | Simd::Avx512 => Level::Avx,
        };
        Self { fft: RealFft::with_level(grid.n_bins, level) }
    }

    pub(crate) fn scratch(&self) -> TransformScratch {
        TransformScratch { out: vec![Complex64::default(); self.fft.n_freq()], inner: self.fft.scratch() }
    }

    pub(crate) fn run(&self, counts: &[f64], scratch: &mut TransformScratch) {
        self.fft.forward(counts, &mut scratch.out, &mut scratch.inner);
    }
}

/// Adds `w |F_k|²` to `sums[k]`.
pub(crate) fn add_weighted_power(spectrum: &[Complex64], weight: f64, sums: &mut [f64]) {
    for (sum, f) in sums.iter_mut().zip(spectrum) {
        *sum += weight * (f.re * f.re + f.im * f.im);
    }
}

/// Adds `w conj(F_k) G_k` to `re[k] + i im[k]`.
pub(crate) fn add_weighted_cross(
    (f, g): (&[Complex64], &[Complex64]),
    weight: f64,
    (re, im): (&mut [f64], &mut [f64]),
) {
    for (((re, im), f), g) in re.iter_mut().zip(im).zip(f).zip(g) {
        *re += weight * (f.re * g.re + f.im * g.im);
        *im += weight * (f.re * g.im - f.im * g.re);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_hold_whole_bins() {
        let n = |segment_s, bin_s| Grid::new(segment_s, bin_s).map(|grid| grid.n_bins);
        assert_eq!(n(16.0, 0.01).unwrap(), 1600);
        assert_eq!(n(1.0, 0.3).unwrap(), 3);
        assert_eq!(n(1.0, 0.1004).unwrap(), 9);
        assert_eq!(n(0.9999, 0.1).unwrap(), 10);
        assert!(matches!(n(1.0, 2.0), Err(Error::BinTooWide { .. })));
        assert!(matches!(n(1e300, 1e-300), Err(Error::TooMany { .. })));
        assert!(n(1.0, f64::NAN).is_err() && n(-1.0, 1.0).is_err());
    }

    #[test]
    fn the_nyquist_frequency_is_left_out() {
        let last = |n_bins| *Grid { n_bins, bin_s: 1.0 }.freq_hz().last().unwrap();
        assert!((last(1000) - 0.499).abs() < 1e-15);
        assert!((last(1001) - 500.0 / 1001.0).abs() < 1e-15);
        assert_eq!(Grid { n_bins: 1000, bin_s: 1.0 }.kept().len(), 499);
        assert_eq!(Grid { n_bins: 1001, bin_s: 1.0 }.kept().len(), 500);
    }

    #[test]
    fn the_full_range_mirrors_the_half() {
        for n_bins in [6, 7] {
            let grid = Grid { n_bins, bin_s: 0.5 };
            let half: Vec<f64> = (0..grid.n_freq()).map(|k| k as f64 / grid.segment_s()).collect();
            assert_eq!(grid.full(&half, |f| -f), grid.full_freq_hz());
        }
    }
}
