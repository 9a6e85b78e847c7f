//! What is seen of a galaxy: redshift, the way to us, bands.
use super::light::{Component, Light};
use super::plan::GalaxyPlan;
use super::spec::GalaxySpec;
use crate::{Compat, Result};
use astrarium_astro::band::{Band, Photometer, Photometry, galapy};
use astrarium_num::LinearOp;
use std::sync::Arc;

/// The bands that a galaxy is seen in, and what they need at one redshift.
#[derive(Clone, Debug)]
pub struct Observer {
    bands: Vec<Band>,
    photometer: Photometer,
}

/// What is seen of a galaxy; reused from galaxy to galaxy, and the redshift's tables with it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    tables: Option<Arc<Tables>>,
    /// Flux densities, mJy.
    pub spectrum_mjy: Vec<f64>,
    /// Fluxes of the bands, mJy.
    pub band_mjy: Vec<f64>,
}

/// What a redshift needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    redshift: f64,
    /// `E(B-V)` of the foreground.
    ebv_mag: f64,
    wave_aa: Vec<f64>,
    /// What the gas between galaxies lets through.
    clear: Vec<f64>,
    /// `-d ln S/dE(B-V)`; empty without a foreground.
    depths: Vec<f64>,
    transmission: Vec<f64>,
    /// `λ²` at rest times the part that arrives.
    pub(super) arriving: Vec<f64>,
    /// None as the original sums bands, which is not linear.
    pub(super) photometry: Option<Photometry>,
}

/// What light is multiplied by, and what else its derivatives have.
type Seeing<'a> = (f64, &'a dyn Fn(&mut [f64]));

impl Seen {
    /// Observed wavelengths, ångström; none before a galaxy was looked at.
    pub fn wave_aa(&self) -> &[f64] {
        self.tables.as_ref().map_or(&[], |tables| &tables.wave_aa)
    }

    /// The part of the light that arrives at each.
    pub fn transmission(&self) -> &[f64] {
        self.tables.as_ref().map_or(&[], |tables| &tables.transmission)
    }

    /// Flux densities of each component that shines in the galaxy seen last, mJy.
    pub fn components_mjy(&self, plan: &GalaxyPlan, spec: &GalaxySpec, light: &Light) -> Vec<(Component, Vec<f64>)> {
        let factor = plan.universe.flux_factor(spec.redshift, spec.distance_mpc, &plan.physics);
        let arriving = plan.wave_aa().iter().zip(self.transmission()).map(|(wave, part)| wave * wave * factor * part);
        let factors: Vec<f64> = arriving.collect();
        let of = |component: Component| light.component(component).iter().zip(&factors).map(|(l, by)| l * by).collect();
        let shines = |component: &Component| light.component(*component).iter().any(|value| *value != 0.0);
        Component::ALL.into_iter().filter(shines).map(|component| (component, of(component))).collect()
    }

    /// From derivatives by the bands' fluxes, and those that `add` adds by the fluxes at each wavelength, to those by the light of
    /// the galaxy that was seen last.
    ///
    /// False where bands are not linear in it, as the original sums them.
    pub(crate) fn pull(&self, (factor, add): Seeing<'_>, of_bands: &[f64], of_total: &mut Vec<f64>) -> bool {
        let Some(tables) = &self.tables else { return false };
        let Some(photometry) = &tables.photometry else { return false };
        of_total.resize(tables.wave_aa.len(), 0.0);
        photometry.adjoint(of_bands, of_total);
        add(of_total);
        of_total.iter_mut().zip(&tables.arriving).for_each(|(of, arriving)| *of *= arriving * factor);
        true
    }

    /// The derivative by the `E(B-V)` of the foreground, from those by the light of the galaxy that was seen last.
    pub(crate) fn of_foreground(&self, total: &[f64], of_total: &[f64]) -> f64 {
        let depths = self.tables.as_ref().map_or(&[][..], |tables| &tables.depths);
        -depths.iter().zip(total).zip(of_total).map(|((depth, light), of)| depth * light * of).sum::<f64>()
    }

    /// Tables that were made before.
    pub(crate) fn put(&mut self, tables: Arc<Tables>) {
        self.tables = Some(tables);
    }
}

impl Observer {
    /// An observer with these bands, which may be none.
    pub fn new(bands: Vec<Band>) -> Self {
        Self { photometer: Photometer::new(&bands), bands }
    }

