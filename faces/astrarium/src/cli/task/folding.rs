//! Tasks whose work is a job that merges.
use super::settings::{self, Settings};
use super::{Card, Planned, Product, Saving, Setup, Task, Work};
use crate::cli::{Error, spec::Document};
use astrarium_exec::{Durable, Engine, Estimate, Identity, Job, Merge, seam};
use std::{marker::PhantomData, ops::Range};
use toml::Table;

/// A verb whose work is a fold: settings, a job, and what its sum means.
pub(crate) trait Folding: Sync + Sized + 'static {
    /// The settings of the computation.
    type Spec: Settings;
    /// The settings of its input.
    type Input: Settings;
    /// The work.
    type Job: Durable<Part: Merge> + 'static;
    /// What it says of itself.
    const CARD: Card;
    /// Reads the inputs and makes the job; what a reader should know about them comes with it.
    fn plan(spec: &Self::Spec, input: &Self::Input, setup: &Setup) -> Result<(Self::Job, Vec<String>), Error>;
    /// The result of all blocks.
    fn product(
        asked: (&Self::Spec, &Self::Input),
        job: &Self::Job,
        sum: <Self::Job as Job>::Part,
    ) -> Result<Product, Error>;
}

/// A [`Folding`] as a task.
#[derive(Debug)]
pub(crate) struct Fold<T>(PhantomData<fn() -> T>);

impl<T> Fold<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Folding> Task for Fold<T> {
    fn card(&self) -> &'static Card {
        const { &T::CARD }
    }
    fn schema(&self) -> serde_json::Value {
        settings::schema::<T::Spec, T::Input>()
    }
    fn defaults(&self) -> Table {
        settings::table(&T::Spec::default(), &T::Input::default())
    }
    fn complete(&self, document: &Document, keys: Table) -> Result<Table, Error> {
        let (spec, input): (T::Spec, T::Input) = settings::read(document, keys)?;
        Ok(settings::table(&spec, &input))
    }
    fn plan(&self, document: &Document, keys: Table, setup: &Setup) -> Result<Planned, Error> {
        let asked: (T::Spec, T::Input) = settings::read(document, keys)?;
        let (job, warnings) = T::plan(&asked.0, &asked.1, setup)?;
        let settings = settings::table(&asked.0, &asked.1);
        Ok(Planned { settings, work: Box::new(Folded::<T> { asked, job, warnings }) })
    }
}

/// A job with the settings that it was made from.
struct Folded<T: Folding> {
    asked: (T::Spec, T::Input),
    job: T::Job,
    warnings: Vec<String>,
}

impl<T: Folding> Folded<T> {
    fn product(&self, sum: <T::Job as Job>::Part) -> Result<Product, Error> {
        let mut product = T::product((&self.asked.0, &self.asked.1), &self.job, sum)?;
        let later = std::mem::replace(&mut product.warnings, self.warnings.clone());
        product.warnings.extend(later.into_iter().filter(|warning| !self.warnings.contains(warning)));
        Ok(product)
    }
}

impl<T: Folding> Work for Folded<T> {
    fn identity(&self) -> Option<&Identity> {
        Some(self.job.identity())
    }
    fn blocks(&self) -> Option<u64> {
        self.job.blocks().known()
    }
    fn estimate(&self, engine: &Engine) -> Estimate {
        engine.estimate(&self.job)
    }
    fn run(&self, engine: &Engine, saving: &Saving<'_>) -> Result<Product, Error> {
        let sum = engine.fold_saved(&self.job, saving.store, "blocks", saving.every);
        self.product(sum.map_err(|error| Error::work(&error))?)
    }
    fn part(&self, engine: &Engine, blocks: Range<u64>) -> Result<Vec<u8>, Error> {
        seam::run_blocks(engine, &self.job, blocks).map_err(|error| Error::work(&error))
    }
    fn join(&self, parts: &[(&str, &[u8])]) -> Result<Product, Error> {
        let work = |error| Error::work(&error);
        let all = seam::merge_all(&self.job, parts.iter().copied()).map_err(work)?;
        self.product(seam::finish(&self.job, &all).map_err(work)?)
    }
}
