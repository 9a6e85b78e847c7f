//! What a domain author sees: a job, its parts, the context of a block.
use crate::{Engine, Error, Fault, Identity};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    ops::Range,
    sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed},
};

/// What a block yields. It is made once, then recycled.
pub trait Part: Send + Serialize + DeserializeOwned {
    /// Back to what [`Job::part`] made, keeping the memory.
    fn clear(&mut self);
    /// Memory held, for `plan` and `--mem`.
    fn bytes(&self) -> usize;
}

/// A part of a fold.
pub trait Merge: Part {
    /// Absorbs `later`, the blocks right after mine; what is left in it is cleared and reused.
    fn merge(&mut self, later: &mut Self);
}

/// How many blocks there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blocks {
    Known(u64),
    /// As many as [`Job::read`] finds.
    Stream,
}

/// Items cut into blocks of a fixed size.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub items: usize,
    pub size: usize,
}
impl Cut {
    pub fn blocks(self) -> Blocks {
        Blocks::Known(self.items.div_ceil(self.size) as u64)
    }
    pub fn range(self, index: u64) -> Range<usize> {
        let first = index as usize * self.size;
        first..(first + self.size).min(self.items)
    }
}

/// A computation over independent blocks. With `Part: Merge` it is a fold, else a fill.
pub trait Job: Sync {
    type Part: Part;
    /// One per worker, made once.
    type Scratch: Send;
    type Error: Fault;
    fn blocks(&self) -> Blocks;
    /// An empty part; the job alone knows its shape.
    fn part(&self) -> Self::Part;
    fn scratch(&self) -> Self::Scratch;
    /// Streams only: reads the input of block `index` into `scratch`, in order, one worker at a time; `false` at the end.
    fn read(&self, _index: u64, _scratch: &mut Self::Scratch) -> Result<bool, Self::Error> {
        Ok(true)
    }
    /// Computes block `index` into the empty `part`.
    fn block(&self, index: u64, part: &mut Self::Part, scratch: &mut Self::Scratch, cx: &Cx)
    -> Result<(), Self::Error>;
}

/// A job whose parts may be written: the outermost one. Jobs inside a step or a block need no identity.
pub trait Durable: Job {
    fn identity(&self) -> &Identity;
}

/// The one flag that signals, deadlines and tests set.
#[derive(Debug)]
pub struct Stop(AtomicBool, AtomicI64);
impl Default for Stop {
    fn default() -> Self {
        Self(AtomicBool::new(false), AtomicI64::new(i64::MAX))
    }
}
impl Stop {
    pub fn now(&self) {
        self.0.store(true, Relaxed);
    }
    /// For the kit: sets itself at the `n`-th look from now (`u64` of none: never).
    pub fn at_look(&self, n: Option<u32>) {
        self.0.store(false, Relaxed);
        self.1.store(n.map_or(i64::MAX, i64::from), Relaxed);
    }
    pub fn is_set(&self) -> bool {
        if self.1.load(Relaxed) != i64::MAX && self.1.fetch_sub(1, Relaxed) <= 0 {
            self.now();
        }
        self.0.load(Relaxed)
    }
}

/// What a block or a step may ask of the machine.
pub struct Cx<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) limit: Option<(&'a AtomicU64, u64)>,
}
impl<'a> Cx<'a> {
    /// The engine for work inside: threads to spare or serial, never ranks below the outermost job.
    pub fn engine(&self) -> &'a Engine {
        self.engine
    }
    /// To be asked in long blocks: stopped, or made useless by an earlier failure.
    pub fn check(&self) -> Result<(), Error> {
        let useless = self.limit.is_some_and(|(limit, block)| block >= limit.load(Relaxed));
        if useless || self.engine.stop().is_set() { Err(Error::Stopped) } else { Ok(()) }
    }
    /// The stage that follows, for trace and profile, until the guard is dropped.
    pub fn span(&self, stage: &'static str) -> Span {
        Span(stage)
    }
    /// Bytes read from the input, for the profile.
    pub fn read_bytes(&self, _bytes: u64) {}
    /// Progress, in the job's unit.
    pub fn advance(&self, units: u64) {
        self.engine.advance(units);
    }
}

/// A stage that runs until it is dropped.
#[derive(Debug)]
#[must_use = "a span ends when it is dropped"]
pub struct Span(#[allow(dead_code, reason = "filled by the observer")] &'static str);

/// The number of blocks, as far as it is known.
pub(crate) fn blocks<J: Job>(job: &J) -> u64 {
    match job.blocks() {
        Blocks::Known(n) => n,
        Blocks::Stream => u64::MAX,
    }
}
