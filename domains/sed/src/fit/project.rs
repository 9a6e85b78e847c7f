//! The likelihood projected onto the bands: few wavelengths instead of all, where they are good enough.
use super::{Desk, GalaxyDensity, Target};
use crate::Foreground;
use crate::galaxy::{Projected, Reach};
use crate::observed::Photometry;
use crate::{Error, Result};
use astrarium_num::random::{Purpose, Stream};
use std::fmt;
use std::sync::Arc;

/// Draws of the prior that a projection is compared at with all wavelengths.
const DRAWS: usize = 64;
/// Draws that are tried for them: many a young universe has no room for its galaxy.
const MOST_DRAWS: u64 = 16 * DRAWS as u64;
/// Redshifts that projections are made for: each holds a library of its own, a fifth of the whole one.
const MOST: usize = 16;
/// Extinction that magnitudes are told up to: what is dimmer is seen by nobody.
const DIM: f64 = 1e-2;

/// What a projection of a source's likelihood is worth, and whether it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The largest error that was asked for, standard deviations.
    pub tolerance_sigma: f64,
    /// Wavelengths of the projection, and of the whole model.
    pub n_waves: [usize; 2],
    /// Draws of the prior that it was compared at with all wavelengths.
    pub n_draws: usize,
    /// The largest error of a band's flux at any draw, in standard deviations of the measured flux, of a model no brighter than
    /// that.
    pub error_sigma: f64,
    /// The largest error of a flux not below a hundredth of the measured one, mag.
    pub error_mag: f64,
    /// The band of the largest error.
    pub band: String,
    /// Why there is none.
    pub why_not: Option<&'static str>,
}

impl Projection {
    fn none(tolerance_sigma: f64, why_not: &'static str) -> Self {
        Self {
            tolerance_sigma,
            n_waves: [0; 2],
            n_draws: 0,
            error_sigma: f64::NAN,
            error_mag: f64::NAN,
            band: String::new(),
            why_not: Some(why_not),
        }
    }

    /// Whether the likelihood is the projected one.
    pub fn is_used(&self) -> bool {
        self.why_not.is_none() && self.error_sigma <= self.tolerance_sigma
    }
}

impl fmt::Display for Projection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(why) = self.why_not {
            return write!(f, "the likelihood is exact: {why}");
        }
        let Self { n_waves: [few, all], n_draws, error_sigma, error_mag, band, tolerance_sigma, .. } = self;
        let found = format!(
            "at {few} of {all} wavelengths fluxes are off by up to {error_sigma:.2e} of their errors ({band}; {error_mag:.1e} \
             mag) at {n_draws} draws of the prior"
        );
        if self.is_used() {
            write!(f, "the likelihood is projected onto the bands: {found}")
        } else {
            write!(f, "the likelihood is exact: {found}, more than {tolerance_sigma:e}")
        }
    }
}

/// The projection of a redshift and a foreground, if there can be one.
type Made = ((f64, Option<Foreground>), Option<Arc<Projected>>);

/// Largest errors of a projection.
#[derive(Clone, Copy, Debug, Default)]
struct Worst {
    n_draws: usize,
    sigma: f64,
    mag: f64,
    band: usize,
}

impl GalaxyDensity {
    /// The same likelihood projected onto the bands, of each source whose fluxes are then off by no more than a tolerance in
    /// units of their errors; others stay exact.
    ///
    /// Smooth factors (extinction, grey bodies, radio continua) are polynomials over each band and over pieces of the whole
    /// spectrum, so that the stellar library and all templates are summed once for each redshift instead of at each galaxy. The
    /// error is measured against the exact likelihood at draws of the prior, whose numbers depend on the source's place alone.
    /// Galaxies that are [looked at](Self::model) are exact in any case.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a tolerance that is not above zero.
    pub fn projected(mut self, tolerance_sigma: f64) -> Result<Self> {
        Error::check_positive("tolerance_sigma", tolerance_sigma)?;
        (self.projected, self.projections) = (vec![], vec![]);
        let mut made = vec![];
        let mut desk = self.exact_desk();
        let (mut projected, mut projections) = (vec![], vec![]);
        for source in 0..self.sources.len() {
            let (of, told) = match self.new_projection(source, &mut made, &mut desk) {
                Ok(of) => {
                    let told = self.compared(source, &of, tolerance_sigma);
                    (Some(of).filter(|_| told.is_used()), told)
                }
                Err(why) => (None, Projection::none(tolerance_sigma, why)),
            };
            projected.push(of);
            projections.push(told);
        }
        (self.projected, self.projections) = (projected, projections);
        Ok(self)
    }

