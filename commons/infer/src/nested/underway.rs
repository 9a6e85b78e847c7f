//! A run in pieces, in the hands of a caller.

use super::{
    batch::importance_range,
    core::{Core, Progress},
    record::Record,
    report::report,
    run::{go_of, settings_of},
    settings::Nested,
    state::{End, State},
    story::Story,
    strands::unravel,
    table::Table,
};
use crate::{Asked, Counts, Error, How, LogDensity, OverUnit, Result, Run, Space, error::require, space::Wrap};
use astrarium_exec::{At, Watch, Why, drive};
use serde::{Deserialize, Serialize};

/// A nested run that goes on as far as it is told, and may be looked at, kept and added to in between.
///
/// How often it was stopped changes no bit. A run that had ended goes on where another rule would have let it. Further live
/// points come as batches between two contours, or from the whole prior.
///
/// # Example
/// ```
/// use astrarium_exec::Engine;
/// use astrarium_infer::{How, nested::{End, Limits, Nested, Underway}, problems::Problem};
/// let problem = Problem::named("P01_d2")?;
/// let (density, engine) = (problem.density(), Engine::serial());
/// let settings = Nested { live: 60, ..Nested::default() };
/// let mut run = Underway::new(settings, density.space(), 1)?;
/// let how = || How::new(&engine, 1);
/// assert_eq!(run.advance(density, how(), &Limits { dlogz: 0.5, ..Limits::default() })?, Some(End::Remainder));
/// assert_eq!(run.advance(density, how(), &Limits::default())?, Some(End::Remainder));
/// run.begin_batch(40, f64::NEG_INFINITY, f64::INFINITY)?;
/// run.advance(density, how(), &Limits::default())?;
/// assert_eq!(run.points().record.live[0], 100);
/// # Ok::<(), astrarium_infer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Underway {
    settings: Nested,
    wraps: Vec<Wrap>,
    seed: u64,
    done: Vec<Piece>,
    /// What the runs before the current one cost.
    story: Story,
    current: State,
    now: Span,
}

/// Where a run's points lie, and how many live at once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Span {
    from: f64,
    to: f64,
    live: usize,
}

/// A run that is over: the first one, or a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Piece {
    points: Table,
    finite: (u64, u64),
    span: Span,
}

/// When a piece of a run ends; as the settings of [`Nested`] with these names.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// What is left would raise ln Z by less.
    pub dlogz: f64,
    /// Evaluations of the current batch.
    pub max_calls: Option<u64>,
    /// Replacements of the current batch.
    pub max_iterations: Option<u64>,
    /// The contour.
    pub max_ln_l: Option<f64>,
    /// Effective number of points of the current batch.
    pub min_ess: Option<f64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { dlogz: Nested::default().dlogz, max_calls: None, max_iterations: None, max_ln_l: None, min_ess: None }
    }
}

/// All points, and where each comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origins {
    /// The points by rising ln L.
    pub record: Record,
    /// The batch of each point; 0 is the first run.
    pub batch: Vec<u32>,
    /// The lineage of each point. Lineages do not leave their batch.
    pub strand: Vec<u32>,
    /// Points that have died: the others, the last ones, live.
    pub dead: usize,
    /// The contours between which each batch lies.
    pub bounds: Vec<(f64, f64)>,
    /// Live points of each batch.
    pub live: Vec<usize>,
}

impl Underway {
    /// Before the first evaluation.
    ///
    /// # Errors
    /// A setting that makes no sense, a prior that cannot be drawn from.
    pub fn new(settings: Nested, space: &Space, seed: u64) -> Result<Self> {
        space.require_proper("nested sampling")?;
        settings.check(space.dim())?;
        let start = Core::of(&settings, space, (seed, 0)).start();
        Ok(Self::from_state(settings, space, seed, start))
    }

