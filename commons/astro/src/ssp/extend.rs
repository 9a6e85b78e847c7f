//! Beyond the wavelengths of a library.
use super::library::SspLibrary;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// A stated rule for the light beyond a library's wavelengths: none blueward, Rayleigh and Jeans' `λ^-4` redward.
///
/// The points that are added are log-spaced: `n_blue` from `first_aa` up to the library's first, `n_red` from its last to
/// `last_aa`. The defaults make the library `bc03lr.rj` of the reference cases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Extension {
    /// First wavelength, ångström.
    pub first_aa: f64,
    /// Points below the library's first wavelength.
    pub n_blue: usize,
    /// Last wavelength, ångström.
    pub last_aa: f64,
    /// Points above the library's last wavelength.
    pub n_red: usize,
}

impl Default for Extension {
    fn default() -> Self {
        Self { first_aa: 1.0, n_blue: 24, last_aa: 1e10, n_red: 240 }
    }
}

impl SspLibrary {
    /// The library with light beyond its ends by a rule; an end that the library reaches already is left alone.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for ends that are not finite and above zero.
    pub fn extended(self, rule: &Extension) -> Result<Self> {
        let mut parts = self.into_parts();
        let (first, last) = (parts.wave_aa[0], parts.wave_aa[parts.wave_aa.len() - 1]);
        if let Some(value) = [rule.first_aa, rule.last_aa].into_iter().find(|end| !(end.is_finite() && *end > 0.0)) {
            return Err(Error::OutOfRange {
                what: "end of a library's extension, ångström",
                value,
                expected: "a number above zero",
            });
        }
        let blue = if rule.first_aa < first { log_spaced(rule.first_aa, first, rule.n_blue) } else { Vec::new() };
        let red = if rule.last_aa > last { log_spaced(rule.last_aa, last, rule.n_red) } else { Vec::new() };
        let red: Vec<f64> = red.into_iter().rev().collect();
        let n_native = parts.wave_aa.len();
        let mut luminosity =
            Vec::with_capacity(parts.luminosity.len() / n_native * (n_native + blue.len() + red.len()));
        for spectrum in parts.luminosity.chunks_exact(n_native) {
            luminosity.resize(luminosity.len() + blue.len(), 0.0);
            luminosity.extend_from_slice(spectrum);
            luminosity.extend(red.iter().map(|wave| spectrum[n_native - 1] * (last / wave).powi(4)));
        }
        parts.luminosity = luminosity;
        parts.wave_aa = [blue, parts.wave_aa, red].concat();
        Self::new(parts)
    }

    /// The library with its luminosities rounded to single precision, as files of GalaPy made from single precision have them.
    ///
    /// # Errors
    /// None of a library whose luminosities are within the range of single precision.
    pub fn in_single_precision(self) -> Result<Self> {
        let mut parts = self.into_parts();
        parts.luminosity.iter_mut().for_each(|value| *value = f64::from(*value as f32));
        Self::new(parts)
    }
}

/// `n` points from `from` on in equal steps of the logarithm towards `to`, which is left out.
fn log_spaced(from: f64, to: f64, n: usize) -> Vec<f64> {
    let (start, stop) = (from.log10(), to.log10());
    let step = (stop - start) / n as f64;
    let mut points: Vec<f64> = (0..n).map(|i| 10f64.powf(start + step * i as f64)).collect();
    if let Some(first) = points.first_mut() {
        *first = from;
    }
    points
}
