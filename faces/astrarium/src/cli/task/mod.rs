//! Tasks: what a domain's verb must say so that `run`, `merge`, `spec`, parts, resume and `--dry-run` work for it.
//!
//! A new verb is one file that implements [`Folding`] (its work is a job that merges) or [`Direct`] (its work is done
//! at once) and one line in [`TASKS`].
mod card;
mod direct;
mod flag;
mod folding;
mod product;
mod settings;
mod work;

pub(crate) use card::Card;
pub(crate) use direct::{Direct, Once};
pub(crate) use flag::{Flag, Form};
pub(crate) use folding::{Fold, Folding};
pub(crate) use product::{Fact, Picture, Product};
pub(crate) use work::{Planned, Saving, Work};

use super::{
    Error, PythonModels,
    console::Console,
    ifu, infer, sed,
    spec::{self, Document, SpecError},
    timing,
};
use astrarium_exec::Engine;
use astrarium_io::registry::Shelf;
use std::sync::Arc;
use toml::Table;

/// Every task, in the order of the help texts.
pub(crate) static TASKS: [&dyn Task; 12] = [
    &Fold::<timing::Power>::new(),
    &Fold::<timing::Cross>::new(),
    &Once::<timing::LightCurve>::new(),
    &Once::<infer::Run>::new(),
    &Once::<infer::Demo>::new(),
    &Once::<infer::Sbc>::new(),
    &Once::<sed::Model>::new(),
    &Once::<sed::Fit>::new(),
    &Fold::<sed::Catalogue>::new(),
    &Once::<ifu::Generate>::new(),
    &Once::<ifu::Cube>::new(),
    &Once::<ifu::Maps>::new(),
];

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

/// What a task is given beside its own settings.
#[derive(Clone)]
pub(crate) struct Setup {
    /// The machine that will run it: its instruction set belongs to the identity of the work.
    pub(crate) engine: Engine,
    /// The seed of all random numbers.
    pub(crate) seed: u64,
    /// Who runs models that are functions of Python, if anyone does.
    pub(crate) models: Option<Arc<dyn PythonModels>>,
    /// The data sets that were fetched, if there is a folder for them.
    pub(crate) shelf: Option<Shelf>,
    /// Where what is to be known before the work is said.
    pub(crate) console: Console,
}

impl Setup {
    /// The data sets that were fetched.
    pub(crate) fn shelf(&self) -> Result<&Shelf, Error> {
        self.shelf.as_ref().ok_or_else(no_shelf)
    }
}

/// Nothing tells where data sets lie.
pub(crate) fn no_shelf() -> Error {
    Error::input("there is no folder for data sets: HOME is not set", "set ASTRARIUM_DATA to a folder")
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
