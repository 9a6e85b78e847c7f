//! What is asked of a power spectrum.
use crate::{Compat, Error, Norm, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An averaged power spectrum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PowerSpec {
    /// Length of a segment, s; it is made a whole number of bins. Without it one segment spans all good time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_s: Option<f64>,
    /// Width of a time bin, s; light curves bring their own.
    pub bin_s: f64,
    /// Normalisation of the powers: leahy, frac, abs or none.
    pub norm: Norm,
    /// Whether powers are normalised once, with the mean counts of all segments, or each segment with its own.
    pub common_mean: bool,
    /// Rate of the background, counts/s, taken from the mean in the frac normalisation.
    pub background_per_s: f64,
    /// Linear rebinning: new bins are this factor wider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebin: Option<f64>,
    /// Logarithmic rebinning: each bin is wider than the one before by this fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebin_log: Option<f64>,
    /// The band of the rms, Hz; without it all frequencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rms_band_hz: Option<[f64; 2]>,
    /// Segments summed before their sum is added to others: part of the result's last bits.
    pub segments_per_block: u32,
    /// Reproduces a reference program where it is wrong.
    pub compat: Compat,
}

impl Default for PowerSpec {
    fn default() -> Self {
        Self {
            segment_s: None,
            bin_s: 1.0 / 128.0,
            norm: Norm::Frac,
            common_mean: true,
            background_per_s: 0.0,
            rebin: None,
            rebin_log: None,
            rms_band_hz: None,
            segments_per_block: 4,
            compat: Compat::None,
        }
    }
}

impl PowerSpec {
    /// Segments and bins, everything else at its default.
    pub fn new(segment_s: f64, bin_s: f64) -> Self {
        Self { segment_s: Some(segment_s), bin_s, ..Self::default() }
    }

    /// Checks what can be checked without data.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for lengths, rebinnings and the block size, [`Error::BackgroundTooHigh`] for a background
    /// that is negative or no number, [`Error::BadRange`] for a reversed band.
    pub fn check(&self) -> Result<()> {
        Error::check_positive("bin_s", self.bin_s)?;
        Error::check_positive("segments_per_block", f64::from(self.segments_per_block))?;
        let factors = [("segment_s", self.segment_s), ("rebin", self.rebin), ("rebin_log", self.rebin_log)];
        for (what, value) in factors {
            value.map_or(Ok(0.0), |value| Error::check_positive(what, value))?;
        }
        if !(self.background_per_s >= 0.0 && self.background_per_s.is_finite()) {
            return Err(Error::NotPositive { what: "background_per_s", value: self.background_per_s });
        }
        check_band("rms_band_hz", self.rms_band_hz)
    }
}

/// Ends of a band in their order.
pub(crate) fn check_band(what: &'static str, band_hz: Option<[f64; 2]>) -> Result<()> {
    match band_hz {
        Some([low, high]) if !matches!(low.partial_cmp(&high), Some(std::cmp::Ordering::Less)) => {
            Err(Error::BadRange { what, low, high })
        }
        _ => Ok(()),
    }
}
