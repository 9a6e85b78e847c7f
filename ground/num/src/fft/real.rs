//! Transforms of real samples.

use std::sync::Arc;

use rustfft::{Fft, FftDirection};

use super::{Complex64, Level};

/// A plan for transforms of `n` real samples to `n/2 + 1` complex values and back.
///
/// `F_k = Σ_j x_j exp(−2πi jk/n)`, `k = 0 … n/2`; the rest follows from `F_{n−k} = conj F_k`. An even length
/// costs one complex transform of `n/2`, an odd one of `n`. A plan of no samples does nothing.
///
/// # Source
/// Press et al. 2007, Numerical Recipes, 12.3.2 (two real samples packed into a complex one)
///
/// # Example
/// ```
/// use astrarium_num::fft::{Complex64, RealFft};
/// let plan = RealFft::new(4);
/// let mut spectrum = vec![Complex64::default(); plan.n_freq()];
/// plan.forward(&[1.0, 0.0, -1.0, 0.0], &mut spectrum, &mut plan.scratch());
/// assert_eq!(spectrum[1], Complex64::new(2.0, 0.0));
/// ```
#[derive(Clone)]
pub struct RealFft {
    n: usize,
    level: Level,
    forward: Arc<dyn Fft<f64>>,
    inverse: Arc<dyn Fft<f64>>,
    /// `−i exp(−2πi k/n) / 2` for `0 < k < n/4`; empty for an odd length.
    twiddles: Arc<[Complex64]>,
}

/// The working memory of a [`RealFft`], one for each thread.
#[derive(Clone, Debug)]
pub struct RealFftScratch {
    buffer: Vec<Complex64>,
    inner: Vec<Complex64>,
}

impl RealFft {
    /// Plans transforms of `n` samples for this machine's best [`Level`].
    pub fn new(n: usize) -> Self {
        Self::with_level(n, Level::best())
    }

