//! The machine: jobs over blocks, on threads, ranks and parts.
#![allow(
    missing_docs,
    missing_debug_implementations,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    unreachable_pub,
    reason = "first landing of the API; the documented crate follows"
)]
#![allow(clippy::doc_markdown, clippy::too_many_arguments, unused_qualifications, reason = "first landing")]
mod checkpoint;
mod comm;
mod engine;
mod error;
mod fill;
mod forest;
mod job;
mod logs;
mod parts;
mod ranks;
mod run;
pub mod seam;
mod spare;
mod step;
mod store;
pub use self::{checkpoint::*, comm::*, engine::*, error::*, fill::*, forest::*};
pub use self::{job::*, logs::*, parts::*, step::*, store::*};
use self::{ranks::*, run::*, spare::*};
