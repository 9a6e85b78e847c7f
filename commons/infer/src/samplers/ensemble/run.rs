//! A run of ensembles from start to verdict.

use super::{Accepted, Ensemble, Machine, Walkers, machine::Periods, shape::Shape};
use crate::{
    Chains, Error, Glance, How, LogDensity, OverTheta, Points, Result, Run, RunSampler, Space, Target,
    asked::Asked,
    diagnose::{autocorrelation, r_hat},
    error::require,
};
use astrarium_exec::{
    Ask, AskTell, At, Checkpoint, Error as ExecError, Evaluations, Go, Iteration, Outcome, Watch, Why, drive, resume,
};

const NAME: &str = "ensemble";
/// Raised when the numbers of a seeded run change.
const VERSION: u32 = 2;

impl RunSampler for Ensemble {
    fn check(&self, space: &Space) -> Result<()> {
        let (dim, walkers) = (space.dim(), self.walkers_in(space.dim()));
        require(self.ensembles > 0, "ensembles", 0.0, "at least 1")?;
        let enough = self.allow_few || walkers >= 2 * dim;
        require(enough, "walkers", walkers as f64, "at least two for each free parameter (or allow_few)")?;
        require(!self.moves.is_empty(), "moves", 0.0, "at least one")?;
        for weighted in &self.moves {
            require(
                weighted.weight > 0.0 && weighted.weight.is_finite(),
                "weight",
                weighted.weight,
                "a finite number above zero",
            )?;
            weighted.of.check(dim, walkers)?;
            if !weighted.of.wraps() && !Periods::of(space).is_empty() {
                let found = weighted.of.name().to_owned();
                return Err(Error::Word {
                    what: "move",
                    found,
                    expected: "one that knows periodic parameters, such as stretch",
                });
            }
        }
        Ok(())
    }

    fn run(&self, target: Target<'_>, mut how: How<'_>) -> Result<Run> {
        let (density, space) = (target.density, target.density.space());
        self.check(space)?;
        let shape = Shape { dim: space.dim(), ensembles: self.ensembles, walkers: self.walkers_in(space.dim()) };
        let over = OverTheta { density, nan: how.nan };
        let asked = Asked::new(self.machine(space, how.seed)?, &over, how.entity);
        let identity = how.identity(NAME, VERSION, self, space);
        let mut at = match how.saving {
            Some(saving) => resume(how.engine, saving.store, saving.name, &identity)?.map(|(at, _)| at),
            None => None,
        }
        .unwrap_or_else(|| At::start(Walkers::default()));
        let mut checkpoint = how.saving.map(|saving| Checkpoint::new(saving, &identity, &[]));
        let mut looker = how.watch.take();
        let why = if self.monitor.is_enough(&at.state, shape) {
            Why::Converged
        } else {
            let mut after = |at: &At<Walkers>, info: &Option<Accepted>| Ok(self.after(at, *info, shape, &mut looker));
            let mut watchers: Vec<&mut dyn Watch<_>> = vec![&mut after];
            watchers.extend(checkpoint.as_mut().map(|checkpoint| checkpoint as &mut dyn Watch<_>));
            self.drive(&asked, &mut at, &how, &mut watchers)?.why
        };
        Ok(self.finish(density, at.state, shape, (why, how.seed)))
    }
}

impl Ensemble {
    /// The ensembles as ask and tell, from [`Walkers::default`], for batches that are shared with other fits; rows are
    /// those of [`OverTheta`].
    ///
    /// # Errors
    /// Those of [`check`](RunSampler::check), and a start that does not span the space.
    pub fn machine(&self, space: &Space, seed: u64) -> Result<Machine> {
        self.check(space)?;
        let start = self.start.points(space, [self.ensembles, self.walkers_in(space.dim())], seed)?;
        Ok(Machine::new(self, space, start, seed))
    }

    /// The ensembles as ask and tell, with the monitor that ends them.
    ///
    /// # Errors
    /// Those of [`machine`](Self::machine).
    pub fn monitored(&self, space: &Space, seed: u64) -> Result<Monitored> {
        let shape = Shape { dim: space.dim(), ensembles: self.ensembles, walkers: self.walkers_in(space.dim()) };
        Ok(Monitored { settings: self.clone(), machine: self.machine(space, seed)?, shape })
    }

    /// Whether a step was the last by the rules of the monitor.
    fn is_enough_after(&self, info: Accepted, state: &Walkers, shape: Shape) -> bool {
        let is_kept = state.step.is_multiple_of(self.thin.max(1));
        info.is_whole && is_kept && self.monitor.is_enough(state, shape)
    }

    fn drive<A: Iteration<State = Walkers, Error = astrarium_exec::Error>>(
        &self,
        asked: &A,
        at: &mut At<Walkers>,
        how: &How<'_>,
        watchers: &mut [&mut dyn Watch<A>],
    ) -> Result<Outcome> {
        let parts = self.moves.iter().map(|weighted| weighted.of.parts()).max().unwrap_or(1) as u64;
        let most = self.max_steps.saturating_mul(parts).saturating_add(2);
        Ok(drive(asked, at, most, how.engine, watchers)?)
    }

    /// Whether to go on after a tell.
    fn after(
        &self,
        at: &At<Walkers>,
        info: Option<Accepted>,
        shape: Shape,
        looker: &mut Option<&mut dyn FnMut(&Glance) -> bool>,
    ) -> Go {
        let Some(info) = info else { return Go::Limit };
        if !info.is_whole {
            return Go::On;
        }
        if let Some(look) = looker {
            let acceptance = info.moved as f64 / info.tried as f64;
            let glance = Glance {
                step: at.state.step,
                calls: at.state.counts.calls,
                fraction: Some(at.state.step as f64 / self.max_steps as f64),
                numbers: vec![("acceptance", acceptance)],
            };
            if !look(&glance) {
                return Go::Limit;
            }
        }
        if self.is_enough_after(info, &at.state, shape) { Go::Converged } else { Go::On }
    }

