//! Bytes between ranks, and the points at which all ranks meet.

mod callbacks;
mod collect;
mod comm;
mod local;
#[cfg(feature = "mpi")]
mod mpi;
mod threads;

pub use callbacks::Callbacks;
pub use comm::Comm;
pub use local::Local;
#[cfg(feature = "mpi")]
pub use mpi::Mpi;
pub use threads::Threads;

pub(crate) use collect::{Ranks, agree, lead, meet, reduce};
