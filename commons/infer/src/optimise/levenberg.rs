//! Levenberg and Marquardt's method for sums of squares within a box.

use super::{
    Bounds, Loss, Optimiser, Outcome, Progress, Slope, Status,
    local::local,
    squares::{Local, along},
};
use crate::error::{Result, positive, require};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use astrarium_num::linalg::{DMatrix, DVector, QR, SVD};
use serde::{Deserialize, Serialize};

/// The first damping, relative to the columns' squared norms, and the one beyond which nothing is left to try.
const DAMPING: f64 = 1e-3;
const LARGEST_DAMPING: f64 = 1e18;

/// Settings of [`Levenberg`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LevenbergSettings {
    /// Where the Jacobian comes from.
    pub slope: Slope,
    /// How much a residual counts.
    pub loss: Loss,
    /// The residual at which the loss bends.
    pub loss_scale: f64,
    /// Ends when a step changes `f` by less, relative to `f`.
    pub change_tolerance: f64,
    /// Ends when a step is shorter, relative to the parameters.
    pub step_tolerance: f64,
    /// Ends when no component of the projected gradient is larger.
    pub gradient_tolerance: f64,
    /// Points tried at most, neighbours for differences not counted.
    pub max_trials: u64,
    /// Whether the covariance is scaled by χ² per degree of freedom, for errors known up to a factor.
    pub scale_covariance: bool,
}

impl Default for LevenbergSettings {
    fn default() -> Self {
        Self {
            slope: Slope::Given,
            loss: Loss::Square,
            loss_scale: 1.0,
            change_tolerance: 1e-8,
            step_tolerance: 1e-8,
            gradient_tolerance: 1e-8,
            max_trials: 1000,
            scale_covariance: false,
        }
    }
}

/// Levenberg and Marquardt's method: minimises `f = ½ Σ r²` (or a robust loss of it) within a box.
///
/// A step solves `(JᵀJ + μ D²) p = −Jᵀr` by a QR decomposition of the stacked matrix; `D` are the largest norms of the
/// Jacobian's columns so far, `μ` follows Nielsen's rule. Parameters at a bound whose gradient points outwards are held;
/// those that a step would carry out stop at the bound, and the rest is solved again. Robust losses enter by scaled
/// residuals and Jacobians, with the second derivative of the loss (Triggs).
///
/// Its evaluator is [`Squares`](super::Squares): residuals, and the Jacobian if [`Slope::Given`], come along.
///
/// # Source
/// Marquardt 1963, SIAM J. Appl. Math. 11, 431; Moré 1978, LNM 630, 105 (scaling); Nielsen 1999, IMM-REP-1999-05;
/// Triggs et al. 2000, LNCS 1883, 298
#[derive(Clone, Debug)]
pub struct Levenberg {
    settings: LevenbergSettings,
    bounds: Bounds,
}

/// Where [`Levenberg`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevenbergState {
    x: Vec<f64>,
    f: f64,
    local: Local,
    /// The point to be tried; none while the Jacobian at `x` is wanted.
    trial: Option<Vec<f64>>,
    damping: f64,
    growth: f64,
    columns: Vec<f64>,
    n_eval: u64,
    trials: u64,
    /// Only the Jacobian at the end is still wanted.
    is_last: bool,
    status: Status,
}

impl LevenbergState {
    /// Points tried, neighbours for differences not counted.
    pub fn trials(&self) -> u64 {
        self.trials
    }
}

/// The covariance that the Jacobian says, by singular values.
#[derive(Clone, Debug, PartialEq)]
pub struct SquaresCovariance {
    /// Row by row; directions about which the data say nothing are left out of it.
    pub matrix: Vec<f64>,
    /// How many such directions there are; parameters at their bounds count.
    pub flat: usize,
}

impl Levenberg {
    /// Within `bounds`.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for a tolerance below nought or a scale that is not above.
    pub fn new(settings: LevenbergSettings, bounds: Bounds) -> Result<Self> {
        positive("loss_scale", settings.loss_scale)?;
        positive("max_trials", settings.max_trials as f64)?;
        let all = [settings.change_tolerance, settings.step_tolerance, settings.gradient_tolerance];
        for tolerance in all {
            require(tolerance >= 0.0, "tolerance", tolerance, "nought or more")?;
        }
        Ok(Self { settings, bounds })
    }

