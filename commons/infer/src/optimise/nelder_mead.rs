//! The simplex of Nelder and Mead, four points at a time.

use super::{Bounds, Optimiser, Outcome, Progress, Status, minus};
use crate::error::{Result, positive, require};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use serde::{Deserialize, Serialize};

/// The first simplex: each parameter by this share, or by so much if it is nought.
const SHARE: f64 = 0.05;
const FROM_ZERO: f64 = 0.00025;

/// Settings of [`NelderMead`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NelderMeadSettings {
    /// Whether the coefficients depend on the number of parameters (Gao and Han), or are the classical ones.
    pub adaptive: bool,
    /// Ends when no corner is farther from the best one in any parameter, …
    pub step_tolerance: f64,
    /// … and no value differs by more.
    pub change_tolerance: f64,
    /// Times that it starts again around the best point.
    pub restarts: u32,
    /// Points evaluated at most, 0 for 1000 times the number of parameters.
    pub max_evaluations: u64,
}

impl Default for NelderMeadSettings {
    fn default() -> Self {
        Self { adaptive: true, step_tolerance: 1e-4, change_tolerance: 1e-4, restarts: 1, max_evaluations: 0 }
    }
}

/// The simplex of Nelder and Mead: minimises `−ln P` without gradients, for few parameters.
///
/// The reflection, the expansion and both contractions of a step are evaluated together, and a shrinkage's corners too,
/// so that a batch is worth its call; the points kept are those of the serial method. Points are clipped to the box. At
/// the end it starts again around the best point, as simplexes may collapse.
///
/// # Source
/// Nelder and Mead 1965, Computer J. 7, 308; Gao and Han 2012, Comput. Optim. Appl. 51, 259
#[derive(Clone, Debug)]
pub struct NelderMead {
    settings: NelderMeadSettings,
    bounds: Bounds,
}

/// Where [`NelderMead`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NelderMeadState {
    /// Corners, the best first, with their values; those to be evaluated have none.
    corners: Vec<(Vec<f64>, Option<f64>)>,
    restarts: u32,
    n_eval: u64,
    status: Status,
}

impl NelderMead {
    /// Within `bounds`.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for tolerances that are not above nought.
    pub fn new(settings: NelderMeadSettings, bounds: Bounds) -> Result<Self> {
        positive("step_tolerance", settings.step_tolerance)?;
        require(settings.change_tolerance >= 0.0, "change_tolerance", settings.change_tolerance, "nought or more")?;
        Ok(Self { settings, bounds })
    }

    fn simplex(&self, x: &[f64]) -> Vec<(Vec<f64>, Option<f64>)> {
        let mut corners = vec![(x.to_vec(), None)];
        for i in 0..x.len() {
            let mut corner = x.to_vec();
            let step = if x[i] == 0.0 { FROM_ZERO } else { SHARE * x[i] };
            corner[i] = self.bounds.clip(i, x[i] + step);
            if corner[i] == x[i] {
                corner[i] = self.bounds.clip(i, x[i] - step);
            }
            corners.push((corner, None));
        }
        corners
    }

    /// Reflection, expansion, contraction, shrinkage.
    fn coefficients(&self) -> [f64; 4] {
        let d = self.bounds.dim() as f64;
        if self.settings.adaptive && d > 1.0 {
            [1.0, 1.0 + 2.0 / d, 0.75 - 0.5 / d, 1.0 - 1.0 / d]
        } else {
            [1.0, 2.0, 0.5, 0.5]
        }
    }

    /// The point at `t` on the line from the worst corner through the middle of the others: −1 is the worst, 0 the middle.
    fn on_line(&self, state: &NelderMeadState, t: f64) -> Vec<f64> {
        let (worst, others) = state.corners.split_last().expect("a simplex has corners");
        let n = others.len() as f64;
        let mut point: Vec<f64> = (0..self.bounds.dim())
            .map(|i| {
                let middle = others.iter().map(|(x, _)| x[i]).sum::<f64>() / n;
                middle + t * (middle - worst.0[i])
            })
            .collect();
        self.bounds.project(&mut point);
        point
    }

    /// The serial method's choice among the four; `None` is to shrink.
    fn choice(&self, state: &NelderMeadState, f: &[f64]) -> Option<usize> {
        let [reflected, expanded, outside, inside] = [f[0], f[1], f[2], f[3]];
        let value = |k: usize| state.corners[k].1.unwrap_or(f64::INFINITY);
        let (best, second, worst) =
            (value(0), value(state.corners.len().saturating_sub(2)), value(state.corners.len() - 1));
        if reflected < best {
            Some(usize::from(expanded < reflected))
        } else if reflected < second {
            Some(0)
        } else if reflected < worst {
            (outside <= reflected).then_some(2)
        } else {
            (inside < worst).then_some(3)
        }
    }

