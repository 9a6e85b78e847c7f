//! The engine as a value.

use super::pool::Pool;
use crate::{
    Comm, Cx, Error, Fault, Local, Simd, Stop,
    identity::MIXED,
    observe::Observer,
    ranks::{Ranks, meet},
};
use std::{sync::Arc, time::Duration};

/// Where an engine stands: only the outermost job counts progress, and only it is aimed at by the kill hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outermost,
    /// Inside a driven step; ranks and threads are still its own.
    Step,
    /// Inside a block: one rank, the threads to spare.
    Block,
}

/// The machine a computation may use: threads, ranks, limits, and whom to tell. A value, passed in and cloned freely.
///
/// The calling thread is one of its workers. Numbers never depend on it: the same job has the same bits on every engine
/// of one [`Simd`] level. An engine whose threads are at work already (a block that uses the engine it runs on) works
/// serially: waiting there could starve the block waited for.
#[derive(Clone)]
pub struct Engine {
    pool: Arc<Pool>,
    ranks: Arc<Ranks>,
    stop: Arc<Stop>,
    observer: Observer,
    place: Place,
    simd: Simd,
    mixed: bool,
    memory_bytes: Option<u64>,
    kill_at: Option<u64>,
}

impl Engine {
    /// One thread, one rank.
    pub fn serial() -> Self {
        Self::with_threads(1)
    }

    /// So many threads, the calling one included (0 counts as 1); they start at the first use.
    pub fn with_threads(threads: usize) -> Self {
        Self {
            pool: Arc::new(Pool::new(threads)),
            ranks: Arc::new(Ranks::new(Arc::new(Local))),
            stop: Arc::default(),
            observer: Observer::default(),
            place: Place::Outermost,
            simd: Simd::detect(),
            mixed: false,
            memory_bytes: None,
            kill_at: None,
        }
    }

    /// As many threads as the affinity mask and the control group allow.
    pub fn with_available_threads() -> Self {
        Self::with_threads(crate::host::available_threads())
    }

    /// With the ranks of a communicator. They belong to the outermost job.
    #[must_use]
    pub fn with_ranks(mut self, comm: impl Comm + 'static) -> Self {
        self.ranks = Arc::new(Ranks::new(Arc::new(comm)));
        self
    }

    /// With somebody to tell about progress and time.
    #[must_use]
    pub fn with_observer(mut self, observer: Observer) -> Self {
        self.observer = observer;
        self
    }

    /// Stops by itself when `limit` has passed from now, resumable.
    #[must_use]
    pub fn with_time_limit(self, limit: Duration) -> Self {
        self.stop.after(limit);
        self
    }

    /// Refuses folds whose parts would need more than so many bytes.
    #[must_use]
    pub fn with_memory(mut self, bytes: u64) -> Self {
        self.memory_bytes = Some(bytes);
        self
    }

    /// With one instruction set, for clusters of unlike nodes and for tests.
    ///
    /// # Errors
    /// [`Error::NoSimd`] if this processor lacks it.
    pub fn with_simd(mut self, level: Simd) -> Result<Self, Error> {
        self.simd = level.checked()?;
        Ok(self)
    }

    /// Lets ranks and parts of unlike instruction sets work together: results then hold to rounding, not to the bit.
    #[must_use]
    pub fn allow_mixed(mut self) -> Self {
        self.mixed = true;
        self
    }

    /// For tests of resuming: the process kills itself (SIGKILL) when this block is handed out.
    #[must_use]
    pub fn kill_at(mut self, block: u64) -> Self {
        self.kill_at = Some(block);
        self
    }

    /// Threads, the calling one included.
    pub fn threads(&self) -> usize {
        self.pool.threads()
    }

    /// My rank, from 0.
    pub fn rank(&self) -> u32 {
        self.ranks.rank()
    }

    /// How many ranks there are.
    pub fn n_ranks(&self) -> u32 {
        self.ranks.size()
    }