    /// `(JᵀJ)⁻¹`, times χ² per degree of freedom if asked for.
    pub fn covariance(&self, state: &LevenbergState) -> Option<SquaresCovariance> {
        let (dim, n) = (self.bounds.dim(), state.local.residuals.len());
        let (_, jacobian) = self.scaled(&state.local)?;
        let svd = SVD::new(jacobian, false, true);
        let v_t = svd.v_t?;
        let largest = svd.singular_values.iter().copied().fold(0.0, f64::max);
        let is_known = |s: f64| s > f64::EPSILON * largest * n as f64;
        let mut matrix = vec![0.0; dim * dim];
        for (k, &s) in svd.singular_values.iter().enumerate().filter(|(_, s)| is_known(**s)) {
            for i in 0..dim {
                for j in 0..dim {
                    matrix[i * dim + j] += v_t[(k, i)] * v_t[(k, j)] / (s * s);
                }
            }
        }
        let known = svd.singular_values.iter().filter(|s| is_known(**s)).count();
        if self.settings.scale_covariance && n > dim {
            let factor = 2.0 * state.f / (n - dim) as f64;
            matrix.iter_mut().for_each(|c| *c *= factor);
        }
        Some(SquaresCovariance { matrix, flat: dim - known })
    }

    /// `f` of residuals.
    fn cost(&self, residuals: &[f64]) -> f64 {
        let square = self.settings.loss_scale * self.settings.loss_scale;
        let sum: f64 = residuals.iter().map(|r| self.settings.loss.at(r * r / square)[0]).sum();
        let f = 0.5 * square * sum;
        if f.is_nan() { f64::INFINITY } else { f }
    }

    /// Residuals and Jacobian whose half sum of squares has the loss's gradient, and nearly its curvature.
    fn scaled(&self, local: &Local) -> Option<(DVector<f64>, DMatrix<f64>)> {
        let (n, dim) = (local.residuals.len(), self.bounds.dim());
        let square = self.settings.loss_scale * self.settings.loss_scale;
        let mut residuals = DVector::from_column_slice(&local.residuals);
        let mut jacobian = DMatrix::from_row_slice(n, dim, local.jacobian.get(..n * dim)?);
        if self.settings.loss != Loss::Square {
            for i in 0..n {
                let z = residuals[i] * residuals[i] / square;
                let [_, first, second] = self.settings.loss.at(z);
                let weight = (first + 2.0 * second * z).max(f64::EPSILON).sqrt();
                residuals[i] *= first / weight;
                jacobian.row_mut(i).scale_mut(weight);
            }
        }
        Some((residuals, jacobian))
    }

    /// Proposes the next point, or ends.
    fn propose(&self, state: &mut LevenbergState) {
        let Some((residuals, jacobian)) = self.scaled(&state.local) else {
            state.status = Status::Stuck;
            return;
        };
        let gradient: Vec<f64> = (jacobian.transpose() * &residuals).iter().copied().collect();
        if self.bounds.slope_left(&state.x, &gradient) <= self.settings.gradient_tolerance {
            state.status = Status::Gradient;
            return;
        }
        for (column, j) in state.columns.iter_mut().zip(jacobian.column_iter()) {
            *column = column.max(j.norm());
        }
        let step = self.step(state, &residuals, &jacobian, &gradient);
        let size = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
        let is_short = size(&step) <= self.settings.step_tolerance * (size(&state.x) + self.settings.step_tolerance);
        if is_short {
            state.status = Status::Step;
        } else if state.damping > LARGEST_DAMPING {
            state.status = Status::Stuck;
        } else {
            let mut trial: Vec<f64> = state.x.iter().zip(&step).map(|(x, p)| x + p).collect();
            self.bounds.project(&mut trial);
            state.trial = Some(trial);
        }
    }

    /// The damped step: parameters that it carries out of the box stop at their bounds, and the others are solved again.
    fn step(&self, state: &LevenbergState, r: &DVector<f64>, j: &DMatrix<f64>, gradient: &[f64]) -> Vec<f64> {
        let dim = self.bounds.dim();
        let mut step = vec![0.0; dim];
        let outward = |i: usize| self.bounds.clip(i, state.x[i] - gradient[i]) == state.x[i];
        let mut free: Vec<usize> = (0..dim).filter(|&i| !outward(i)).collect();
        while !free.is_empty() {
            let moved =
                r + j * DVector::from_iterator(dim, (0..dim).map(|i| if free.contains(&i) { 0.0 } else { step[i] }));
            let Some(solved) =
                damped(j, &moved, &free, |i| state.damping.sqrt() * state.columns[i].max(f64::MIN_POSITIVE))
            else {
                return vec![0.0; dim];
            };
            for (&i, p) in free.iter().zip(solved.iter()) {
                step[i] = *p;
            }
            let before = free.len();
            free.retain(|&i| {
                let end = self.bounds.clip(i, state.x[i] + step[i]);
                let stays = end == state.x[i] + step[i];
                if !stays {
                    step[i] = end - state.x[i];
                }
                stays
            });
            if free.len() == before {
                break;
            }
        }
        step
    }

