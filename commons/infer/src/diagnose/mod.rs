//! How well a run went: convergence of chains, effective sizes, trust in weights, order of insertion.
//!
//! | of | what |
//! |---|---|
//! | chains ([`Draws`]) | [`r_hat`], [`effective_size`], [`standard_error`], [`energy_fraction`] |
//! | ensembles | [`autocorrelation`] |
//! | importance weights | [`pareto_k`] |
//! | nested samples | [`insertion`], [`ranks_of_births`] |
//! | a finished run | [`review()`] |
//!
//! All are plain functions of arrays; transforms are portable ones, so that what is decided by them does not depend on
//! the machine. A verdict over all of them stands in [`Run::verdict`](crate::Run).

pub mod autocorrelation;
mod births;
mod draws;
mod ess;
pub mod insertion;
mod pareto;
mod review;
mod spectrum;

pub use births::ranks_of_births;
pub use draws::{Draws, energy_fraction, r_hat};
pub use ess::{Size, effective_size, standard_error};
pub use pareto::pareto_k;
pub use review::{Review, Reviewed, review};
