//! The machine a computation may use, and the ways to run a job on it.

mod fill;
mod fold;
mod machine;
mod plan;
mod pool;

pub use machine::Engine;
pub use plan::{Estimate, share_of};
