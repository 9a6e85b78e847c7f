//! What is asked of the fits of a catalogue, and their plan.
use super::job::{CatalogueFits, Fitted};
use crate::fit::{GalaxyDensity, Source};
use crate::observed::{Photometry, PhotometrySpec};
use crate::read::{CatalogueSource, CatalogueSpec};
use crate::{Error, FitSpec, GalaxySpec, Light, Result, Seen, Task};
use astrarium_infer::prior;
use astrarium_infer::samplers::SamplerKind;
use astrarium_io::registry::Shelf;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A parameter whose prior is each source's own: normal, with mean and standard deviation from columns of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OwnPrior {
    /// The number of the galaxy.
    pub name: String,
    /// The column of the means; empty: the one that is called as the number.
    pub mean: String,
    /// The column of the standard deviations; empty: that of the means with `_err`.
    pub error: String,
}

impl Default for OwnPrior {
    fn default() -> Self {
        Self { name: "redshift".to_owned(), mean: String::new(), error: String::new() }
    }
}

impl OwnPrior {
    /// Mean and standard deviation of a source, or what is missing.
    fn of(&self, source: &CatalogueSource) -> std::result::Result<[f64; 2], String> {
        let mean = if self.mean.is_empty() { &self.name } else { &self.mean };
        let error = if self.error.is_empty() { format!("{mean}_err") } else { self.error.clone() };
        let number = |column: &str| {
            let found = source.numbers.iter().find(|(name, _)| name == column).map(|(_, value)| *value);
            found
                .ok_or_else(|| format!("no number in the column {column}; expected one for the prior of {}", self.name))
        };
        let (mean, sd) = (number(mean)?, number(&error)?);
        if sd > 0.0 {
            Ok([mean, sd])
        } else {
            Err(format!("{error} is {sd}, expected a standard deviation above zero"))
        }
    }
}

/// Fits of all sources of a catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CatalogueFitSpec {
    /// The galaxy and what of it is fitted; its photometry is each source's.
    pub fit: FitSpec,
    /// Models by name: what differs from the fit, key by key. None: the fit itself.
    pub models: BTreeMap<String, Value>,
    /// Parameters whose prior is each source's own.
    pub own_priors: Vec<OwnPrior>,
    /// The sampler of each source.
    pub sampler: SamplerKind,
    /// Draws of each posterior of which derived quantities are computed.
    pub draws: usize,
    /// Sources of a block: fitted together by one worker.
    pub block: usize,
    /// The seed of all sources' seeds.
    pub seed: u64,
}

impl Default for CatalogueFitSpec {
    fn default() -> Self {
        Self {
            fit: FitSpec::default(),
            models: BTreeMap::new(),
            own_priors: Vec::new(),
            sampler: SamplerKind::named("nested").expect("nested sampling has a name"),
            draws: 200,
            block: 1,
            seed: 0,
        }
    }
}

impl CatalogueFitSpec {
    /// The fits with their names.
    fn variants(&self) -> Result<Vec<(String, FitSpec)>> {
        if self.models.is_empty() {
            return Ok(vec![("model".to_owned(), self.fit.clone())]);
        }
        let variant = |(name, changes): (&String, &Value)| {
            let fail = |why: serde_json::Error| Error::Variant { name: name.clone(), why: why.to_string() };
            let mut whole = serde_json::to_value(&self.fit).map_err(fail)?;
            put(&mut whole, changes);
            Ok((name.clone(), serde_json::from_value(whole).map_err(fail)?))
        };
        self.models.iter().map(variant).collect()
    }

    /// Reads the catalogue and all that its models need, and finds the sources that can be fitted.
    ///
    /// # Errors
    /// As [`CatalogueSpec::rows`] and [`FitSpec::plan`]; [`Error::NoSource`] if no source can be fitted.
    pub fn plan(&self, catalogue: &CatalogueSpec, shelf: &Shelf) -> Result<CatalogueFits> {
        self.plan_sources(catalogue.rows()?, shelf)
    }

    /// The same of sources in memory.
    ///
    /// # Errors
    /// As [`plan`](Self::plan).
    pub fn plan_sources(&self, sources: Vec<CatalogueSource>, shelf: &Shelf) -> Result<CatalogueFits> {
        for (what, value) in [("block", self.block), ("draws", self.draws)] {
            if value == 0 {
                return Err(Error::Length { what, found: 0, expected: 1 });
            }
        }
        let bands = all_bands(&sources);
        let models = self.variants()?.into_iter();
        let models = models.map(|(name, fit)| self.model(name, &fit, (&sources, &bands), shelf));
        CatalogueFits::new(models.collect::<Result<_>>()?, sources, self)
    }