    /// The bands.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Room for what is seen.
    pub fn room(&self) -> Seen {
        Seen { band_mjy: vec![0.0; self.bands.len()], ..Seen::default() }
    }

    /// Looks at a galaxy: its spectrum as it arrives, and the fluxes of the bands.
    ///
    /// `S_ν = L_λ λ² 10²⁶ (1+z) L_☉/(4 π c D_L²)` in mJy, at `(1+z) λ`, times what the gas between galaxies and the dust of the
    /// Milky Way let through.
    ///
    /// # Errors
    /// [`Error::Astro`](crate::Error::Astro) for a band that the spectrum does not cover.
    pub fn look(&self, plan: &GalaxyPlan, spec: &GalaxySpec, light: &Light, seen: &mut Seen) -> Result<()> {
        let mut tables = seen.tables.take().unwrap_or_default();
        if tables.redshift != spec.redshift || tables.wave_aa.len() != plan.grid.len() {
            Arc::make_mut(&mut tables).turn(self, plan, spec)?;
        }
        if tables.ebv_mag != ebv_mag(spec) {
            Arc::make_mut(&mut tables).dim(plan, ebv_mag(spec));
        }
        let factor = plan.universe.flux_factor(spec.redshift, spec.distance_mpc, &plan.physics);
        seen.spectrum_mjy.resize(plan.grid.len(), 0.0);
        for ((out, total), arriving) in seen.spectrum_mjy.iter_mut().zip(light.total()).zip(&tables.arriving) {
            *out = total * arriving * factor;
        }
        match &tables.photometry {
            Some(photometry) => photometry.apply(&seen.spectrum_mjy, &mut seen.band_mjy),
            None => {
                for (band, flux) in self.bands.iter().zip(&mut seen.band_mjy) {
                    *flux = galapy::mean_flux(band, &tables.wave_aa, &seen.spectrum_mjy);
                }
            }
        }
        seen.tables = Some(tables);
        Ok(())
    }

    /// The tables of a galaxy's redshift.
    pub(crate) fn tables(&self, plan: &GalaxyPlan, spec: &GalaxySpec) -> Result<Tables> {
        let mut tables = Tables::default();
        tables.turn(self, plan, spec)?;
        Ok(tables)
    }
}

impl Tables {
    /// Turns to a galaxy's redshift.
    fn turn(&mut self, observer: &Observer, plan: &GalaxyPlan, spec: &GalaxySpec) -> Result<()> {
        // what fails in between is of no redshift
        self.redshift = f64::NAN;
        let factor = 1.0 + spec.redshift;
        self.wave_aa.clear();
        self.wave_aa.extend(plan.grid.wave_aa.iter().map(|wave| factor * wave));
        for values in [&mut self.clear, &mut self.transmission, &mut self.arriving] {
            values.clear();
            values.resize(plan.grid.len(), 1.0);
        }
        if let Some(igm) = &spec.igm {
            igm.fill(&self.wave_aa, spec.redshift, &mut self.clear);
        }
        self.depths = spec.foreground.as_ref().map_or_else(Vec::new, |foreground| foreground.depths(&self.wave_aa));
        match plan.physics.compat {
            Compat::None => observer.photometer.fill(&self.wave_aa, self.photometry.get_or_insert_default())?,
            Compat::Galapy => self.photometry = None,
        }
        self.dim(plan, ebv_mag(spec));
        self.redshift = spec.redshift;
        Ok(())
    }

    /// Puts so much dust of the Milky Way in front.
    fn dim(&mut self, plan: &GalaxyPlan, ebv_mag: f64) {
        self.ebv_mag = ebv_mag;
        self.transmission.clone_from(&self.clear);
        if ebv_mag != 0.0 {
            let dimmed = self.transmission.iter_mut().zip(&self.depths);
            dimmed.for_each(|(part, depth)| *part *= (-ebv_mag * depth).exp());
        }
        for ((arriving, wave), part) in self.arriving.iter_mut().zip(&plan.grid.wave_aa).zip(&self.transmission) {
            *arriving = wave * wave * part;
        }
    }
}

fn ebv_mag(spec: &GalaxySpec) -> f64 {
    spec.foreground.as_ref().map_or(0.0, |foreground| foreground.ebv_mag)
}
