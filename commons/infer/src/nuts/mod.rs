//! Hamiltonian sampling: the no-U-turn sampler and trajectories of fixed length, as state machines that ask and tell.
//!
//! A chain asks for one gradient at a time, so that a batch holds a leapfrog of every chain, a checkpoint may be taken at
//! any gradient, and no chain waits for another.

mod chain;
mod check;
mod metric;
mod run;
mod sampler;
mod settings;
mod step_size;
#[cfg(test)]
mod tests;
mod tree;
mod window;

pub use chain::{Chain, DrawStats};
pub use check::{Mismatch, check_gradient};
pub use sampler::{Nuts, NutsState, Progress};
pub use settings::{Length, NutsSettings, Rounding};
