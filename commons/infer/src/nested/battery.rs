//! Rules by which a sampler of evidences is accepted: many runs of a problem whose truth is known.

use crate::{How, Result, Run, RunSampler, problems::Problem};
use astrarium_exec::Engine;
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
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Sums over the runs.
#[derive(Default)]
struct Sums {
    away: Vec<f64>,
    z: Vec<f64>,
    insertion: Vec<f64>,
    sizes: f64,
    mean: Vec<f64>,
    square: Vec<f64>,
}

/// Runs `sampler` from each seed and applies the rules A1 (bias), A2 (scatter), A3 (honesty), A4 (moments) and A5 (ranks);
/// A2 and A5 are nested sampling's, Monte Carlo has A6 instead.
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
    let truth = &problem.truth;
    let mut judged =
        Judged { problem: problem.name.to_owned(), truth: truth.ln_z, least_jump: f64::NAN, ..Judged::default() };
    let mut sums = Sums { mean: vec![0.0; truth.mean.len()], square: vec![0.0; truth.mean.len()], ..Sums::default() };
    for seed in seeds {
        let run = sampler.run(problem.target(), How::new(engine, seed))?;
        judged.add(&run, &mut sums);
    }
    let n = sums.away.len() as f64;
    judged.bias = sums.away.iter().sum::<f64>() / n;
    judged.scatter = rms(&sums.away);
    judged.z = (rms(&sums.z), largest(&sums.z));
    judged.insertion = (rms(&sums.insertion), largest(&sums.insertion));
    for mean in [&mut judged.quoted, &mut judged.calls, &mut judged.effective_size] {
        *mean /= n;
    }
    let spread = if rules.live > 0 { (truth.information / rules.live as f64).sqrt() } else { judged.quoted };
    judged.sigma = spread.hypot(truth.ln_z_err);
    judged.apply(rules);
    if rules.moments {
        judged.moments(truth, &sums);
    }
    Ok(judged)
}

fn rms(values: &[f64]) -> f64 {
    (values.iter().map(|x| x * x).sum::<f64>() / values.len() as f64).sqrt()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().map(|x| x.abs()).fold(0.0, f64::max)
}

impl Judged {
    fn add(&mut self, run: &Run, sums: &mut Sums) {
        let Some(evidence) = &run.evidence else { return };
        self.runs += 1;
        let away = evidence.ln_z - self.truth;
        sums.away.push(away);
        sums.z.push(away / evidence.ln_z_err);
        let size = run.points.effective_size();
        self.quoted += evidence.ln_z_err;
        self.calls += run.counts.calls as f64;
        self.effective_size += size;
        let number = |name: &str| run.diagnostics.get(name).and_then(|value| value.as_f64());
        sums.insertion.extend(number("insertion_z"));
        // min ignores a NaN
        self.least_jump = self.least_jump.min(number("least_jump").unwrap_or(f64::NAN));
        let (mean, sd) = (run.points.mean(), run.points.standard_deviation());
        sums.sizes += size;
        for k in 0..sums.mean.len().min(mean.len()) {
            sums.mean[k] += size * mean[k];
            sums.square[k] += size * (sd[k] * sd[k] + mean[k] * mean[k]);
        }
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
        let (least, most) = if n >= 32.0 { (0.7, 1.0) } else { (0.5, 1.3) };
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

    fn moments(&mut self, truth: &crate::problems::Truth, sums: &Sums) {
        for k in 0..truth.mean.len() {
            let mean = sums.mean[k] / sums.sizes;
            let sd = (sums.square[k] / sums.sizes - mean * mean).max(0.0).sqrt();
            let error = 1.5 * truth.sd[k] / sums.sizes.sqrt();
            let z = (mean - truth.mean[k]) / error;
            if z.abs() >= 4.5 {
                self.breaks(&format!("A4 mean of parameter {k}, standard errors"), z, "below 4.5");
            }
            let ratio = (sd / truth.sd[k] - 1.0).abs();
            let allowed = f64::max(0.03, 4.5 / sums.sizes.sqrt());
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
