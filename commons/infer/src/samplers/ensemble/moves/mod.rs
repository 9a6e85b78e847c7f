//! The moves of walkers, known by name.
//!
//! A move proposes for each walker of a part of the ensemble from its place and from the walkers of the other parts, and
//! tells the ln factor that keeps the balance.

use crate::{Result, error::require};
use astrarium_io::family;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

mod part;

pub use part::Part;
use part::below;
pub(super) use part::bounds;

family! {
    /// The moves known by name.
    pub enum MoveKind: Move {
        "stretch" => stretch::Stretch, "along the line to another walker (Goodman & Weare 2010)";
        "differential" => differential::Differential, "along the difference of two others (ter Braak 2006)";
        "snooker" => snooker::Snooker, "along the line to another, as far as two others differ (ter Braak & Vrugt 2008)";
        "walk" => walk::Walk, "by the covariance of the others (Goodman & Weare 2010)";
        "kde" => kde::Kde, "anywhere, from a smoothed density of the others; wants many walkers";
        "metropolis" => metropolis::Metropolis, "a random step of given size, alone";
    }
}

/// A move and how often it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighted {
    /// Its share of the steps, relative to the others.
    pub weight: f64,
    /// The move.
    pub of: MoveKind,
}

/// A way to propose.
pub trait Move: Debug + Send + Sync {
    /// Whether it can work with so many free parameters and walkers.
    ///
    /// # Errors
    /// The setting that cannot.
    fn check(&self, dim: usize, walkers: usize) -> Result<()>;

    /// Into how many parts the walkers are dealt.
    fn parts(&self) -> usize {
        2
    }

    /// Whether it knows what to do with periodic parameters.
    fn wraps(&self) -> bool {
        true
    }

    /// Pushes a proposal for each moving walker. One with a NaN is rejected without being evaluated.
    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>);

    /// Writes the ln factor of each of these proposals; nought by default.
    fn ln_factors(&self, _: &Part<'_>, _rows: &[f64], out: &mut [f64]) {
        out.fill(0.0);
    }
}

/// `Ok` if every part of the others has enough walkers.
fn enough(walkers: usize, needed: usize) -> Result<()> {
    require(walkers >= needed, "walkers", walkers as f64, "more of them for this move")
}