    /// Plans for a given level; portable where this machine does not have it ([`level`](Self::level) says).
    pub fn with_level(n: usize, level: Level) -> Self {
        let level = if level.is_available() { level } else { Level::Portable };
        let packed = if n.is_multiple_of(2) { n / 2 } else { n };
        let twiddle = |k: usize| Complex64::new(0.0, -0.5) * unit_root(k, n);
        let n_twiddles = if n.is_multiple_of(2) { packed.saturating_sub(1) / 2 } else { 0 };
        Self {
            n,
            level,
            forward: level.plan(packed, FftDirection::Forward),
            inverse: level.plan(packed, FftDirection::Inverse),
            twiddles: (1..=n_twiddles).map(twiddle).collect(),
        }
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether it is a plan of no samples.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The number of complex values: `n/2 + 1`, and none for no samples.
    pub fn n_freq(&self) -> usize {
        if self.n == 0 { 0 } else { self.n / 2 + 1 }
    }

    /// The level it was planned for.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Working memory for [`forward`](Self::forward) and [`inverse`](Self::inverse).
    pub fn scratch(&self) -> RealFftScratch {
        let inner = self.forward.get_inplace_scratch_len().max(self.inverse.get_inplace_scratch_len());
        let zeros = |n| vec![Complex64::default(); n];
        RealFftScratch { buffer: zeros(self.forward.len()), inner: zeros(inner) }
    }

    /// The transform of `input`, `F_k` for `k = 0 … n/2`, into `out`.
    ///
    /// The imaginary parts of `F_0` and (for an even length) `F_{n/2}` are exactly nought.
    ///
    /// # Panics
    /// If `input` has not [`len`](Self::len) elements, `out` not [`n_freq`](Self::n_freq), or the scratch is
    /// that of another length.
    pub fn forward(&self, input: &[f64], out: &mut [Complex64], scratch: &mut RealFftScratch) {
        assert_eq!((input.len(), out.len()), (self.n, self.n_freq()), "lengths of input and output");
        if self.n == 0 {
            return;
        }
        if self.n.is_multiple_of(2) {
            return self.forward_packed(input, out, scratch);
        }
        for (z, &x) in scratch.buffer.iter_mut().zip(input) {
            *z = Complex64::new(x, 0.0);
        }
        self.forward.process_with_scratch(&mut scratch.buffer, &mut scratch.inner);
        out.copy_from_slice(&scratch.buffer[..out.len()]);
        out[0].im = 0.0;
    }

    fn forward_packed(&self, input: &[f64], out: &mut [Complex64], scratch: &mut RealFftScratch) {
        let half = self.n / 2;
        for (z, pair) in out.iter_mut().zip(input.chunks_exact(2)) {
            *z = Complex64::new(pair[0], pair[1]);
        }
        self.forward.process_with_scratch(&mut out[..half], &mut scratch.inner);
        let first = out[0];
        out[0] = Complex64::new(first.re + first.im, 0.0);
        out[half] = Complex64::new(first.re - first.im, 0.0);
        let (left, right) = out[1..half].split_at_mut((half - 1) / 2);
        for ((z, w), y) in left.iter_mut().zip(self.twiddles.iter()).zip(right.iter_mut().rev()) {
            let (even, odd) = (0.5 * (*z + y.conj()), w * (*z - y.conj()));
            *z = even + odd;
            *y = (even - odd).conj();
        }
        if half.is_multiple_of(2) {
            out[half / 2] = out[half / 2].conj();
        }
    }

    /// The samples of a spectrum, times `n`, into `out`: `Σ_k F_k exp(+2πi jk/n)` over all `n` frequencies.
    ///
    /// The imaginary parts of `F_0` and (for an even length) `F_{n/2}`, which no real samples have, are not
    /// looked at.
    ///
    /// # Panics
    /// If `input` has not [`n_freq`](Self::n_freq) elements, `out` not [`len`](Self::len), or the scratch is
    /// that of another length.
    pub fn inverse(&self, input: &[Complex64], out: &mut [f64], scratch: &mut RealFftScratch) {
        assert_eq!((input.len(), out.len()), (self.n_freq(), self.n), "lengths of input and output");
        if self.n == 0 {
            return;
        }
        if self.n.is_multiple_of(2) {
            return self.inverse_packed(input, out, scratch);
        }
        let buffer = &mut scratch.buffer;
        buffer[0] = Complex64::new(input[0].re, 0.0);
        for (k, &f) in input.iter().enumerate().skip(1) {
            buffer[k] = f;
            buffer[self.n - k] = f.conj();
        }
        self.inverse.process_with_scratch(buffer, &mut scratch.inner);
        for (x, z) in out.iter_mut().zip(buffer.iter()) {
            *x = z.re;
        }
    }

    fn inverse_packed(&self, input: &[Complex64], out: &mut [f64], scratch: &mut RealFftScratch) {
        let half = self.n / 2;
        let buffer = &mut scratch.buffer;
        buffer[0] = Complex64::new(input[0].re + input[half].re, input[0].re - input[half].re);
        for (i, w) in self.twiddles.iter().enumerate() {
            let (k, mirror) = (i + 1, half - i - 1);
            let (f, g) = (input[k], input[mirror].conj());
            let (even, odd) = (f + g, 2.0 * w.conj() * (f - g));
            buffer[k] = even + odd;
            buffer[mirror] = (even - odd).conj();
        }
        if half.is_multiple_of(2) {
            buffer[half / 2] = 2.0 * input[half / 2].conj();
        }
        self.inverse.process_with_scratch(buffer, &mut scratch.inner);
        for (pair, z) in out.chunks_exact_mut(2).zip(buffer.iter()) {
            pair.copy_from_slice(&[z.re, z.im]);
        }
    }

    /// [`forward`](Self::forward) of rows that stand one after the other.
    ///
    /// # Panics
    /// If `input` is not a whole number of rows, or `out` has not as many.
    pub fn forward_batch(&self, input: &[f64], out: &mut [Complex64], scratch: &mut RealFftScratch) {
        let rows = self.rows(input.len(), out.len());
        for i in 0..rows {
            let (from, to) = (i * self.n, i * self.n_freq());
            self.forward(&input[from..from + self.n], &mut out[to..to + self.n_freq()], scratch);
        }
    }

    /// [`inverse`](Self::inverse) of rows that stand one after the other.
    ///
    /// # Panics
    /// If `out` is not a whole number of rows, or `input` has not as many.
    pub fn inverse_batch(&self, input: &[Complex64], out: &mut [f64], scratch: &mut RealFftScratch) {
        let rows = self.rows(out.len(), input.len());
        for i in 0..rows {
            let (from, to) = (i * self.n_freq(), i * self.n);
            self.inverse(&input[from..from + self.n_freq()], &mut out[to..to + self.n], scratch);
        }
    }

    /// The number of rows in so many samples and as many frequencies.
    fn rows(&self, samples: usize, freqs: usize) -> usize {
        let rows = samples.checked_div(self.n).unwrap_or(0);
        assert_eq!((samples, freqs), (rows * self.n, rows * self.n_freq()), "whole rows of samples and frequencies");
        rows
    }
}

impl std::fmt::Debug for RealFft {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("RealFft").field("n", &self.n).field("level", &self.level).finish_non_exhaustive()
    }
}

/// `exp(−2πi k/n)` for `k <= n/4`, by sine and cosine of the smaller of the two angles to an axis.
fn unit_root(k: usize, n: usize) -> Complex64 {
    let turn = std::f64::consts::TAU;
    if 8 * k <= n {
        let angle = turn * k as f64 / n as f64;
        Complex64::new(libm::cos(angle), -libm::sin(angle))
    } else {
        let angle = turn * (n as f64 / 4.0 - k as f64) / n as f64;
        Complex64::new(libm::sin(angle), -libm::cos(angle))
    }
}
