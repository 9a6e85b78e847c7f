//! Tasks: what a domain's verb must say so that `run`, `merge`, `spec`, parts, resume and `--dry-run` work for it.
//!
//! A new verb is one file that implements [`Folding`] (its work is a job that merges) or [`Direct`] (its work is done
//! at once) and one line in [`TASKS`].
mod direct;
mod flag;
mod folding;
mod product;
mod settings;

pub(crate) use direct::{Direct, Once};
pub(crate) use flag::{Flag, Form};
pub(crate) use folding::{Fold, Folding};
pub(crate) use product::{Fact, Product};

use super::{
    Error,
    spec::{self, Document, SpecError},
    timing,
};
use astrarium_exec::{Engine, Estimate, Identity, Store};
use std::{ops::Range, time::Duration};
use toml::Table;

/// Every task, in the order of the help texts.
pub(crate) static TASKS: [&dyn Task; 3] =
    [&Fold::<timing::Power>::new(), &Fold::<timing::Cross>::new(), &Once::<timing::LightCurve>::new()];

/// The task of this kind.
pub(crate) fn of_kind(kind: &str) -> Option<&'static dyn Task> {
    TASKS.into_iter().find(|task| task.card().kind == kind)
}

/// The task of the kind that a document names.
pub(crate) fn of_document(document: &Document) -> Result<&'static dyn Task, Error> {
    let kinds: Vec<_> = TASKS.into_iter().map(|task| task.card().kind).collect();
    let known = format!("known kinds: {}", kinds.join(", "));
    let Some(kind) = document.text("kind") else {
        let place = document.value_place("kind").or_else(|| document.file_place());
        let error = SpecError::new("the key `kind` is missing or no text", "what is to be computed?", place);
        return Err(error.with_help(known).into());
    };
    of_kind(kind).ok_or_else(|| {
        let near = spec::nearest(kind, &kinds).map_or("not a kind".to_owned(), |near| format!("did you mean {near}?"));
        let place = document.value_place("kind");
        SpecError::new(format!("the kind {kind} is not known"), near, place).with_help(known).into()
    })
}

/// What a task says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card {
    /// Domain and verb, as `timing.power`.
    pub(crate) kind: &'static str,
    /// One line for the help.
    pub(crate) about: &'static str,
    /// What the inputs are, for the help.
    pub(crate) inputs: &'static str,
    /// A call that works, without the program's name.
    pub(crate) example: &'static str,
    /// Flags that stand for keys of the specification.
    pub(crate) flags: &'static [Flag],
    /// The key that the inputs of the command line stand for.
    pub(crate) input_key: &'static str,
    /// Keys that hold names of files.
    pub(crate) paths: &'static [&'static str],
}

impl Card {
    /// The verb alone.
    pub(crate) fn verb(&self) -> &'static str {
        self.kind.split_once('.').map_or(self.kind, |(_, verb)| verb)
    }
    /// The domain alone.
    pub(crate) fn domain(&self) -> &'static str {
        self.kind.split_once('.').map_or("", |(domain, _)| domain)
    }
}

/// What a task is given beside its own settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    /// Memory that may be used, bytes.
    pub(crate) memory: Option<u64>,
}

/// A verb of a domain, with its type hidden.
pub(crate) trait Task: Sync {
    /// What it says of itself.
    fn card(&self) -> &'static Card;
    /// The schema of its settings.
    fn schema(&self) -> serde_json::Value;
    /// Its settings before anything was said.
    fn defaults(&self) -> Table;
    /// Reads the settings and fills in the defaults, without looking at any input.
    fn complete(&self, document: &Document, keys: Table) -> Result<Table, Error>;
    /// Reads the settings and plans the work; the complete settings come back with the plan.
    fn plan(&self, document: &Document, keys: Table, setup: &Setup) -> Result<Planned, Error>;
}

/// A task made ready.
pub(crate) struct Planned {
    /// The settings, defaults filled in.
    pub(crate) settings: Table,
    /// The work.
    pub(crate) work: Box<dyn Work>,
}

/// Where a run is saved while it goes on.
pub(crate) struct Saving<'a> {
    /// The files.
    pub(crate) store: &'a dyn Store,
    /// How often.
    pub(crate) every: Duration,
}

/// Work made ready, with its type hidden.
pub(crate) trait Work {
    /// What identifies it, if it may be cut into parts.
    fn identity(&self) -> Option<&Identity>;
    /// How many blocks there are, if that is known beforehand.
    fn blocks(&self) -> Option<u64>;
    /// What it would cost.
    fn estimate(&self, engine: &Engine) -> Estimate;
    /// All of it.
    fn run(&self, engine: &Engine, saving: &Saving<'_>) -> Result<Product, Error>;
    /// Some blocks, as bytes.
    fn part(&self, engine: &Engine, blocks: Range<u64>) -> Result<Vec<u8>, Error>;
    /// The result of parts that together hold all blocks.
    fn join(&self, parts: &[Vec<u8>]) -> Result<Product, Error>;
}
