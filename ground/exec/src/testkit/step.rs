//! An iteration: the same states on every engine, and steps that are whole or have not been.

use super::{got, on_ranks, same};
use crate::{
    At, Engine, Fault, Iteration, Kind, drive,
    sealed::{pack, unpack},
};

/// Steps whose every look at the stop flag is tried.
const CANCELLED_STEPS: u64 = 3;

/// Drives an iteration from `start` by `steps` steps: serially, on 2 and 5 threads, as 3 replicated ranks in one process,
/// and going on from serialised states at every step; and cancels the first steps at every look. Gives the end.
///
/// # Panics
/// If any way gives other bytes than the serial one, or an error; if a cancelled step has changed the state.
pub fn same_bits_step<A>(algorithm: &A, start: &A::State, steps: u64) -> At<A::State>
where
    A: Iteration + Sync,
    A::State: Sync,
{
    let one = driven("serially", algorithm, start, steps, &Engine::serial());
    let bytes = pack(&one);
    for threads in [2, 5] {
        let how = format!("on {threads} threads");
        same(&how, &pack(&driven(&how, algorithm, start, steps, &Engine::with_threads(threads))), &bytes);
    }
    let ranks = on_ranks(3, 2, |engine| pack(&driven("on ranks", algorithm, start, steps, engine)));
    for (rank, found) in ranks.iter().enumerate() {
        same(&format!("on rank {rank} of 3"), found, &bytes);
    }
    same("from serialised states", &pack(&restarted(algorithm, start, steps)), &bytes);
    for threads in [1, 3] {
        cancelled(algorithm, start, steps.min(CANCELLED_STEPS), &Engine::with_threads(threads));
    }
    one
}

fn driven<A: Iteration>(how: &str, algorithm: &A, start: &A::State, steps: u64, engine: &Engine) -> At<A::State> {
    let mut at = At::start(start.clone());
    got(how, drive(algorithm, &mut at, steps, engine, &mut []));
    at
}

/// Serialised and read back after every step.
fn restarted<A: Iteration>(algorithm: &A, start: &A::State, steps: u64) -> At<A::State> {
    let engine = Engine::serial();
    let mut at = At::start(start.clone());
    for step in 1..=steps {
        at = unpack(&pack(&at)).expect("what was packed can be unpacked");
        got("from serialised states", drive(algorithm, &mut at, step, &engine, &mut []));
    }
    at
}

/// Each step is tried with a stop at its first look, its second, and so on until it gets through.
fn cancelled<A: Iteration>(algorithm: &A, start: &A::State, steps: u64, engine: &Engine) {
    let mut state = start.clone();
    for step in 0..steps {
        let before = pack(&state);
        for look in 0.. {
            engine.stop().at_look(Some(look));
            match algorithm.step(&mut state, &engine.cx()) {
                Ok(_) => break,
                Err(error) if error.kind() == Kind::Stopped => {
                    same(&format!("step {step} cancelled at look {look}"), &pack(&state), &before);
                }
                Err(error) => panic!("step {step}: {error}"),
            }
        }
    }
    engine.stop().clear();
}
