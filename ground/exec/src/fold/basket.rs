//! Where finished parts go: into the forest, into a sink, or both.

use super::forest::{Forest, climb};
use super::spare::{Spare, held};
use crate::{Both, Error, Merge, Part, Sink};
use std::sync::Mutex;

/// Where finished parts go.
pub(crate) trait Basket<P>: Sync {
    fn put(&self, worker: usize, block: u64, part: P, spare: &Spare<P>) -> Result<(), Error>;
}

impl<P: Merge> Basket<P> for Mutex<Forest<P>> {
    fn put(&self, _: usize, block: u64, part: P, spare: &Spare<P>) -> Result<(), Error> {
        climb(block, 0, part, |first, level, part| held(self).meet(first, level, part), |part| spare.give(part));
        Ok(())
    }
}

/// Into a sink; the part is reused.
pub(crate) struct Poured<'a, S>(pub(crate) &'a S);

impl<P: Part, S: Sink<P>> Basket<P> for Poured<'_, S> {
    fn put(&self, worker: usize, block: u64, part: P, spare: &Spare<P>) -> Result<(), Error> {
        let put = self.0.put(worker, block, &part);
        spare.give(part);
        put
    }
}

/// The rows into a sink, then the sum into the forest.
///
/// A block whose sum is known already (its rows were lost with the file) gives its rows only.
pub(crate) struct Twofold<'a, M, R, S> {
    pub(crate) forest: &'a Mutex<Forest<Both<M, R>>>,
    pub(crate) sink: &'a S,
}

impl<M: Merge, R: Part, S: Sink<R>> Basket<Both<M, R>> for Twofold<'_, M, R, S> {
    fn put(&self, worker: usize, block: u64, mut part: Both<M, R>, spare: &Spare<Both<M, R>>) -> Result<(), Error> {
        let put = self.sink.put(worker, block, &part.rows);
        part.rows.clear();
        if put.is_err() || held(self.forest).covers_any(&(block..block + 1)) {
            spare.give(part);
            return put;
        }
        self.forest.put(worker, block, part, spare)
    }
}
