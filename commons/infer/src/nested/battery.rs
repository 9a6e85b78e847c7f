//! Rules by which a sampler of evidences is accepted: many runs of a problem whose truth is known.

use crate::{
    How, Result, Run, RunSampler,
    problems::{Problem, Truth},
};
use astrarium_exec::Engine;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Several runs of one problem, and the rules they broke.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// The problem's name.
    pub problem: String,
    /// Runs.
    pub runs: usize,
    /// The true ln Z.
    pub truth: f64,
    /// Mean of ln Z − truth.
    pub bias: f64,
    /// Root mean square of ln Z − truth.
    pub scatter: f64,
    /// `√(H/n)`, or for Monte Carlo the mean quoted error.
    pub sigma: f64,
    /// Mean quoted error.
    pub quoted: f64,
    /// Root mean square, and largest size, of (ln Z − truth) / quoted.
    pub z: (f64, f64),
    /// Mean evaluations of a run.
    pub calls: f64,
    /// Mean effective number of points of a run.
    pub effective_size: f64,
    /// The least jump ratio of all runs; NaN if there were no chains.
    pub least_jump: f64,
    /// Root mean square, and largest size, of the insertion ranks' z; NaN if there were none.
    pub insertion: (f64, f64),
    /// The rules that were broken, and by what.
    pub broken: Vec<String>,
}

/// What a problem is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Live points; 0 for Monte Carlo, which is judged by its own errors.
    pub live: usize,
    /// R: the largest scatter in units of sigma.
    pub widest: f64,
    /// Whether ranks of insertion are judged (A5): not where ln L are tied.
    pub ranks: bool,
    /// Whether moments are judged (A4).
    pub moments: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { live: 500, widest: 1.35, ranks: true, moments: true }
    }
}

/// What a run says, as far as it is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// ln Z and its quoted error.
    pub ln_z: [f64; 2],
    /// The effective number of points.
    pub effective_size: f64,
    /// Posterior means.
    pub mean: Vec<f64>,
    /// Posterior standard deviations.
    pub sd: Vec<f64>,
    /// The z of the insertion ranks, where there were any.
    pub insertion_z: Option<f64>,
    /// The least jump ratio, where there were chains.
    pub least_jump: Option<f64>,
    /// Evaluations.
    pub calls: u64,
}

impl Seen {
    /// Of a run; `None` if it found no evidence.
    pub fn of(run: &Run) -> Option<Self> {
        let evidence = run.evidence.as_ref()?;
        let number = |name: &str| run.diagnostics.get(name).and_then(|value| value.as_f64());
        Some(Self {
            ln_z: [evidence.ln_z, evidence.ln_z_err],
            effective_size: run.points.effective_size(),
            mean: run.points.mean(),
            sd: run.points.standard_deviation(),
            insertion_z: number("insertion_z"),
            least_jump: number("least_jump"),
            calls: run.counts.calls,
        })
    }
}

/// Runs `sampler` from each seed and judges what was [seen](Seen).
///
/// # Errors
/// Those of the runs.
pub fn judge(
    problem: &Problem,
    sampler: &dyn RunSampler,
    seeds: Range<u64>,
    rules: Rules,
    engine: &Engine,
) -> Result<Judged> {
    let mut seen = Vec::new();
    for seed in seeds {
        seen.extend(Seen::of(&sampler.run(problem.target(), How::new(engine, seed))?));
    }
    Ok(Judged::of(problem.name, &problem.truth, &seen, rules))
}

fn rms(values: &[f64]) -> f64 {
    (values.iter().map(|x| x * x).sum::<f64>() / values.len() as f64).sqrt()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().map(|x| x.abs()).fold(0.0, f64::max)
}

impl Judged {
    /// Applies the rules A1 (bias), A2 (scatter), A3 (honesty), A4 (moments) and A5 (ranks) to runs of one problem; A2 and A5
    /// are nested sampling's, Monte Carlo has A6 instead.
    pub fn of(problem: &str, truth: &Truth, seen: &[Seen], rules: Rules) -> Self {
        let away: Vec<f64> = seen.iter().map(|one| one.ln_z[0] - truth.ln_z).collect();
        let z: Vec<f64> = seen.iter().zip(&away).map(|(one, away)| away / one.ln_z[1]).collect();
        let insertion: Vec<f64> = seen.iter().filter_map(|one| one.insertion_z).collect();
        let average = |of: &dyn Fn(&Seen) -> f64| seen.iter().map(of).sum::<f64>() / seen.len() as f64;
        let quoted = average(&|one| one.ln_z[1]);
        let spread = if rules.live > 0 { (truth.information / rules.live as f64).sqrt() } else { quoted };
        let mut judged = Self {
            problem: problem.to_owned(),
            runs: seen.len(),
            truth: truth.ln_z,
            bias: away.iter().sum::<f64>() / seen.len() as f64,
            scatter: rms(&away),
            sigma: spread.hypot(truth.ln_z_err),
            quoted,
            z: (rms(&z), largest(&z)),
            calls: average(&|one| one.calls as f64),
            effective_size: average(&|one| one.effective_size),
            // min ignores a NaN
            least_jump: seen.iter().filter_map(|one| one.least_jump).fold(f64::NAN, f64::min),
            insertion: (rms(&insertion), largest(&insertion)),
            broken: Vec::new(),
        };
        judged.apply(rules);
        if rules.moments {
            judged.moments(truth, seen);
        }
        judged
    }

