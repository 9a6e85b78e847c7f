//! The machine, and the ways to run a job on it.
use crate::{
    Blocks, Comm, Cx, Desk, Durable, Error, Forest, Job, Local, Merge, Poured, Sink, Stop, Store, agree, blocks, held,
    lead, load, reduce, save,
};
use std::{
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

#[derive(Default)]
struct Shared {
    stop: Stop,
    done: AtomicU64,
    peak: AtomicUsize,
}

/// The machine a computation may use: a value, passed in. The calling thread is one of its workers.
#[derive(Clone)]
pub struct Engine {
    threads: usize,
    pub(crate) pool: Option<Arc<rayon::ThreadPool>>,
    comm: Arc<dyn Comm>,
    shared: Arc<Shared>,
}

impl Engine {
    pub fn serial() -> Self {
        Self { threads: 1, pool: None, comm: Arc::new(Local), shared: Arc::default() }
    }
    pub fn with_threads(threads: usize) -> Self {
        Self::serial().share(threads)
    }
    pub fn with_ranks(mut self, comm: impl Comm + 'static) -> Self {
        self.comm = Arc::new(comm);
        self
    }
    /// An engine for work inside a block: same stop flag, other threads, one rank.
    pub(crate) fn share(&self, threads: usize) -> Self {
        let build =
            || rayon::ThreadPoolBuilder::new().num_threads(threads - 1).build().expect("the system gives threads");
        let pool = (threads > 1).then(|| Arc::new(build()));
        Self { threads: threads.max(1), pool, comm: Arc::new(Local), shared: self.shared.clone() }
    }
    pub fn threads(&self) -> usize {
        self.threads
    }
    pub fn stop(&self) -> &Stop {
        &self.shared.stop
    }
    pub fn advance(&self, units: u64) {
        self.shared.done.fetch_add(units, Relaxed);
    }
    pub fn done(&self) -> u64 {
        self.shared.done.load(Relaxed)
    }
    /// The most parts that were alive at once.
    pub fn peak_parts(&self) -> usize {
        self.shared.peak.load(Relaxed)
    }
    pub(crate) fn saw_parts(&self, alive: usize) {
        self.shared.peak.fetch_max(alive, Relaxed);
    }
    /// The context of a step that this engine drives.
    pub fn cx(&self) -> Cx<'_> {
        Cx { engine: self, limit: None }
    }

    /// The merged result of all blocks, the same bits on every engine, on every rank.
    pub fn fold<J: Job<Part: Merge>>(&self, job: &J) -> Result<J::Part, J::Error> {
        let gaps = Forest::<J::Part>::default().missing(blocks(job));
        self.fold_from(job, Forest::default(), gaps, None)
    }
    /// A fold that goes on from, and is saved every `every` into, the files `name-<rank>`: of any number of ranks.
    pub fn fold_saved<J: Durable<Part: Merge>>(
        &self,
        job: &J,
        store: &dyn Store,
        name: &str,
        every: Duration,
    ) -> Result<J::Part, J::Error> {
        let mut loaded = Forest::default();
        // rank 0 alone reads, and holds all that is known in one file before another rank writes
        let gaps = lead(&*self.comm, || {
            for rank in 0.. {
                let Some(found) = load(store, &format!("{name}-{rank}"), job.identity())? else { break };
                loaded.absorb_known(found)?;
            }
            save(store, &format!("{name}-0"), job.identity(), &loaded)?;
            Ok(loaded.missing(blocks(job)))
        })?;
        let mine = format!("{name}-{}", self.comm.rank());
        self.fold_from(job, loaded, gaps, Some((every, &|forest| save(store, &mine, job.identity(), forest))))
    }
    /// The forest of some blocks, to be merged later.
    pub fn part<J: Job<Part: Merge>>(&self, job: &J, blocks: Range<u64>) -> Result<Forest<J::Part>, J::Error> {
        let basket = Mutex::default();
        Desk::new(self, job, vec![blocks], 0).run(&basket, None).map_err(|(_, error)| error)?;
        Ok(basket.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
    fn fold_from<J: Job<Part: Merge>>(
        &self,
        job: &J,
        loaded: Forest<J::Part>,
        gaps: Vec<Range<u64>>,
        saver: Option<Saver<J::Part>>,
    ) -> Result<J::Part, J::Error> {
        let desk = Desk::new(self, job, self.mine(job, gaps), loaded.len());
        let basket = Mutex::new(loaded);
        let save = || saver.map_or(Ok(()), |(_, save)| save(&held(&basket)));
        let ran = desk.run(&basket, saver.map(|(every, _)| (every, &save as &dyn Fn() -> Result<(), Error>)));
        let forest = basket.into_inner().unwrap_or_else(PoisonError::into_inner);
        reduce(&*self.comm, ran.map(|end| (forest, end)), || job.part())
    }
    /// Every block's part put in its place.
    pub fn fill<J: Job>(&self, job: &J, sink: &impl Sink<J::Part>, every: Duration) -> Result<(), J::Error> {
        let gaps = self.mine(job, sink.missing(blocks(job)));
        let desk = Desk::new(self, job, gaps.clone(), 0);
        let ran = desk.run(&Poured(sink), Some((every, &|| sink.sync())));
        for bytes in agree(&*self.comm, ran.map(|_| sink.export(&gaps)))? {
            sink.import(&bytes);
        }
        Ok(())
    }
    /// This rank's contiguous share of what is missing; a stream is read by rank 0.
    fn mine<J: Job>(&self, job: &J, gaps: Vec<Range<u64>>) -> Vec<Range<u64>> {
        let (rank, size) = (u64::from(self.comm.rank()), u64::from(self.comm.size()));
        if job.blocks() == Blocks::Stream {
            return if rank == 0 { gaps } else { Vec::new() };
        }
        let total: u64 = gaps.iter().map(|gap| gap.end - gap.start).sum();
        let (from, to, mut before) = (rank * total / size, (rank + 1) * total / size, 0);
        let cut = |gap: Range<u64>| {
            let at = |k: u64| gap.start + k.clamp(before, before + gap.end - gap.start) - before;
            let piece = at(from)..at(to);
            before += gap.end - gap.start;
            piece
        };
        gaps.into_iter().map(cut).filter(|gap| !gap.is_empty()).collect()
    }
}

type Saver<'a, P> = (Duration, &'a dyn Fn(&Forest<P>) -> Result<(), Error>);