    /// The flag that stops this engine and all its clones.
    pub fn stop(&self) -> &Arc<Stop> {
        &self.stop
    }

    /// Whom it tells.
    pub fn observer(&self) -> &Observer {
        &self.observer
    }

    /// The instruction set that numeric code is to use.
    pub fn simd(&self) -> Simd {
        self.simd
    }

    /// The instruction set as an [`Identity`](crate::Identity) holds it: `mixed` where unlike ones may work together.
    pub fn simd_label(&self) -> &'static str {
        if self.mixed { MIXED } else { self.simd.name() }
    }

    /// The memory budget, bytes.
    pub fn memory_bytes(&self) -> Option<u64> {
        self.memory_bytes
    }

    /// The context of a step that this engine drives.
    pub fn cx(&self) -> Cx<'_> {
        Cx { engine: self, limit: None, worker: 0 }
    }

    /// Makes sure that all ranks run the same version with the same instruction set; called once by all of them.
    ///
    /// # Errors
    /// On all ranks, if one differs (unless [`allow_mixed`](Self::allow_mixed)) or the transport fails.
    pub fn check_ranks(&self) -> Result<(), Error> {
        let mine = (self.rank(), env!("CARGO_PKG_VERSION").to_owned(), self.simd_label().to_owned());
        let same = |left: (u32, String, String), right: (u32, String, String)| {
            let differ = |what, found: &str, expected: &str| Error::RanksDiffer {
                rank: right.0,
                what,
                found: found.to_owned(),
                expected: expected.to_owned(),
            };
            if left.1 != right.1 {
                return Err(differ("version", &right.1, &left.1));
            }
            if left.2 != right.2 { Err(differ("instruction set", &right.2, &left.2)) } else { Ok(left) }
        };
        meet(&self.ranks, Ok::<_, Error>(mine), same).map(drop)
    }

    /// All ranks go on with what each has, or all fail: for what a rank does by itself before a run (opening its files),
    /// because a rank that left alone would be waited for.
    ///
    /// # Errors
    /// The lowest failing rank's: with its type there, as [`Error::Remote`] on the others.
    pub fn together<T, E: Fault>(&self, mine: Result<T, E>) -> Result<T, E> {
        let mut kept = None;
        let word = mine.map(|value| kept = Some(value));
        meet(&self.ranks, word, |(), ()| Ok(()))?;
        kept.ok_or_else(|| E::from(Error::transport("meeting", "a failed rank was told that all is well")))
    }

    /// Ends all ranks at once. For a face that met [`Error::Transport`]: the ranks cannot be told any more.
    pub fn abort_ranks(&self, error: &Error) {
        if matches!(error, Error::Transport { .. }) {
            self.ranks.comm.abort(i32::from(error.kind().code()));
        }
    }

    /// An engine for work inside a block: same flag and observer, other threads, one rank.
    pub(crate) fn inside(&self, threads: usize) -> Self {
        Self {
            pool: Arc::new(Pool::new(threads)),
            ranks: Arc::new(Ranks::new(Arc::new(Local))),
            place: Place::Block,
            kill_at: None,
            ..self.clone()
        }
    }

    /// The engine inside a driven step: the same, but the steps are what is counted.
    pub(crate) fn inside_step(&self) -> Self {
        Self { place: Place::Step, ..self.clone() }
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(crate) fn ranks(&self) -> &Ranks {
        &self.ranks
    }

    /// A run over so many blocks or steps begins.
    pub(crate) fn begin(&self, total: Option<u64>) {
        if self.place == Place::Outermost {
            self.observer.progress().begin(total);
        }
    }

    pub(crate) fn count_block(&self) {
        if self.place == Place::Outermost {
            self.observer.progress().count_block();
        }
    }

    pub(crate) fn kill_if_aimed_at(&self, block: u64) {
        if self.place == Place::Outermost && self.kill_at == Some(block) {
            // a signal to oneself arrives before the call returns; should it not, the test that asked for it fails
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        }
    }
}
