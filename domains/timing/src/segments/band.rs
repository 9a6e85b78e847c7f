//! One band of a segment: its counts, and what comes of them.

use super::counting;
use crate::{Compat, fourier::TransformScratch};

/// Fewer events than these are no segment.
const FEWEST_EVENTS: u64 = 2;

/// One band of a segment.
#[derive(Debug)]
pub(crate) struct Band {
    /// counts per bin
    pub(crate) counts: Vec<f64>,
    /// events that were counted
    pub(super) n_events: u64,
    /// their sum
    pub(crate) photons: f64,
    /// mean squared error of a bin, where errors are given
    pub(crate) variance: Option<f64>,
    /// whether it is left out
    pub(crate) is_empty: bool,
    /// its transform
    pub(crate) spectrum: TransformScratch,
}

impl Band {
    /// Ready for the next segment.
    pub(super) fn clear(&mut self) {
        self.counts.fill(0.0);
        (self.n_events, self.photons, self.variance, self.is_empty) = (0, 0.0, None, true);
    }

    /// All events have been counted.
    pub(super) fn counted(&mut self) {
        self.photons = counting::total(&self.counts);
        self.is_empty = self.n_events < FEWEST_EVENTS || self.photons == 0.0;
    }

    /// Bins of a light curve.
    pub(super) fn take(&mut self, counts: &[f64], err: Option<&[f64]>, compat: Compat) {
        self.counts.copy_from_slice(counts);
        self.photons = counting::total(counts);
        self.variance = err.map(|err| variance(err, compat));
        self.is_empty = counts.iter().all(|count| *count == 0.0);
    }
}

/// The mean of squared errors; the original squares their mean.
fn variance(err: &[f64], compat: Compat) -> f64 {
    let n = err.len() as f64;
    match compat {
        Compat::None => err.iter().map(|err| err * err).sum::<f64>() / n,
        Compat::Stingray => (err.iter().sum::<f64>() / n).powi(2),
    }
}
