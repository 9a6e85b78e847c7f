//! Parts in use and parts to reuse.

use crate::Part;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Locks; what a panic left behind is never read, because the run has failed then.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The most parts of a run over `n` blocks: workers + 2 log2 n, and what a resumed forest held.
pub(crate) fn most_alive(workers: usize, n: u64, loaded: usize) -> usize {
    workers + loaded + 2 * (u64::BITS - n.leading_zeros()) as usize
}

/// Empty parts to reuse, and a bound on those in use.
pub(crate) struct Spare<P> {
    state: Mutex<Count<P>>,
    changed: Condvar,
    cap: usize,
}

struct Count<P> {
    empty: Vec<P>,
    alive: usize,
    most: usize,
    /// Workers between `get` and `land`.
    flying: usize,
    closed: bool,
}

impl<P: Part> Spare<P> {
    /// `alive` parts are in use already.
    pub(crate) fn new(alive: usize, cap: usize) -> Self {
        let state = Mutex::new(Count { empty: Vec::new(), alive, most: alive, flying: 0, closed: false });
        Self { state, changed: Condvar::new(), cap }
    }

    /// An empty part, or `None` when the run is over.
    ///
    /// Waits while `cap` parts are alive and another worker may yet free some. Alone it never waits: a resumed forest
    /// with many gaps can exceed any formula, and who waits for nobody waits for ever.
    pub(crate) fn get(&self, make: impl FnOnce() -> P) -> Option<P> {
        let full = |count: &mut Count<P>| count.alive >= self.cap && count.flying > 0 && !count.closed;
        let mut count = self.changed.wait_while(held(&self.state), full).unwrap_or_else(PoisonError::into_inner);
        if count.closed {
            return None;
        }
        count.alive += 1;
        count.flying += 1;
        count.most = count.most.max(count.alive);
        let part = count.empty.pop();
        drop(count);
        Some(part.unwrap_or_else(make))
    }

    /// Takes back a part that is no longer in use.
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

    /// Wakes everybody: nothing is to be begun any more.
    pub(crate) fn close(&self) {
        held(&self.state).closed = true;
        self.changed.notify_all();
    }

    /// The most parts that were alive at once.
    pub(crate) fn most(&self) -> usize {
        held(&self.state).most
    }
}
