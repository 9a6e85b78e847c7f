//! The job: fits of sources, block by block.
use super::spec::CatalogueFitSpec;
use crate::Result;
use crate::fit::GalaxyDensity;
use crate::read::CatalogueSource;
use crate::result::Posterior;
use astrarium_exec::{Blocks, Cut, Cx, Durable, Error as ExecError, Identity, Job, Merge, Part, spec_hash};
use astrarium_infer::catalogue::{Beside, CatalogueSettings, Fits, SourceRow, Summary};
use astrarium_infer::samplers::SamplerKind;
use astrarium_infer::{NanPolicy, Run};
use serde::{Deserialize, Serialize};

/// Raised when numbers change.
const RESULTS_VERSION: u32 = 1;
/// Rows of a batch at most.
const BATCH: usize = 256;

/// A model and the sources that it can be fitted to.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) name: String,
    pub(super) density: GalaxyDensity,
    /// Of each source of the density, its place in the catalogue.
    pub(super) places: Vec<usize>,
    /// Places of sources that cannot be fitted, and why.
    pub(super) rejected: Vec<(usize, String)>,
    /// Which fit it is.
    pub(super) hash: u64,
}

/// The fits of all sources by all models.
#[derive(Debug)]
pub struct CatalogueFits {
    pub(super) models: Vec<Fitted>,
    pub(super) sources: Vec<CatalogueSource>,
    sampler: SamplerKind,
    settings: CatalogueSettings,
    draws: usize,
    /// Ids of the sources that each model is fitted to.
    ids: Vec<Vec<String>>,
    identity: Identity,
}

/// A source's row of one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The model, by its place.
    pub model: u32,
    /// Place of the source in the catalogue, and what was found of it.
    pub row: SourceRow<Summary>,
}

/// Rows of blocks that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Part for Found {
    fn clear(&mut self) {
        self.rows.clear();
    }
    fn bytes(&self) -> usize {
        let of = |row: &Row| match &row.row.found {
            Ok(summary) => 64 + 96 * summary.quantiles.len() + 40 * summary.beside.len(),
            Err(why) => 64 + why.len(),
        };
        self.rows.iter().map(of).sum()
    }
}

impl Merge for Found {
    fn merge(&mut self, later: &mut Self) {
        self.rows.append(&mut later.rows);
    }
}

impl CatalogueFits {
    pub(super) fn new(models: Vec<Fitted>, sources: Vec<CatalogueSource>, spec: &CatalogueFitSpec) -> Result<Self> {
        let id = |place: &usize| sources[*place].id.clone();
        let ids = models.iter().map(|model| model.places.iter().map(id).collect()).collect();
        let data: Vec<_> =
            sources.iter().map(|s| (&s.id, &s.photometry.bands, &s.photometry.fluxes, &s.photometry.errors)).collect();
        let numbers: Vec<_> = sources.iter().map(|source| &source.numbers).collect();
        let hashes: Vec<_> = models.iter().map(|model| (&model.name, model.hash)).collect();
        let own = serde_json::to_string(&spec.own_priors).unwrap_or_default();
        let identity = Identity {
            kind: "sed.catalogue".to_owned(),
            results_version: RESULTS_VERSION,
            spec: spec_hash(&(data, numbers, hashes, own, &spec.sampler, spec.draws)),
            inputs: vec![],
            seed: spec.seed,
            block_size: spec.block as u64,
            simd: String::new(),
        };
        let settings = CatalogueSettings { block: spec.block, batch: BATCH, seed: spec.seed, ..Default::default() };
        Ok(Self { models, sources, sampler: spec.sampler.clone(), settings, draws: spec.draws, ids, identity })
    }

