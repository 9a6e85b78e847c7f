//! How a telescope blurs images and spectra, as data.
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Width of the line spread function, a Gaussian; one of three forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected `fwhm_aa`, or `resolving_power`, or `wave_aa` with `fwhm_aa` of one length"
)]
pub enum Lsf {
    /// Of widths given at some wavelengths, straight lines between, the outer ones beyond.
    Table {
        /// Wavelengths, ascending, ångström.
        wave_aa: Vec<f64>,
        /// Full widths at half maximum there, ångström.
        fwhm_aa: Vec<f64>,
    },
    /// The same width everywhere.
    Fwhm {
        /// Full width at half maximum, ångström.
        fwhm_aa: f64,
    },
    /// A width that grows with the wavelength.
    ResolvingPower {
        /// Wavelength over full width at half maximum.
        resolving_power: f64,
    },
}

impl Lsf {
    /// Full width at half maximum at an observed wavelength, both in ångström.
    #[must_use]
    pub fn fwhm_aa(&self, wave_aa: f64) -> f64 {
        match self {
            Self::Fwhm { fwhm_aa } => *fwhm_aa,
            Self::ResolvingPower { resolving_power } => wave_aa / resolving_power,
            Self::Table { wave_aa: nodes, fwhm_aa } => {
                let after = nodes.partition_point(|&node| node < wave_aa).min(nodes.len() - 1);
                let before = after.saturating_sub(1);
                let width = nodes[after] - nodes[before];
                let part = if width > 0.0 { ((wave_aa - nodes[before]) / width).clamp(0.0, 1.0) } else { 0.0 };
                fwhm_aa[before] + part * (fwhm_aa[after] - fwhm_aa[before])
            }
        }
    }

    /// The same, so many times as wide.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match self {
            Self::Fwhm { fwhm_aa } => Self::Fwhm { fwhm_aa: factor * fwhm_aa },
            Self::ResolvingPower { resolving_power } => {
                Self::ResolvingPower { resolving_power: resolving_power / factor }
            }
            Self::Table { wave_aa, fwhm_aa } => {
                Self::Table { wave_aa: wave_aa.clone(), fwhm_aa: fwhm_aa.iter().map(|width| factor * width).collect() }
            }
        }
    }

    /// See [`Telescope::check`](super::Telescope::check).
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::Fwhm { fwhm_aa } => Error::check_positive("lsf.fwhm_aa", *fwhm_aa),
            Self::ResolvingPower { resolving_power } => Error::check_positive("lsf.resolving_power", *resolving_power),
            Self::Table { wave_aa, fwhm_aa } => {
                if wave_aa.is_empty() {
                    return Err(Error::Length { what: "lsf.wave_aa", found: 0, expected: 1 });
                }
                Error::check_length("lsf.fwhm_aa", fwhm_aa.len(), wave_aa.len())?;
                Error::check_each("lsf.fwhm_aa", fwhm_aa, "a number above zero", |fwhm| {
                    fwhm > 0.0 && fwhm.is_finite()
                })?;
                Error::check_each("lsf.wave_aa", wave_aa, "a number above zero", |wave| {
                    wave > 0.0 && wave.is_finite()
                })?;
                match wave_aa.windows(2).position(|pair| pair[0] >= pair[1]) {
                    Some(at) => Err(Error::BadValue {
                        what: "lsf.wave_aa",
                        index: at + 1,
                        value: wave_aa[at + 1],
                        expected: "more than the one before",
                    }),
                    None => Ok(()),
                }
            }
        }
    }
}

/// The point spread function: its shape, and its width as a power of the wavelength.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Psf {
    /// Its shape; a Gaussian if left out.
    #[serde(default)]
    pub shape: PsfShape,
    /// Full width at half maximum (of a sum of Gaussians: of the narrower one) at the reference wavelength, arcsec.
    pub fwhm_arcsec: f64,
    /// Power of the wavelength with which the width grows: 0 the same everywhere, -0.2 seeing in Kolmogorov's turbulence.
    #[serde(default)]
    pub exponent: f64,
    /// Wavelength at which the width is given, ångström.
    #[serde(default = "reference_aa")]
    pub reference_aa: f64,
}

/// Shapes of the point spread function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PsfShape {
    /// One Gaussian.
    #[default]
    Gaussian,
    /// `(1 + (r/α)²)^-β`.
    Moffat {
        /// Slope of the wings; 2.5 to 4.765 for seeing.
        beta: f64,
    },
    /// Two Gaussians of one centre.
    DoubleGaussian {
        /// Width of the wider one over that of the narrower one.
        ratio: f64,
        /// Part of the light in the wider one.
        fraction: f64,
    },
}

fn reference_aa() -> f64 {
    5000.0
}

impl Psf {
    /// Full width at half maximum at an observed wavelength in ångström, arcsec.
    #[must_use]
    pub fn fwhm_arcsec_at(&self, wave_aa: f64) -> f64 {
        if self.exponent == 0.0 {
            return self.fwhm_arcsec;
        }
        self.fwhm_arcsec * (wave_aa / self.reference_aa).powf(self.exponent)
    }

    /// See [`Telescope::check`](super::Telescope::check).
    pub(super) fn check(&self) -> Result<()> {
        Error::check_positive("psf.fwhm_arcsec", self.fwhm_arcsec)?;
        Error::check_positive("psf.reference_aa", self.reference_aa)?;
        Error::check_each("psf.exponent", &[self.exponent], "a finite number", f64::is_finite)?;
        match self.shape {
            PsfShape::Gaussian => Ok(()),
            PsfShape::Moffat { beta } if beta > 1.0 && beta.is_finite() => Ok(()),
            PsfShape::Moffat { beta } => Err(Error::OutOfRange {
                what: "psf.beta",
                value: beta,
                expected: "a number above 1, so that the light is finite",
            }),
            PsfShape::DoubleGaussian { ratio, fraction } => {
                Error::check_positive("psf.ratio", ratio)?;
                Error::check_each("psf.fraction", &[fraction], "a number from 0 to 1", |part| {
                    (0.0..=1.0).contains(&part)
                })
            }
        }
    }
}
