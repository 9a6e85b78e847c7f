//! A job seen otherwise: as a stream, or stopping its engine after some blocks.

use crate::{Blocks, Cx, Durable, Identity, Job, Stop};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

/// A job of known length as a stream of unknown length.
pub(super) struct AsStream<'a, J>(pub(super) &'a J);

impl<J: Job> Job for AsStream<'_, J> {
    type Part = J::Part;
    type Scratch = J::Scratch;
    type Error = J::Error;

    fn blocks(&self) -> Blocks {
        Blocks::Stream
    }
    fn part(&self) -> J::Part {
        self.0.part()
    }
    fn scratch(&self) -> J::Scratch {
        self.0.scratch()
    }
    fn read(&self, index: u64, scratch: &mut J::Scratch) -> Result<bool, J::Error> {
        match self.0.blocks() {
            Blocks::Known(n) => Ok(index < n),
            Blocks::Stream => self.0.read(index, scratch),
        }
    }
    fn block(&self, index: u64, part: &mut J::Part, scratch: &mut J::Scratch, cx: &Cx) -> Result<(), J::Error> {
        self.0.block(index, part, scratch, cx)
    }
}

/// A job that sets the stop flag when so many blocks are done.
pub(super) struct StopAfter<'a, J> {
    job: &'a J,
    stop: Arc<Stop>,
    left: AtomicU64,
}

impl<'a, J: Job> StopAfter<'a, J> {
    pub(super) fn new(job: &'a J, stop: &Arc<Stop>, blocks: u64) -> Self {
        stop.clear();
        Self { job, stop: stop.clone(), left: AtomicU64::new(blocks) }
    }
}

impl<J: Job> Job for StopAfter<'_, J> {
    type Part = J::Part;
    type Scratch = J::Scratch;
    type Error = J::Error;

    fn blocks(&self) -> Blocks {
        self.job.blocks()
    }
    fn part(&self) -> J::Part {
        self.job.part()
    }
    fn scratch(&self) -> J::Scratch {
        self.job.scratch()
    }
    fn read(&self, index: u64, scratch: &mut J::Scratch) -> Result<bool, J::Error> {
        self.job.read(index, scratch)
    }
    fn block(&self, index: u64, part: &mut J::Part, scratch: &mut J::Scratch, cx: &Cx) -> Result<(), J::Error> {
        self.job.block(index, part, scratch, cx)?;
        if self.left.fetch_sub(1, Relaxed) == 1 {
            self.stop.now();
        }
        Ok(())
    }
}

impl<J: Durable> Durable for StopAfter<'_, J> {
    fn identity(&self) -> &Identity {
        self.job.identity()
    }
}
