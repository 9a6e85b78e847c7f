//! When ensembles have run long enough.

use super::{Walkers, shape::Shape};
use crate::diagnose::r_hat;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Checks come when the chains are longer by this factor, so that they cost a fixed share of the run.
const FACTOR: f64 = 1.25;
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
        let (before, now) = (before as usize, draws as usize);
        // most looks end with the first parameter
        self.holds(&state.chain, shape, 0..1, [before, now])
            && (shape.dim == 1 || self.holds(&state.chain, shape, 1..shape.dim, [before, now]))
            && self.agree(&state.chain, shape, now)
    }

    /// Whether these parameters have autocorrelation times which are short and have settled.
    fn holds(&self, chain: &[f64], shape: Shape, parameters: Range<usize>, [before, now]: [usize; 2]) -> bool {
        let times = |draws: usize| shape.times(chain, parameters.clone(), [draws / 2, draws]);
        let latest = times(now);
        latest.iter().all(|time| (now - now / 2) as f64 > self.times * time.cautious())
            && times(before)
                .iter()
                .zip(&latest)
                .all(|(before, latest)| (before.cautious() - latest.cautious()).abs() < self.change * latest.cautious())
    }

    /// Whether the ensembles agree in every parameter.
    fn agree(&self, chain: &[f64], shape: Shape, now: usize) -> bool {
        shape.ensembles == 1 || (0..shape.dim).all(|k| r_hat(&shape.ensembles(chain, k, [now / 2, now])) < self.r_hat)
    }
}
