//! An optimiser from many starting points at once.

use super::{Bounds, Optimiser, Outcome, Progress, Status, batch::some, minus, sobol::Sobol};
use crate::error::{Result, positive, require};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use serde::{Deserialize, Serialize};

/// Settings of [`MultiStart`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MultiStartSettings {
    /// Scrambled Sobol points that are tried.
    pub points: u32,
    /// How many of them, the best, are starts.
    pub starts: usize,
    /// The seed of the scrambling.
    pub seed: u64,
}

impl Default for MultiStartSettings {
    fn default() -> Self {
        Self { points: 128, starts: 20, seed: 0 }
    }
}

/// An optimiser from many starting points at once.
///
/// Scrambled Sobol points of the finite box are evaluated as one batch, the best of them are starts, and all optimisers go
/// on together: a batch holds what each of them asks for. Each has the bits that it has alone.
#[derive(Clone, Debug)]
pub struct MultiStart<O> {
    settings: MultiStartSettings,
    optimiser: O,
}

/// Where [`MultiStart`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MultiStartState<S> {
    /// The point given, then the Sobol points; empty when the starts are chosen.
    points: Vec<f64>,
    runs: Vec<S>,
    n_eval: u64,
}

impl<O: Optimiser> MultiStart<O> {
    /// Starts of `optimiser` within its box.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for infinite bounds or no points.
    pub fn new(settings: MultiStartSettings, optimiser: O) -> Result<Self> {
        optimiser.bounds().finite()?;
        positive("points", f64::from(settings.points))?;
        let starts = settings.starts as f64;
        require(
            settings.starts > 0 && starts <= f64::from(settings.points) + 1.0,
            "starts",
            starts,
            "1 to points + 1",
        )?;
        Ok(Self { settings, optimiser })
    }

    /// What each start led to, the starts in the order of their values.
    pub fn outcomes(&self, state: &MultiStartState<O::State>) -> Vec<Outcome> {
        state.runs.iter().map(|run| self.optimiser.outcome(run)).collect()
    }

    /// The best points become starts; those that are not finite never.
    fn choose(&self, points: &[f64], got: &Evaluations) -> Vec<O::State> {
        let dim = self.optimiser.bounds().dim();
        let f: Vec<f64> = got.values.iter().map(|value| minus(*value)).collect();
        let mut order: Vec<usize> = (0..f.len()).filter(|&k| f[k] < f64::INFINITY).collect();
        order.sort_by(|&a, &b| f[a].total_cmp(&f[b]));
        let starts = order.iter().take(self.settings.starts);
        starts.filter_map(|&k| self.optimiser.start(&points[k * dim..][..dim]).ok()).collect()
    }
}

impl<O: Optimiser> AskTell for MultiStart<O> {
    type State = MultiStartState<O::State>;
    type Info = Progress;

    fn ask(&self, state: &Self::State, rows: &mut Vec<f64>) -> Ask {
        if !state.points.is_empty() {
            rows.extend(&state.points);
            return Ask::Rows;
        }
        let mut wants = Ask::Done;
        for run in &state.runs {
            if self.optimiser.ask(run, rows) == Ask::Rows {
                wants = Ask::Rows;
            }
        }
        wants
    }

    fn tell(
        &self,
        state: &mut Self::State,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Progress, ExecError> {
        let dim = self.optimiser.bounds().dim();
        if state.points.is_empty() {
            let mut runs = state.runs.clone();
            let (mut first, mut asked) = (0, Vec::new());
            for run in &mut runs {
                asked.clear();
                if self.optimiser.ask(run, &mut asked) == Ask::Done {
                    continue;
                }
                let n = asked.len() / dim;
                self.optimiser.tell(run, &rows[first * dim..(first + n) * dim], &some(got, first..first + n))?;
                first += n;
            }
            state.runs = runs;
        } else {
            state.runs = self.choose(&state.points, got);
            state.points.clear();
        }
        state.n_eval += got.values.len() as u64;
        let f = self.outcomes(state).iter().map(|outcome| outcome.f).fold(f64::INFINITY, f64::min);
        Ok(Progress { f, n_eval: state.n_eval })
    }
}

impl<O: Optimiser> Optimiser for MultiStart<O> {
    fn bounds(&self) -> &Bounds {
        self.optimiser.bounds()
    }

    fn start(&self, x: &[f64]) -> Result<Self::State> {
        self.bounds().check_start(x)?;
        let sobol = Sobol::new(self.settings.seed);
        let spread = (0..self.settings.points).flat_map(|k| self.bounds().at(&sobol.point(k, x.len())));
        Ok(MultiStartState { points: x.iter().copied().chain(spread).collect(), runs: Vec::new(), n_eval: 0 })
    }

    fn outcome(&self, state: &Self::State) -> Outcome {
        let best = self.outcomes(state).into_iter().min_by(|a, b| a.f.total_cmp(&b.f));
        let status = if state.points.is_empty() { Status::Start } else { Status::Running };
        let none = || Outcome {
            x: state.points.iter().take(self.bounds().dim()).copied().collect(),
            f: f64::INFINITY,
            gradient: None,
            n_eval: state.n_eval,
            status,
            covariance: None,
        };
        Outcome { n_eval: state.n_eval, ..best.unwrap_or_else(none) }
    }
}
