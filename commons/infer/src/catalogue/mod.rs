//! Thousands of independent fits at once.
//!
//! A [`CatalogueJob`] is a fill over blocks of sources: a block's fits go on together, so that a batch holds rows of all of
//! them; blocks are shared out over threads and ranks; rows that are done are skipped at a resume. A source has the bits
//! that it has alone, whatever stands beside it: its seed comes from its id, not from its place. [`posteriors()`] fits with any
//! sampler and keeps a [`Summary`] of each source.

mod job;
mod posteriors;
mod summary;
#[cfg(test)]
mod tests;

pub use job::{CatalogueJob, CatalogueSettings, FitOf, SourceRow, source_seed};
pub use posteriors::{Beside, Fits, SharesBatches, posteriors};
pub use summary::{Summary, summarise};
