//! Galaxies under their data, as densities that inference may use.
mod project;
mod slope;
mod spectrum;

pub use project::Projection;

use crate::galaxy::{Derived, GalaxyPlan, GalaxySpec, Handle, Light, Observer, Projected, Seen, Tables};
use crate::likelihood::Noise;
use crate::observed::Photometry;
use crate::parameters::{Parametric, Quantity, place_of};
use crate::spectrum::{Spectroscopy, Spectrum};
use crate::{Error, Result};
use astrarium_exec::{Cx, Error as ExecError, Evaluations, Rows, Scratch};
use astrarium_infer::{LogDensity, Space};
use std::borrow::Cow;
use std::sync::Arc;

/// Redshifts that tables are kept of for all workers; those of further ones each worker makes as it needs them.
const MOST_TABLES: usize = 64;
/// What stands before numbers that are not the galaxy's.
const NOISE: &str = "noise";
const SPECTROSCOPY: &str = "spectroscopy";
/// Rows between two looks at the stop flag.
const LOOK_EVERY: usize = 16;

/// A source: what was measured, and numbers of its own.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Fluxes through the observer's bands.
    pub photometry: Photometry,
    /// Its spectrum.
    pub spectrum: Option<Arc<Spectrum>>,
    /// Numbers of the galaxy that are this source's, such as a redshift or distance that is known.
    pub numbers: Vec<(Handle, f64)>,
    /// Parameters that are told in this source's own measure, by their place in the space, with `a` and `b` of the galaxy's
    /// number `a + b x`: so a prior may be another one for each source.
    pub measures: Vec<(usize, [f64; 2])>,
}

/// Where a parameter's value goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Target {
    Galaxy(Handle),
    Noise(usize),
    Spectroscopy(usize),
}

/// Likelihood of galaxies: parameters are numbers of the galaxy by name (`age_yr`, `sfh.psi_max_msun_yr`, `dust.f_mc`) and of
/// the noise (`noise.calibration`); each row belongs to the source that its `entity` names.
///
/// A galaxy that cannot be, older than its universe say, has `ln L = -∞` and is counted with the reason. Derived
/// quantities come along with each value.
#[derive(Clone, Debug)]
pub struct GalaxyDensity {
    plan: Arc<GalaxyPlan>,
    observer: Arc<Observer>,
    galaxy: GalaxySpec,
    space: Space,
    targets: Vec<Target>,
    quantities: Vec<Quantity>,
    sources: Vec<Source>,
    blobs: Vec<String>,
    /// What a worker begins with, and tables of redshifts that sources have.
    first: Desk,
    tables: Vec<Option<Arc<Tables>>>,
    /// Of each source, if they were asked for and are good enough.
    projected: Vec<Option<Arc<Projected>>>,
    projections: Vec<Projection>,
}

/// What a worker keeps.
#[derive(Clone, Debug)]
struct Desk {
    /// Whose numbers the galaxy has.
    source: Option<usize>,
    galaxy: GalaxySpec,
    noise: Noise,
    spectroscopy: Spectroscopy,
    light: Light,
    seen: Seen,
    slit: spectrum::Slit,
    room: slope::Room,
    /// Whether all wavelengths are computed whatever the source, as for galaxies that are looked at.
    is_exact: bool,
    /// The few wavelengths of the source.
    projected: Option<Arc<Projected>>,
}

/// What is fitted to what.
#[derive(Clone, Debug)]
pub struct Task {
    /// Tables of the model.
    pub plan: Arc<GalaxyPlan>,
    /// The bands.
    pub observer: Arc<Observer>,
    /// The galaxy, with the numbers that no parameter moves.
    pub galaxy: GalaxySpec,
    /// The noise, likewise.
    pub noise: Noise,
    /// How spectra are seen, likewise.
    pub spectroscopy: Spectroscopy,
}