    /// From live points that somebody else has drawn from the prior, the finite ones among `tried` draws.
    ///
    /// # Errors
    /// As [`new`](Self::new), and for points that do not lie in the unit cube or have no finite ln L.
    pub fn with_live(settings: Nested, space: &Space, seed: u64, (live, tried): (Table, u64)) -> Result<Self> {
        let settings = Nested { live: live.len(), ..settings };
        space.require_proper("nested sampling")?;
        settings.check(space.dim())?;
        let (found, expected) = (live.u.len(), live.len() * space.dim());
        if found != expected {
            return Err(Error::Length { what: "coordinates of live points", found, expected });
        }
        let outside = live.u.iter().find(|u| !(**u > 0.0 && **u < 1.0));
        require(outside.is_none(), "live points", outside.copied().unwrap_or(0.0), "coordinates inside the unit cube")?;
        let infinite = live.ln_l.iter().find(|ln_l| !ln_l.is_finite());
        require(infinite.is_none(), "ln L of live points", infinite.copied().unwrap_or(0.0), "finite numbers")?;
        let core = Core::of(&settings, space, (seed, 0));
        let start = core.start_with(live, tried);
        Ok(Self::from_state(settings, space, seed, start))
    }

    fn from_state(settings: Nested, space: &Space, seed: u64, current: State) -> Self {
        let wraps = (0..space.dim()).map(|k| space.wrap(k)).collect();
        let now = Span { from: f64::NEG_INFINITY, to: f64::INFINITY, live: settings.live };
        Self { settings, wraps, seed, done: Vec::new(), story: Story::default(), current, now }
    }

    /// How it samples; its rules of stopping are not looked at.
    pub fn settings(&self) -> &Nested {
        &self.settings
    }

    /// Why the current batch ended, if it did.
    pub fn end(&self) -> Option<End> {
        self.current.end()
    }

    /// How many batches are over.
    pub fn batches(&self) -> usize {
        self.done.len()
    }

    /// How the current batch stands.
    pub fn progress(&self) -> Progress {
        self.current.progress()
    }

    /// What it all cost so far.
    pub fn counts(&self) -> Counts {
        self.story().counts
    }

    /// All blobs that may still come out, row by row, some twice: for a caller who holds what they point to.
    pub fn blobs_in_use(&self) -> Vec<f64> {
        let State { dead, live, spare, chains, .. } = &self.current;
        let tables = self.done.iter().map(|piece| &piece.points).chain([dead, live, spare]);
        tables.flat_map(|table| &table.blobs).chain(chains.blobs()).copied().collect()
    }

    /// Points of the current batch that have died, in the order of their deaths.
    pub fn dead(&self) -> &Table {
        &self.current.dead
    }

