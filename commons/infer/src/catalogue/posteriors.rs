//! Posteriors of all sources, by any sampler.

use super::{CatalogueJob, CatalogueSettings, FitOf, SourceRow, Summary, source_seed, summarise};
use crate::{
    How, LogDensity, NanPolicy, Result, Run, RunSampler, Space, Target,
    nested::Nested,
    samplers::{SamplerKind, ensemble::Ensemble},
};
use astrarium_exec::{
    AskTell, Blocks, Cx, Durable, Engine, Error as ExecError, Evaluate, Identity, Input, Job, Kept, Logs, spec_hash,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{path::Path, time::Duration};

/// A sampler whose fits of many sources can share batches.
pub trait SharesBatches: RunSampler + Serialize {
    /// Who asks.
    type Machine: AskTell;

    /// A fit before its first ask.
    ///
    /// # Errors
    /// Those of [`check`](RunSampler::check).
    fn begin(&self, space: &Space, seed: u64) -> Result<(Self::Machine, <Self::Machine as AskTell>::State)>;

    /// What evaluates its rows.
    ///
    /// # Errors
    /// A space without proper priors, where they are needed.
    fn over<'a>(&self, density: &'a dyn LogDensity, nan: NanPolicy) -> Result<Box<dyn Evaluate + 'a>>;

    /// The record of a fit that has ended.
    ///
    /// # Errors
    /// A fit of which there is nothing to tell.
    fn record(
        &self,
        density: &dyn LogDensity,
        machine: &Self::Machine,
        state: &<Self::Machine as AskTell>::State,
        seed: u64,
    ) -> Result<Run>;
}

/// What a catalogue is fitted with, and how.
#[derive(Clone, Copy)]
pub struct Fits<'a> {
    /// The sampler of each source.
    pub sampler: &'a SamplerKind,
    /// What is fitted: its rows are marked with the place of their source.
    pub density: &'a dyn LogDensity,
    /// The sources.
    pub ids: &'a [String],
    /// Blocks, batches and the seed.
    pub settings: &'a CatalogueSettings,
    /// What NaN means.
    pub nan: NanPolicy,
    /// The data behind the density, as part of the catalogue's identity.
    pub inputs: &'a [Input],
    /// What else is told of each source, if anything.
    pub beside: Option<&'a dyn Beside>,
}

/// Quantities that follow from the posterior of a source.
pub trait Beside: Sync {
    /// Their quantiles at −2, −1, 0, 1 and 2 standard deviations of a normal distribution: the same number of them, in the
    /// same order, for each source.
    ///
    /// # Errors
    /// A run of which they cannot be told: the source becomes a row with this error.
    fn of(&self, source: u64, run: &Run) -> std::result::Result<Vec<[f64; 5]>, String>;

    /// A hash of what they depend on ([`spec_hash`]).
    fn spec(&self) -> u64;
}

/// The summaries of all sources, in their order; none on other ranks than the first.
///
/// Ensembles and nested sampling share batches between the sources of a block; other samplers run source by source. With a
/// folder, rows that are done are kept there and not fitted again.
///
/// # Errors
/// Settings that make no sense; a folder of another catalogue; the disk's; a stop. A source that fails is a row.
pub fn posteriors(fits: Fits<'_>, engine: &Engine, folder: Option<&Path>) -> Result<Vec<SourceRow<Summary>>> {
    fits.sampler.check(fits.density.space())?;
    match fits.sampler {
        SamplerKind::Ensemble(sampler) => shared(sampler, fits, engine, folder),
        SamplerKind::Nested(sampler) => shared(sampler, fits, engine, folder),
        _ => filled(&Alone::new(fits)?, engine, folder),
    }
}

fn shared<S: SharesBatches>(
    sampler: &S,
    fits: Fits<'_>,
    engine: &Engine,
    folder: Option<&Path>,
) -> Result<Vec<SourceRow<Summary>>> {
    let over = sampler.over(fits.density, fits.nan)?;
    let of = Posteriors { sampler, fits };
    filled(&CatalogueJob::new(&of, &*over, fits.ids, fits.settings.clone(), fits.inputs)?, engine, folder)
}

/// Fits that share batches, and what is kept of each.
struct Posteriors<'a, S> {
    sampler: &'a S,
    fits: Fits<'a>,
}