    fn breaks(&mut self, rule: &str, found: f64, expected: &str) {
        self.broken.push(format!("{rule}: {found:.3}, expected {expected}"));
    }

    fn apply(&mut self, rules: Rules) {
        let n = self.runs as f64;
        let allowed = 4.0 * self.scatter / n.sqrt() + 0.1 * self.sigma;
        if self.bias.abs() >= allowed {
            self.breaks("A1 bias", self.bias, &format!("below {allowed:.3} in size"));
        }
        // a handful of runs may well lie close together by chance
        let (least, most) = if n >= 32.0 { (0.7, 1.0) } else { (if n >= 12.0 { 0.5 } else { 0.0 }, 1.3) };
        let ratio = self.scatter / self.sigma;
        if rules.live > 0 && !(least < ratio && ratio < rules.widest * most) {
            self.breaks("A2 scatter in units of sigma", ratio, &format!("from {least} to {}", rules.widest * most));
        }
        let (rms, largest) = self.z;
        let widest = if rules.live > 0 { 1.4 * rules.widest / 1.35 } else { 1.6 };
        // a few runs, or an error of Monte Carlo, may well be too small together
        let least = if rules.live > 0 { least } else { 0.0 };
        if !(least < rms && rms < widest * most) {
            self.breaks("A3 rms of z", rms, &format!("from {least} to {:.2}", widest * most));
        }
        let farthest = if rules.widest > 1.35 { 6.0 } else { 5.0 };
        if largest >= farthest {
            self.breaks("A3 largest z", largest, &format!("below {farthest}"));
        }
        let (rms, largest) = self.insertion;
        if rules.ranks && rms.is_finite() && !((0.75..=1.3).contains(&rms) || n < 32.0) {
            self.breaks("A5 rms of the ranks' z", rms, "from 0.75 to 1.3");
        }
        if rules.ranks && largest > 4.5 {
            self.breaks("A5 largest z of the ranks", largest, "below 4.5");
        }
    }

    fn moments(&mut self, truth: &Truth, seen: &[Seen]) {
        let sizes: f64 = seen.iter().map(|one| one.effective_size).sum();
        let pooled =
            |of: &dyn Fn(&Seen) -> f64| seen.iter().map(|one| one.effective_size * of(one)).sum::<f64>() / sizes;
        for k in 0..truth.mean.len() {
            let mean = pooled(&|one| one.mean[k]);
            let square = pooled(&|one| one.sd[k] * one.sd[k] + one.mean[k] * one.mean[k]);
            let sd = (square - mean * mean).max(0.0).sqrt();
            let error = 1.5 * truth.sd[k] / sizes.sqrt();
            let z = (mean - truth.mean[k]) / error;
            if z.abs() >= 4.5 {
                self.breaks(&format!("A4 mean of parameter {k}, standard errors"), z, "below 4.5");
            }
            let ratio = (sd / truth.sd[k] - 1.0).abs();
            let allowed = f64::max(0.03, 4.5 / sizes.sqrt());
            if ratio >= allowed {
                self.breaks(
                    &format!("A4 deviation of parameter {k}, relative error"),
                    ratio,
                    &format!("below {allowed:.3}"),
                );
            }
        }
    }
}

impl std::fmt::Display for Judged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:8} {:3} runs: ln Z - truth {:+.4}, rms {:.4} (sigma {:.4}), quoted {:.4}, z rms {:.2} most {:.1}, {:.0} calls, ESS {:.0}, J {:.2}, ranks {:.2}",
            self.problem,
            self.runs,
            self.bias,
            self.scatter,
            self.sigma,
            self.quoted,
            self.z.0,
            self.z.1,
            self.calls,
            self.effective_size,
            self.least_jump,
            self.insertion.0
        )?;
        self.broken.iter().try_for_each(|rule| write!(f, "; {rule}"))
    }
}