    /// The record of a run that ended so.
    fn finish(&self, density: &dyn LogDensity, state: Walkers, shape: Shape, (why, seed): (Why, u64)) -> Run {
        let mut run = Run::new(NAME, density.space(), density.blob_names());
        run.seed = seed;
        run.settings = serde_json::to_value(self).unwrap_or_default();
        let draws = shape.draws(&state.chain);
        let times = |from| shape.times(&state.chain, 0..shape.dim, [from, draws]);
        let (half, mut of) = (draws / 2, times(draws / 2));
        let latest = of.iter().map(autocorrelation::Time::cautious).fold(0.0, f64::max);
        let burnt = self.burn_in.map_or(half.max((2.0 * latest) as usize), |burn_in| burn_in as usize).min(draws);
        if burnt != half {
            of = times(burnt);
        }
        let hats: Vec<f64> = (0..shape.dim).map(|k| r_hat(&shape.ensembles(&state.chain, k, [burnt, draws]))).collect();
        let moved: u64 = state.accepted.iter().sum();
        let tried = state.step * state.accepted.len() as u64;
        run.note("acceptance", moved as f64 / tried as f64);
        run.note("burn_in", burnt);
        run.note("autocorrelation_time", of.iter().map(|time| time.tau).collect::<Vec<_>>());
        run.note("autocorrelation_time_about_all", of.iter().map(|time| time.tau_about_all).collect::<Vec<_>>());
        let kept = (draws - burnt) as f64 * (shape.ensembles * shape.walkers) as f64;
        run.note("effective_size", of.iter().map(|time| kept / time.cautious()).collect::<Vec<_>>());
        run.note("r_hat", hats.clone());
        run.points = points(density.space(), &state, shape, burnt);
        run.counts = state.counts;
        self.judge(&mut run, &of, &hats, (why, draws - burnt, shape.stuck(&state.chain, burnt)));
        run
    }

    fn judge(
        &self,
        run: &mut Run,
        of: &[autocorrelation::Time],
        hats: &[f64],
        (why, draws, stuck): (Why, usize, usize),
    ) {
        let names: Vec<String> = run.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let verdict = &mut run.verdict;
        verdict.expect(why != Why::Interrupted, || "stopped early; resume to go on".to_owned());
        let rules = &self.monitor;
        for (name, time) in names.iter().zip(of) {
            let (n, tau) = (draws as f64, time.cautious());
            verdict.expect(n > rules.times * tau, || {
                format!(
                    "{name}: {draws} draws are {:.1} autocorrelation times, expected more than {}; run longer",
                    n / tau,
                    rules.times
                )
            });
        }
        verdict.expect(stuck == 0, || format!("{stuck} walkers never moved; choose another start"));
        for (name, hat) in names.iter().zip(hats).filter(|_| self.ensembles > 1) {
            verdict.expect(*hat < rules.r_hat, || {
                format!("{name}: R-hat between ensembles is {hat:.4}, expected below {}; run longer", rules.r_hat)
            });
        }
        verdict.expect(self.ensembles > 1, || {
            "one ensemble cannot tell whether it has converged; expected at least 2".to_owned()
        });
    }
}

/// Ensembles as ask and tell, one fit among others: done after the last step or when the monitor says so.
#[derive(Debug)]
pub struct Monitored {
    settings: Ensemble,
    machine: Machine,
    shape: Shape,
}

impl Monitored {
    /// The record of a fit that is done.
    pub fn record(&self, density: &dyn LogDensity, state: &Walkers, seed: u64) -> Run {
        self.settings.finish(density, state.clone(), self.shape, (Why::Converged, seed))
    }
}

impl AskTell for Monitored {
    /// Where the walkers are, and whether they have run long enough.
    type State = (Walkers, bool);
    type Info = Accepted;

    fn ask(&self, (state, is_done): &(Walkers, bool), rows: &mut Vec<f64>) -> Ask {
        if *is_done { Ask::Done } else { self.machine.ask(state, rows) }
    }
    fn tell(
        &self,
        (state, is_done): &mut (Walkers, bool),
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Accepted, ExecError> {
        let info = self.machine.tell(state, rows, got)?;
        *is_done = self.settings.is_enough_after(info, state, self.shape);
        Ok(info)
    }
}

/// What was kept after the burn-in.
fn points(space: &Space, state: &Walkers, shape: Shape, burnt: usize) -> Points {
    let all = shape.ensembles * shape.walkers;
    let draws = shape.draws(&state.chain) - burnt;
    let theta = state.chain[burnt * all * shape.dim..].to_vec();
    let ln_prior: Vec<f64> = theta.chunks_exact(shape.dim).map(|row| space.ln_prior(row)).collect();
    let first = burnt * all;
    let width = state.chain_along.len().checked_div(state.chain_ln.len()).unwrap_or(1);
    let along = state.chain_along[first * width..].chunks_exact(width);
    Points {
        dim: shape.dim,
        theta,
        ln_likelihood: along.clone().map(|along| OverTheta::split(along).0).collect(),
        ln_prior,
        blobs: along.flat_map(|along| OverTheta::split(along).1).copied().collect(),
        chains: Some(Chains { chains: all, draws, independent: shape.ensembles }),
        ..Points::default()
    }
}
