//! Running the stages, and what is made of the final draws.

use super::{
    mixture::Mixture,
    settings::AdaptiveMixture,
    stages::{Progress, Sampler, Stages, ln_sum},
};
use crate::{
    Asked, Error, Evidence, Glance, How, OverUnit, Result, Run, RunSampler, Space, Target, diagnose, nested::Draws,
};
use astrarium_exec::{At, Checkpoint, Go, Watch, drive, resume};
use astrarium_num::{
    random::{Purpose, Stream},
    special::norm_ppf,
};

/// Raised when the numbers of a run change.
const RESULTS_VERSION: u32 = 3;
const NAME: &str = "adaptive_mixture";
/// Limits of the verdict.
const LARGEST_K: f64 = 0.5;
const LARGEST_SHARE: f64 = 0.05;
/// Standard errors between ln Z of the last fits and of the final draws.
const LARGEST_JUMP: f64 = 5.0;

impl RunSampler for AdaptiveMixture {
    fn check(&self, space: &Space) -> Result<()> {
        space.require_proper("importance sampling")?;
        AdaptiveMixture::check(self, space.dim())
    }

    fn run(&self, target: Target<'_>, how: How<'_>) -> Result<Run> {
        self.go(target, how, None)
    }
}

impl AdaptiveMixture {
    /// Draws from a mixture fitted to a run of any sampler over the unit cube: its modes are known, so that the evidence
    /// gets the precision of Monte Carlo.
    ///
    /// # Errors
    /// [`Error::Word`] if the run's points have no coordinates in the cube; those of [`run`](RunSampler::run).
    pub fn refine(&self, run: &Run, target: Target<'_>, how: How<'_>) -> Result<Run> {
        let Some(u) = &run.points.u else {
            let (what, expected) = ("a run of", "one with coordinates in the unit cube, such as nested sampling's");
            return Err(Error::Word { what, found: run.sampler.clone(), expected });
        };
        let dim = run.points.dim;
        let chosen = run.points.resample(self.fit_points, how.seed);
        let points: Vec<f64> = chosen.iter().flat_map(|&i| &u[i * dim..(i + 1) * dim]).map(|u| norm_ppf(*u)).collect();
        let mut draws = Draws::new(Stream::new(how.seed, Purpose::Start, u64::MAX), 0);
        let seeds = Mixture::seeds(&points, dim, self.components, &mut draws);
        let mixture = Mixture::fit(&points, dim, &seeds, self.shape(run.points.effective_size()));
        self.go(target, how, Some(mixture))
    }

    fn go(&self, target: Target<'_>, how: How<'_>, mixture: Option<Mixture>) -> Result<Run> {
        let space = target.density.space();
        RunSampler::check(self, space)?;
        let sampler = Sampler { settings: self.clone(), dim: space.dim(), seed: how.seed, skip: space.dim() };
        let start = sampler.start(mixture);
        let seed = how.seed;
        let state = driven(sampler, start, self, target, how)?;
        let mut run = Run::new(NAME, space, target.density.blob_names());
        run.seed = seed;
        run.settings = serde_json::to_value(self).unwrap_or_default();
        self.fill(&mut run, state, space)?;
        Ok(run)
    }

