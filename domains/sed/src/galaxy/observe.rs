//! What is seen of a galaxy: redshift, the way to us, bands.
use super::light::Light;
use super::plan::GalaxyPlan;
use super::spec::GalaxySpec;
use crate::{Compat, Result};
use astrarium_astro::band::{Band, Density, Photometry, galapy};
use astrarium_num::LinearOp;

/// The bands that a galaxy is seen in, and what they need at one redshift.
#[derive(Clone, Debug)]
pub struct Observer {
    bands: Vec<Band>,
}

/// What is seen of a galaxy; reused from galaxy to galaxy, and the redshift's tables with it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    redshift: f64,
    /// Observed wavelengths, ångström.
    pub wave_aa: Vec<f64>,
    /// Flux densities, mJy.
    pub spectrum_mjy: Vec<f64>,
    /// The part of the light that arrives.
    pub transmission: Vec<f64>,
    /// Fluxes of the bands, mJy.
    pub band_mjy: Vec<f64>,
    photometry: Option<Photometry>,
}

impl Observer {
    /// An observer with these bands, which may be none.
    pub fn new(bands: Vec<Band>) -> Self {
        Self { bands }
    }

    /// The bands.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Room for what is seen.
    pub fn room(&self) -> Seen {
        Seen { redshift: f64::NAN, band_mjy: vec![0.0; self.bands.len()], ..Seen::default() }
    }

    /// Looks at a galaxy: its spectrum as it arrives, and the fluxes of the bands.
    ///
    /// `S_ν = L_λ λ² 10²⁶ (1+z) L_☉/(4 π c D_L²)` in mJy, at `(1+z) λ`, times what the gas between galaxies lets through.
    ///
    /// # Errors
    /// [`Error::Astro`](crate::Error::Astro) for a band that the spectrum does not cover.
    pub fn look(&self, plan: &GalaxyPlan, spec: &GalaxySpec, light: &Light, seen: &mut Seen) -> Result<()> {
        self.turn_to(plan, spec, seen)?;
        let factor = plan.universe.flux_factor(spec.redshift, spec.distance_mpc, &plan.physics);
        for (i, (wave, total)) in plan.grid.wave_aa.iter().zip(light.total()).enumerate() {
            seen.spectrum_mjy[i] = total * wave * wave * factor * seen.transmission[i];
        }
        match &seen.photometry {
            Some(photometry) => photometry.apply(&seen.spectrum_mjy, &mut seen.band_mjy),
            None => {
                for (band, flux) in self.bands.iter().zip(&mut seen.band_mjy) {
                    *flux = galapy::mean_flux(band, &seen.wave_aa, &seen.spectrum_mjy);
                }
            }
        }
        Ok(())
    }

    /// Tables of a redshift, kept until another one is asked for.
    fn turn_to(&self, plan: &GalaxyPlan, spec: &GalaxySpec, seen: &mut Seen) -> Result<()> {
        let n = plan.grid.len();
        if seen.redshift == spec.redshift && seen.wave_aa.len() == n {
            return Ok(());
        }
        seen.redshift = f64::NAN;
        let factor = 1.0 + spec.redshift;
        seen.wave_aa = plan.grid.wave_aa.iter().map(|wave| factor * wave).collect();
        seen.transmission.clear();
        seen.transmission.resize(n, 1.0);
        seen.spectrum_mjy.resize(n, 0.0);
        if let Some(igm) = &spec.igm {
            igm.fill(&seen.wave_aa, spec.redshift, &mut seen.transmission);
        }
        seen.photometry = match plan.physics.compat {
            Compat::None => Some(Photometry::new(&self.bands, &seen.wave_aa, Density::PerFrequency)?),
            Compat::Galapy => None,
        };
        seen.redshift = spec.redshift;
        Ok(())
    }
}
