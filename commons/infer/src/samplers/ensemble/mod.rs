//! Affine-invariant ensembles of walkers.
//!
//! In a step the walkers of an ensemble are dealt at random to halves (quarters for the snooker); each half in turn moves
//! along the others, `q` from `s` with the factor `f` of the [move](moves), and is taken with probability
//! `min(1, e^f P(q) / P(s))`. All proposals of a half, and of all independent ensembles, are one batch.
//!
//! # Source
//! Goodman & Weare 2010, Commun. Appl. Math. Comput. Sci. 5, 65; Foreman-Mackey et al. 2013, PASP 125, 306

mod machine;
mod monitor;
pub mod moves;
mod run;
mod shape;
mod start;
mod stepper;

pub use machine::{Accepted, Machine, Walkers};
pub use monitor::Monitor;
pub use run::Monitored;
pub use start::Start;
pub use stepper::{Stepper, Told};

use moves::{MoveKind, Weighted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Ensemble {
    /// Walkers of each ensemble; 0 means the larger of 32 and four for each free parameter.
    pub walkers: usize,
    /// Ensembles that know nothing of each other: what convergence is judged by.
    pub ensembles: usize,
    /// The moves, one of which is drawn for each step.
    pub moves: Vec<Weighted>,
    /// Where the walkers start.
    pub start: Start,
    /// Steps at most.
    pub max_steps: u64,
    /// Every how many steps one is kept.
    pub thin: u64,
    /// When to stop before `max_steps`.
    pub monitor: Monitor,
    /// Kept steps left out at the beginning; without it the first half, and at least two autocorrelation times.
    pub burn_in: Option<u64>,
    /// Whether fewer than two walkers for each free parameter are allowed.
    pub allow_few: bool,
}

impl Default for Ensemble {
    fn default() -> Self {
        Self {
            walkers: 0,
            ensembles: 4,
            moves: vec![Weighted { weight: 1.0, of: MoveKind::Stretch(moves::Stretch::default()) }],
            start: Start::Prior,
            max_steps: 10_000,
            thin: 1,
            monitor: Monitor::default(),
            burn_in: None,
            allow_few: false,
        }
    }
}

impl Ensemble {
    /// Walkers of each ensemble in a space of this dimension.
    pub fn walkers_in(&self, dim: usize) -> usize {
        if self.walkers == 0 { (4 * dim).max(32) } else { self.walkers }
    }
}
