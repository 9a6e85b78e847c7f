//! The machine: jobs over blocks, with the same bits on threads, ranks, parts and streams.
//!
//! Everything that runs is a [`Job`]: independent blocks, each giving a [`Part`]. Three kinds:
//!
//! | kind | what | how it runs |
//! |---|---|---|
//! | **fold** | parts merge ([`Merge`]) | [`Engine::fold`], [`fold_saved`](Engine::fold_saved), [`part`](Engine::part), [`seam`]; threads, ranks, parts, streams, resume |
//! | **fill** | parts have a place in the output ([`Sink`]) | [`Engine::fill`], [`fold_and_fill`](Engine::fold_and_fill); threads, ranks, streams, resume |
//! | **step** | an [`Iteration`] goes on from a state | [`drive`]; ranks are replicated, the folds and fills inside a step are shared; resume |
//!
//! An [`Engine`] is a value, passed in: threads, ranks, limits, and whom to tell ([`observe`]). Numbers never depend on
//! it. A fold's pairs depend on block numbers alone (`fold/README.md` explains the tree), a fill's rows have one owner,
//! and a step's state is the same on all ranks. A domain's own error passes through with its type ([`Fault`]); the
//! lowest-numbered failing block is reported, whoever ran it. Runs are resumed from files that name the run they belong
//! to ([`Identity`]).
//!
//! Not here: clocks in results, environment variables, printing, command lines. Devices have their seat in `Engine`.

mod cx;
mod engine;
mod error;
pub mod f64s;
mod fill;
mod fold;
pub mod host;
mod identity;
mod job;
pub mod observe;
mod parts;
mod ranks;
mod sealed;
pub mod seam;
mod simd;
mod step;
mod stop;
mod store;
#[cfg(feature = "testkit")]
pub mod testkit;

pub use cx::Cx;
pub use engine::{Engine, Estimate, share_of};
pub use error::{Error, Fault, Kind};
pub use fill::{Chunks, Kept, Logs, Plain, Sink, Slots};
pub use fold::Forest;
pub use identity::{Identity, Input, spec_hash};
pub use job::{Blocks, Cut, Durable, Job, Merge, Part};
pub use parts::{Both, Sums};
#[cfg(feature = "mpi")]
pub use ranks::Mpi;
pub use ranks::{Callbacks, Comm, Local, Threads};
pub use simd::{Simd, UnknownSimd};
pub use step::{Ask, AskTell, At, Checkpoint, Evaluate, Evaluated, Evaluations, Fit, Go, Iteration, Outcome, Rows};
pub use step::{Saved, Scratch, Trace, Watch, Why, drive, evaluate, fuse, resume};
pub use stop::Stop;
pub use store::{Folder, Saving, Store, load, save};
