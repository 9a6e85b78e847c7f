//! Tasks that are done at once, without blocks.
use super::settings::{self, Settings};
use super::{Card, Planned, Product, Saving, Setup, Task, Work};
use crate::cli::{Error, spec::Document};
use astrarium_exec::{Engine, Estimate, Identity};
use std::{marker::PhantomData, ops::Range};
use toml::Table;

/// A verb whose work is too small to be cut.
pub(crate) trait Direct: Sync + Sized + 'static {
    /// The settings of the computation.
    type Spec: Settings;
    /// The settings of its input.
    type Input: Settings;
    /// What it says of itself.
    const CARD: Card;
    /// The result; work that takes long saves itself while it goes on.
    fn compute(
        asked: (&Self::Spec, &Self::Input),
        engine: &Engine,
        setup: &Setup,
        saving: &Saving<'_>,
    ) -> Result<Product, Error>;
}

/// A [`Direct`] as a task.
#[derive(Debug)]
pub(crate) struct Once<T>(PhantomData<fn() -> T>);

impl<T> Once<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Direct> Task for Once<T> {
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
        let settings = settings::table(&asked.0, &asked.1);
        Ok(Planned { settings, work: Box::new(Whole::<T> { asked, setup: setup.clone() }) })
    }
}

struct Whole<T: Direct> {
    asked: (T::Spec, T::Input),
    setup: Setup,
}

impl<T: Direct> Whole<T> {
    fn undivided() -> Error {
        let what = format!("{} is computed at once and has no parts", T::CARD.kind);
        Error::input(what, "leave --part out")
    }
}

impl<T: Direct> Work for Whole<T> {
    fn identity(&self) -> Option<&Identity> {
        None
    }
    fn blocks(&self) -> Option<u64> {
        Some(1)
    }
    fn estimate(&self, engine: &Engine) -> Estimate {
        let one = Some(1);
        Estimate {
            blocks: one,
            blocks_per_rank: one,
            ranks: engine.n_ranks(),
            workers: 1,
            part_bytes: 0,
            parts: 0,
            bytes: 0,
        }
    }
    fn run(&self, engine: &Engine, saving: &Saving<'_>) -> Result<Product, Error> {
        T::compute((&self.asked.0, &self.asked.1), engine, &self.setup, saving)
    }
    fn part(&self, _: &Engine, _: Range<u64>) -> Result<Vec<u8>, Error> {
        Err(Self::undivided())
    }
    fn join(&self, _: &[(&str, &[u8])]) -> Result<Product, Error> {
        Err(Self::undivided())
    }
}
