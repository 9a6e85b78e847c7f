//! The watcher that saves.

use super::{At, Go, Iteration, Trace, Watch};
use crate::{Engine, Error, Identity, Saving, Store, load, ranks::lead, save};
use serde::{Serialize, de::DeserializeOwned};
use std::time::{Duration, Instant};

/// The watcher that saves step, state and the lengths of the traces: every so many steps, after so much time, and at the
/// end. It comes last, after the traces. Rank 0 writes for all.
pub struct Checkpoint<'a> {
    store: &'a dyn Store,
    name: &'a str,
    identity: &'a Identity,
    traces: &'a [&'a Trace],
    every_steps: u64,
    every: Duration,
    last: Instant,
}

impl<'a> Checkpoint<'a> {
    /// Saves every `saving.every`, and at the end.
    pub fn new(saving: Saving<'a>, identity: &'a Identity, traces: &'a [&'a Trace]) -> Self {
        let Saving { store, name, every } = saving;
        Self { store, name, identity, traces, every_steps: u64::MAX, every, last: Instant::now() }
    }

    /// Saves also after every so many steps (0 counts as 1).
    #[must_use]
    pub fn every_steps(mut self, steps: u64) -> Self {
        self.every_steps = steps.max(1);
        self
    }

    fn save(&mut self, at: &At<impl Serialize>) -> Result<(), Error> {
        self.traces.iter().try_for_each(|trace| trace.sync())?;
        let lengths: Vec<u64> = self.traces.iter().map(|trace| trace.length()).collect();
        save(self.store, self.name, self.identity, &(at, lengths))?;
        self.last = Instant::now();
        Ok(())
    }
}

impl<A: Iteration> Watch<A> for Checkpoint<'_> {
    fn after(&mut self, at: &At<A::State>, _: &A::Info) -> Result<Go, A::Error> {
        if at.step.is_multiple_of(self.every_steps) || self.last.elapsed() >= self.every {
            self.save(at)?;
        }
        Ok(Go::On)
    }

    fn end(&mut self, at: &At<A::State>) -> Result<(), A::Error> {
        Ok(self.save(at)?)
    }

    fn is_writer(&self) -> bool {
        true
    }
}

/// A state and the lengths of the traces when it was saved.
pub type Saved<S> = (At<S>, Vec<u64>);

/// The last checkpoint, if there is one, on all ranks: rank 0 reads it.
///
/// # Errors
/// Those of [`load`], as [`Error::Remote`] on the other ranks.
pub fn resume<S: Serialize + DeserializeOwned>(
    engine: &Engine,
    store: &dyn Store,
    name: &str,
    identity: &Identity,
) -> Result<Option<Saved<S>>, Error> {
    lead(engine.ranks(), || load(store, name, identity))
}
