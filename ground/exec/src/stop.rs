//! The one flag that signals, deadlines and tests set.

use crate::Error;
use std::{
    sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// Looks left when nobody counts them.
const UNCOUNTED: i64 = i64::MAX;
/// A deadline that never comes, ns.
const NEVER_NS: u64 = u64::MAX;

/// The one flag that says to stop: set by a signal's handler, by a time limit, or by a test.
///
/// Setting it is a single atomic store, which a signal's handler may do. Engines that are clones of each other,
/// and the engines inside their blocks, share one.
#[derive(Debug)]
pub struct Stop {
    set: AtomicBool,
    looks: AtomicI64,
    born: Instant,
    deadline_ns: AtomicU64,
    limit_ns: AtomicU64,
}

impl Default for Stop {
    fn default() -> Self {
        Self {
            set: AtomicBool::new(false),
            looks: AtomicI64::new(UNCOUNTED),
            born: Instant::now(),
            deadline_ns: AtomicU64::new(NEVER_NS),
            limit_ns: AtomicU64::new(NEVER_NS),
        }
    }
}

impl Stop {
    /// Sets the flag.
    pub fn now(&self) {
        self.set.store(true, Relaxed);
    }

    /// Takes the flag back, so that the engine can be used again. A time limit stays.
    pub fn clear(&self) {
        self.set.store(false, Relaxed);
        self.looks.store(UNCOUNTED, Relaxed);
    }

    /// For conformance checks: clears the flag, then sets it at the `n`-th look from now (`None`: never).
    pub fn at_look(&self, n: Option<u32>) {
        self.clear();
        self.looks.store(n.map_or(UNCOUNTED, i64::from), Relaxed);
    }

    /// Sets the flag when `limit` has passed from now.
    pub fn after(&self, limit: Duration) {
        let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(NEVER_NS);
        let limit_ns = nanoseconds(limit);
        self.limit_ns.store(limit_ns, Relaxed);
        self.deadline_ns.store(nanoseconds(self.born.elapsed()).saturating_add(limit_ns), Relaxed);
    }

    /// Whether to stop; counts as a look.
    pub fn is_set(&self) -> bool {
        if self.looks.load(Relaxed) != UNCOUNTED && self.looks.fetch_sub(1, Relaxed) <= 0 {
            self.now();
        }
        self.set.load(Relaxed) || self.is_time_up()
    }

    /// Whether the time limit is over.
    pub fn is_time_up(&self) -> bool {
        let deadline = self.deadline_ns.load(Relaxed);
        deadline != NEVER_NS && self.born.elapsed() >= Duration::from_nanos(deadline)
    }

    /// Why the run stopped: the flag goes before the limit.
    pub fn reason(&self) -> Error {
        if !self.set.load(Relaxed) && self.is_time_up() {
            return Error::TimeUp { limit_s: self.limit_ns.load(Relaxed) as f64 * 1e-9 };
        }
        Error::Stopped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_stops_and_says_so() {
        let stop = Stop::default();
        assert!(!stop.is_set());
        stop.after(Duration::ZERO);
        assert!(stop.is_set());
        assert!(matches!(stop.reason(), Error::TimeUp { limit_s: 0.0 }));
        stop.now();
        assert!(matches!(stop.reason(), Error::Stopped));
        stop.after(Duration::MAX);
        stop.clear();
        assert!(!stop.is_set());
    }

    #[test]
    fn looks_are_counted() {
        let stop = Stop::default();
        stop.at_look(Some(2));
        assert_eq!([stop.is_set(), stop.is_set(), stop.is_set(), stop.is_set()], [false, false, true, true]);
        stop.at_look(None);
        assert!(!stop.is_set());
    }
}
