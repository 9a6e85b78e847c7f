//! What a block or a step may ask of the machine.

use crate::{Engine, Error, observe::Span};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a block or a step may ask of the machine: an engine for work inside, whether to stop, and where to report.
pub struct Cx<'a> {
    pub(crate) engine: &'a Engine,
    /// The lowest block that failed, and mine.
    pub(crate) limit: Option<(&'a AtomicU64, u64)>,
    pub(crate) worker: usize,
}

impl<'a> Cx<'a> {
    /// The engine for work inside: the threads to spare or none, and never ranks below the outermost job.
    pub fn engine(&self) -> &'a Engine {
        self.engine
    }

    /// To be asked now and then in long blocks.
    ///
    /// # Errors
    /// An error of kind `Stopped` if the run is to stop, or if an earlier block has failed, so that this one is useless.
    pub fn check(&self) -> Result<(), Error> {
        if self.engine.stop().is_set() {
            return Err(self.engine.stop().reason());
        }
        let useless = self.limit.is_some_and(|(limit, block)| block >= limit.load(Relaxed));
        if useless { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Counts progress, in the unit that the engine's [`Progress`](crate::observe::Progress) was told.
    pub fn advance(&self, units: u64) {
        self.engine.observer().progress().advance(units);
    }

    /// How far the job is, from 0 to 1, where it knows better than by counting blocks (bytes read of a file's size).
    pub fn set_fraction(&self, fraction: f64) {
        self.engine.observer().progress().set_fraction(fraction);
    }

    /// Counts bytes read from the input, for the profile.
    pub fn read_bytes(&self, bytes: u64) {
        self.engine.observer().progress().read_bytes(bytes);
    }

    /// A stage of the block, for trace and profile; it ends when the guard is dropped.
    pub fn span(&self, stage: &'static str) -> Span<'a> {
        self.engine.observer().span(stage, self.worker, self.limit.map(|(_, block)| block))
    }

    /// Which worker runs the block: for tests and messages, never for numbers.
    pub fn worker(&self) -> usize {
        self.worker
    }
}
