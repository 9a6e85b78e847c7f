//! The method: steps, lines, when to end.

use super::{
    direction::direction,
    pairs::{Pairs, dot},
    search::{Search, Verdict},
};
use crate::error::{Result, positive, require};
use crate::optimise::{Bounds, Optimiser, Outcome, Progress, Slope, Status, check_gradient};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use serde::{Deserialize, Serialize};

/// The longest step where nothing bounds it.
const LONGEST: f64 = 1e10;

/// Settings of [`Lbfgsb`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LbfgsbSettings {
    /// Where gradients come from.
    pub slope: Slope,
    /// Pairs of the memory.
    pub memory: usize,
    /// Ends when no component of the projected gradient is larger.
    pub gradient_tolerance: f64,
    /// Ends when a step changes `f` by no more, relative to `max(|f|, 1)`; nought is never.
    pub change_tolerance: f64,
    /// Steps at most.
    pub max_iterations: u64,
    /// Gradients at most.
    pub max_gradients: u64,
}

impl Default for LbfgsbSettings {
    fn default() -> Self {
        Self {
            slope: Slope::Given,
            memory: 10,
            gradient_tolerance: 1e-5,
            change_tolerance: 1e7 * f64::EPSILON,
            max_iterations: 15_000,
            max_gradients: 15_000,
        }
    }
}

/// L-BFGS-B: minimises `f = −ln P` within a box by quasi-Newton steps.
///
/// The matrix of second derivatives is `B = θ I − W M Wᵀ` of the last pairs of steps and gradients' changes. A step goes
/// to the generalised Cauchy point, on to the minimum of the quadratic model over the parameters left free, projected
/// into the box, and is searched along by the rule of Moré and Thuente. Work per step: `O(m d)` and one gradient or two.
/// Values that are not finite shorten the step.
///
/// The state holds everything, so that it goes on with the same bits from between any two gradients.
///
/// # Source
/// Byrd, Lu, Nocedal and Zhu 1995, SIAM J. Sci. Comput. 16, 1190; Morales and Nocedal 2011, ACM TOMS 38, 7;
/// Moré and Thuente 1994, ACM TOMS 20, 286
#[derive(Clone, Debug)]
pub struct Lbfgsb {
    settings: LbfgsbSettings,
    bounds: Bounds,
}

impl Lbfgsb {
    /// Within `bounds`.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for a memory of nought or a negative tolerance.
    pub fn new(settings: LbfgsbSettings, bounds: Bounds) -> Result<Self> {
        require(settings.memory > 0, "memory", 0.0, "at least one pair")?;
        positive("max_gradients", settings.max_gradients as f64)?;
        for (what, tolerance) in
            [("gradient_tolerance", settings.gradient_tolerance), ("change_tolerance", settings.change_tolerance)]
        {
            require(tolerance >= 0.0, what, tolerance, "nought or more")?;
        }
        Ok(Self { settings, bounds })
    }

    /// The same within another box.
    pub(crate) fn within(&self, bounds: Bounds) -> Self {
        Self { settings: self.settings.clone(), bounds }
    }
}

/// Where [`Lbfgsb`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LbfgsbState {
    x: Vec<f64>,
    f: f64,
    gradient: Vec<f64>,
    pairs: Pairs,
    line: Option<Line>,
    n_eval: u64,
    n_gradients: u64,
    iterations: u64,
    status: Status,
}

impl LbfgsbState {
    /// Gradients evaluated; the values came with them.
    pub fn n_gradients(&self) -> u64 {
        self.n_gradients
    }

    /// Steps taken.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }
}

/// A line that is searched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    direction: Vec<f64>,
    search: Search,
}

impl AskTell for Lbfgsb {
    type State = LbfgsbState;
    type Info = Progress;

    fn ask(&self, state: &LbfgsbState, rows: &mut Vec<f64>) -> Ask {
        if state.status != Status::Running {
            return Ask::Done;
        }
        self.settings.slope.ask(&self.trial(state), &self.bounds, rows);
        Ask::Rows
    }

    fn tell(
        &self,
        state: &mut LbfgsbState,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Progress, ExecError> {
        let dim = self.bounds.dim();
        let (f, gradient) = self.settings.slope.tell(rows, got, 0, dim);
        check_gradient(&gradient, dim)?;
        state.n_eval += got.values.len() as u64;
        state.n_gradients += 1;
        match state.line.take() {
            None if f.is_finite() => {
                (state.f, state.gradient) = (f, gradient);
                self.begin(state);
            }
            None => state.status = Status::Start,
            Some(line) => self.along(state, line, f, gradient),
        }
        if state.status == Status::Running && state.n_gradients >= self.settings.max_gradients {
            state.status = Status::Limit;
        }
        Ok(Progress { f: state.f, n_eval: state.n_eval })
    }
}

impl Lbfgsb {
    /// The point to be evaluated.
    fn trial(&self, state: &LbfgsbState) -> Vec<f64> {
        let mut x = state.x.clone();
        if let Some(line) = &state.line {
            x.iter_mut().zip(&line.direction).for_each(|(x, d)| *x += line.search.step * d);
            self.bounds.project(&mut x);
        }
        x
    }