    /// Takes the trial point's residuals.
    fn judge(&self, state: &mut LevenbergState, trial: Vec<f64>, residuals: &[f64]) -> bool {
        let f = self.cost(residuals);
        let Some((r, j)) = self.scaled(&state.local) else { return false };
        let step = DVector::from_iterator(trial.len(), trial.iter().zip(&state.x).map(|(a, b)| a - b));
        let foretold = 0.5 * r.norm_squared() - 0.5 * (&r + j * step).norm_squared();
        let gain = state.f - f;
        if !(gain > 0.0 && foretold > 0.0) {
            state.damping *= state.growth;
            state.growth *= 2.0;
            // where rounding hides every gain, the step foretells nothing worth having
            let is_flat = foretold.abs() <= f64::EPSILON * state.f && gain.abs() <= f64::EPSILON * state.f;
            if is_flat {
                state.status = Status::Change;
            }
            return false;
        }
        let quality = gain / foretold;
        state.damping *= (1.0 - (2.0 * quality - 1.0).powi(3)).max(1.0 / 3.0);
        state.growth = 2.0;
        let tolerance = self.settings.change_tolerance * state.f;
        if gain <= tolerance && foretold <= tolerance {
            state.status = Status::Change;
        }
        (state.x, state.f) = (trial, f);
        true
    }
}

/// Solves the stacked system over the free parameters.
fn damped(j: &DMatrix<f64>, r: &DVector<f64>, free: &[usize], damping: impl Fn(usize) -> f64) -> Option<DVector<f64>> {
    let (n, k) = (j.nrows(), free.len());
    let stacked = DMatrix::from_fn(n + k, k, |row, column| {
        if row < n {
            j[(row, free[column])]
        } else if row - n == column {
            damping(free[column])
        } else {
            0.0
        }
    });
    let mut right = DVector::from_fn(n + k, |row, _| if row < n { -r[row] } else { 0.0 });
    let qr = QR::new(stacked);
    qr.q_tr_mul(&mut right);
    let step = qr.r().solve_upper_triangular(&right.rows(0, k).into_owned())?;
    step.iter().all(|p| p.is_finite()).then_some(step)
}

impl AskTell for Levenberg {
    type State = LevenbergState;
    type Info = Progress;

    fn ask(&self, state: &LevenbergState, rows: &mut Vec<f64>) -> Ask {
        match &state.trial {
            _ if state.status != Status::Running => return Ask::Done,
            Some(trial) => rows.extend(trial),
            None => self.settings.slope.ask(&state.x, &self.bounds, rows),
        }
        Ask::Rows
    }

    fn tell(
        &self,
        state: &mut LevenbergState,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Progress, ExecError> {
        let is_given = self.settings.slope == Slope::Given;
        let (residuals, _) = along(got, 0, self.bounds.dim(), is_given)?;
        state.n_eval += got.values.len() as u64;
        if let Some(trial) = state.trial.take() {
            state.trials += 1;
            let is_better = self.judge(state, trial, residuals);
            if is_better && is_given {
                state.local = local(Slope::Given, rows, got, &self.bounds)?;
            }
            if is_better && !is_given {
                state.is_last = std::mem::replace(&mut state.status, Status::Running) == Status::Change;
            } else if state.status == Status::Running {
                self.propose(state);
            }
        } else {
            if state.local.residuals.is_empty() {
                state.f = self.cost(residuals);
                state.trials += 1;
            }
            state.local = local(self.settings.slope, rows, got, &self.bounds)?;
            if state.is_last {
                state.status = Status::Change;
            } else if state.f.is_finite() {
                self.propose(state);
            } else {
                state.status = Status::Start;
            }
        }
        if state.status == Status::Running && state.trials >= self.settings.max_trials {
            state.status = Status::Limit;
        }
        Ok(Progress { f: state.f, n_eval: state.n_eval })
    }
}

impl Optimiser for Levenberg {
    fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn start(&self, x: &[f64]) -> Result<LevenbergState> {
        self.bounds.check_start(x)?;
        Ok(LevenbergState {
            x: x.to_vec(),
            f: f64::INFINITY,
            local: Local::default(),
            trial: None,
            damping: DAMPING,
            growth: 2.0,
            columns: vec![0.0; x.len()],
            n_eval: 0,
            trials: 0,
            is_last: false,
            status: Status::Running,
        })
    }

    fn outcome(&self, state: &LevenbergState) -> Outcome {
        let slopes = self.scaled(&state.local);
        let covariance = self.covariance(state).filter(|found| found.flat == 0);
        Outcome {
            x: state.x.clone(),
            f: state.f,
            gradient: slopes.map(|(r, j)| (j.transpose() * r).iter().copied().collect()),
            n_eval: state.n_eval,
            status: state.status,
            covariance: covariance.map(|found| found.matrix),
        }
    }
}
