//! Telescopes and their instruments as data: field, spaxels, channels, blurs, and what noise needs.
//!
//! One file a preset stands in `data/telescopes/`; a new one is one file and its line in `files.rs`. A user's own file of
//! the same form is read by [`Telescope::read`].
mod blurs;
mod detector;
mod files;
mod parse;

pub use blurs::{Lsf, Psf, PsfShape};
pub use detector::Detector;

use astrarium_astro::units::Medium;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an instrument sees of the sky: a square of spaxels (of which the aperture may leave some dark), each with a
/// spectrum of equally wide channels.
///
/// # Example
/// ```
/// let text = r#"
///     name = "mine"
///     source = "a wish"
///     fov_arcsec = 4.0
///     spaxel_arcsec = 0.4
///     wave_range_aa = [4800.0, 7300.0]
///     wave_step_aa = 2.5
///     medium = "air"
///     lsf = { fwhm_aa = 3.0 }
/// "#;
/// let mine = astrarium_ifu::Telescope::parse("mine.toml", text)?;
/// assert_eq!((mine.n_spaxels(), mine.n_channels()), (10, 1000));
/// # Ok::<(), astrarium_ifu::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Telescope {
    /// Its name.
    pub name: String,
    /// Where its numbers are from.
    pub source: String,
    /// Width of the field of view, arcsec.
    pub fov_arcsec: f64,
    /// Width of a spaxel, arcsec.
    pub spaxel_arcsec: f64,
    /// Which spaxels of the square are lit.
    #[serde(default)]
    pub aperture: Aperture,
    /// Centre of the first channel, and the wavelength that no channel's centre reaches, ångström.
    pub wave_range_aa: [f64; 2],
    /// Width of a channel, ångström.
    pub wave_step_aa: f64,
    /// Wavelength at which velocities are resolved, where one number must stand for all, ångström; the range's middle if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave_reference_aa: Option<f64>,
    /// Whether wavelengths are in air or in vacuum.
    pub medium: Medium,
    /// How the spectrograph blurs a spectrum; nothing blurs it if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lsf: Option<Lsf>,
    /// How atmosphere and optics blur an image; nothing blurs it if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psf: Option<Psf>,
    /// What turns fluxes into counts, for noise from photons, sky and detector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detector: Option<Detector>,
}

/// Which spaxels of the square field are lit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aperture {
    /// All.
    #[default]
    Square,
    /// Those whose centres lie within half the field of its centre.
    Circular,
    /// Those whose centres lie in the regular hexagon with corners on the left and right edges of the field.
    Hexagonal,
}

/// How far a ratio may miss a whole number by rounding alone.
const ROUNDING: f64 = 1e-6;

impl Telescope {
    /// Spaxels along each side of the field: whole ones that fit into it.
    #[must_use]
    pub fn n_spaxels(&self) -> usize {
        (self.fov_arcsec / self.spaxel_arcsec + ROUNDING).floor() as usize
    }

    /// Channels of a spectrum: `ceil(range / step)`.
    #[must_use]
    pub fn n_channels(&self) -> usize {
        let [first, end] = self.wave_range_aa;
        ((end - first) / self.wave_step_aa - ROUNDING).ceil() as usize
    }

    /// Centres of the channels, ångström.
    #[must_use]
    pub fn wave_aa(&self) -> Vec<f64> {
        let first = self.wave_range_aa[0];
        (0..self.n_channels()).map(|i| first + self.wave_step_aa * i as f64).collect()
    }

    /// Edges of the channels, ångström: one more than there are channels.
    #[must_use]
    pub fn edges_aa(&self) -> Vec<f64> {
        let first = self.wave_range_aa[0];
        (0..=self.n_channels()).map(|i| first + self.wave_step_aa * (i as f64 - 0.5)).collect()
    }
}
