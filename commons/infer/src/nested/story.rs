//! How a run went, for its result and its verdict.

use super::{
    kernel::Kernel,
    ranks::Ranks,
    record::Record,
    run::settings_of,
    settings::KernelKind,
    state::{End, State},
    tune::Stretch,
};
use crate::{Counts, Error, Result, Run};
use astrarium_exec::Why;
use serde::{Deserialize, Serialize};

/// Limits of the verdict.
const INSERTION_Z: f64 = 4.0;
const INSERTION_P: f64 = 1e-4;
/// Too short chains raise ln Z by about this, times (1 − J)², for each e-fold of prior volume: J = 0.76 raised it by 0.04
/// over 16 (ten parameters), J = 0.67 and 0.56 by 0.19 and 0.32 over 22 (twenty-five).
const RAISED: f64 = 0.08;
/// What that may come to, in units of the error of ln Z.
const LARGEST_RISE: f64 = 0.5;
/// The weight outside the bulk, on either side.
const OUTSIDE_BULK: f64 = 0.01;

/// What is told of one run or of several after each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Story {
    pub counts: Counts,
    iterations: u64,
    tried: u64,
    found: usize,
    kernel: Kernel,
    steps: u32,
    scale: f64,
    bounds: u64,
    ellipsoids: usize,
    expansion: f64,
    stuck: u64,
    left_uniform: bool,
    ranks: Ranks,
    /// The stretches of runs that begin at the prior: only they know their prior volume.
    stretches: Vec<Stretch>,
}

impl Story {
    /// A run's part of it.
    pub(super) fn add(&mut self, state: &State) {
        let tune = &state.tune;
        self.counts.calls += state.counts.calls;
        self.counts.steps += state.counts.steps;
        for (why, count) in &state.counts.failed {
            *self.counts.failed.entry(why.clone()).or_default() += count;
        }
        self.iterations += state.iteration;
        self.tried += state.tried;
        self.found = state.live.len();
        (self.kernel, self.steps, self.scale) = (state.kernel, tune.steps(), tune.scale);
        self.bounds += tune.bounds;
        (self.ellipsoids, self.expansion) = (state.bound.ellipsoids.len(), state.bound.expansion);
        self.stuck += tune.tally.stuck;
        self.left_uniform |= tune.left_uniform;
        self.ranks.entered.extend(&state.ranks.entered);
        if state.tried > 0 {
            self.stretches.extend(&tune.stretches);
        }
    }

    /// The kernel in use at the end.
    pub(super) fn last_kernel(&self) -> Kernel {
        self.kernel
    }

    /// An error if the prior has hardly any point to begin from.
    pub(super) fn require_start(&self, end: Option<End>, needed: usize) -> Result<()> {
        if end != Some(End::Impossible) && self.found > 0 {
            return Ok(());
        }
        let purpose = "start from (finite ln L among the draws from the prior)";
        Err(Error::TooFew { purpose, found: self.found, needed })
    }

    /// What a run cost and how it went.
    pub(super) fn describe(&self, run: &mut Run, end: Option<End>, why: Why) {
        run.counts = self.counts.clone();
        run.note("iterations", self.iterations);
        run.note("kernel", self.kernel.name());
        run.note("kernel_steps", self.steps);
        run.note("kernel_scale", self.scale);
        run.note("bounds", self.bounds);
        run.note("ellipsoids", self.ellipsoids);
        run.note("bootstrap_expansion", self.expansion);
        run.note("left_uniform", self.left_uniform);
        run.note("stuck_chains", self.stuck);
        run.note("prior_draws", self.tried);
        run.note("efficiency", self.iterations as f64 / self.counts.calls.max(1) as f64);
        run.note("stretches", settings_of(&self.stretches));
        run.note("ended", settings_of(&end));
        let test = self.ranks.test();
        run.note("insertion_z", test.z);
        run.note("insertion_p", test.p);
        run.note("insertion_p_rolling", test.p_rolling);
        run.verdict
            .expect(end.is_some(), || format!("stopped early ({why:?}) before ln Z had settled; resume to go on"));
    }