impl<S: SharesBatches> FitOf for Posteriors<'_, S> {
    type Sampler = S::Machine;
    type Row = Summary;

    fn spec(&self) -> u64 {
        self.fits.spec()
    }
    fn begin(&self, _: u64, seed: u64) -> Result<(S::Machine, <S::Machine as AskTell>::State)> {
        self.sampler.begin(self.fits.density.space(), seed)
    }
    fn end(&self, source: u64, machine: &S::Machine, state: &<S::Machine as AskTell>::State) -> Result<Summary> {
        let seed = self.fits.seed(source);
        self.fits.summary(source, &self.sampler.record(self.fits.density, machine, state, seed)?)
    }
}

impl Fits<'_> {
    fn spec(&self) -> u64 {
        let beside = self.beside.map(Beside::spec);
        spec_hash(&(self.sampler, self.density.space().parameters(), self.nan, beside))
    }

    fn seed(&self, source: u64) -> u64 {
        source_seed(self.settings.seed, &self.ids[source as usize])
    }

    fn summary(&self, source: u64, run: &Run) -> Result<Summary> {
        let ln_z = run.evidence.as_ref().map(|evidence| [evidence.ln_z, evidence.ln_z_err]);
        let mut summary = summarise(&run.points, ln_z, run.verdict.reasons.clone());
        if let Some(beside) = self.beside {
            summary.beside = beside.of(source, run).map_err(|why| crate::Error::Beside { why })?;
        }
        Ok(summary)
    }

    /// Adds the rows of some sources, by their places, in this order: what a block of a catalogue yields, for jobs of which a
    /// catalogue is a part. They have the bits that they have in [`posteriors()`].
    ///
    /// # Errors
    /// A stop. A source that fails is a row.
    pub fn rows(
        &self,
        sources: std::ops::Range<usize>,
        rows: &mut Vec<SourceRow<Summary>>,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        match self.sampler {
            SamplerKind::Ensemble(sampler) => self.shared_rows(sampler, sources, rows, cx),
            SamplerKind::Nested(sampler) => self.shared_rows(sampler, sources, rows, cx),
            _ => sources.into_iter().try_for_each(|source| {
                rows.push(self.alone(source as u64, cx)?);
                Ok(())
            }),
        }
    }

    fn shared_rows<S: SharesBatches>(
        &self,
        sampler: &S,
        sources: std::ops::Range<usize>,
        rows: &mut Vec<SourceRow<Summary>>,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        let over = match sampler.over(self.density, self.nan) {
            Ok(over) => over,
            Err(why) => {
                let failed = |source| SourceRow { source: source as u64, found: Err(why.to_string()) };
                rows.extend(sources.map(failed));
                return Ok(());
            }
        };
        let of = Posteriors { sampler, fits: *self };
        CatalogueJob::anonymous(&of, &*over, self.ids, self.settings.clone()).rows(sources, rows, cx)
    }

    /// A source by itself, for samplers that share no batches.
    fn alone(&self, source: u64, cx: &Cx) -> std::result::Result<SourceRow<Summary>, ExecError> {
        let how = How { entity: source, nan: self.nan, ..How::new(cx.engine(), self.seed(source)) };
        let ran = self.sampler.run(Target::plain(self.density), how);
        // a run that was stopped gives what it has: that is no row
        cx.check()?;
        let found = ran.and_then(|run| self.summary(source, &run)).map_err(|error| error.to_string());
        Ok(SourceRow { source, found })
    }
}

/// Fits source by source, for samplers that share no batches.
struct Alone<'a> {
    fits: Fits<'a>,
    identity: Identity,
}

impl<'a> Alone<'a> {
    fn new(fits: Fits<'a>) -> Result<Self> {
        super::job::check_ids(fits.ids)?;
        let identity = Identity {
            kind: "infer.catalogue".to_owned(),
            results_version: 1,
            spec: spec_hash(&(fits.settings, fits.ids, fits.spec())),
            inputs: fits.inputs.to_vec(),
            seed: fits.settings.seed,
            block_size: 1,
            simd: String::new(),
        };
        Ok(Self { fits, identity })
    }
}

impl Job for Alone<'_> {
    type Part = Vec<SourceRow<Summary>>;
    type Scratch = ();
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.fits.ids.len() as u64)
    }
    fn part(&self) -> Self::Part {
        Vec::new()
    }
    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Self::Part, (): &mut (), cx: &Cx) -> std::result::Result<(), ExecError> {
        part.push(self.fits.alone(index, cx)?);
        Ok(())
    }
}

impl Durable for Alone<'_> {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}

/// How often logs are synced.
const SYNC_EVERY: Duration = Duration::from_secs(30);

