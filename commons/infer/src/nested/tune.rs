//! What follows the counts of a run: the scale of steps, their number, when to make a bound.

use super::{
    chains::{Arrived, Tally},
    kernel::Kernel,
};
use serde::{Deserialize, Serialize};

/// The jump ratio below which chains are too short, and above which they are longer than need be.
const TOO_SHORT: f64 = 0.90;
const TOO_LONG: f64 = 0.99;
/// Factors on the number of steps, and the most there may be of the number at first.
const LONGER: f64 = 1.3;
const SHORTER: f64 = 1.15;
const MOST: f64 = 64.0;

/// A stretch of a run, and how its chains mixed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// ln of the prior volume at its end.
    pub ln_x: f64,
    /// The jump ratio over the last two stretches; NaN where there were no chains.
    pub jump: f64,
    /// Steps of its chains.
    pub steps: u32,
    /// Evaluations up to its end.
    pub calls: u64,
}

/// Sums of squared distances: how far chains went, and how far apart live points are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Jumps {
    gone: f64,
    apart: f64,
    points: u64,
}

/// Tuned numbers and what they are tuned by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tune {
    pub scale: f64,
    /// Steps of a chain: the number in use is rounded.
    pub steps: f64,
    first_steps: f64,
    /// Evaluations at the last bound, and how many bounds there were.
    pub bound_calls: u64,
    pub bounds: u64,
    /// Bounds in a row for which one ellipsoid was enough.
    pub singles: u32,
    /// Since the last bound of a uniform kernel: rows evaluated, points found, draws tried.
    pub evaluated: u64,
    pub found: u64,
    pub drawn: u64,
    /// The first two of earlier bounds, each half as important as the one after it.
    spent: f64,
    gained: f64,
    now: Jumps,
    before: Jumps,
    pub tally: Tally,
    pub stretches: Vec<Stretch>,
    /// Whether uniform draws were given up.
    pub left_uniform: bool,
}

impl Tune {
    /// For a new kernel.
    pub(super) fn begin(&mut self, steps: usize) {
        (self.scale, self.steps, self.first_steps) = (1.0, steps as f64, steps as f64);
        (self.now, self.before) = (Jumps::default(), Jumps::default());
    }

    /// Steps of a chain.
    pub(super) fn steps(&self) -> u32 {
        self.steps.round().max(1.0) as u32
    }

    /// A bound was made.
    pub(super) fn bound_made(&mut self, calls: u64, ellipsoids: usize) {
        self.bound_calls = calls;
        self.bounds += 1;
        self.singles = if ellipsoids == 1 { self.singles + 1 } else { 0 };
        (self.spent, self.gained) = self.uniform_cost();
        (self.spent, self.gained) = (0.5 * self.spent, 0.5 * self.gained);
        (self.evaluated, self.found, self.drawn) = (0, 0, 0);
    }

    /// Rows evaluated by uniform draws and points found by them, of late.
    pub(super) fn uniform_cost(&self) -> (f64, f64) {
        (self.spent + self.evaluated as f64, self.gained + self.found as f64)
    }

    /// The scale after an iteration's chains.
    ///
    /// Walks: `scale exp((F − ½)/(d ½))` with the accepted part F; slices: `scale × 2E/(E + C)` with the steps out and in,
    /// between half and twice.
    pub(super) fn after_chains(&mut self, kernel: Kernel, tally: Tally, dim: usize) {
        let (accepted, rejected) = (tally.accepted as f64, tally.rejected as f64);
        if kernel == Kernel::Rwalk {
            let target = 0.5_f64.max(1.0 / self.steps);
            let part = accepted / (accepted + rejected).max(1.0);
            self.scale *= libm::exp((part - target) / (dim as f64 * target));
        } else {
            let (out, inward) = ((tally.expanded as f64).max(1.0), tally.contracted as f64);
            self.scale *= (2.0 * out / (out + inward)).clamp(0.5, 2.0);
        }
        let sum = &mut self.tally;
        sum.accepted += tally.accepted;
        sum.rejected += tally.rejected;
        sum.expanded += tally.expanded;
        sum.contracted += tally.contracted;
        sum.stuck += tally.stuck;
    }

    /// A chain went so far; two live points are so far apart.
    pub(super) fn jumped(&mut self, gone: f64, apart: f64) {
        self.now.gone += gone;
        self.now.apart += apart;
    }

    /// So many points were replaced. After `stretch` of them the jump ratio is looked at, and the steps follow it.
    pub(super) fn replaced(&mut self, points: usize, stretch: u64, adapts: bool, at: (f64, u64)) {
        self.now.points += points as u64;
        if self.now.points < stretch {
            return;
        }
        let (ln_x, calls) = at;
        let jump = (self.now.gone + self.before.gone) / (self.now.apart + self.before.apart);
        self.stretches.push(Stretch { ln_x, jump, steps: self.steps(), calls });
        (self.before, self.now) = (self.now, Jumps::default());
        if !adapts || jump.is_nan() {
            return;
        }
        if jump < TOO_SHORT {
            self.steps = (self.steps * LONGER).min(MOST * self.first_steps);
            // chains of another length are another measurement
            self.before = Jumps::default();
        } else if jump > TOO_LONG {
            self.steps = (self.steps / SHORTER).max(self.first_steps);
        }
    }
}

impl Arrived<'_> {
    /// Whether it is of the same piece.
    pub(super) fn is_with(&self, label: u32) -> bool {
        self.label == label
    }
}
