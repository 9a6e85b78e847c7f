//! A task made ready: work with its type hidden.
use super::Product;
use crate::cli::Error;
use astrarium_exec::{Engine, Estimate, Identity, Store};
use std::{ops::Range, time::Duration};
use toml::Table;

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
    /// The result of parts, each with its name, that together hold all blocks.
    fn join(&self, parts: &[(&str, &[u8])]) -> Result<Product, Error>;
}