    /// A value on the line.
    fn along(&self, state: &mut LbfgsbState, mut line: Line, f: f64, gradient: Vec<f64>) {
        let slope = dot(&gradient, &line.direction);
        state.line = Some(line.clone());
        match line.search.tell(f, slope) {
            Verdict::Again => state.line = Some(line),
            Verdict::Good => self.accept(state, f, gradient),
            Verdict::Failed => {
                let is_fresh = state.pairs.is_empty();
                state.line = None;
                state.pairs.clear();
                if is_fresh { state.status = Status::Stuck } else { self.begin(state) }
            }
        }
    }

    /// The trial point becomes the point.
    fn accept(&self, state: &mut LbfgsbState, f: f64, gradient: Vec<f64>) {
        let x = self.trial(state);
        state.line = None;
        let step = x.iter().zip(&state.x).map(|(a, b)| a - b).collect();
        let change = gradient.iter().zip(&state.gradient).map(|(a, b)| a - b).collect();
        state.pairs.push(step, change, self.settings.memory);
        let gain = (state.f - f) / state.f.abs().max(f.abs()).max(1.0);
        (state.x, state.f, state.gradient) = (x, f, gradient);
        state.iterations += 1;
        let is_flat = self.settings.change_tolerance > 0.0 && gain <= self.settings.change_tolerance;
        if self.bounds.slope_left(&state.x, &state.gradient) <= self.settings.gradient_tolerance {
            state.status = Status::Gradient;
        } else if is_flat {
            state.status = Status::Change;
        } else if state.iterations >= self.settings.max_iterations {
            state.status = Status::Limit;
        } else {
            self.begin(state);
        }
    }

    /// A new line, from the memory or, if that leads nowhere, from the gradient alone.
    fn begin(&self, state: &mut LbfgsbState) {
        if self.bounds.slope_left(&state.x, &state.gradient) <= self.settings.gradient_tolerance {
            state.status = Status::Gradient;
            return;
        }
        let line = self.line(state).or_else(|| {
            state.pairs.clear();
            self.line(state)
        });
        match line {
            Some(line) => state.line = Some(line),
            None => state.status = Status::Stuck,
        }
    }

    fn line(&self, state: &LbfgsbState) -> Option<Line> {
        let matrix = state.pairs.matrix(self.bounds.dim())?;
        let direction = direction(&state.x, &state.gradient, &self.bounds, &matrix);
        let slope = dot(&state.gradient, &direction);
        let length = dot(&direction, &direction).sqrt();
        if !(slope < 0.0 && length.is_finite()) {
            return None;
        }
        let room = |i: usize| {
            let end = if direction[i] > 0.0 { self.bounds.upper()[i] } else { self.bounds.lower()[i] };
            if direction[i] == 0.0 { LONGEST } else { (end - state.x[i]) / direction[i] }
        };
        let room = (0..direction.len()).map(room).fold(LONGEST, f64::min).max(1.0);
        let is_first = state.pairs.is_empty();
        let is_open = self.bounds.lower().iter().chain(self.bounds.upper()).any(|bound| bound.is_infinite());
        let step = if is_first && is_open { room.min(1.0 / length) } else { 1.0 };
        Some(Line { search: Search::new(state.f, slope, step, room), direction })
    }
}

impl Optimiser for Lbfgsb {
    fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn start(&self, x: &[f64]) -> Result<LbfgsbState> {
        self.bounds.check_start(x)?;
        Ok(LbfgsbState {
            x: x.to_vec(),
            f: f64::INFINITY,
            gradient: Vec::new(),
            pairs: Pairs::default(),
            line: None,
            n_eval: 0,
            n_gradients: 0,
            iterations: 0,
            status: Status::Running,
        })
    }

    fn outcome(&self, state: &LbfgsbState) -> Outcome {
        Outcome {
            x: state.x.clone(),
            f: state.f,
            gradient: (!state.gradient.is_empty()).then(|| state.gradient.clone()),
            n_eval: state.n_eval,
            status: state.status,
            covariance: None,
        }
    }
}
