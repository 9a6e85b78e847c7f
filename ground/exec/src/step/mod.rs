//! What goes in steps: samplers, deconvolutions, integrators, training.

mod ask;
mod checkpoint;
mod drive;
mod evaluate;
mod fuse;
mod iteration;
mod rows;
mod trace;

pub use ask::{Ask, AskTell, Evaluated};
pub use checkpoint::{Checkpoint, Saved, resume};
pub use drive::drive;
pub use evaluate::{Evaluate, Scratch, evaluate};
pub use fuse::{Fit, fuse};
pub use iteration::{At, Go, Iteration, Outcome, Watch, Why};
pub use rows::{Evaluations, Rows};
pub use trace::Trace;