impl GalaxyDensity {
    /// The likelihood of sources over a space whose parameters are numbers of galaxy and noise.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a parameter that neither has; [`Error::Length`] for a source whose fluxes are not one for each
    /// band, and for no source; as [`GalaxySpec::check`] and [`Noise::check`].
    pub fn new(task: Task, space: Space, sources: Vec<Source>) -> Result<Self> {
        let Task { plan, observer, galaxy, noise, spectroscopy } = task;
        galaxy.check()?;
        spectroscopy.check()?;
        noise.check(observer.bands().len())?;
        if sources.is_empty() {
            return Err(Error::Length { what: "sources", found: 0, expected: 1 });
        }
        for source in &sources {
            let (found, expected) = (source.photometry.len(), observer.bands().len());
            if found != expected {
                return Err(Error::Length { what: "fluxes of a source", found, expected });
            }
        }
        let found = |(before, part): (&str, &dyn Parametric), name: &str, number: &str| {
            place_of(part, number).ok_or_else(|| {
                let known: Vec<String> = part.quantities().iter().map(|q| format!("{before}.{}", q.name)).collect();
                Error::unknown("number of the fit", name, known.iter().map(String::as_str))
            })
        };
        let target = |name: &str| match name.split_once('.') {
            Some((NOISE, number)) => found((NOISE, &noise), name, number).map(Target::Noise),
            Some((SPECTROSCOPY, number)) => {
                found((SPECTROSCOPY, &spectroscopy), name, number).map(Target::Spectroscopy)
            }
            _ => galaxy.find(name).map(Target::Galaxy),
        };
        let targets = space.parameters().iter().map(|parameter| target(&parameter.name)).collect::<Result<_>>()?;
        let blobs = DERIVED.iter().map(|(name, _)| (*name).to_owned()).collect();
        let names: Vec<&str> = space.parameters().iter().map(|parameter| parameter.name.as_str()).collect();
        let quantities = Self::quantities(&galaxy, [(NOISE, &noise), (SPECTROSCOPY, &spectroscopy)], &names);
        let (light, seen) = (plan.room(), observer.room());
        let first = Desk {
            source: None,
            galaxy: galaxy.clone(),
            noise,
            spectroscopy,
            light,
            seen,
            slit: spectrum::Slit::default(),
            room: slope::Room::default(),
            is_exact: false,
            projected: None,
        };
        let (tables, projected, projections) = (vec![], vec![], vec![]);
        let mut density = Self {
            plan,
            observer,
            galaxy,
            space,
            targets,
            quantities,
            sources,
            blobs,
            first,
            tables,
            projected,
            projections,
        };
        density.prepare();
        Ok(density)
    }

    /// Makes tables that all galaxies of a source have in common.
    fn prepare(&mut self) {
        let mut desk = self.first.clone();
        // what is wrong with the galaxy as it was given is told of the rows
        let _ = self.plan.light(&desk.galaxy, &mut desk.light);
        if !self.moves_redshift() {
            let mut made: Vec<(f64, Arc<Tables>)> = vec![];
            for source in 0..self.sources.len() {
                self.own(source, &mut desk);
                let z = desk.galaxy.redshift;
                // the foreground is turned to, once it is asked for
                let known = made.iter().find(|(redshift, _)| *redshift == z).map(|(_, tables)| tables.clone());
                let new = || self.observer.tables(&self.plan, &desk.galaxy).ok().map(Arc::new);
                let tables = known.clone().or_else(|| if made.len() < MOST_TABLES { new() } else { None });
                if let (None, Some(tables)) = (known, &tables) {
                    made.push((z, tables.clone()));
                }
                self.tables.push(tables);
            }
        }
        self.first.light = desk.light;
    }

    /// Whether a parameter moves the redshift.
    fn moves_redshift(&self) -> bool {
        let redshift = self.galaxy.find("redshift").ok().map(Target::Galaxy);
        self.targets.iter().any(|target| Some(*target) == redshift)
    }

    /// Tables of the model.
    pub fn plan(&self) -> &GalaxyPlan {
        &self.plan
    }

    /// The bands.
    pub fn observer(&self) -> &Observer {
        &self.observer
    }

