//! One run: blocks handed out in increasing order, the lowest failure kept.
use crate::{Basket, Blocks, Cx, Engine, Error, Fault, Job, Kind, Spare, Todo, blocks, held};
use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};
use std::{
    cell::Cell,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

pub(crate) type Save<'a> = (Duration, &'a dyn Fn() -> Result<(), Error>);

/// One run of one job on one rank.
pub(crate) struct Desk<'a, J: Job> {
    engine: &'a Engine,
    job: &'a J,
    workers: usize,
    todo: Mutex<Todo>,
    end: AtomicU64,
    spare: Spare<J::Part>,
    limit: AtomicU64,
    failure: Mutex<Option<(u64, J::Error)>>,
    stopped: AtomicBool,
}

impl<'a, J: Job> Desk<'a, J> {
    pub(crate) fn new(engine: &'a Engine, job: &'a J, gaps: Vec<Range<u64>>, loaded: usize) -> Self {
        let n = blocks(job);
        let count: u64 = gaps.iter().map(|gap| gap.end - gap.start).sum();
        let workers = count.clamp(1, engine.threads() as u64) as usize;
        let cap = workers + loaded + 2 * (64 - n.leading_zeros()) as usize;
        Self {
            engine,
            job,
            workers,
            todo: Mutex::new(Todo::new(gaps)),
            end: AtomicU64::new(n),
            spare: Spare::new(loaded, cap),
            limit: AtomicU64::new(u64::MAX),
            failure: Mutex::new(None),
            stopped: AtomicBool::new(false),
        }
    }

    /// Runs what is to do, with a pause for `save` now and then; the number of blocks, or the lowest failure.
    pub(crate) fn run(self, basket: &impl Basket<J::Part>, save: Option<Save>) -> Result<u64, (u64, J::Error)> {
        loop {
            self.pass(basket, save.and_then(|(every, _)| Instant::now().checked_add(every)));
            let saved = save.map_or(Ok(()), |(_, save)| save()).map_err(|error| (u64::MAX, error.into()));
            if let Some(failure) = held(&self.failure).take() {
                return Err(failure);
            }
            saved?;
            if self.stopped.load(Relaxed) {
                return Err((u64::MAX, Error::Stopped.into()));
            }
            if held(&self.todo).gaps.is_empty() {
                return Ok(self.end.load(Relaxed));
            }
        }
    }
    fn pass(&self, basket: &impl Basket<J::Part>, until: Option<Instant>) {
        let work = |worker| {
            let at = Cell::new(0);
            let worked = catch_unwind(AssertUnwindSafe(|| self.work(worker, basket, until, &at)));
            match worked {
                Ok(Ok(())) => (),
                Ok(Err(error)) if error.kind() == Kind::Stopped => self.stopped.store(true, Relaxed),
                Ok(Err(error)) => self.fail(at.get(), error),
                Err(panic) => {
                    self.fail(at.get(), Error::panicked(at.get(), &*panic).into());
                }
            }
        };
        match &self.engine.pool {
            // inside one of its own blocks an engine is serial: waiting there could starve the block waited for
            Some(pool) if self.workers > 1 && pool.current_thread_index().is_none() => pool.in_place_scope(|scope| {
                let work = &work;
                (1..self.workers).for_each(|worker| scope.spawn(move |_| work(worker)));
                work(0);
            }),
            _ => work(0),
        }
    }
    fn work(
        &self,
        worker: usize,
        basket: &impl Basket<J::Part>,
        until: Option<Instant>,
        at: &Cell<u64>,
    ) -> Result<(), J::Error> {
        let mut scratch = self.job.scratch();
        let inner = self.engine.share(self.engine.threads() / self.workers);
        // first a part, then a block: who holds a block never waits
        while let Some(part) = self.spare.get(self.engine, || self.job.part()) {
            let more = self.one(worker, basket, part, &mut scratch, &inner, at);
            self.spare.land();
            if !more? || until.is_some_and(|until| Instant::now() >= until) {
                break;
            }
        }
        Ok(())
    }
    fn one(
        &self,
        worker: usize,
        basket: &impl Basket<J::Part>,
        mut part: J::Part,
        scratch: &mut J::Scratch,
        inner: &Engine,
        at: &Cell<u64>,
    ) -> Result<bool, J::Error> {
        let Some(block) = self.next(scratch, at)? else {
            self.spare.give(part);
            return Ok(false);
        };
        let cx = Cx { engine: inner, limit: Some((&self.limit, block)) };
        if let Err(error) = self.job.block(block, &mut part, scratch, &cx) {
            self.spare.give(part);
            return Err(error);
        }
        basket.put(worker, block, part, &self.spare)?;
        Ok(true)
    }
    fn next(&self, scratch: &mut J::Scratch, at: &Cell<u64>) -> Result<Option<u64>, J::Error> {
        let mut todo = held(&self.todo);
        if !todo.gaps.is_empty() && self.engine.stop().is_set() {
            self.stopped.store(true, Relaxed);
            return Ok(None);
        }
        let Some(block) = todo.take() else { return Ok(None) };
        at.set(block);
        if self.job.blocks() == Blocks::Stream {
            while todo.read <= block {
                if !self.job.read(todo.read, scratch)? {
                    self.end.store(todo.read, Relaxed);
                    todo.gaps.clear();
                    return Ok(None);
                }
                todo.read += 1;
            }
        }
        Ok(Some(block))
    }
    fn fail(&self, block: u64, error: J::Error) {
        let mut lowest = held(&self.failure);
        if lowest.as_ref().is_none_or(|(other, _)| block < *other) {
            self.limit.store(block, Relaxed);
            *lowest = Some((block, error));
        }
        self.spare.close();
    }
}
