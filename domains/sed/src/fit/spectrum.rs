//! Spectra beside photometry: what a worker keeps of them, and their part of the likelihood.
use super::{Desk, GalaxyDensity};
use crate::Result;
use crate::galaxy::Seen;
use crate::spectrum::{Blur, Spectroscopy, Spectrum};
use std::sync::Arc;

/// The spectrum of a source as a worker sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Slit {
    /// Profiles, and of which redshift and motions they are.
    blur: Option<([f64; 2], Arc<Blur>)>,
    /// The galaxy's pixels, mJy.
    pub(super) pixel_mjy: Vec<f64>,
}

impl Slit {
    /// Looks at the galaxy that was seen last.
    pub(super) fn look(
        &mut self,
        spectrum: &Spectrum,
        of: &Spectroscopy,
        (seen, redshift): (&Seen, f64),
    ) -> Result<()> {
        let key = [redshift, of.sigma_km_s];
        let blur = match self.blur.take() {
            Some((of, blur)) if of == key => blur,
            _ => Arc::new(Blur::new(spectrum, of, (seen.wave_aa(), redshift))?),
        };
        blur.apply(&seen.spectrum_mjy, &mut self.pixel_mjy);
        self.blur = Some((key, blur));
        Ok(())
    }

    /// Adds derivatives by the spectrum that was seen, from those by its pixels.
    fn add_adjoint(&self, of_pixels: &[f64], of_seen: &mut [f64]) {
        if let Some((_, blur)) = &self.blur {
            blur.add_adjoint(of_pixels, of_seen);
        }
    }
}

impl GalaxyDensity {
    /// `ln L` of the source's spectrum for the galaxy that was seen last; nought without one.
    pub(super) fn of_spectrum(&self, source: usize, desk: &mut Desk) -> Result<f64> {
        let Some(spectrum) = &self.sources[source].spectrum else { return Ok(0.0) };
        desk.slit.look(spectrum, &desk.spectroscopy, (&desk.seen, desk.galaxy.redshift))?;
        Ok(desk.spectroscopy.ln_likelihood(spectrum, &desk.slit.pixel_mjy))
    }

    /// Adds what the spectrum's likelihood changes by the light that arrives (mJy at each wavelength).
    pub(super) fn add_slopes_of_spectrum(&self, source: usize, desk: &Desk, of_seen: &mut [f64]) {
        let Some(spectrum) = &self.sources[source].spectrum else { return };
        if let Some(found) = desk.spectroscopy.calibrate(spectrum, &desk.slit.pixel_mjy) {
            desk.slit.add_adjoint(&found.slopes, of_seen);
        }
    }
}