    /// Points, evidence, diagnostics, verdict.
    fn fill(&self, run: &mut Run, state: Stages, space: &Space) -> Result<()> {
        let ln_w: Vec<f64> = state.ln_l.iter().zip(&state.ln_ratio).map(|(l, r)| l + r).collect();
        let n = ln_w.len() as f64;
        let (sum, size) = ln_sum(ln_w.iter().copied());
        if size == 0.0 {
            return Err(Error::TooFew { purpose: "weigh (with a finite ln L)", found: 0, needed: 1 });
        }
        let ln_z = sum - libm::log(n);
        // Var(Z)/Z² of a mean of n independent weights
        let error = (1.0 / size - 1.0 / n).max(0.0).sqrt();
        let information = ln_w
            .iter()
            .zip(&state.ln_l)
            .filter(|(w, _)| w.is_finite())
            .map(|(w, l)| libm::exp(w - sum) * l)
            .sum::<f64>()
            - ln_z;
        run.evidence = Some(Evidence {
            ln_z,
            ln_z_err: error,
            errors: [("monte_carlo".to_owned(), error), ("effective_size".to_owned(), size.sqrt().recip())].into(),
            information: Some(information),
        });
        let share = libm::exp(ln_w.iter().copied().fold(f64::NEG_INFINITY, f64::max) - sum);
        let k = diagnose::pareto_k(&ln_w, 1.0);
        run.note("effective_size", size);
        run.note("effective_part", size / n);
        run.note("largest_share", share);
        run.note("pareto_k", k);
        run.note("components", state.mixture.components());
        run.note("stages", serde_json::to_value(&state.done).unwrap_or_default());
        let mut theta = vec![0.0; state.u.len()];
        space.transform(&state.u, &mut theta);
        run.points.ln_prior = theta.chunks_exact(space.dim()).map(|row| space.ln_prior(row)).collect();
        run.points.theta = theta;
        run.points.u = Some(state.u);
        run.points.ln_likelihood = state.ln_l;
        run.points.ln_weight = Some(ln_w);
        run.points.blobs = state.blobs;
        run.counts = state.counts;
        let verdict = &mut run.verdict;
        verdict.expect(state.is_done, || "stopped early, before all draws were done; resume to go on".to_owned());
        verdict.expect(k < LARGEST_K, || {
            format!("weights have a tail of shape {k:.2}, expected below {LARGEST_K}; refine a nested run")
        });
        verdict.expect(share < LARGEST_SHARE, || {
            format!("one draw has {share:.2} of the weight, expected below {LARGEST_SHARE}; draw more")
        });
        if let [.., before, _] = &state.done[..] {
            let fitted = if state.done.len() > 1 { before.beta } else { 1.0 };
            verdict
                .expect(fitted == 1.0, || format!("the last mixture was fitted to L^{fitted:.3}; allow more stages"));
            let drawn =
                before.effective_part * if state.done.len() > 2 { self.stage_draws } else { self.first_draws } as f64;
            let apart = (before.ln_z - ln_z) / (1.0 / drawn + error * error).sqrt();
            verdict.expect(apart.abs() < LARGEST_JUMP, || {
                format!("ln Z moved by {apart:.1} standard errors in the final draws: a mode may have been found late")
            });
        }
        Ok(())
    }
}

fn driven(
    sampler: Sampler,
    start: Stages,
    settings: &AdaptiveMixture,
    target: Target<'_>,
    how: How<'_>,
) -> Result<Stages> {
    let of = OverUnit::new(target.density, how.nan, "importance sampling")?;
    let identity = how.identity(NAME, RESULTS_VERSION, settings, target.density.space());
    let found = match &how.saving {
        Some(saving) => resume::<Stages>(how.engine, saving.store, saving.name, &identity)?,
        None => None,
    };
    let mut at = found.map_or_else(|| At::start(start), |(at, _)| at);
    let sampler = Asked::new(sampler, &of, how.entity);
    let mut watch = how.watch;
    let mut converged = |at: &At<Stages>, info: &Option<Progress>| {
        let Some(progress) = info else { return Ok(Go::Converged) };
        let numbers = vec![("stage", progress.stage as f64), ("effective_part", progress.effective_part)];
        let glance = Glance { step: at.step, calls: progress.calls, fraction: progress.fraction, numbers };
        Ok(if watch.as_mut().is_none_or(|watch| watch(&glance)) { Go::On } else { Go::Limit })
    };
    let mut saved = how.saving.map(|saving| Checkpoint::new(saving, &identity, &[]));
    let mut watchers: Vec<&mut dyn Watch<Asked<'_, Sampler>>> = vec![&mut converged];
    if let Some(saved) = &mut saved {
        watchers.push(saved);
    }
    drive(&sampler, &mut at, u64::MAX, how.engine, &mut watchers)?;
    Ok(at.state)
}
