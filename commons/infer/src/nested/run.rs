//! Running nested sampling, and what is made of its points.

use super::{
    core::{Core, Progress},
    record::Record,
    report::report,
    settings::Nested,
    state::State,
    story::Story,
};
use crate::{Asked, Glance, How, LogDensity, OverUnit, Result, Run, RunSampler, Space, Target};
use astrarium_exec::{Ask, AskTell, At, Checkpoint, Error as ExecError, Evaluations, Go, Watch, Why, drive, resume};
use serde::Serialize;

/// Raised when the numbers of a run change.
const RESULTS_VERSION: u32 = 2;
/// The name in results and identities.
const NESTED: &str = "nested";

impl RunSampler for Nested {
    fn check(&self, space: &Space) -> Result<()> {
        space.require_proper("nested sampling")?;
        Nested::check(self, space.dim())
    }

    fn run(&self, target: Target<'_>, how: How<'_>) -> Result<Run> {
        let space = target.density.space();
        RunSampler::check(self, space)?;
        let (seed, core) = (how.seed, Core::of(self, space, (how.seed, 0)));
        let start = core.start();
        let (state, why) = driven(core, start, (NESTED, self), target, how)?;
        self.finish(target.density, &state, why, seed)
    }
}

impl Nested {
    /// The run as ask and tell, for batches that are shared with other fits; rows are those of [`OverUnit`].
    ///
    /// # Errors
    /// Those of [`check`](RunSampler::check).
    pub fn machine(&self, space: &Space, seed: u64) -> Result<Machine> {
        RunSampler::check(self, space)?;
        Ok(Machine(Core::of(self, space, (seed, 0))))
    }

    /// The record of a run that ended so.
    pub(crate) fn finish(&self, density: &dyn LogDensity, state: &State, why: Why, seed: u64) -> Result<Run> {
        let mut story = Story::default();
        story.add(state);
        story.require_start(state.end(), self.live)?;
        let finite = (state.live.len() as u64).min(state.tried);
        let record = Record::new(&state.points(), (finite, state.tried));
        let mut run = report((density.space(), density.blob_names()), self, &record, seed)?;
        run.settings = settings_of(self);
        story.describe(&mut run, state.end(), why);
        story.judge(&mut run, state.end(), &record);
        Ok(run)
    }
}

/// Nested sampling as ask and tell: a fit among others.
#[derive(Clone, Debug)]
pub struct Machine(Core);

impl Machine {
    /// Before the first ask.
    pub fn start(&self) -> State {
        self.0.start()
    }
}

impl AskTell for Machine {
    type State = State;
    type Info = Progress;

    fn ask(&self, state: &State, rows: &mut Vec<f64>) -> Ask {
        self.0.ask(state, rows)
    }
    fn tell(&self, state: &mut State, rows: &[f64], got: &Evaluations) -> std::result::Result<Progress, ExecError> {
        self.0.tell(state, rows, got)
    }
}

/// A value that serialises, as a tree.
pub(super) fn settings_of(of: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(of).unwrap_or_default()
}

impl Core {
    /// For a space; `(seed, run)` addresses its random numbers.
    pub(super) fn of(settings: &Nested, space: &Space, (seed, run): (u64, u64)) -> Self {
        let wraps = (0..space.dim()).map(|k| space.wrap(k)).collect();
        Self { settings: settings.clone(), wraps, seed, run, skip: space.dim() }
    }
}

/// Drives a run to its end, going on from a checkpoint if there is one.
pub(super) fn driven<S: AskTell<Info = Progress>>(
    sampler: S,
    start: S::State,
    (name, settings): (&str, &impl Serialize),
    target: Target<'_>,
    how: How<'_>,
) -> Result<(S::State, Why)> {
    let of = OverUnit::new(target.density, how.nan, "nested sampling")?;
    let identity = how.identity(name, RESULTS_VERSION, settings, target.density.space());
    let found = match &how.saving {
        Some(saving) => resume::<S::State>(how.engine, saving.store, saving.name, &identity)?,
        None => None,
    };
    let mut at = found.map_or_else(|| At::start(start), |(at, _)| at);
    let sampler = Asked::new(sampler, &of, how.entity);
    let mut watch = how.watch;
    let mut converged = |at: &At<S::State>, info: &Option<Progress>| Ok(go_of(&mut watch, at.step, info.as_ref()));
    let mut saved = how.saving.map(|saving| Checkpoint::new(saving, &identity, &[]));
    let mut watchers: Vec<&mut dyn Watch<Asked<'_, S>>> = vec![&mut converged];
    if let Some(saved) = &mut saved {
        watchers.push(saved);
    }
    let outcome = drive(&sampler, &mut at, u64::MAX, how.engine, &mut watchers)?;
    Ok((at.state, outcome.why))
}

/// Whether to go on after a step; without progress it was the last.
pub(super) fn go_of(watch: &mut Option<&mut dyn FnMut(&Glance) -> bool>, step: u64, info: Option<&Progress>) -> Go {
    let Some(progress) = info else { return Go::Converged };
    let goes_on = watch.as_mut().is_none_or(|watch| watch(&glance(step, progress)));
    if goes_on { Go::On } else { Go::Limit }
}

fn glance(step: u64, progress: &Progress) -> Glance {
    Glance {
        step,
        calls: progress.calls,
        fraction: None,
        numbers: vec![("ln_z", progress.ln_z), ("remainder", progress.remainder)],
    }
}