    /// Goes on until a limit is reached, `how.watch` has enough, or the engine is stopped; `None` is either of the latter.
    ///
    /// `of` must be the same density every time, over the same space. `how.saving` is not used: what is here is all there is
    /// to keep.
    ///
    /// # Errors
    /// Those of the density. The run is then as it was before the step.
    pub fn advance(&mut self, of: &dyn LogDensity, how: How<'_>, limits: &Limits) -> Result<Option<End>> {
        require(limits.dlogz > 0.0, "dlogz", limits.dlogz, "a number above zero")?;
        let over = OverUnit::new(of, how.nan, "nested sampling")?;
        let core = self.core(limits);
        core.revive(&mut self.current);
        let mut at = At::start(std::mem::replace(&mut self.current, State::new()));
        let asked = Asked::new(core, &over, how.entity);
        let mut watch = how.watch;
        let mut told = |at: &At<State>, info: &Option<Progress>| Ok(go_of(&mut watch, at.step, info.as_ref()));
        let mut watchers: [&mut dyn Watch<Asked<'_, Core>>; 1] = [&mut told];
        let ran = drive(&asked, &mut at, u64::MAX, how.engine, &mut watchers);
        self.current = at.state;
        ran?;
        if self.end() == Some(End::Impossible) {
            self.story().require_start(self.end(), self.now.live)?;
        }
        Ok(self.end())
    }

    /// The current batch as one that samples.
    fn core(&self, limits: &Limits) -> Core {
        let mut settings = self.settings.clone();
        settings.live = self.now.live;
        settings.width = settings.width.map(|width| width.min(settings.live / 2).max(1));
        settings.queue = settings.queue.map(|queue| queue.min(settings.live));
        settings.dlogz = limits.dlogz;
        (settings.max_calls, settings.max_iterations) = (limits.max_calls, limits.max_iterations);
        let to = limits.max_ln_l.unwrap_or(f64::INFINITY).min(self.now.to);
        settings.max_ln_l = (to < f64::INFINITY).then_some(to);
        settings.min_ess = limits.min_ess;
        let (run, skip) = (self.done.len() as u64, self.wraps.len());
        Core { settings, wraps: self.wraps.clone(), seed: self.seed, run, skip }
    }

    /// Ends the current batch as it stands, and begins one of `live` points born above `from`, which ends above `to`.
    ///
    /// # Errors
    /// If no point is there yet, or `live` is too small.
    pub fn begin_batch(&mut self, live: usize, from: f64, to: f64) -> Result<()> {
        require(live > self.wraps.len() + 1, "live", live as f64, "more live points than parameters plus one")?;
        require(from < to, "the upper contour", to, "one above the lower contour")?;
        let record = self.points().record;
        if record.is_empty() {
            return Err(Error::TooFew { purpose: "begin a batch", found: 0, needed: 1 });
        }
        self.story.add(&self.current);
        self.done.push(self.piece());
        self.now = Span { from, to, live };
        let core = self.core(&Limits::default());
        (self.now.from, self.current) = core.start_batch(&record, from, self.story.last_kernel());
        Ok(())
    }

    /// The contours between which a batch would do the most ([`importance_range`]).
    ///
    /// # Errors
    /// If no point is there yet.
    pub fn range(&self, share: f64, above: f64, pad: usize) -> Result<(f64, f64)> {
        let record = self.points().record;
        if record.is_empty() {
            return Err(Error::TooFew { purpose: "place a batch", found: 0, needed: 1 });
        }
        Ok(importance_range(&record, share, above, pad))
    }

    fn piece(&self) -> Piece {
        let tried = self.current.tried;
        let finite = ((self.current.live.len() as u64).min(tried), tried);
        Piece { points: self.current.points(), finite, span: self.now }
    }

    fn story(&self) -> Story {
        let mut story = self.story.clone();
        story.add(&self.current);
        story
    }

    /// All points so far, those alive included.
    pub fn points(&self) -> Origins {
        let current = self.piece();
        let (mut all, mut finite) = (Table::default(), (0, 0));
        let (mut batch, mut strand, mut strands) = (Vec::new(), Vec::new(), 0);
        let pieces: Vec<&Piece> = self.done.iter().chain([&current]).collect();
        for (number, piece) in pieces.iter().enumerate() {
            let record = Record::new(&piece.points, piece.finite);
            let lines = unravel(&record, self.seed);
            all.extend(&record.table);
            finite = (finite.0 + piece.finite.0, finite.1 + piece.finite.1);
            batch.extend(std::iter::repeat_n(number as u32, record.len()));
            strand.extend(lines.of.iter().map(|line| line + strands));
            strands += lines.len() as u32;
        }
        let order = all.order();
        let in_order = |list: &[u32]| order.iter().map(|&i| list[i]).collect();
        Origins {
            record: Record::new(&all, finite),
            batch: in_order(&batch),
            strand: in_order(&strand),
            dead: all.len() - current.points.len() + self.current.dead.len(),
            bounds: pieces.iter().map(|piece| (piece.span.from, piece.span.to)).collect(),
            live: pieces.iter().map(|piece| piece.span.live).collect(),
        }
    }

    /// The run as a result, with its evidence and its verdict. `space` and `blob_names` are the density's.
    ///
    /// # Errors
    /// If no point is there yet.
    pub fn result(&self, space: &Space, blob_names: &[String]) -> Result<Run> {
        let record = self.points().record;
        let mut run = report((space, blob_names), &self.settings, &record, self.seed)?;
        run.settings = settings_of(&self.settings);
        let story = self.story();
        story.describe(&mut run, self.end(), Why::Limit);
        story.judge(&mut run, self.end(), &record);
        Ok(run)
    }
}

impl Core {
    /// The first state of a run whose live points are there.
    fn start_with(&self, live: Table, tried: u64) -> State {
        let mut state = State::new();
        (state.live, state.tried) = (live, tried);
        self.settle(&mut state);
        self.go_on(&mut state);
        state
    }

    /// A run that had ended goes on, if these settings let it.
    fn revive(&self, state: &mut State) {
        let Some(end) = state.end() else { return };
        if matches!(end, End::Remainder | End::Size | End::Contour | End::Limit) {
            self.resume(state);
        }
    }
}
