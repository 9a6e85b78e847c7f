//! One run on one rank: blocks handed out in increasing order, the lowest failure kept.

use super::{
    basket::Basket,
    spare::{Spare, held, most_alive},
    todo::{Todo, count},
};
use crate::{Blocks, Cx, Engine, Error, Fault, Job, Kind};
use std::{
    cell::Cell,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// Now and then, when no block or merge is in flight, the second is called.
pub(crate) type Pause<'a> = (Duration, &'a dyn Fn(Moment) -> Result<(), Error>);
/// When a pause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Blocks are left, or the run has failed or is stopped.
    Between,
    /// All blocks are done.
    End,
}

/// A failure and its block, if it has one.
pub(crate) type Failure<E> = (Option<u64>, E);

/// What a worker keeps from block to block, and from one checkpoint to the next.
struct Bench<S> {
    scratch: S,
    inner: Engine,
}

/// A worker of one pass.
struct Worker<'a> {
    index: usize,
    until: Option<Instant>,
    /// The block at hand, for the message of a panic.
    at: &'a Cell<u64>,
}

/// One run of one job on one rank.
pub(crate) struct Desk<'a, J: Job> {
    engine: &'a Engine,
    job: &'a J,
    workers: usize,
    todo: Mutex<Todo>,
    /// The number of blocks, once it is known.
    end: AtomicU64,
    spare: Spare<J::Part>,
    benches: Mutex<Vec<Bench<J::Scratch>>>,
    /// The lowest block that failed.
    limit: AtomicU64,
    failure: Mutex<Option<(u64, J::Error)>>,
    stopped: AtomicBool,
}

impl<'a, J: Job> Desk<'a, J> {
    /// A run over `gaps` that goes on from `loaded` parts.
    pub(crate) fn new(engine: &'a Engine, job: &'a J, gaps: Vec<Range<u64>>, loaded: usize) -> Self {
        let (n, todo) = (job.blocks().at_most(), count(&gaps));
        let workers = todo.clamp(1, engine.threads() as u64) as usize;
        engine.begin(job.blocks().known().map(|_| todo));
        Self {
            engine,
            job,
            workers,
            todo: Mutex::new(Todo::new(gaps)),
            end: AtomicU64::new(n),
            spare: Spare::new(loaded, most_alive(workers, n, loaded)),
            benches: Mutex::new(Vec::new()),
            limit: AtomicU64::new(u64::MAX),
            failure: Mutex::new(None),
            stopped: AtomicBool::new(false),
        }
    }

    /// Runs what is to do, with a pause now and then; the number of blocks, or the lowest failure.
    ///
    /// The pause is also taken at the end, be it good or bad: a failed or stopped run saves what it has.
    pub(crate) fn run(self, basket: &impl Basket<J::Part>, pause: Option<Pause>) -> Result<u64, Failure<J::Error>> {
        loop {
            let until = pause.and_then(|(every, _)| Instant::now().checked_add(every));
            self.pass(basket, until).map_err(|error| (None, error.into()))?;
            let is_over = held(&self.todo).is_empty();
            let is_good = held(&self.failure).is_none() && !self.stopped.load(Relaxed);
            let saved = pause.map_or(Ok(()), |(_, save)| {
                let _span = self.engine.observer().span("save", 0, None);
                save(if is_over && is_good { Moment::End } else { Moment::Between })
            });
            if let Some((block, error)) = held(&self.failure).take() {
                return Err((Some(block), error));
            }
            saved.map_err(|error| (None, error.into()))?;
            if self.stopped.load(Relaxed) {
                return Err((None, self.engine.stop().reason().into()));
            }
            if is_over {
                self.engine.observer().saw_parts(self.spare.most());
                return Ok(self.end.load(Relaxed));
            }
        }
    }

    /// All workers until nothing is left to hand out, or `until`.
    fn pass(&self, basket: &impl Basket<J::Part>, until: Option<Instant>) -> Result<(), Error> {
        self.engine.pool().run(self.workers, &|index| {
            let at = Cell::new(0);
            let worker = Worker { index, until, at: &at };
            match catch_unwind(AssertUnwindSafe(|| self.work(&worker, basket))) {
                Ok(Ok(())) => (),
                Ok(Err(error)) if error.kind() == Kind::Stopped => self.stopped.store(true, Relaxed),
                Ok(Err(error)) => self.fail(at.get(), error),
                Err(panic) => self.fail(at.get(), Error::panicked(at.get(), &*panic).into()),
            }
        })
    }

    /// One worker, from block to block.
    fn work(&self, worker: &Worker, basket: &impl Basket<J::Part>) -> Result<(), J::Error> {
        let kept = held(&self.benches).pop();
        let mut bench = kept.unwrap_or_else(|| Bench {
            scratch: self.job.scratch(),
            inner: self.engine.inside(self.engine.threads() / self.workers),
        });
        // first a part, then a block: who holds a block never waits
        while let Some(part) = self.spare.get(|| self.job.part()) {
            let more = self.one(worker, basket, part, &mut bench);
            self.spare.land();
            if !more? || worker.until.is_some_and(|until| Instant::now() >= until) {
                break;
            }
        }
        held(&self.benches).push(bench);
        Ok(())
    }

    /// One block into `part`, if there is one.
    fn one(
        &self,
        worker: &Worker,
        basket: &impl Basket<J::Part>,
        mut part: J::Part,
        bench: &mut Bench<J::Scratch>,
    ) -> Result<bool, J::Error> {
        let observer = self.engine.observer();
        let Some(block) = self.next(worker, &mut bench.scratch)? else {
            self.spare.give(part);
            return Ok(false);
        };
        self.engine.kill_if_aimed_at(block);
        let cx = Cx { engine: &bench.inner, limit: Some((&self.limit, block)), worker: worker.index };
        let span = observer.span("block", worker.index, Some(block));
        if let Err(error) = self.job.block(block, &mut part, &mut bench.scratch, &cx) {
            self.spare.give(part);
            return Err(error);
        }
        drop(span);
        let _span = observer.span("put", worker.index, Some(block));
        basket.put(worker.index, block, part, &self.spare)?;
        self.engine.count_block();
        Ok(true)
    }

    /// The next block, a stream's read into `scratch`; `None` when nothing is left or the run is to stop.
    fn next(&self, worker: &Worker, scratch: &mut J::Scratch) -> Result<Option<u64>, J::Error> {
        let mut todo = held(&self.todo);
        if !todo.is_empty() && (self.stopped.load(Relaxed) || self.engine.stop().is_set()) {
            self.stopped.store(true, Relaxed);
            return Ok(None);
        }
        let Some(block) = todo.take() else { return Ok(None) };
        worker.at.set(block);
        if self.job.blocks() == Blocks::Stream {
            let _span = self.engine.observer().span("read", worker.index, Some(block));
            while todo.read <= block {
                if !self.job.read(todo.read, scratch)? {
                    self.end.store(todo.read, Relaxed);
                    todo.clear();
                    return Ok(None);
                }
                todo.read += 1;
            }
        }
        Ok(Some(block))
    }

    /// Keeps the lowest failure; blocks below it are finished, nothing above it is begun.
    fn fail(&self, block: u64, error: J::Error) {
        let mut lowest = held(&self.failure);
        if lowest.as_ref().is_none_or(|(other, _)| block < *other) {
            self.limit.store(block, Relaxed);
            *lowest = Some((block, error));
        }
        self.spare.close();
    }
}
