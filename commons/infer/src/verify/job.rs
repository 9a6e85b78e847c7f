//! A calibration from settings to verdict.

use super::{
    Calibration, Simulator,
    fits::{Fits, Row},
    sets::Sets,
};
use crate::{
    Error, NanPolicy, Result,
    catalogue::{CatalogueJob, CatalogueSettings, SharesBatches, SourceRow},
    error::require,
    samplers::SamplerKind,
};
use astrarium_exec::{Blocks, Cx, Durable, Engine, Error as ExecError, Identity, Input, Job, Merge, Part, Saving};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of a calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Data sets that are drawn and fitted.
    pub n_sim: usize,
    /// Draws of each posterior that the truth is ranked among.
    pub draws: usize,
    /// The sampler: nested or ensemble.
    pub sampler: SamplerKind,
    /// What a value of ln L that is no number means: an error of that fit, or a rejected point.
    pub nan: NanPolicy,
    /// Fits that a worker has in memory, and whose rows share batches.
    pub block: usize,
    /// Rows of a batch at most.
    pub batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let sampler = crate::nested::Nested { live: 200, ..Default::default() };
        let (nan, block, batch) = (NanPolicy::Error, 16, 1024);
        Self { n_sim: 400, draws: 99, sampler: SamplerKind::Nested(sampler), nan, block, batch }
    }
}

/// On what, from which seed, and where it is saved.
pub struct With<'a> {
    /// Threads, ranks and limits.
    pub engine: &'a Engine,
    /// The seed of truths, data and fits.
    pub seed: u64,
    /// Where finished blocks of fits are saved, if anywhere; a calibration that stands there is gone on with.
    pub saving: Option<Saving<'a>>,
    /// Files behind the model, as part of the calibration's identity.
    pub inputs: &'a [Input],
}

/// Draws data sets, fits each, and judges the ranks.
///
/// A fit that fails is counted and left out; more than one of a hundred make a verdict of no. The same settings and seed
/// give the same bits on any number of threads and ranks and after any interruption.
///
/// # Errors
/// [`Error::Setting`] for fewer than 40 data sets or 19 draws; [`Error::Word`] for a sampler that does not share batches;
/// [`Error::Improper`] for priors that cannot be drawn from; [`Error::TooFew`] if no fit is left; the model's, the disk's.
pub fn calibrate<S: Simulator>(simulator: &S, settings: &Settings, with: &With<'_>) -> Result<Calibration> {
    require(settings.n_sim >= 40, "n_sim", settings.n_sim as f64, "at least 40 data sets")?;
    require(settings.draws >= 19, "draws", settings.draws as f64, "at least 19 draws")?;
    settings.sampler.check(simulator.space())?;
    let sets = Sets::draw(simulator, settings.n_sim, with.seed)?;
    match &settings.sampler {
        SamplerKind::Nested(sampler) => run(&sets, sampler, settings, with),
        SamplerKind::Ensemble(sampler) => run(&sets, sampler, settings, with),
        other => Err(Error::Word {
            what: "sampler of a calibration",
            found: other.name().to_owned(),
            expected: "nested or ensemble, whose fits share batches",
        }),
    }
}

fn run<S: Simulator, M: SharesBatches>(
    sets: &Sets<'_, S>,
    sampler: &M,
    settings: &Settings,
    with: &With<'_>,
) -> Result<Calibration> {
    let of = sampler.over(sets, settings.nan)?;
    let ln_at_truths = sets.ln_at_truths()?;
    let fits = Fits { sets, sampler, draws: settings.draws, seed: with.seed, ln_at_truths };
    let ids: Vec<String> = (0..settings.n_sim).map(|set| set.to_string()).collect();
    let of_catalogue = CatalogueSettings {
        block: settings.block,
        batch: settings.batch,
        seed: with.seed,
        ..CatalogueSettings::default()
    };
    let job = AsFold(CatalogueJob::new(&fits, &*of, &ids, of_catalogue, with.inputs)?);
    let found = match with.saving {
        Some(saving) => with.engine.fold_saved(&job, saving.store, saving.name, saving.every)?,
        None => with.engine.fold(&job)?,
    };
    Calibration::of(sets.simulator.space(), found.0, (settings, with.seed))
}

/// A catalogue whose rows are kept in order in a fold, so that the caller's store saves them.
struct AsFold<'a, F: crate::catalogue::FitOf>(CatalogueJob<'a, F>);

/// Rows in the order of their data sets.
#[derive(Serialize, Deserialize)]
struct Found(Vec<SourceRow<Row>>);

impl Part for Found {
    fn clear(&mut self) {
        self.0.clear();
    }
    fn bytes(&self) -> usize {
        Part::bytes(&self.0)
    }
}

impl Merge for Found {
    fn merge(&mut self, later: &mut Self) {
        self.0.append(&mut later.0);
    }
}

impl<F: crate::catalogue::FitOf<Row = Row>> Job for AsFold<'_, F> {
    type Part = Found;
    type Scratch = ();
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        self.0.blocks()
    }
    fn part(&self) -> Found {
        Found(Vec::new())
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, part: &mut Found, scratch: &mut (), cx: &Cx) -> std::result::Result<(), ExecError> {
        self.0.block(index, &mut part.0, scratch, cx)
    }
}

impl<F: crate::catalogue::FitOf<Row = Row>> Durable for AsFold<'_, F> {
    fn identity(&self) -> &Identity {
        self.0.identity()
    }
}
