//! Conformance checks: whatever the engine promises, a job of your own can be judged by.
//!
//! A check panics with what differs and where; on success it gives the result, to be looked at further.
//!
//! | check | of |
//! |---|---|
//! | [`same_bits`] | a fold |
//! | [`same_bits_fill`] | a fill |
//! | [`same_bits_step`] | an iteration: also that a cancelled step has not been |
//! | [`same_bits_rows`] | an evaluator: rows do not know their neighbours |
//!
//! [`toy`] holds the parts that the kit checks the engine itself with: they do not commute, because sums would hide a
//! wrong order of merging.

mod adapters;
mod fill;
mod fold;
mod memory;
mod rows;
mod step;
pub mod toy;

pub use fill::same_bits_fill;
pub use fold::same_bits;
pub use memory::Memory;
pub use rows::same_bits_rows;
pub use step::same_bits_step;

use crate::{Engine, Fault, Threads};
use std::thread;

/// Runs something on ranks that are threads, each with an engine of `threads`; what each rank gave.
///
/// # Panics
/// If a rank does.
pub fn on_ranks<T: Send>(size: u32, threads: usize, run: impl Fn(&Engine) -> T + Sync) -> Vec<T> {
    let run = &run;
    thread::scope(|scope| {
        let start = |comm| scope.spawn(move || run(&Engine::with_threads(threads).with_ranks(comm)));
        let ranks: Vec<_> = Threads::world(size).into_iter().map(start).collect();
        ranks.into_iter().map(|rank| rank.join().expect("the rank has told its reason")).collect()
    })
}

/// The value, or a panic that says how it was to be got.
fn got<T, E: Fault>(how: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{how}: {error}"))
}

/// Panics where bytes differ.
fn same(how: &str, found: &[u8], expected: &[u8]) {
    if found != expected {
        let place = found.iter().zip(expected).position(|(a, b)| a != b);
        let place = place.unwrap_or(found.len().min(expected.len()));
        panic!("{how}: {} bytes instead of {}, the first difference at byte {place}", found.len(), expected.len());
    }
}
