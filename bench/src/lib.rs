//! Event files for benchmarks: a source that varies, seen by a detector with the table layout of NICER.
mod events;
pub mod nicer;
mod variability;

pub use self::{
    events::Arrivals,
    variability::{Variability, Walk},
};
