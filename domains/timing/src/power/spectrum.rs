//! The result: an averaged power spectrum.
use crate::{Compat, Norm, SegmentCounts, Warning};
use serde::{Deserialize, Serialize};

/// An averaged power spectrum.
///
/// Frequencies are those above 0 and below the Nyquist frequency; arrays have one element for each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PowerSpectrum {
    /// frequencies, Hz: centres of bins, or means of the frequencies averaged in them
    pub freq_hz: Vec<f64>,
    /// widths of the frequency bins, Hz
    pub width_hz: Vec<f64>,
    /// powers, noise included, in the normalisation `norm`
    pub power: Vec<f64>,
    /// standard errors of the powers: `P/sqrt(m)`, propagated through rebinning
    pub power_err: Vec<f64>,
    /// mean `|F|²`
    pub unnorm_power: Vec<f64>,
    /// powers averaged in each bin, over segments and neighbouring frequencies
    pub m: Vec<u64>,
    /// segments averaged
    pub n_segments: u64,
    /// segments left out because they hold no counts
    pub n_empty: u64,
    /// normalisation of `power` and `power_err`
    pub norm: Norm,
    /// what a segment holds on average
    pub counts: SegmentCounts,
    /// whether a reference program's numbers were asked for
    pub compat: Compat,
    /// what a user should know
    #[serde(skip)]
    pub warnings: Vec<Warning>,
}

impl PowerSpectrum {
    /// The step of the frequencies before any rebinning, Hz.
    pub fn df_hz(&self) -> f64 {
        1.0 / self.counts.segment_s()
    }

    /// Frequencies averaged in each bin.
    pub fn k(&self) -> Vec<u64> {
        self.width_hz.iter().map(|width| (width * self.counts.segment_s()).round() as u64).collect()
    }

    /// The mean power of counting noise, in the normalisation of the spectrum.
    ///
    /// Dead time is not taken into account.
    pub fn noise(&self) -> f64 {
        self.counts.noise(self.norm)
    }
}
