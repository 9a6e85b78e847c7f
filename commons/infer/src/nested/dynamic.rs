//! Dynamic nested sampling: more live points where they count.

use super::{
    batch::importance_range,
    core::{Core, Progress},
    record::Record,
    report::report,
    run::{driven, settings_of},
    settings::Nested,
    state::{End, State},
    story::Story,
    table::Table,
    weigh::{Weighed, ln_volumes, simulated},
};
use crate::{How, Result, Run, RunSampler, Space, Target, error::require};
use astrarium_exec::{Ask, AskTell, Error, Evaluations};
use astrarium_num::stats::standard_deviation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Simulated volumes behind the error that decides whether to stop.
const QUICK_REPLICAS: usize = 100;

/// Settings of dynamic nested sampling: a run of [`Nested`], then batches of live points between two contours where the
/// importance is high.
///
/// The importance of a point is `(1 − g) z + g p`: `p` its posterior weight, `z ∝ (Z − Z_≤i)/n_i` what live points there do
/// for ln Z.
///
/// # Source
/// Higson et al. 2019, Stat. Comput. 29, 891; Speagle 2020, MNRAS 493, 3132
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DynamicNested {
    /// The first run, and how batches sample.
    pub base: Nested,
    /// Live points of a batch; as many as the base has.
    pub batch: Option<usize>,
    /// The weight g of the posterior against the evidence.
    pub posterior_share: f64,
    /// A batch covers the points above this part of the largest importance.
    pub covers_above: f64,
    /// Points by which it is longer on either side.
    pub pad: usize,
    /// Ends when there are so many effective points; max(10000, d²).
    pub target_size: Option<f64>,
    /// Ends not before the error of ln Z is as small.
    pub target_error: Option<f64>,
    /// Batches at most.
    pub max_batches: u64,
    /// Evaluations at most, looked at between batches.
    pub max_calls: Option<u64>,
}

impl Default for DynamicNested {
    fn default() -> Self {
        Self {
            base: Nested::default(),
            batch: None,
            posterior_share: 0.8,
            covers_above: 0.8,
            pad: 1,
            target_size: None,
            target_error: None,
            max_batches: 1000,
            max_calls: None,
        }
    }
}

/// A batch that was added.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The contour at which its points were born.
    pub from: f64,
    /// The contour at which it ended.
    pub to: f64,
    /// Its points.
    pub points: u64,
    /// Its evaluations.
    pub calls: u64,
}

/// All there is between two tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DynamicState {
    /// The points of the runs that are done.
    points: Table,
    finite: (u64, u64),
    current: State,
    from: f64,
    to: f64,
    batches: Vec<Batch>,
    story: Story,
    end: Option<End>,
}

/// The sampler.
#[derive(Clone)]
struct Adding {
    settings: DynamicNested,
    core: Core,
}

impl Adding {
    /// The run of a batch: its own random numbers, its own end.
    fn run(&self, batch: u64, to: f64) -> Core {
        let mut core = self.core.clone();
        if batch > 0 {
            core.run = batch;
            core.settings.live = self.settings.batch.unwrap_or(core.settings.live);
            core.settings.width = core.settings.width.map(|width| width.min(core.settings.live / 2).max(1));
            core.settings.max_ln_l = (to < f64::INFINITY).then_some(to);
            core.settings.min_ess = None;
        }
        core
    }

    fn now(&self, state: &DynamicState) -> Core {
        self.run(state.batches.len() as u64, state.to)
    }

    fn start(&self) -> DynamicState {
        DynamicState {
            points: Table::default(),
            finite: (0, 0),
            current: self.core.start(),
            from: f64::NEG_INFINITY,
            to: f64::INFINITY,
            batches: Vec::new(),
            story: Story::default(),
            end: None,
        }
    }

    /// The current run is done: its points join the others, and another batch begins if one is wanted.
    fn join(&self, state: &mut DynamicState, end: End) {
        let points = state.current.points();
        let live = self.now(state).settings.live as u64;
        if state.from == f64::NEG_INFINITY {
            state.finite = (state.finite.0 + live, state.finite.1 + state.current.tried);
        }
        let calls = state.current.counts.calls;
        state.batches.push(Batch { from: state.from, to: state.to, points: points.len() as u64, calls });
        state.points.extend(&points);
        state.story.add(&state.current);
        if end == End::Impossible {
            state.end = Some(end);
            return;
        }
        let record = Record::new(&state.points, state.finite);
        state.end = self.is_enough(state, &record);
        if state.end.is_none() {
            self.add(state, &record);
        }
    }

