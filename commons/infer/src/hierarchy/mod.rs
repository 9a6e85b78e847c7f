//! Populations: what fits of many sources, each by itself, say of all of them.
//!
//! [`Reweighted`] is a density over population parameters from the sources' samples or from tables of their likelihoods;
//! [`NormalPopulation`] is the closed form for normal measurements of a normal population. Any sampler runs on them.

mod closed;
mod population;
mod reweight;
mod sources;
#[cfg(test)]
mod tests;

pub use closed::NormalPopulation;
pub use population::{Normal, Population};
pub use reweight::{Guards, Reweighted};
pub use sources::{Selection, Source, Word};