    /// The sources.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// A model of the sources, to look at single galaxies.
    pub fn model(&self) -> Model<'_> {
        Model { density: self, desk: self.exact_desk() }
    }

    fn desk(&self) -> Desk {
        self.first.clone()
    }

    fn exact_desk(&self) -> Desk {
        Desk { is_exact: true, ..self.desk() }
    }

    /// Turns to a source.
    fn own(&self, source: usize, desk: &mut Desk) {
        // nothing of the source before may stay
        desk.galaxy.clone_from(&self.galaxy);
        self.sources[source].numbers.iter().for_each(|(handle, value)| desk.galaxy.set(*handle, *value));
        if let Some(Some(tables)) = self.tables.get(source) {
            desk.seen.put(tables.clone());
        }
        let projected = self.projected.get(source).filter(|_| !desk.is_exact).and_then(Option::as_ref);
        if desk.projected.as_ref().map(Arc::as_ptr) != projected.map(Arc::as_ptr) {
            desk.projected = projected.cloned();
            desk.light = self.plan_of(desk).room();
        }
        desk.source = Some(source);
    }

    /// Puts a row's numbers in their places.
    fn put(&self, source: usize, row: &[f64], desk: &mut Desk) {
        if desk.source != Some(source) {
            self.own(source, desk);
        }
        let measures = &self.sources[source].measures;
        for (i, (target, value)) in self.targets.iter().zip(row).enumerate() {
            let own = measures.iter().find(|(place, _)| *place == i);
            let value = own.map_or(*value, |(_, [a, b])| a + b * value);
            match target {
                Target::Galaxy(handle) => desk.galaxy.set(*handle, value),
                Target::Noise(place) => desk.noise.set(*place, value),
                Target::Spectroscopy(place) => desk.spectroscopy.set(*place, value),
            }
        }
    }

    /// The plan that a desk computes with.
    fn plan_of<'a>(&'a self, desk: &'a Desk) -> &'a GalaxyPlan {
        desk.projected.as_ref().map_or(&self.plan, |projected| &projected.plan)
    }

    /// `ln L` of a row, or why it has none.
    fn one(&self, source: usize, row: &[f64], desk: &mut Desk) -> std::result::Result<f64, Cow<'static, str>> {
        self.put(source, row, desk);
        let Desk { projected, galaxy, light, seen, .. } = desk;
        match projected {
            Some(projected) => {
                projected.plan.light(galaxy, light).map_err(reason)?;
                projected.look(galaxy, light, &mut seen.band_mjy);
            }
            None => {
                self.plan.light(galaxy, light).map_err(reason)?;
                self.observer.look(&self.plan, galaxy, light, seen).map_err(reason)?;
            }
        }
        if let Some(i) = desk.seen.band_mjy.iter().position(|flux| !flux.is_finite()) {
            return Err(format!("band {} has no finite flux", self.observer.bands()[i].name()).into());
        }
        let of_bands = desk.noise.ln_likelihood(&self.sources[source].photometry, &desk.seen.band_mjy);
        Ok(of_bands + self.of_spectrum(source, desk).map_err(reason)?)
    }
}

/// A galaxy at any row of a density's space, with its light.
pub struct Model<'a> {
    density: &'a GalaxyDensity,
    desk: Desk,
}

