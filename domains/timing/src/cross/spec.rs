//! What is asked of a cross spectrum.
use crate::{Compat, Error, Filter, Norm, Result, power::check_band};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which part of the complex cross powers is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PowerType {
    /// all of it
    #[default]
    All,
    /// the real part: the cospectrum
    Real,
    /// the modulus
    Absolute,
}

impl PowerType {
    /// The name in specifications and files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Real => "real",
            Self::Absolute => "absolute",
        }
    }
}

/// An averaged cross spectrum of two bands of one input, or of two inputs.
///
/// Band 1 is the subject, band 2 the reference: `C = conj(F1) F2`, so that a positive lag means that band 1 lags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CrossSpec {
    /// The two bands in energy, keV: lower ends included, upper ends not. For one input this or `bands_pi` is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bands_kev: Option<[[f64; 2]; 2]>,
    /// The two bands in PI channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bands_pi: Option<[[i32; 2]; 2]>,
    /// Length of a segment, s; it is made a whole number of bins. Without it one segment spans all good time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_s: Option<f64>,
    /// Width of a time bin, s; light curves bring their own.
    pub bin_s: f64,
    /// Normalisation of the powers: leahy, frac, abs or none.
    pub norm: Norm,
    /// Whether powers are normalised once, with the mean counts of all segments, or each segment with its own.
    pub common_mean: bool,
    /// Which part of the cross powers is kept.
    pub power_type: PowerType,
    /// Whether the photons of band 1 are among those of band 2: errors are then those of a common reference. Unset, it
    /// follows from the bands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels_overlap: Option<bool>,
    /// Whether the negative frequencies are kept: 0, the positive ones, the negative ones.
    pub full_spectrum: bool,
    /// Rates of the background in both bands, counts/s, taken from the means in the frac normalisation.
    pub background_per_s: [f64; 2],
    /// Linear rebinning: new bins are this factor wider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebin: Option<f64>,
    /// Logarithmic rebinning: each bin is wider than the one before by this fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebin_log: Option<f64>,
    /// Segments summed before their sum is added to others: part of the result's last bits.
    pub segments_per_block: u32,
    /// Reproduces a reference program where it is wrong.
    pub compat: Compat,
}

impl Default for CrossSpec {
    fn default() -> Self {
        Self {
            bands_kev: None,
            bands_pi: None,
            segment_s: None,
            bin_s: 1.0 / 128.0,
            norm: Norm::Frac,
            common_mean: true,
            power_type: PowerType::All,
            channels_overlap: None,
            full_spectrum: false,
            background_per_s: [0.0; 2],
            rebin: None,
            rebin_log: None,
            segments_per_block: 4,
            compat: Compat::None,
        }
    }
}

impl CrossSpec {
    /// Segments and bins, everything else at its default.
    pub fn new(segment_s: f64, bin_s: f64) -> Self {
        Self { segment_s: Some(segment_s), bin_s, ..Self::default() }
    }

    /// Checks what can be checked without data.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for lengths, rebinnings, backgrounds and the block size, [`Error::BadRange`] for a band
    /// whose ends are reversed.
    pub fn check(&self) -> Result<()> {
        Error::check_positive("bin_s", self.bin_s)?;
        Error::check_positive("segments_per_block", f64::from(self.segments_per_block))?;
        let factors = [("segment_s", self.segment_s), ("rebin", self.rebin), ("rebin_log", self.rebin_log)];
        for (what, value) in factors {
            value.map_or(Ok(0.0), |value| Error::check_positive(what, value))?;
        }
        for value in self.background_per_s {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::NotPositive { what: "background_per_s", value });
            }
        }
        for band in self.bands_kev.into_iter().flatten() {
            check_band("bands_kev", Some(band))?;
        }
        for band in self.bands_pi.into_iter().flatten() {
            check_band("bands_pi", Some(band.map(f64::from)))?;
        }
        Ok(())
    }

    /// The two bands as choices of events.
    ///
    /// # Errors
    /// [`Error::Empty`] if none are given.
    pub fn filters(&self) -> Result<[Filter; 2]> {
        if self.bands_kev.is_none() && self.bands_pi.is_none() {
            return Err(Error::Empty { what: "bands: give bands_kev or bands_pi, or a second input" });
        }
        let filter = |i: usize| Filter {
            energy_kev: self.bands_kev.map(|bands| bands[i]),
            pi: self.bands_pi.map(|bands| bands[i]),
            ..Filter::default()
        };
        Ok([filter(0), filter(1)])
    }

    /// Whether the bands have channels in common, as far as the spec knows.
    pub(super) fn overlap(&self) -> bool {
        let common = |[a, b]: [[f64; 2]; 2]| a[0].max(b[0]) < a[1].min(b[1]);
        let by_bands = || {
            let all = [self.bands_kev, self.bands_pi.map(|bands| bands.map(|band| band.map(f64::from)))];
            all.iter().any(Option::is_some) && all.into_iter().flatten().all(common)
        };
        self.channels_overlap.unwrap_or_else(by_bands)
    }
}
