//! One chain, leapfrog by leapfrog.

use super::{
    metric::{Metric, Sample},
    settings::{Length, NutsSettings},
    step_size::{DualAverage, FirstStep},
    tree::{Answer, End, Point, Trajectory, acceptances, asked, leapfrog, runs_away},
    window::Window,
};
use astrarium_num::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// A draw of a divergent trajectory teaches only if it is so far from its start.
const FAR_ENOUGH: i64 = 4;
/// Addresses of the momenta of searches for a step.
const SEARCH: u64 = 1 << 32;
/// After tuning the step varies by so much to either side, from draw to draw.
const JITTER: f64 = 0.1;

/// How a draw came about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawStats {
    /// ln P of the draw, on the real line.
    pub ln_p: f64,
    /// Its energy, `|v|²/2 − ln P`.
    pub energy: f64,
    /// How far that is from the energy at the trajectory's start.
    pub energy_error: f64,
    /// The step.
    pub step_size: f64,
    /// The mean step, which is used after tuning.
    pub step_size_bar: f64,
    /// Leapfrogs.
    pub n_steps: u64,
    /// Doublings.
    pub tree_depth: u32,
    /// Whether the trajectory was still going when it was ended.
    pub reached_max_treedepth: bool,
    /// Whether its energy ran away.
    pub diverging: bool,
    /// Mean of `min(1, e^−ΔE)`.
    pub acceptance: f64,
    /// Mean of `2 min(1, e^−ΔE) / (1 + e^−ΔE)`.
    pub acceptance_symmetric: f64,
    /// Leapfrogs from the start to the draw, negative if backwards.
    pub index_in_trajectory: i64,
}

/// The last draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Here {
    q: Vec<f64>,
    gradient: Vec<f64>,
    ln_p: f64,
    along: Vec<f64>,
}

/// What a chain waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Stage {
    /// The gradient at the start.
    Start,
    /// A leapfrog of the search for a step.
    Search(FirstStep, Point),
    /// A leapfrog of a trajectory that turns, …
    Turning(Box<Trajectory>),
    /// … or of one of fixed length.
    Fixed(Box<Fixed>),
    /// Nothing.
    Done,
}

/// A trajectory of fixed length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Fixed {
    at: Point,
    left: u64,
    n_steps: u64,
    energy: f64,
    step: f64,
    sums: [f64; 2],
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    number: u64,
    stage: Stage,
    here: Here,
    /// Draws so far, those of tuning included.
    draw: u64,
    searches: u64,
    has_learnt: bool,
    metric: Metric,
    average: DualAverage,
    window: Window,
    #[serde(with = "astrarium_exec::f64s")]
    draws: Vec<f64>,
    #[serde(with = "astrarium_exec::f64s")]
    along: Vec<f64>,
    stats: Vec<DrawStats>,
    n_gradients: u64,
    n_tuning: u64,
}

/// What a chain needs besides its state.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) settings: &'a NutsSettings,
    pub(super) seed: u64,
}

impl Chain {
    pub(super) fn new(number: u64, x: &[f64]) -> Self {
        let here = Here { q: x.to_vec(), gradient: Vec::new(), ln_p: f64::NEG_INFINITY, along: Vec::new() };
        Self {
            number,
            stage: Stage::Start,
            here,
            draw: 0,
            searches: 0,
            has_learnt: false,
            metric: Metric::first(&[]),
            average: DualAverage::new(0.1),
            window: Window::new(),
            draws: Vec::new(),
            along: Vec::new(),
            stats: Vec::new(),
            n_gradients: 0,
            n_tuning: 0,
        }
    }

    /// The kept draws on the real line, one after the other.
    pub fn draws(&self) -> &[f64] {
        &self.draws
    }

    /// What came along with each kept draw after the gradient.
    pub fn along(&self) -> &[f64] {
        &self.along
    }

    /// How each kept draw came about.
    pub fn stats(&self) -> &[DrawStats] {
        &self.stats
    }

    /// The mean step, once there is a draw.
    pub fn step_size(&self) -> Option<f64> {
        self.stats.last().map(|draw| draw.step_size_bar)
    }

    /// Gradients in all, and those of tuning.
    pub fn n_gradients(&self) -> (u64, u64) {
        (self.n_gradients, self.n_tuning)
    }

