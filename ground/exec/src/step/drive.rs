//! The one loop.

use super::{At, Go, Iteration, Outcome, Watch, Why};
use crate::{Engine, Error, Fault, Kind, ranks::meet, sealed::pack};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Replicated ranks compare their states every so many steps.
const COMPARED_EVERY: u64 = 100;

/// What a rank brings to the point between two steps.
#[derive(Serialize, Deserialize)]
struct Between {
    rank: u32,
    /// Rank 0's word.
    go: Go,
    /// Whether a rank is to stop before the next step, and why.
    stop: Option<Why>,
    hash: Option<u64>,
}

/// Steps until step `max_steps` (counted from the first run's start), a watcher's word, or a stop.
///
/// On several ranks every rank drives the same algorithm from the same state. Before each step they meet: stopping and
/// converging are rank 0's word, an error is everybody's, and every 100 steps the states must be the same bits.
///
/// # Example
/// ```
/// use astrarium_exec::{At, Cx, Engine, Error, Go, Iteration, Why, drive};
///
/// /// Square roots by Newton's method.
/// struct Root(f64);
/// impl Iteration for Root {
///     type State = f64;
///     type Info = f64; // how far it went
///     type Error = Error;
///     fn step(&self, x: &mut f64, _: &Cx) -> Result<f64, Error> {
///         let next = 0.5 * (*x + self.0 / *x);
///         Ok((next - std::mem::replace(x, next)).abs())
///     }
/// }
/// let mut at = At::start(1.0);
/// let mut close = |_: &At<f64>, far: &f64| Ok(if *far < 1e-12 { Go::Converged } else { Go::On });
/// let outcome = drive(&Root(2.0), &mut at, 50, &Engine::serial(), &mut [&mut close])?;
/// assert_eq!((outcome.why, at.step), (Why::Converged, 6));
/// assert!((at.state * at.state - 2.0).abs() < 1e-15);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// The algorithm's, a watcher's, and [`Error::RanksDiffer`]. After an error of the algorithm `at` is as it was before
/// the step.
pub fn drive<A: Iteration>(
    algorithm: &A,
    at: &mut At<A::State>,
    max_steps: u64,
    engine: &Engine,
    watchers: &mut [&mut dyn Watch<A>],
) -> Result<Outcome, A::Error> {
    engine.begin(Some(max_steps.saturating_sub(at.step)));
    let lead = engine.rank() == 0;
    let mut mine: Vec<&mut &mut dyn Watch<A>> =
        watchers.iter_mut().filter(|watch| lead || !watch.is_writer()).collect();
    let why = steps(algorithm, at, max_steps, engine, &mut mine);
    let mut ended = Ok(());
    for watcher in mine {
        let end = watcher.end(at);
        ended = ended.and(end);
    }
    // every rank knows of a failed run; that the end failed on one of them the others have yet to hear
    let why = why?;
    let ended = ended.map(|()| (why, at.step));
    let (why, step) = if engine.n_ranks() > 1 { meet(engine.ranks(), ended, |left, _| Ok(left))? } else { ended? };
    Ok(Outcome { why, step })
}

fn steps<A: Iteration>(
    algorithm: &A,
    at: &mut At<A::State>,
    max_steps: u64,
    engine: &Engine,
    watchers: &mut [&mut &mut dyn Watch<A>],
) -> Result<Why, A::Error> {
    let inside = engine.inside_step();
    let mut go = Go::On;
    loop {
        match settle::<_, A::Error>(engine, at, max_steps, go) {
            Ok(None) => (),
            Ok(Some(why)) => return Ok(why),
            Err(error) => return interrupted(engine, error),
        }
        engine.ranks().take_failed();
        match one(algorithm, at, &inside, watchers) {
            Ok(said) => go = said,
            Err(error) => return failed(engine, error),
        }
        engine.count_block();
    }
}

/// One step, seen by every watcher; the first word that is not `On` counts.
fn one<A: Iteration>(
    algorithm: &A,
    at: &mut At<A::State>,
    inside: &Engine,
    watchers: &mut [&mut &mut dyn Watch<A>],
) -> Result<Go, A::Error> {
    let info = {
        let _span = inside.observer().span("step", 0, Some(at.step));
        algorithm.step(&mut at.state, &inside.cx())?
    };
    at.step += 1;
    let mut go = Ok(Go::On);
    for watcher in watchers.iter_mut() {
        let said = watcher.after(at, &info);
        go = match (go, said) {
            (Ok(Go::On), said) => said,
            (Ok(_), Err(error)) => Err(error),
            (go, _) => go,
        };
    }
    go
}

/// A step or a watcher failed here: all ranks learn of it, unless the failure was all ranks' already.
fn failed<E: Fault>(engine: &Engine, error: E) -> Result<Why, E> {
    let all_know = engine.ranks().take_failed() || engine.n_ranks() == 1;
    if all_know {
        return interrupted(engine, error);
    }
    match meet(engine.ranks(), Err::<Between, E>(error), |left, _| Ok(left)) {
        Err(error) => interrupted(engine, error),
        Ok(_) => Ok(Why::Interrupted), // cannot be: a failure goes before every other word
    }
}

/// An error that says to stop is the end of a run, not its failure.
fn interrupted<E: Fault>(engine: &Engine, error: E) -> Result<Why, E> {
    if error.kind() == Kind::Stopped { Ok(stopped(engine)) } else { Err(error) }
}

fn stopped(engine: &Engine) -> Why {
    match engine.stop().reason() {
        Error::TimeUp { .. } => Why::Limit,
        _ => Why::Interrupted,
    }
}

/// What all ranks do next: rank 0's word, the last step, anybody's stop. `None` is to go on.
fn settle<S: Serialize, E: Fault>(engine: &Engine, at: &At<S>, max_steps: u64, go: Go) -> Result<Option<Why>, E> {
    let is_last = at.step >= max_steps;
    let stop = (go == Go::On && !is_last && engine.stop().is_set()).then(|| stopped(engine));
    let mut all = Between { rank: engine.rank(), go, stop, hash: None };
    if engine.n_ranks() > 1 {
        all.hash = at.step.is_multiple_of(COMPARED_EVERY).then(|| xxh3_64(&pack(at)));
        all = meet(engine.ranks(), Ok::<_, E>(all), same)?;
    }
    Ok(match all.go {
        Go::Converged => Some(Why::Converged),
        Go::Limit => Some(Why::Limit),
        Go::On if is_last => Some(Why::MaxSteps),
        Go::On => all.stop,
    })
}

/// Joins two ranks' words; their states must be the same.
fn same(left: Between, right: Between) -> Result<Between, Error> {
    if left.hash != right.hash {
        let show = |hash: Option<u64>| hash.map_or_else(|| "none".to_owned(), |hash| format!("{hash:016x}"));
        let (found, expected) = (show(right.hash), show(left.hash));
        return Err(Error::RanksDiffer { rank: right.rank, what: "the state", found, expected });
    }
    Ok(Between { stop: left.stop.or(right.stop), ..left })
}
