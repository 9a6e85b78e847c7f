//! Transforms of complex samples.

use std::sync::Arc;

use rustfft::{Fft, FftDirection};

use super::{Complex64, Level};

/// A plan for transforms of `n` complex samples, in place, forward and back.
///
/// `F_k = Σ_j z_j exp(−2πi jk/n)`, `k = 0 … n−1`; the inverse has the other sign and, like the forward
/// transform, no factor.
#[derive(Clone)]
pub struct ComplexFft {
    level: Level,
    forward: Arc<dyn Fft<f64>>,
    inverse: Arc<dyn Fft<f64>>,
}

/// The working memory of a [`ComplexFft`], one for each thread.
#[derive(Clone, Debug)]
pub struct ComplexFftScratch(Vec<Complex64>);

impl ComplexFft {
    /// Plans transforms of `n` samples for this machine's best [`Level`].
    pub fn new(n: usize) -> Self {
        Self::with_level(n, Level::best())
    }

    /// Plans for a given level; portable where this machine does not have it ([`level`](Self::level) says).
    pub fn with_level(n: usize, level: Level) -> Self {
        let level = if level.is_available() { level } else { Level::Portable };
        let plan = |direction| level.plan(n, direction);
        Self { level, forward: plan(FftDirection::Forward), inverse: plan(FftDirection::Inverse) }
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.forward.len()
    }

    /// Whether it is a plan of no samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The level it was planned for.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Working memory for both directions.
    pub fn scratch(&self) -> ComplexFftScratch {
        let n = self.forward.get_inplace_scratch_len().max(self.inverse.get_inplace_scratch_len());
        ComplexFftScratch(vec![Complex64::default(); n])
    }

    /// Replaces each row of `n` samples by its transform.
    ///
    /// # Panics
    /// If `rows` is not a whole number of rows, or the scratch is that of another length.
    pub fn forward(&self, rows: &mut [Complex64], scratch: &mut ComplexFftScratch) {
        if !rows.is_empty() {
            self.forward.process_with_scratch(rows, &mut scratch.0);
        }
    }

    /// Replaces each row of `n` values by its inverse transform times `n`.
    ///
    /// # Panics
    /// If `rows` is not a whole number of rows, or the scratch is that of another length.
    pub fn inverse(&self, rows: &mut [Complex64], scratch: &mut ComplexFftScratch) {
        if !rows.is_empty() {
            self.inverse.process_with_scratch(rows, &mut scratch.0);
        }
    }
}

impl std::fmt::Debug for ComplexFft {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("ComplexFft").field("n", &self.len()).field("level", &self.level).finish_non_exhaustive()
    }
}