    fn model(
        &self,
        name: String,
        fit: &FitSpec,
        (sources, bands): (&[CatalogueSource], &[String]),
        shelf: &Shelf,
    ) -> Result<Fitted> {
        let mut fit = fit.clone();
        for own in &self.own_priors {
            // told in standard deviations from its own mean
            fit.parameters.retain(|parameter| parameter.name != own.name);
            fit.parameters.push(crate::ParameterSpec::free(&own.name, prior::normal(0.0, 1.0)));
        }
        let (space, task) = (fit.space()?, fit.task(bands.iter().map(String::as_str), shelf)?);
        self.sampler_check(&space)?;
        let (mut places, mut ready, mut rejected, mut seen) = (vec![], vec![], vec![], BTreeSet::new());
        let mut sight = Sight { light: task.plan.room(), seen: task.observer.room(), looked: None };
        for (place, source) in sources.iter().enumerate() {
            let twice = || format!("a source before it is called {} as well", source.id);
            let found = match seen.insert(&source.id) {
                true => self.source(source, (&fit, &task), bands, &mut sight),
                false => Err(twice()),
            };
            match found {
                Ok(source) => {
                    places.push(place);
                    ready.push(source);
                }
                Err(why) => rejected.push((place, why)),
            }
        }
        if ready.is_empty() {
            let first = rejected.first().map(|(place, why)| format!("{}: {why}", sources[*place].id));
            return Err(Error::NoSource { n_sources: sources.len(), first: first.unwrap_or_default() });
        }
        let density = fit.projected(GalaxyDensity::new(task, space, ready)?)?;
        Ok(Fitted { name, density, places, rejected, hash: fit.hash() })
    }

    fn sampler_check(&self, space: &astrarium_infer::Space) -> Result<()> {
        if self.sampler.needs_gradient() {
            return Err(astrarium_infer::Error::NoGradient { sampler: self.sampler.name() }.into());
        }
        Ok(self.sampler.check(space)?)
    }

    /// A source as a model sees it, or why it cannot be fitted.
    fn source(
        &self,
        source: &CatalogueSource,
        (fit, task): (&FitSpec, &Task),
        bands: &[String],
        sight: &mut Sight,
    ) -> std::result::Result<Source, String> {
        let text = |error: Error| error.to_string();
        let place = |name: &String| bands.iter().position(|band| band == name).unwrap_or_default();
        let places: Vec<usize> = source.photometry.bands.iter().map(place).collect();
        let photometry = planned(&source.photometry, &places, task).map_err(text)?;
        let is_moved = |name: &str| fit.parameters.iter().any(|parameter| parameter.name == name);
        let fixed = source.numbers.iter().filter(|(name, _)| !is_moved(name));
        let numbers: Vec<_> = fixed.filter_map(|(name, value)| Some((task.galaxy.find(name).ok()?, *value))).collect();
        let mut measures = Vec::new();
        let mut galaxy = task.galaxy.clone();
        numbers.iter().for_each(|(handle, value)| galaxy.set(*handle, *value));
        for own in &self.own_priors {
            let [mean, sd] = own.of(source)?;
            let place = fit.parameters.iter().position(|parameter| parameter.name == own.name).unwrap_or_default();
            measures.push((place, [mean, sd]));
            galaxy.find(&own.name).map(|handle| galaxy.set(handle, mean)).map_err(text)?;
        }
        // a young galaxy is within every universe
        galaxy.age_yr = galaxy.age_yr.min(1e8);
        galaxy.check().map_err(text)?;
        sight.look(task, galaxy).map_err(text)?;
        match sight.seen.band_mjy.iter().position(|flux| !flux.is_finite()) {
            Some(i) => Err(format!("the band {} has no finite flux", bands[i])),
            None => Ok(Source { photometry, numbers, measures, ..Source::default() }),
        }
    }
}

/// The galaxy looked at last: sources of the same numbers share it, and those of the same redshift its tables.
struct Sight {
    light: Light,
    seen: Seen,
    looked: Option<GalaxySpec>,
}

impl Sight {
    fn look(&mut self, task: &Task, galaxy: GalaxySpec) -> Result<()> {
        if self.looked.as_ref() == Some(&galaxy) {
            return Ok(());
        }
        self.looked = None;
        task.plan.light(&galaxy, &mut self.light)?;
        task.observer.look(&task.plan, &galaxy, &self.light, &mut self.seen)?;
        self.looked = Some(galaxy);
        Ok(())
    }
}

/// The bands of all sources, in the order in which they are first met.
fn all_bands(sources: &[CatalogueSource]) -> Vec<String> {
    let mut bands: Vec<String> = Vec::new();
    for band in sources.iter().flat_map(|source| &source.photometry.bands) {
        if !bands.contains(band) {
            bands.push(band.clone());
        }
    }
    bands
}

/// Fluxes at their places among all bands; where nothing was measured the error is infinite.
fn planned(spec: &PhotometrySpec, places: &[usize], task: &Task) -> Result<Photometry> {
    let bands = task.observer.bands();
    let own: Vec<_> = places.iter().map(|place| bands[*place].clone()).collect();
    let measured = spec.plan(&own)?;
    let n = bands.len();
    let mut all = Photometry { flux_mjy: vec![0.0; n], error_mjy: vec![f64::INFINITY; n], is_limit: vec![false; n] };
    for (i, place) in places.iter().enumerate() {
        all.flux_mjy[*place] = measured.flux_mjy[i];
        all.error_mjy[*place] = measured.error_mjy[i];
        all.is_limit[*place] = measured.is_limit[i];
    }
    Ok(all)
}

/// Puts changes into a whole, key by key; lists are replaced.
fn put(whole: &mut Value, changes: &Value) {
    match (whole, changes) {
        (Value::Object(whole), Value::Object(changes)) => {
            // another member of a family has none of the numbers of the one before
            if changes.get("kind").is_some_and(|kind| whole.get("kind") != Some(kind)) {
                whole.clear();
            }
            for (key, change) in changes {
                put(whole.entry(key.clone()).or_insert(Value::Null), change);
            }
        }
        (whole, changes) => *whole = changes.clone(),
    }
}
