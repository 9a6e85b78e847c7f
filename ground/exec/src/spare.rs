//! Parts in use and parts to reuse; where the finished ones go.
use crate::{Engine, Error, Forest, Merge, Part, Sink, climb};
use std::{
    ops::Range,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner) // what a panic left is never read: the run has failed
}

/// Empty parts to reuse.
pub(crate) struct Spare<P> {
    state: Mutex<Count<P>>,
    changed: Condvar,
    cap: usize,
}
struct Count<P> {
    empty: Vec<P>,
    alive: usize,
    flying: usize, // workers between `get` and `land`
    closed: bool,
}
impl<P: Part> Spare<P> {
    /// `alive` parts are in use already.
    pub(crate) fn new(alive: usize, cap: usize) -> Self {
        Self {
            state: Mutex::new(Count { empty: Vec::new(), alive, flying: 0, closed: false }),
            changed: Condvar::new(),
            cap,
        }
    }
    /// Waits while `cap` parts are alive and another worker may yet free some: alone, it never waits.
    pub(crate) fn get(&self, engine: &Engine, make: impl FnOnce() -> P) -> Option<P> {
        let full = |count: &mut Count<P>| count.alive >= self.cap && count.flying > 0 && !count.closed;
        let mut count = self.changed.wait_while(held(&self.state), full).unwrap_or_else(PoisonError::into_inner);
        if count.closed {
            return None;
        }
        count.alive += 1;
        count.flying += 1;
        engine.saw_parts(count.alive);
        let part = count.empty.pop();
        drop(count);
        Some(part.unwrap_or_else(make))
    }
    pub(crate) fn give(&self, mut part: P) {
        part.clear();
        let mut count = held(&self.state);
        count.empty.push(part);
        count.alive -= 1;
        drop(count);
        self.changed.notify_one();
    }
    /// The worker has put or given what it got.
    pub(crate) fn land(&self) {
        held(&self.state).flying -= 1;
        self.changed.notify_one();
    }
    pub(crate) fn close(&self) {
        held(&self.state).closed = true;
        self.changed.notify_all();
    }
}

/// Blocks to hand out, in increasing order.
pub(crate) struct Todo {
    pub(crate) gaps: Vec<Range<u64>>, // reversed: the next is the last
    pub(crate) read: u64,
}
impl Todo {
    pub(crate) fn new(mut gaps: Vec<Range<u64>>) -> Self {
        gaps.reverse();
        Self { gaps, read: 0 }
    }
    pub(crate) fn take(&mut self) -> Option<u64> {
        let gap = self.gaps.last_mut()?;
        let block = gap.start;
        gap.start += 1;
        if gap.is_empty() {
            self.gaps.pop();
        }
        Some(block)
    }
}

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
pub(crate) struct Poured<'a, S>(pub(crate) &'a S);
impl<P: Part, S: Sink<P>> Basket<P> for Poured<'_, S> {
    fn put(&self, worker: usize, block: u64, part: P, spare: &Spare<P>) -> Result<(), Error> {
        self.0.put(worker, block, &part)?;
        spare.give(part);
        Ok(())
    }
}
