//! A fold, in every way there is to run it.

use super::{
    Memory,
    adapters::{AsStream, StopAfter},
    got, on_ranks, same,
};
use crate::{Durable, Engine, Fault, Kind, Merge, sealed::pack, seam};
use std::time::Duration;

/// Looks at the stop flag at which a run is cancelled, besides every block.
const LOOKS: u32 = 40;

/// Runs a fold serially, on 2 and 5 threads, as 3 ranks in one process, as a stream, as parts merged in several orders,
/// and cancelled and resumed at every block; gives the result.
///
/// Runs the job about 60 times. A job that is a stream itself must rewind when block 0 is read; it is not cut into parts.
///
/// # Panics
/// If any way gives other bytes than the serial one, or an error.
pub fn same_bits<J: Durable<Part: Merge>>(job: &J) -> J::Part {
    let one = got("serially", Engine::serial().fold(job));
    let bytes = pack(&one);
    for threads in [2, 5] {
        let engine = Engine::with_threads(threads);
        same(&format!("on {threads} threads"), &pack(&got("on threads", engine.fold(job))), &bytes);
        same(
            &format!("as a stream on {threads} threads"),
            &pack(&got("as a stream", engine.fold(&AsStream(job)))),
            &bytes,
        );
    }
    for (rank, found) in on_ranks(3, 2, |engine| pack(&got("on ranks", engine.fold(job)))).iter().enumerate() {
        same(&format!("on rank {rank} of 3"), found, &bytes);
    }
    if let Some(n) = job.blocks().known() {
        in_parts(job, n, &bytes);
    }
    for threads in [1, 3] {
        stopped_at_every_block(job, threads, &bytes);
    }
    for look in 0..LOOKS {
        stopped_at_look(job, look, &bytes);
    }
    one
}

/// As parts of unlike lengths, merged forwards, backwards, and from the middle.
fn in_parts<J: Durable<Part: Merge>>(job: &J, n: u64, bytes: &[u8]) {
    let engine = Engine::with_threads(2);
    let cuts: Vec<u64> = [0, n / 7, n / 3, n / 3 + n / 5, n - n / 9, n].into();
    let run = |cut: &[u64]| got("as parts", seam::run_blocks(&engine, job, cut[0]..cut[1]));
    let parts: Vec<Vec<u8>> = cuts.windows(2).map(run).collect();
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 3, 0, 4, 2]] {
        let mut all = parts[order[0]].clone();
        for k in &order[1..] {
            all = got("merging", seam::merge(job, &all, &parts[*k]));
        }
        same(&format!("as parts in the order {order:?}"), &pack(&got("finishing", seam::finish(job, &all))), bytes);
    }
}

/// Stopped after every single block, and gone on from the file.
fn stopped_at_every_block<J: Durable<Part: Merge>>(job: &J, threads: usize, bytes: &[u8]) {
    let (store, engine) = (Memory::default(), Engine::with_threads(threads));
    let how = format!("stopped at every block on {threads} threads");
    loop {
        let stopping = StopAfter::new(job, engine.stop(), 1);
        match engine.fold_saved(&stopping, &store, "kit", Duration::ZERO) {
            Ok(part) => return same(&how, &pack(&part), bytes),
            Err(error) if error.kind() == Kind::Stopped => {
                assert!(engine.observer().progress().blocks() > 0, "{how}: a run was stopped before its first block");
            }
            Err(error) => panic!("{how}: {error}"),
        }
    }
}

/// Stopped wherever the job looks at the flag, inside blocks too, and gone on with by another number of threads.
fn stopped_at_look<J: Durable<Part: Merge>>(job: &J, look: u32, bytes: &[u8]) {
    let (store, engine) = (Memory::default(), Engine::serial());
    let how = format!("stopped at look {look}");
    engine.stop().at_look(Some(look));
    let first = engine.fold_saved(job, &store, "kit", Duration::ZERO);
    if let Some(error) = first.err().filter(|error| error.kind() != Kind::Stopped) {
        panic!("{how}: {error}");
    }
    let engine = Engine::with_threads(1 + look as usize % 4);
    same(&how, &pack(&got(&how, engine.fold_saved(job, &store, "kit", Duration::MAX))), bytes);
}