impl Model<'_> {
    /// Fluxes of a source's galaxy at a row, mJy.
    ///
    /// # Errors
    /// [`Error::Length`] for a row of another length and a source that is not there; as [`GalaxyPlan::light`] and
    /// [`Observer::look`].
    pub fn band_mjy(&mut self, source: usize, row: &[f64]) -> Result<&[f64]> {
        let Self { density, desk } = self;
        let (found, expected) = (row.len(), density.targets.len());
        if found != expected {
            return Err(Error::Length { what: "parameters of a row", found, expected });
        }
        let sources = density.sources.len();
        if source >= sources {
            return Err(Error::Length { what: "sources", found: sources, expected: source + 1 });
        }
        density.put(source, row, desk);
        density.plan.light(&desk.galaxy, &mut desk.light)?;
        density.observer.look(&density.plan, &desk.galaxy, &desk.light, &mut desk.seen)?;
        density.of_spectrum(source, desk)?;
        Ok(&desk.seen.band_mjy)
    }

    /// The same at a point of free parameters, as runs have them.
    ///
    /// # Errors
    /// As [`band_mjy`](Self::band_mjy).
    pub fn band_mjy_at(&mut self, source: usize, theta: &[f64]) -> Result<&[f64]> {
        let (found, expected) = (theta.len(), self.density.space.dim());
        if found != expected {
            return Err(Error::Length { what: "free parameters of a point", found, expected });
        }
        let mut row = Vec::new();
        self.density.space.expand(theta, &mut row);
        self.band_mjy(source, &row)
    }

    /// The galaxy looked at last.
    pub fn galaxy(&self) -> &GalaxySpec {
        &self.desk.galaxy
    }

    /// The noise of the row looked at last.
    pub fn noise(&self) -> &Noise {
        &self.desk.noise
    }

    /// How its spectrum is seen.
    pub fn spectroscopy(&self) -> &Spectroscopy {
        &self.desk.spectroscopy
    }

    /// The pixels of its spectrum before calibration, mJy; none without a spectrum.
    pub fn pixel_mjy(&self) -> &[f64] {
        &self.desk.slit.pixel_mjy
    }

    /// The light of the galaxy looked at last.
    pub fn light(&self) -> &Light {
        &self.desk.light
    }

    /// What was seen of it.
    pub fn seen(&self) -> &Seen {
        &self.desk.seen
    }
}

/// Reasons that are counted have no numbers in them.
fn reason(error: Error) -> Cow<'static, str> {
    match error {
        Error::OlderThanUniverse { .. } => "the galaxy is older than the universe".into(),
        Error::OutOfRange { what, .. } => format!("{what} is out of range").into(),
        other => other.to_string().into(),
    }
}

type Of = fn(&Derived) -> f64;

/// Quantities that come along with each value.
const DERIVED: [(&str, Of); 13] = [
    ("formed_msun", |d| d.formed_msun),
    ("living_msun", |d| d.living_msun),
    ("sfr_msun_yr", |d| d.sfr_msun_yr),
    ("sfr_10myr_msun_yr", |d| d.mean_sfr_msun_yr[0]),
    ("sfr_100myr_msun_yr", |d| d.mean_sfr_msun_yr[1]),
    ("mean_age_yr", |d| d.mean_age_yr),
    ("gas_msun", |d| d.matter.gas_msun),
    ("dust_msun", |d| d.matter.dust_msun),
    ("z_gas", |d| d.matter.z_gas),
    ("z_star", |d| d.matter.z_star),
    ("clouds_k", |d| d.temperature_k[0]),
    ("diffuse_k", |d| d.temperature_k[1]),
    ("absorbed_erg_s", |d| d.absorbed_erg_s[0] + d.absorbed_erg_s[1]),
];

impl LogDensity for GalaxyDensity {
    fn space(&self) -> &Space {
        &self.space
    }

    fn blob_names(&self) -> &[String] {
        &self.blobs
    }

    fn batch_hint(&self) -> usize {
        LOOK_EVERY
    }

    fn scratch(&self) -> Scratch {
        Scratch::new(self.desk())
    }

    fn ln_likelihood(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        scratch: &mut Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        let desk = scratch.of::<Desk>();
        for i in 0..rows.len() {
            if i.is_multiple_of(LOOK_EVERY) {
                cx.check()?;
            }
            let source = rows.entity[i] as usize;
            if source >= self.sources.len() {
                out.fail("a source that is not in the catalogue", &[f64::NAN; DERIVED.len()]);
                continue;
            }
            match self.one(source, rows.row(i), desk) {
                Ok(value) => out.push_with(value, &DERIVED.map(|(_, of)| of(desk.light.derived()))),
                Err(reason) => out.fail(reason, &[f64::NAN; DERIVED.len()]),
            }
        }
        Ok(())
    }
}
