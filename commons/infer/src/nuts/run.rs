//! A run from start to verdict.

use super::{Nuts, NutsSettings, NutsState, Progress, chain::Chain};
use crate::{
    Chains, Error, Glance, Gradient, How, OverReal, Points, Result, Run, RunSampler, Space, Target,
    asked::Asked,
    diagnose::{Draws, Size, effective_size, energy_fraction, r_hat},
    optimise::ByRef,
};
use astrarium_exec::{At, Checkpoint, Evaluate, Go, Rows, Watch, Why, drive, evaluate, resume};
use astrarium_num::random::{Purpose, Stream};

const NAME: &str = "nuts";
/// Raised when the numbers of a seeded run change.
const VERSION: u32 = 1;
/// Points tried for each chain's start.
const TRIES: u64 = 100;
/// Where a run is not to be trusted: R-hat, effective draws for each chain, the energy fraction, the share of
/// trajectories that were still going when they were ended.
const R_HAT: f64 = 1.01;
const EFFECTIVE: f64 = 100.0;
const ENERGY: f64 = 0.3;
const ENDED: f64 = 0.05;

impl RunSampler for NutsSettings {
    fn check(&self, space: &Space) -> Result<()> {
        NutsSettings::check(self)?;
        space.require_real()
    }

    fn needs_gradient(&self) -> bool {
        true
    }

    fn run(&self, target: Target<'_>, mut how: How<'_>) -> Result<Run> {
        let density = target.require_gradient(NAME)?;
        let space = density.space();
        RunSampler::check(self, space)?;
        let over = OverReal::new(density, how.nan)?;
        let nuts = Nuts::new(self.clone(), space.dim(), how.seed)?;
        let identity = how.identity(NAME, VERSION, self, space);
        let saved = match how.saving {
            Some(saving) => resume(how.engine, saving.store, saving.name, &identity)?.map(|(at, _)| at),
            None => None,
        };
        let mut at = match saved {
            Some(at) => at,
            None => At::start(nuts.start(&self.starts(space, &over, &how)?)?),
        };
        let mut checkpoint = how.saving.map(|saving| Checkpoint::new(saving, &identity, &[]));
        let mut looker = how.watch.take();
        let mut after = |at: &At<NutsState>, info: &Option<Progress>| Ok(look(&nuts, at, *info, &mut looker));
        let mut watchers: Vec<&mut dyn Watch<_>> = vec![&mut after];
        watchers.extend(checkpoint.as_mut().map(|checkpoint| checkpoint as &mut dyn Watch<_>));
        let asked = Asked::new(ByRef(&nuts), &over, how.entity);
        let why = drive(&asked, &mut at, u64::MAX, how.engine, &mut watchers)?.why;
        Ok(self.finish(density, &at.state, (why, how.seed)))
    }
}

/// Whether to go on after a leapfrog.
fn look(
    nuts: &Nuts,
    at: &At<NutsState>,
    info: Option<Progress>,
    looker: &mut Option<&mut dyn FnMut(&Glance) -> bool>,
) -> Go {
    let Some(info) = info else { return Go::Converged };
    let Some(look) = looker else { return Go::On };
    let glance = Glance {
        step: at.step,
        calls: info.gradients,
        fraction: Some(nuts.fraction(&at.state)),
        numbers: vec![("draws", info.draws as f64)],
    };
    if look(&glance) { Go::On } else { Go::Limit }
}

impl NutsSettings {
    /// A start for each chain on the real line: the first draw of the prior (or, where that cannot be drawn from, of
    /// `[−2, 2]` on the real line) at which ln P is finite; all are one batch.
    fn starts(&self, space: &Space, over: &OverReal<'_>, how: &How<'_>) -> Result<Vec<f64>> {
        let dim = space.dim();
        let is_proper = space.require_proper("starting points").is_ok();
        let mut rows = Vec::new();
        for chain in 0..self.chains as u64 {
            let stream = Stream::new(how.seed, Purpose::Start, chain);
            for step in 0..TRIES {
                let mut u = vec![0.0; dim];
                stream.fill_uniform(step, 0, &mut u);
                let mut x: Vec<f64> = u.iter().map(|u| 4.0 * u - 2.0).collect();
                if is_proper {
                    let mut theta = vec![0.0; dim];
                    space.transform(&u, &mut theta);
                    space.to_real(&theta, &mut x);
                }
                rows.extend(x);
            }
        }
        let entity = vec![how.entity; rows.len() / dim];
        let got = evaluate(over, Rows { dim: over.dim(), values: &rows, entity: &entity }, how.engine)?;
        let tries = TRIES as usize;
        let mut starts = Vec::new();
        for chain in 0..self.chains {
            let is_good = |row: &usize| {
                got.values[*row].is_finite() && got.blob(*row)[..dim].iter().all(|slope| slope.is_finite())
            };
            let Some(row) = (chain * tries..(chain + 1) * tries).find(is_good) else {
                return Err(Error::TooFew { purpose: "start a chain of finite ln P", found: 0, needed: 1 });
            };
            starts.extend(&rows[row * dim..(row + 1) * dim]);
        }
        Ok(starts)
    }