    /// What projections are worth, source by source; none where none was asked for.
    pub fn projections(&self) -> &[Projection] {
        &self.projections
    }

    /// The projection of a source's redshift, or why there is none.
    fn new_projection(
        &self,
        source: usize,
        made: &mut Vec<Made>,
        desk: &mut Desk,
    ) -> std::result::Result<Arc<Projected>, &'static str> {
        if self.moves_redshift() {
            return Err("the redshift is free");
        }
        if self.sources[source].spectrum.is_some() {
            return Err("a spectrum is fitted, too");
        }
        let is_foreground = |target: &Target| matches!(target, Target::Galaxy(of) if of.reach() == Reach::Foreground);
        if self.targets.iter().any(is_foreground) {
            return Err("the dust of the Milky Way is free");
        }
        if self.space.require_proper("draws").is_err() {
            return Err("there is a prior that cannot be drawn from");
        }
        self.own(source, desk);
        let seen = (desk.galaxy.redshift, desk.galaxy.foreground.clone());
        if !made.iter().any(|(through, _)| *through == seen) {
            if made.len() == MOST {
                return Err("sources have too many redshifts");
            }
            let tables = self.observer.tables(&self.plan, &desk.galaxy);
            let new = tables.ok().and_then(|tables| Projected::new(&self.plan, &desk.galaxy, &tables));
            made.push((seen.clone(), new.map(Arc::new)));
        }
        let known = made.iter().find(|(through, _)| *through == seen).and_then(|(_, projected)| projected.clone());
        known.ok_or("fluxes of bands are not linear in the light")
    }

    /// What a projection is worth for a source.
    fn compared(&self, source: usize, projected: &Arc<Projected>, tolerance_sigma: f64) -> Projection {
        let (mut exact, mut few) = (self.exact_desk(), self.exact_desk());
        self.own(source, &mut few);
        few.light = projected.plan.room();
        few.projected = Some(projected.clone());
        let stream = Stream::new(0, Purpose::Prior, source as u64);
        let (mut u, mut theta, mut row) = (vec![0.0; self.space.dim()], vec![0.0; self.space.dim()], vec![]);
        let mut worst = Worst::default();
        for draw in 0..MOST_DRAWS {
            stream.fill_uniform(draw, 0, &mut u);
            self.space.transform(&u, &mut theta);
            row.clear();
            self.space.expand(&theta, &mut row);
            if self.one(source, &row, &mut exact).is_ok() && self.one(source, &row, &mut few).is_ok() {
                worst.add(&self.sources[source].photometry, [&exact, &few]);
            }
            if worst.n_draws == DRAWS {
                break;
            }
        }
        Projection {
            tolerance_sigma,
            n_waves: [projected.plan.wave_aa().len(), self.plan.wave_aa().len()],
            n_draws: worst.n_draws,
            error_sigma: worst.sigma,
            error_mag: worst.mag,
            band: self.observer.bands().get(worst.band).map_or_else(String::new, |band| band.name().to_owned()),
            why_not: (worst.n_draws == 0).then_some("no draw of the prior makes a galaxy"),
        }
    }
}

impl Worst {
    /// Takes in the fluxes of a galaxy at all wavelengths and at few.
    fn add(&mut self, data: &Photometry, [exact, few]: [&Desk; 2]) {
        self.n_draws += 1;
        for (i, (model, near)) in exact.seen.band_mjy.iter().zip(&few.seen.band_mjy).enumerate() {
            let flux = data.flux_mjy[i].abs();
            // an error that a band does not tell is none
            let sigma = exact.noise.sigma_mjy(data, i, model.abs().min(flux));
            let as_bright = if model.abs() > flux { flux / model.abs() } else { 1.0 };
            let off = (near - model).abs() * as_bright / sigma;
            if off > self.sigma || off.is_nan() {
                (self.sigma, self.band) = (off, i);
            }
            if sigma.is_finite() && *model > DIM * flux {
                self.mag = self.mag.max((2.5 * (near / model).log10()).abs());
            }
        }
    }
}