    /// Whether to trust the run.
    pub(super) fn judge(&self, run: &mut Run, end: Option<End>, record: &Record) {
        run.verdict.expect(end != Some(End::Limit), || {
            "stopped by a limit on evaluations, iterations or batches before its own rule; raise the limit".to_owned()
        });
        let ties = record.table.ln_l.windows(2).filter(|pair| pair[0] == pair[1]).count();
        // tied ln L have no ranks
        if ties * 100 < record.len() {
            let test = self.ranks.test();
            run.verdict.expect(test.z.abs() < INSERTION_Z, || {
                format!("insertion ranks have z = {:.1}, expected below {INSERTION_Z} in size; try more steps", test.z)
            });
            run.verdict.expect(test.p > INSERTION_P, || {
                format!("insertion ranks have p = {:.1e}, expected above {INSERTION_P}; try more steps", test.p)
            });
        }
        let (least, rise) = self.jumps(run).unzip();
        run.note("least_jump", least);
        run.note("rise_by_short_chains", rise);
        let error = run.evidence.as_ref().map_or(f64::NAN, |evidence| evidence.ln_z_err);
        run.verdict.expect(rise.is_none_or(|rise| rise < LARGEST_RISE * error), || {
            format!(
                "chains went {:.2} of the way of independent draws, which may have raised ln Z by {:.2}, expected less \
                 than {LARGEST_RISE} of its error {error:.2}; raise steps",
                least.unwrap_or(0.0),
                rise.unwrap_or(0.0)
            )
        });
        let asked = run.settings.pointer("/kernel").or(run.settings.pointer("/base/kernel"));
        let is_forced = asked == Some(&settings_of(&KernelKind::Unif));
        run.verdict.expect(!(self.left_uniform && is_forced), || {
            "the bound lay outside the unit cube, so that chains took over from kernel = \"unif\"".to_owned()
        });
    }

    /// The least jump ratio of the stretches that hold the bulk of the weight, and by how much the chains of all stretches
    /// down to its end may have raised ln Z; `None` if there were no chains.
    fn jumps(&self, run: &Run) -> Option<(f64, f64)> {
        let ln_x: Vec<f64> = run.diagnostics.get("ln_volumes")?.as_array()?.iter().filter_map(|x| x.as_f64()).collect();
        let mut sum = 0.0;
        let add = |weight: f64| {
            sum += weight;
            sum
        };
        let cumulated: Vec<f64> = run.points.weights().into_iter().map(add).collect();
        let at = |p: f64| ln_x.get(cumulated.partition_point(|sum| *sum < p).min(ln_x.len() - 1)).copied();
        let (first, last) = (at(OUTSIDE_BULK)?, at(1.0 - OUTSIDE_BULK)?);
        let by_chains = || self.stretches.iter().filter(|s| s.ln_x >= last && s.jump.is_finite());
        let least = by_chains().filter(|s| s.ln_x <= first).map(|s| s.jump).min_by(f64::total_cmp)?;
        Some((least, rise(&self.stretches, last)))
    }
}

/// By how much chains that were too short may have raised ln Z, down to the prior volume `last`.
fn rise(stretches: &[Stretch], last: f64) -> f64 {
    let mut before = 0.0;
    let of = |stretch: &Stretch| {
        // a run from the prior after another begins anew
        let from = if before > stretch.ln_x { before } else { 0.0 };
        before = stretch.ln_x;
        let is_short = stretch.jump.is_finite() && stretch.ln_x >= last;
        if is_short { RAISED * (1.0 - stretch.jump).max(0.0).powi(2) * (from - stretch.ln_x) } else { 0.0 }
    };
    stretches.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Jump ratios all the way down to a volume, and what ln Z was too large by, of the plain sampler in the spec's
    /// calibration: beyond half an error the rule has to say so, within it has not.
    #[test]
    fn short_chains_are_told_by_what_they_did() {
        let rise = |jump: f64, depth: i32| {
            let at = |k: i32| Stretch { ln_x: -f64::from(k), jump, steps: 1, calls: 0 };
            rise(&(1..=depth + 5).map(at).collect::<Vec<_>>(), -f64::from(depth))
        };
        for (jump, depth, found, within) in [(0.76, 16, 0.04, 0.05), (0.67, 22, 0.19, 0.05), (0.56, 22, 0.32, 0.05)] {
            assert!((rise(jump, depth) - found).abs() < within, "{jump}: {}", rise(jump, depth));
        }
        let is_told = |jump, depth, error| rise(jump, depth) > LARGEST_RISE * error;
        // 25 parameters with d + 3 slices and with 2d walks, four modes in ten: told
        assert!(is_told(0.67, 22, 0.21) && is_told(0.56, 22, 0.21) && is_told(0.39, 18, 0.19));
        // ten parameters with d + 3 slices, two with 5: right, and trusted
        assert!(!is_told(0.76, 16, 0.177) && !is_told(0.97, 3, 0.08));
        // chains that were short for a few stretches only, until they had learnt
        let at = |k: i32| Stretch { ln_x: -f64::from(k), jump: if k < 4 { 0.6 } else { 0.97 }, steps: 1, calls: 0 };
        assert!(super::rise(&(1..20).map(at).collect::<Vec<_>>(), -15.0) < 0.05);
    }
}