    /// Names of the models.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        self.models.iter().map(|model| model.name.as_str())
    }

    /// The sources, as they were read.
    pub fn sources(&self) -> &[CatalogueSource] {
        &self.sources
    }

    /// The density of a model.
    ///
    /// # Panics
    /// If there is no such model.
    pub fn density(&self, model: usize) -> &GalaxyDensity {
        &self.models[model].density
    }

    /// What is to be known before the fits: how many likelihoods of each model are projected onto the bands, where that was asked
    /// for, and why others are not.
    pub fn notes(&self) -> Vec<String> {
        let note = |model: &Fitted| {
            let told = model.density.projections();
            let used: Vec<_> = told.iter().filter(|told| told.is_used()).collect();
            let worst = used.iter().max_by(|a, b| a.error_sigma.total_cmp(&b.error_sigma));
            let first = told.iter().find(|told| !told.is_used());
            let words =
                format!("{}: {} of {} likelihoods are projected onto the bands", model.name, used.len(), told.len());
            let worst = worst.map_or_else(String::new, |worst| format!("; the worst: {worst}"));
            let first = first.map_or_else(String::new, |first| format!("; of the others the first: {first}"));
            (!told.is_empty()).then(|| words + &worst + &first)
        };
        self.models.iter().filter_map(note).collect()
    }

    fn cut(&self, model: usize) -> Cut {
        Cut { items: self.models[model].places.len(), size: self.settings.block }
    }

    fn n_blocks(&self, model: usize) -> u64 {
        self.cut(model).blocks().known().unwrap_or(0)
    }
}

/// Derived quantities of sources.
struct Quantities<'a> {
    density: &'a GalaxyDensity,
    draws: usize,
}

impl Beside for Quantities<'_> {
    fn of(&self, source: u64, run: &Run) -> std::result::Result<Vec<[f64; 5]>, String> {
        let spread = Posterior::quantities(self.density, source as usize, run, self.draws);
        let spread = spread.map_err(|error| error.to_string())?;
        Ok((0..spread.median().len()).map(|k| spread.at(k)).collect())
    }
    fn spec(&self) -> u64 {
        self.draws as u64
    }
}

impl Job for CatalogueFits {
    type Part = Found;
    type Scratch = ();
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        Blocks::Known((0..self.models.len()).map(|model| self.n_blocks(model)).sum())
    }
    fn part(&self) -> Found {
        Found::default()
    }
    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Found, (): &mut (), cx: &Cx) -> std::result::Result<(), ExecError> {
        let (mut model, mut block) = (0, index);
        while block >= self.n_blocks(model) {
            block -= self.n_blocks(model);
            model += 1;
        }
        let fitted = &self.models[model];
        let beside = Quantities { density: &fitted.density, draws: self.draws };
        let fits = Fits {
            sampler: &self.sampler,
            density: &fitted.density,
            ids: &self.ids[model],
            settings: &self.settings,
            nan: NanPolicy::Reject,
            inputs: &[],
            beside: Some(&beside),
        };
        let mut rows = Vec::new();
        fits.rows(self.cut(model).range(block), &mut rows, cx)?;
        part.rows.extend(rows.into_iter().map(|row| self.placed(model, row)));
        Ok(())
    }
}

impl CatalogueFits {
    /// A row with its place in the catalogue, told in the galaxy's own numbers.
    fn placed(&self, model: usize, mut row: SourceRow<Summary>) -> Row {
        let fitted = &self.models[model];
        let source = row.source as usize;
        if let Ok(summary) = &mut row.found {
            let space = astrarium_infer::LogDensity::space(&fitted.density);
            for (place, [a, b]) in &fitted.density.sources()[source].measures {
                // parameters that are fixed or tied have no column
                let k = space.parameters()[..*place].iter().filter(|parameter| parameter.is_free()).count();
                summary.quantiles[k].iter_mut().for_each(|value| *value = a + b * *value);
                summary.best[k] = a + b * summary.best[k];
                summary.moments[k] = [a + b * summary.moments[k][0], b * summary.moments[k][1]];
            }
        }
        row.source = fitted.places[source] as u64;
        Row { model: model as u32, row }
    }
}

impl Durable for CatalogueFits {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}