    fn is_enough(&self, state: &DynamicState, record: &Record) -> Option<End> {
        let settings = &self.settings;
        let dim = self.core.wraps.len() as f64;
        let size = Weighed::new(record, &ln_volumes(record), 1.0).effective_size();
        let is_large = size >= settings.target_size.unwrap_or((dim * dim).max(10_000.0));
        let is_sharp = settings
            .target_error
            .is_none_or(|target| standard_deviation(&simulated(record, QUICK_REPLICAS, self.core.seed), 1) <= target);
        if is_large && is_sharp {
            return Some(End::Size);
        }
        let is_full = state.batches.len() as u64 > settings.max_batches
            || settings.max_calls.is_some_and(|most| state.story.counts.calls >= most);
        is_full.then_some(End::Limit)
    }

    /// Begins a batch where the importance is high.
    fn add(&self, state: &mut DynamicState, record: &Record) {
        let settings = &self.settings;
        let (from, to) = importance_range(record, settings.posterior_share, settings.covers_above, settings.pad);
        let batch = state.batches.len() as u64;
        let core = self.run(batch, to);
        (state.from, state.current) = core.start_batch(record, from, state.story.last_kernel());
        state.to = to;
    }
}

impl AskTell for Adding {
    type State = DynamicState;
    type Info = Progress;

    fn ask(&self, state: &DynamicState, rows: &mut Vec<f64>) -> Ask {
        if state.end.is_some() { Ask::Done } else { self.core.ask(&state.current, rows) }
    }

    fn tell(&self, state: &mut DynamicState, rows: &[f64], got: &Evaluations) -> std::result::Result<Progress, Error> {
        let mut progress = self.now(state).tell(&mut state.current, rows, got)?;
        progress.calls += state.story.counts.calls;
        if let Some(end) = state.current.end() {
            self.join(state, end);
        }
        Ok(progress)
    }
}

impl RunSampler for DynamicNested {
    fn check(&self, space: &Space) -> Result<()> {
        RunSampler::check(&self.base, space)?;
        let batch = self.batch.unwrap_or(self.base.live);
        require(batch > space.dim() + 1, "batch", batch as f64, "more points than parameters plus one")?;
        let share = self.posterior_share;
        require((0.0..=1.0).contains(&share), "posterior_share", share, "a number from 0 to 1")?;
        let above = self.covers_above;
        require((0.0..1.0).contains(&above), "covers_above", above, "a number from 0 to below 1")
    }

    fn run(&self, target: Target<'_>, how: How<'_>) -> Result<Run> {
        let space = target.density.space();
        RunSampler::check(self, space)?;
        let sampler = Adding { settings: self.clone(), core: Core::of(&self.base, space, (how.seed, 0)) };
        let seed = how.seed;
        let start = sampler.start();
        let (state, why) = driven(sampler, start, (DYNAMIC, self), target, how)?;
        let mut story = state.story;
        let (mut points, mut finite) = (state.points, state.finite);
        if state.end.is_none() {
            // stopped within a run: its points so far are points too
            points.extend(&state.current.points());
            story.add(&state.current);
            if state.from == f64::NEG_INFINITY {
                let tried = state.current.tried.max(1);
                finite = (finite.0 + (state.current.live.len() as u64).min(tried), finite.1 + tried);
            }
        }
        story.require_start(state.end, self.base.live)?;
        let record = Record::new(&points, finite);
        let mut run = report((space, target.density.blob_names()), &self.base, &record, seed)?;
        run.sampler = DYNAMIC.to_owned();
        story.describe(&mut run, state.end, why);
        story.judge(&mut run, state.end, &record);
        run.note("batches", settings_of(&state.batches));
        run.settings = settings_of(self);
        Ok(run)
    }
}

/// The name in results and identities.
const DYNAMIC: &str = "dynamic_nested";