/// The rows of a job, kept in memory or in the logs of a folder.
fn filled<R, J>(job: &J, engine: &Engine, folder: Option<&Path>) -> Result<Vec<SourceRow<R>>>
where
    R: Send + Serialize + DeserializeOwned,
    J: Durable<Part = Vec<SourceRow<R>>, Error = ExecError>,
{
    let packed = Packed(job);
    let blocks = match folder {
        None => {
            let kept = Kept::default();
            engine.fill(&packed, &kept, Duration::MAX)?;
            if engine.rank() > 0 { Vec::new() } else { kept.into_parts().into_values().collect() }
        }
        Some(folder) => {
            let made = std::fs::create_dir_all(folder);
            made.map_err(ExecError::file("making", folder.display().to_string()))?;
            let logs = engine.together(Logs::open(engine, folder, job.identity()))?;
            engine.fill(&packed, &logs, SYNC_EVERY)?;
            if engine.rank() > 0 { Vec::new() } else { rows_of(&logs, job.blocks())? }
        }
    };
    let unpack = |bytes: &Vec<u8>| postcard::from_bytes::<Vec<SourceRow<R>>>(bytes);
    let rows: std::result::Result<Vec<_>, _> = blocks.iter().map(unpack).collect();
    let torn = |error: postcard::Error| ExecError::Unreadable {
        name: folder.map_or_else(String::new, |folder| format!("{}: {error}", folder.display())),
        reason: "holds rows of another shape",
    };
    Ok(rows.map_err(torn)?.into_iter().flatten().collect())
}

/// The blocks of logs, in order.
fn rows_of(logs: &Logs, blocks: Blocks) -> Result<Vec<Vec<u8>>> {
    let n = blocks.known().unwrap_or(0);
    let mut whole = Vec::new();
    logs.compact(n, &mut whole)?;
    let (offsets, rows) = whole.split_at(8 * (n as usize + 1));
    let offsets: Vec<usize> =
        offsets.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes) as usize).collect();
    Ok(offsets.windows(2).map(|ends| rows[ends[0]..ends[1]].to_vec()).collect())
}

/// A job whose parts are bytes, as logs keep them.
struct Packed<'a, J>(&'a J);

impl<J: Job<Error = ExecError>> Job for Packed<'_, J> {
    type Part = Vec<u8>;
    type Scratch = (J::Scratch, J::Part);
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        self.0.blocks()
    }
    fn part(&self) -> Vec<u8> {
        Vec::new()
    }
    fn scratch(&self) -> Self::Scratch {
        (self.0.scratch(), self.0.part())
    }
    fn block(
        &self,
        index: u64,
        part: &mut Vec<u8>,
        (scratch, rows): &mut Self::Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        astrarium_exec::Part::clear(rows);
        self.0.block(index, rows, scratch, cx)?;
        let packed = postcard::to_allocvec(rows);
        part.extend(
            packed.map_err(|_| ExecError::Unreadable { name: "a row".to_owned(), reason: "cannot be written" })?,
        );
        Ok(())
    }
}

impl SharesBatches for Nested {
    type Machine = crate::nested::Machine;

    fn begin(&self, space: &Space, seed: u64) -> Result<(Self::Machine, <Self::Machine as AskTell>::State)> {
        let machine = self.machine(space, seed)?;
        let state = machine.start();
        Ok((machine, state))
    }
    fn over<'a>(&self, density: &'a dyn LogDensity, nan: NanPolicy) -> Result<Box<dyn Evaluate + 'a>> {
        Ok(Box::new(crate::OverUnit::new(density, nan, "nested sampling")?))
    }
    fn record(
        &self,
        density: &dyn LogDensity,
        _: &Self::Machine,
        state: &<Self::Machine as AskTell>::State,
        seed: u64,
    ) -> Result<Run> {
        self.finish(density, state, astrarium_exec::Why::Converged, seed)
    }
}

impl SharesBatches for Ensemble {
    type Machine = crate::samplers::ensemble::Monitored;

    fn begin(&self, space: &Space, seed: u64) -> Result<(Self::Machine, <Self::Machine as AskTell>::State)> {
        Ok((self.monitored(space, seed)?, Default::default()))
    }
    fn over<'a>(&self, density: &'a dyn LogDensity, nan: NanPolicy) -> Result<Box<dyn Evaluate + 'a>> {
        Ok(Box::new(crate::OverTheta { density, nan }))
    }
    fn record(
        &self,
        density: &dyn LogDensity,
        machine: &Self::Machine,
        (state, _): &<Self::Machine as AskTell>::State,
        seed: u64,
    ) -> Result<Run> {
        Ok(machine.record(density, state, seed))
    }
}
