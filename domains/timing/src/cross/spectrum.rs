//! The result: an averaged cross spectrum and the power spectra of both bands.
use super::PowerType;
use crate::{Compat, CrossErrors, CrossPoint, Norm, SegmentCounts, Warning};
use astrarium_num::fft::Complex64;
use serde::{Deserialize, Serialize};

/// An averaged cross spectrum of band 1, the subject, against band 2, the reference: `C = mean conj(F1) F2`.
///
/// Frequencies are those above 0 and below the Nyquist frequency, or all with `full_spectrum`; arrays have one element
/// for each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossSpectrum {
    /// frequencies, Hz: centres of bins, or means of the frequencies averaged in them
    pub freq_hz: Vec<f64>,
    /// widths of the frequency bins, Hz
    pub width_hz: Vec<f64>,
    /// cross powers in the normalisation `norm`, which takes the geometric mean of the counts of both bands
    #[serde(with = "complex")]
    pub power: Vec<Complex64>,
    /// standard errors of their real and imaginary parts
    #[serde(with = "complex")]
    pub power_err: Vec<Complex64>,
    /// mean `conj(F1) F2`
    #[serde(with = "complex")]
    pub unnorm_power: Vec<Complex64>,
    /// powers of band 1, noise included, normalised with its own counts
    pub pds1: Vec<f64>,
    /// powers of band 2
    pub pds2: Vec<f64>,
    /// mean `|F1|²`
    pub unnorm_pds1: Vec<f64>,
    /// mean `|F2|²`
    pub unnorm_pds2: Vec<f64>,
    /// powers averaged in each bin, over segments and neighbouring frequencies
    pub m: Vec<u64>,
    /// segments averaged
    pub n_segments: u64,
    /// segments left out because a band holds no counts
    pub n_empty: u64,
    /// normalisation of all powers that are not called unnormalised
    pub norm: Norm,
    /// which part of the cross powers `power` holds
    pub power_type: PowerType,
    /// whether errors are those of a common reference
    pub channels_overlap: bool,
    /// whether negative frequencies are there
    pub full_spectrum: bool,
    /// what a segment of band 1 holds on average
    pub counts1: SegmentCounts,
    /// what a segment of band 2 holds on average
    pub counts2: SegmentCounts,
    /// whether a reference program's numbers were asked for
    pub compat: Compat,
    /// what a user should know
    #[serde(skip)]
    pub warnings: Vec<Warning>,
}

impl CrossSpectrum {
    /// The step of the frequencies before any rebinning, Hz.
    pub fn df_hz(&self) -> f64 {
        1.0 / self.counts1.segment_s()
    }

    /// Frequencies averaged in each bin.
    pub fn k(&self) -> Vec<u64> {
        self.width_hz.iter().map(|width| (width * self.counts1.segment_s()).round() as u64).collect()
    }

    /// What normalises the cross powers: the geometric means of both bands.
    pub fn counts(&self) -> SegmentCounts {
        SegmentCounts::geometric(&self.counts1, &self.counts2)
    }

    /// One frequency, unnormalised.
    ///
    /// # Panics
    /// If there is no such index.
    pub fn point(&self, index: usize) -> CrossPoint {
        CrossPoint {
            cross: self.unnorm_power[index],
            power1: self.unnorm_pds1[index],
            power2: self.unnorm_pds2[index],
            noise1: self.counts1.noise_unnorm(),
            noise2: self.counts2.noise_unnorm(),
            m: self.m[index] as f64,
        }
    }

    /// Errors of one frequency, unnormalised: of separate bands, or of a common reference.
    ///
    /// # Panics
    /// If there is no such index.
    pub fn errors_at(&self, index: usize) -> CrossErrors {
        let point = self.point(index);
        if self.channels_overlap { point.common_reference_errors() } else { point.errors() }
    }
}

/// Complex arrays in serialised results: pairs of real and imaginary part.
mod complex {
    use super::Complex64;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(values: &[Complex64], to: S) -> Result<S::Ok, S::Error> {
        values.iter().map(|z| [z.re, z.im]).collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Complex64>, D::Error> {
        let pairs = Vec::<[f64; 2]>::deserialize(from)?;
        Ok(pairs.into_iter().map(|[re, im]| Complex64::new(re, im)).collect())
    }
}