    /// The record of a run that ended so.
    fn finish(&self, density: &dyn Gradient, state: &NutsState, (why, seed): (Why, u64)) -> Run {
        let space = density.space();
        let mut run = Run::new(NAME, space, density.blob_names());
        run.seed = seed;
        run.settings = serde_json::to_value(self).unwrap_or_default();
        run.points = points(state, space.dim(), run.blob_names.len());
        run.counts.calls = state.chains().iter().map(|chain| chain.n_gradients().0).sum();
        run.counts.steps = state.chains().iter().map(Chain::n_draws).sum();
        let stats: Vec<_> = state.chains().iter().flat_map(Chain::stats).collect();
        let n = stats.len().max(1) as f64;
        let share = |count: usize| count as f64 / n;
        let diverging = stats.iter().filter(|draw| draw.diverging).count();
        let ended = share(stats.iter().filter(|draw| draw.reached_max_treedepth).count());
        run.note("divergences", diverging);
        run.note("ended_trajectories", ended);
        run.note("acceptance", stats.iter().map(|draw| draw.acceptance).sum::<f64>() / n);
        run.note("step_size", state.chains().iter().filter_map(Chain::step_size).collect::<Vec<_>>());
        run.note("gradients_of_tuning", state.chains().iter().map(|chain| chain.n_gradients().1).sum::<u64>());
        let energies: Vec<Vec<f64>> =
            state.chains().iter().map(|chain| chain.stats().iter().map(|draw| draw.energy).collect()).collect();
        let fractions = energy_fraction(&Draws::new(&energies));
        run.note("energy_fraction", fractions.clone());
        run.verdict.expect(why == Why::Converged, || "stopped early; resume to go on".to_owned());
        run.verdict.expect(diverging == 0, || {
            format!(
                "{diverging} trajectories diverged, expected none; raise target_acceptance or choose other parameters"
            )
        });
        run.verdict.expect(ended <= ENDED, || {
            format!("{:.0} % of the trajectories were cut off, expected 5 % at most; raise max_depth", 100.0 * ended)
        });
        let lowest = fractions.iter().copied().fold(f64::INFINITY, f64::min);
        run.verdict.expect(lowest >= ENERGY, || {
            format!("momenta reach {lowest:.2} of the energies, expected {ENERGY} at least; choose other parameters")
        });
        self.judge(&mut run);
        run
    }

    /// Whether the chains agree, and say enough.
    fn judge(&self, run: &mut Run) {
        let names: Vec<String> = run.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let draws: Vec<Draws> = (0..run.points.dim).map(|k| Draws::of(&run.points, k)).collect();
        let hats: Vec<f64> = draws.iter().map(r_hat).collect();
        let size = |of| draws.iter().map(|draws| effective_size(draws, of)).collect::<Vec<f64>>();
        let (bulk, tail) = (size(Size::Bulk), size(Size::Tail));
        let needed = EFFECTIVE * self.chains as f64;
        for (k, name) in names.iter().enumerate() {
            run.verdict.expect(hats[k] < R_HAT, || {
                format!("{name}: R-hat is {:.4}, expected below {R_HAT}; draw or tune longer", hats[k])
            });
            let least = bulk[k].min(tail[k]);
            run.verdict.expect(least > needed, || {
                format!("{name}: {least:.0} effective draws, expected more than {needed}; draw longer")
            });
        }
        run.note("r_hat", hats);
        run.note("effective_size_bulk", bulk);
        run.note("effective_size_tail", tail);
    }
}

/// The kept draws, chain by chain side by side.
fn points(state: &NutsState, dim: usize, blobs: usize) -> Points {
    let chains = state.chains();
    let draws = chains.iter().map(|chain| chain.stats().len()).min().unwrap_or(0);
    let width = 2 + dim + blobs;
    let mut points = Points { dim, ..Points::default() };
    for draw in 0..draws {
        for chain in chains {
            let along = &chain.along()[draw * width..(draw + 1) * width];
            points.theta.extend(&along[..dim]);
            points.ln_likelihood.push(along[dim]);
            points.ln_prior.push(along[dim + 1]);
            points.blobs.extend(&along[dim + 2..]);
        }
    }
    points.chains = Some(Chains { chains: chains.len(), draws, independent: chains.len() });
    points
}
