//! When ensembles have run long enough.

use super::Walkers;
use crate::diagnose::{Draws, autocorrelation, r_hat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Checks come when the chains are longer by this factor, so that they cost a fixed share of the run.
const FACTOR: f64 = 1.25;
/// Values of each ensemble that R̂ is computed from, about.
const RANKED: usize = 4000;

/// The rules: all must hold, for every free parameter, over the second half of what was kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Monitor {
    /// Whether a run may stop before its last step.
    pub stops: bool,
    /// Kept steps between two looks, at least.
    pub every: u64,
    /// Draws over the autocorrelation time must be above this.
    pub times: f64,
    /// The relative change of the autocorrelation time over the last `every` kept steps must be below this.
    pub change: f64,
    /// R̂ between the ensembles must be below this.
    pub r_hat: f64,
}

impl Default for Monitor {
    fn default() -> Self {
        Self { stops: true, every: 100, times: 50.0, change: 0.01, r_hat: 1.01 }
    }
}

/// The shape of chains as they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) dim: usize,
    pub(super) ensembles: usize,
    pub(super) walkers: usize,
}

impl Shape {
    fn row(self) -> usize {
        self.ensembles * self.walkers * self.dim
    }

    /// Draws in a chain.
    pub(super) fn draws(self, chain: &[f64]) -> usize {
        chain.len() / self.row()
    }

    /// Parameter `k` of every walker, draws `from..to`.
    pub(super) fn walkers(self, chain: &[f64], k: usize, [from, to]: [usize; 2]) -> Draws {
        let (row, all) = (self.row(), self.ensembles * self.walkers);
        let one = |w: usize| (from..to).map(|t| chain[t * row + w * self.dim + k]).collect();
        Draws::new(&(0..all).map(one).collect::<Vec<Vec<f64>>>())
    }

    /// Parameter `k` of every ensemble, its walkers one after the other within each draw.
    pub(super) fn ensembles(self, chain: &[f64], k: usize, [from, to]: [usize; 2]) -> Draws {
        let stride = ((to - from) * self.walkers).div_ceil(RANKED).max(1);
        let one = |g: usize| {
            let row = |t: usize| &chain[t * self.row()..][g * self.walkers * self.dim..][..self.walkers * self.dim];
            (from..to).step_by(stride).flat_map(|t| row(t).iter().skip(k).step_by(self.dim)).copied().collect()
        };
        Draws::new(&(0..self.ensembles).map(one).collect::<Vec<Vec<f64>>>())
    }
}

impl Monitor {
    /// Whether there is a look at so many kept draws.
    fn looks_at(&self, draws: u64) -> bool {
        let every = self.every.max(1);
        let level = |draws: u64| (libm::log(draws as f64 / every as f64) / libm::log(FACTOR)).floor();
        draws > 0 && draws.is_multiple_of(every) && (draws == every || level(draws) > level(draws - every))
    }

    /// Whether the run may stop here; a function of what was kept.
    pub(super) fn is_enough(&self, state: &Walkers, shape: Shape) -> bool {
        let draws = shape.draws(&state.chain) as u64;
        if !self.stops || !self.looks_at(draws) {
            return false;
        }
        let Some(before) = draws.checked_sub(self.every.max(1)).filter(|before| *before > 0) else { return false };
        (0..shape.dim).all(|k| self.holds(&state.chain, shape, k, [before as usize, draws as usize]))
    }

    fn holds(&self, chain: &[f64], shape: Shape, k: usize, [before, now]: [usize; 2]) -> bool {
        let tau = |draws: usize| autocorrelation::time(&shape.walkers(chain, k, [draws / 2, draws])).cautious();
        let latest = tau(now);
        (now - now / 2) as f64 > self.times * latest
            && (tau(before) - latest).abs() < self.change * latest
            && (shape.ensembles == 1 || r_hat(&shape.ensembles(chain, k, [now / 2, now])) < self.r_hat)
    }
}