    pub(super) fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Whether the value at the start is awaited.
    pub(super) fn starts(&self) -> bool {
        self.stage == Stage::Start
    }

    /// Draws so far, those of tuning included.
    pub(super) fn n_draws(&self) -> u64 {
        self.draw
    }

    pub(super) fn ask(&self, rows: &mut Vec<f64>) {
        match &self.stage {
            Stage::Start => rows.extend(&self.here.q),
            Stage::Search(first, point) => rows.extend(asked(point, first.step, &self.here.q, &self.metric)),
            Stage::Turning(trajectory) => {
                let (edge, step) = trajectory.edge();
                rows.extend(asked(edge, step, &self.here.q, &self.metric));
            }
            Stage::Fixed(fixed) => rows.extend(asked(&fixed.at, fixed.step, &self.here.q, &self.metric)),
            Stage::Done => (),
        }
    }

    pub(super) fn tell(&mut self, rules: Rules<'_>, got: &Answer<'_>) {
        self.n_gradients += 1;
        if self.draw < rules.settings.tune {
            self.n_tuning += 1;
        }
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Start => {
                self.here.gradient = got.gradient.to_vec();
                (self.here.ln_p, self.here.along) = (got.ln_p, got.along.to_vec());
                self.metric = Metric::first(got.gradient);
                self.search(rules);
            }
            Stage::Search(first, point) => self.searched(rules, first, &point, got),
            Stage::Turning(trajectory) => self.turned(rules, trajectory, got),
            Stage::Fixed(fixed) => self.moved(rules, fixed, got),
            Stage::Done => (),
        }
    }

    fn stream(&self, rules: Rules<'_>, purpose: Purpose) -> Stream {
        Stream::new(rules.seed, purpose, self.number)
    }

    /// The last draw with a momentum from address (draw, `first`).
    fn kicked(&self, rules: Rules<'_>, first: u64) -> Point {
        let mut v = vec![0.0; self.here.q.len()];
        self.stream(rules, Purpose::Momentum).fill_normal(self.draw, first, &mut v);
        Point {
            y: vec![0.0; v.len()],
            v,
            q: self.here.q.clone(),
            gradient: self.here.gradient.clone(),
            pulled: self.metric.pull(&self.here.gradient),
            ln_p: self.here.ln_p,
            along: self.here.along.clone(),
            index: 0,
        }
    }

    fn search(&mut self, rules: Rules<'_>) {
        self.searches += 1;
        let point = self.kicked(rules, self.searches * SEARCH);
        self.stage = Stage::Search(FirstStep::new(), point);
    }

    fn searched(&mut self, rules: Rules<'_>, mut first: FirstStep, point: &Point, got: &Answer<'_>) {
        let next = leapfrog(point, first.step, &self.here.q, &self.metric, got);
        let (acceptance, _) = acceptances(next.energy() - point.energy());
        if first.tell(acceptance, rules.settings.target_acceptance) {
            self.average = DualAverage::new(first.step);
            self.set_out(rules);
        } else {
            self.stage = Stage::Search(first, point.clone());
        }
    }

    /// A new trajectory.
    fn set_out(&mut self, rules: Rules<'_>) {
        let is_tuning = self.draw < rules.settings.tune;
        let stream = self.stream(rules, Purpose::Trajectory);
        let jitter = 1.0 + JITTER * (2.0 * stream.uniforms(self.draw, 0)[0] - 1.0);
        let step = if is_tuning { self.average.step() } else { jitter * self.average.mean() };
        let point = self.kicked(rules, 0);
        self.stage = match rules.settings.length {
            Length::UntilItTurns => Stage::Turning(Box::new(Trajectory::new(point, step, stream, self.draw))),
            Length::Leapfrogs(n) => {
                let left = 1 + stream.below(self.draw, 1, 2 * u64::from(n) - 1);
                let energy = point.energy();
                Stage::Fixed(Box::new(Fixed { at: point, left, n_steps: 0, energy, step, sums: [0.0; 2] }))
            }
        };
    }

    fn turned(&mut self, rules: Rules<'_>, mut trajectory: Box<Trajectory>, got: &Answer<'_>) {
        let (edge, step) = trajectory.edge();
        let point = leapfrog(edge, step, &self.here.q, &self.metric, got);
        let stream = self.stream(rules, Purpose::Trajectory);
        let Some(end) = trajectory.tell(point, rules.settings.max_depth, (stream, self.draw)) else {
            self.stage = Stage::Turning(trajectory);
            return;
        };
        let [acceptance, acceptance_symmetric] = trajectory.acceptance();
        let draw = trajectory.draw();
        let energy = draw.energy();
        let stats = DrawStats {
            ln_p: draw.ln_p,
            energy,
            energy_error: energy - trajectory.start_energy(),
            step_size: trajectory.step(),
            step_size_bar: self.average.mean(),
            n_steps: trajectory.n_steps,
            tree_depth: trajectory.depth(),
            reached_max_treedepth: end == End::Deepest,
            diverging: end == End::Diverged,
            acceptance,
            acceptance_symmetric,
            index_in_trajectory: draw.index,
        };
        self.drawn(rules, draw, stats);
    }

    fn moved(&mut self, rules: Rules<'_>, mut fixed: Box<Fixed>, got: &Answer<'_>) {
        fixed.at = leapfrog(&fixed.at, fixed.step, &self.here.q, &self.metric, got);
        let rise = fixed.at.energy() - fixed.energy;
        let (plain, symmetric) = acceptances(rise);
        fixed.sums = [fixed.sums[0] + plain, fixed.sums[1] + symmetric];
        fixed.n_steps += 1;
        fixed.left -= 1;
        let diverging = runs_away(rise);
        if fixed.left > 0 && !diverging {
            self.stage = Stage::Fixed(fixed);
            return;
        }
        let u = self.stream(rules, Purpose::Accept).uniforms(self.draw, 0)[0];
        let is_taken = !diverging && libm::log(u) < -rise;
        let start = self.kicked(rules, 0);
        let draw = if is_taken { &fixed.at } else { &start };
        let stats = DrawStats {
            ln_p: draw.ln_p,
            energy: draw.energy(),
            energy_error: draw.energy() - fixed.energy,
            step_size: fixed.step,
            step_size_bar: self.average.mean(),
            n_steps: fixed.n_steps,
            tree_depth: 0,
            reached_max_treedepth: false,
            diverging,
            acceptance: fixed.sums[0] / fixed.n_steps as f64,
            acceptance_symmetric: fixed.sums[1] / fixed.n_steps as f64,
            index_in_trajectory: draw.index,
        };
        self.drawn(rules, draw, stats);
    }

    /// A draw: it is kept or teaches, and the next trajectory begins.
    fn drawn(&mut self, rules: Rules<'_>, draw: &Point, stats: DrawStats) {
        let settings = rules.settings;
        self.here =
            Here { q: draw.q.clone(), gradient: draw.gradient.clone(), ln_p: draw.ln_p, along: draw.along.clone() };
        let is_tuning = self.draw < settings.tune;
        let learns_anew = is_tuning && self.learn(settings, &stats);
        if !is_tuning {
            self.draws.extend(&self.here.q);
            self.along.extend(&self.here.along);
            self.stats.push(stats);
        }
        self.draw += 1;
        if self.draw >= settings.tune + settings.draws {
            self.stage = Stage::Done;
        } else if learns_anew {
            self.search(rules);
        } else {
            self.set_out(rules);
        }
    }

    /// Learns step and map from a draw; `true` if the step is to be searched anew.
    fn learn(&mut self, settings: &NutsSettings, stats: &DrawStats) -> bool {
        let is_early = self.draw < settings.early_end();
        let acceptance = if is_early { stats.acceptance } else { stats.acceptance_symmetric };
        self.average.tell(acceptance, settings.target_acceptance);
        let far = stats.index_in_trajectory.abs();
        if self.draw < settings.last_window() && far > if stats.diverging { FAR_ENOUGH } else { 0 } {
            self.window.push(Sample { q: self.here.q.clone(), gradient: self.here.gradient.clone() });
        }
        let metric = self.window.metric(self.draw, settings, &self.metric);
        if self.draw + 1 >= settings.last_window() {
            self.window.close();
        }
        let Some(metric) = metric else { return false };
        self.metric = metric;
        !std::mem::replace(&mut self.has_learnt, true)
    }
}
