//! Event files for benchmarks: a source that varies, seen by a detector with NICER's table layout.
mod events;
mod variability;

pub use self::{
    events::Arrivals,
    variability::{Variability, Walk},
};
