//! The machine of a run: threads, ranks, limits, and who is told.
use super::{RunFlags, ranks::Shared, signals};
use crate::cli::{Error, Session, spec::Header};
use astrarium_exec::{
    Engine, host,
    observe::{Observer, Profile},
};
use std::{fs::File, io::BufWriter};

/// The environment variable of a test of resuming: the process kills itself at this block.
const KILL_AT_BLOCK: &str = "ASTRARIUM_TEST_KILL_AT_BLOCK";
/// The environment variable that stands for `--threads`.
const THREADS: &str = "ASTRARIUM_THREADS";

/// An engine as flags, launcher and environment want it.
pub(super) struct Machine {
    engine: Engine,
    ranks: Shared,
}

impl Machine {
    /// Sets the machine up; Ctrl-C stops it from now on.
    pub(super) fn start(flags: &RunFlags, header: &Header, session: &Session<'_>) -> Result<Self, Error> {
        let ranks = Shared::join(session.host, flags.part.is_some())?;
        let mut engine = Engine::with_threads(threads(flags, session)?);
        if let Some(ranks) = ranks.communicator() {
            engine = engine.with_ranks(ranks);
        }
        engine = engine.with_observer(Observer::new(flags.trace.is_some(), flags.profile));
        if let Some(level) = header.level() {
            engine = engine.with_simd(level)?;
        }
        if flags.allow_mixed {
            engine = engine.allow_mixed();
        }
        if let Some(bytes) = flags.mem {
            engine = engine.with_memory(bytes);
        }
        if let Some(limit) = flags.time_limit {
            engine = engine.with_time_limit(limit);
        }
        if let Some(block) = session.host.variable(KILL_AT_BLOCK).and_then(|block| block.parse().ok()) {
            engine = engine.kill_at(block);
        }
        engine.check_ranks()?;
        signals::listen(engine.stop());
        Ok(Self { engine, ranks })
    }
    /// The engine.
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }
    /// How many ranks there are.
    pub(super) fn n_ranks(&self) -> u32 {
        self.engine.n_ranks()
    }
    /// Whether this is the rank that speaks and writes.
    pub(super) fn is_first(&self) -> bool {
        self.engine.rank() == 0
    }
    /// Does something on the first rank; if it fails there, all ranks fail.
    pub(super) fn lead<T>(&self, act: impl FnOnce() -> Result<T, Error>) -> Result<Option<T>, Error> {
        let mine = if self.is_first() { act().map(Some) } else { Ok(None) };
        self.together(mine)
    }
    /// All ranks go on, or none does.
    pub(super) fn together<T>(&self, mine: Result<T, Error>) -> Result<T, Error> {
        self.ranks.together(mine)
    }
    /// Processor time of this process so far, s.
    pub(super) fn cpu_s() -> Option<f64> {
        host::process_cpu_s()
    }
    /// Writes the trace and gives the profile, if they are asked for.
    pub(super) fn report(&self, flags: &RunFlags, session: &Session<'_>) -> Result<Option<Profile>, Error> {
        let observer = self.engine.observer();
        if let Some(path) = &flags.trace {
            let mut path = session.host.folder().join(path);
            if self.engine.rank() > 0 {
                path.add_extension(self.engine.rank().to_string());
            }
            let write = |file| observer.write_trace(self.engine.rank(), BufWriter::new(file));
            File::create(&path).and_then(write).map_err(Error::file("writing", path))?;
        }
        Ok(observer.profile())
    }
}

/// Threads by the flag, the environment, or what the system allows.
fn threads(flags: &RunFlags, session: &Session<'_>) -> Result<usize, Error> {
    if let Some(threads) = flags.threads {
        return Ok(threads.into());
    }
    let Some(word) = session.host.variable(THREADS) else { return Ok(host::available_threads()) };
    let threads = word.parse().ok().filter(|threads| *threads > 0);
    threads.ok_or_else(|| Error::input(format!("{THREADS} is {word}, expected a number of threads"), "unset it"))
}
