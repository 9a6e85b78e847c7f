//! The threads of one engine.

use crate::Error;
use std::{
    io,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// The threads of one engine: started at the first use, none of them shared with any other library.
pub(crate) struct Pool {
    threads: usize,
    started: OnceLock<Result<rayon::ThreadPool, String>>,
    busy: AtomicBool,
}

/// Gives the threads free again, whatever happens.
struct Busy<'a>(&'a AtomicBool);
impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Pool {
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads: threads.max(1), started: OnceLock::new(), busy: AtomicBool::new(false) }
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// Runs `work(0)` here and `work(1..workers)` on the other threads. If those are at work already, `work(0)` alone:
    /// hand-out makes it do everything. `work` must not unwind.
    pub(crate) fn run(&self, workers: usize, work: &(dyn Fn(usize) + Sync)) -> Result<(), Error> {
        if workers < 2 || self.threads < 2 || self.busy.swap(true, Ordering::Acquire) {
            work(0);
            return Ok(());
        }
        let _busy = Busy(&self.busy);
        self.started()?.in_place_scope(|scope| {
            (1..workers.min(self.threads)).for_each(|worker| scope.spawn(move |_| work(worker)));
            work(0);
        });
        Ok(())
    }

    fn started(&self) -> Result<&rayon::ThreadPool, Error> {
        let start = || {
            let named = |k| format!("worker {}", k + 1);
            let builder = rayon::ThreadPoolBuilder::new().num_threads(self.threads - 1).thread_name(named);
            builder.build().map_err(|error| error.to_string())
        };
        let started = self.started.get_or_init(start).as_ref();
        started.map_err(|why| Error::Threads { threads: self.threads, source: io::Error::other(why.clone()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn every_worker_runs_once_and_a_busy_pool_runs_one() {
        let pool = Pool::new(4);
        let (seen, inner) = (AtomicU64::new(0), AtomicU64::new(0));
        pool.run(4, &|worker| {
            seen.fetch_add(1 << (8 * worker), Ordering::Relaxed);
            pool.run(4, &|worker| {
                inner.fetch_add(1 + worker as u64 * 1000, Ordering::Relaxed);
            })
            .unwrap();
        })
        .unwrap();
        assert_eq!(seen.into_inner(), 0x0101_0101);
        assert_eq!(inner.into_inner(), 4);
    }
}
