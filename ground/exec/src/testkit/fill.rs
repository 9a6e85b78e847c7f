//! A fill, in every way there is to run it.

use super::{
    adapters::{AsStream, StopAfter},
    got, on_ranks, same,
};
use crate::{Engine, Fault, Job, Kept, Kind, sealed::pack};
use std::{collections::BTreeMap, time::Duration};

/// Runs a fill serially, on 2 and 5 threads, as 3 ranks in one process, as a stream, and cancelled and gone on with at
/// every block; gives the parts by block.
///
/// # Panics
/// If any way gives other bytes than the serial one, or an error.
pub fn same_bits_fill<J: Job<Part: Clone>>(job: &J) -> BTreeMap<u64, J::Part> {
    let one = filled("serially", &Engine::serial(), job);
    let bytes = pack(&one);
    for threads in [2, 5] {
        let engine = Engine::with_threads(threads);
        same(&format!("on {threads} threads"), &pack(&filled("on threads", &engine, job)), &bytes);
        let stream = filled("as a stream", &engine, &AsStream(job));
        same(&format!("as a stream on {threads} threads"), &pack(&stream), &bytes);
    }
    for (rank, found) in on_ranks(3, 2, |engine| pack(&filled("on ranks", engine, job))).iter().enumerate() {
        same(&format!("on rank {rank} of 3"), found, &bytes);
    }
    for threads in [1, 3] {
        same(&format!("stopped at every block on {threads} threads"), &pack(&stopped(job, threads)), &bytes);
    }
    one
}

fn filled<J: Job<Part: Clone>>(how: &str, engine: &Engine, job: &J) -> BTreeMap<u64, J::Part> {
    let sink = Kept::default();
    got(how, engine.fill(job, &sink, Duration::MAX));
    sink.into_parts()
}

fn stopped<J: Job<Part: Clone>>(job: &J, threads: usize) -> BTreeMap<u64, J::Part> {
    let (sink, engine) = (Kept::default(), Engine::with_threads(threads));
    loop {
        let stopping = StopAfter::new(job, engine.stop(), 1);
        match engine.fill(&stopping, &sink, Duration::ZERO) {
            Ok(()) => return sink.into_parts(),
            Err(error) if error.kind() == Kind::Stopped => {
                assert!(engine.observer().progress().blocks() > 0, "a fill was stopped before its first block");
            }
            Err(error) => panic!("stopped at every block: {error}"),
        }
    }
}
