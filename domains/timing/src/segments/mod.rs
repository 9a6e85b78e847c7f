//! Segments of events and light curves as bins, ready to be transformed: what power and cross spectra share.
mod band;
mod counting;
mod curve;
mod cut;
mod events;
mod feed;
mod files;
mod input;
mod plan;

pub(crate) use band::Band;
pub(crate) use cut::Scratch;
pub(crate) use cut::Segments;
pub use feed::{Feed, FeedItem};
pub(crate) use input::Input;
pub(crate) use plan::{Plan, PlanSpec};