    fn shrink(&self, state: &mut NelderMeadState) {
        let sigma = self.coefficients()[3];
        let (best, others) = state.corners.split_first_mut().expect("a simplex has corners");
        for (corner, f) in others {
            for (i, x) in corner.iter_mut().enumerate() {
                *x = self.bounds.clip(i, best.0[i] + sigma * (*x - best.0[i]));
            }
            *f = None;
        }
    }

    /// Sorts the corners; ends or starts again where they are all alike.
    fn settle(&self, state: &mut NelderMeadState) {
        state.corners.sort_by(|a, b| a.1.unwrap_or(f64::INFINITY).total_cmp(&b.1.unwrap_or(f64::INFINITY)));
        let (best, others) = state.corners.split_first().expect("a simplex has corners");
        let f = best.1.unwrap_or(f64::INFINITY);
        let far = |x: &[f64]| x.iter().zip(&best.0).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let is_small = others.iter().all(|(x, value)| {
            far(x) <= self.settings.step_tolerance
                && (value.unwrap_or(f64::INFINITY) - f).abs() <= self.settings.change_tolerance
        });
        let limit = match self.settings.max_evaluations {
            0 => 1000 * self.bounds.dim() as u64,
            limit => limit,
        };
        if f == f64::INFINITY {
            state.status = Status::Start;
        } else if state.n_eval >= limit {
            state.status = Status::Limit;
        } else if is_small && state.restarts >= self.settings.restarts {
            state.status = Status::Spread;
        } else if is_small {
            state.restarts += 1;
            let again = self.simplex(&best.0);
            state.corners = again;
            state.corners[0].1 = Some(f);
        }
    }
}

impl AskTell for NelderMead {
    type State = NelderMeadState;
    type Info = Progress;

    fn ask(&self, state: &NelderMeadState, rows: &mut Vec<f64>) -> Ask {
        if state.status != Status::Running {
            return Ask::Done;
        }
        let open = rows.len();
        state.corners.iter().filter(|(_, f)| f.is_none()).for_each(|(x, _)| rows.extend(x));
        if rows.len() == open {
            let [reflection, expansion, contraction, _] = self.coefficients();
            for t in [reflection, reflection * expansion, reflection * contraction, -contraction] {
                rows.extend(self.on_line(state, t));
            }
        }
        Ask::Rows
    }

    fn tell(
        &self,
        state: &mut NelderMeadState,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Progress, ExecError> {
        let dim = self.bounds.dim();
        state.n_eval += got.values.len() as u64;
        let f: Vec<f64> = got.values.iter().map(|value| minus(*value)).collect();
        if state.corners.iter().any(|(_, f)| f.is_none()) {
            let open = state.corners.iter_mut().filter(|(_, f)| f.is_none());
            open.zip(&f).for_each(|((_, corner), f)| *corner = Some(*f));
            self.settle(state);
        } else if let Some(k) = self.choice(state, &f) {
            let worst = state.corners.last_mut().expect("a simplex has corners");
            *worst = (rows[k * dim..][..dim].to_vec(), Some(f[k]));
            self.settle(state);
        } else {
            self.shrink(state);
        }
        let best = state.corners.iter().filter_map(|(_, f)| *f).fold(f64::INFINITY, f64::min);
        Ok(Progress { f: best, n_eval: state.n_eval })
    }
}

impl Optimiser for NelderMead {
    fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn start(&self, x: &[f64]) -> Result<NelderMeadState> {
        self.bounds.check_start(x)?;
        Ok(NelderMeadState { corners: self.simplex(x), restarts: 0, n_eval: 0, status: Status::Running })
    }

    fn outcome(&self, state: &NelderMeadState) -> Outcome {
        let known = state.corners.iter().filter_map(|(x, f)| f.map(|f| (x, f)));
        let best = known.min_by(|a, b| a.1.total_cmp(&b.1));
        let (x, f) = best.map_or_else(|| (state.corners[0].0.clone(), f64::INFINITY), |(x, f)| (x.clone(), f));
        Outcome { x, f, gradient: None, n_eval: state.n_eval, status: state.status, covariance: None }
    }
}
