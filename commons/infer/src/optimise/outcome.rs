//! What every optimiser gives.

use super::Bounds;
use crate::error::Result;
use astrarium_exec::{
    Ask, AskTell, At, Engine, Error as ExecError, Evaluate, Evaluated, Evaluations, Go, Watch, drive,
};
use serde::{Deserialize, Serialize};

/// Why an optimiser ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// The projected gradient is as small as asked.
    Gradient,
    /// The function no longer changes.
    Change,
    /// The parameters no longer change.
    Step,
    /// The population or the simplex has shrunk as far as asked.
    Spread,
    /// Iterations or evaluations were used up before anything else was reached.
    Limit,
    /// No better point was found along a line that should go down: the gradient is inexact, or rounding reached.
    Stuck,
    /// The function is not finite at the start.
    Start,
    /// Not yet ended.
    Running,
}

impl Status {
    /// Whether the point is a minimum as far as the method can tell.
    pub fn is_converged(self) -> bool {
        matches!(self, Self::Gradient | Self::Change | Self::Step | Self::Spread)
    }
}

/// What every optimiser gives: the smallest `f = −ln P` found, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Where it is.
    pub x: Vec<f64>,
    /// `−ln P` there, or half of χ² for least squares.
    pub f: f64,
    /// The gradient of `f`, where the method knows one.
    pub gradient: Option<Vec<f64>>,
    /// Points evaluated, neighbours for differences included.
    pub n_eval: u64,
    /// Why it ended.
    pub status: Status,
    /// The covariance of the parameters, row by row, where the method knows one.
    pub covariance: Option<Vec<f64>>,
}

/// What a watcher sees of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The smallest value so far.
    pub f: f64,
    /// Points evaluated so far.
    pub n_eval: u64,
}

/// A minimiser of `−ln P` within a box that asks and tells.
pub trait Optimiser: AskTell<Info = Progress> {
    /// The box.
    fn bounds(&self) -> &Bounds;

    /// Before the first evaluation.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) and [`Error::Setting`](crate::Error::Setting) for a start or settings
    /// that make no sense.
    fn start(&self, x: &[f64]) -> Result<Self::State>;

    /// The best so far.
    fn outcome(&self, state: &Self::State) -> Outcome;
}

/// A borrowed sampler that asks and tells.
#[derive(Clone, Copy, Debug)]
pub struct ByRef<'a, S>(pub &'a S);

impl<S: AskTell> AskTell for ByRef<'_, S> {
    type State = S::State;
    type Info = S::Info;

    fn ask(&self, state: &S::State, rows: &mut Vec<f64>) -> Ask {
        self.0.ask(state, rows)
    }
    fn tell(&self, state: &mut S::State, rows: &[f64], got: &Evaluations) -> std::result::Result<S::Info, ExecError> {
        self.0.tell(state, rows, got)
    }
}

/// An optimiser with its evaluator: what [`minimise`] drives, and what its watchers watch.
pub type Driven<'a, O> = Evaluated<'a, ByRef<'a, O>>;

/// Drives an optimiser to its end, from wherever `at` stands, over the engine's threads and ranks.
///
/// `of` gives ln P (and its gradient as what comes along, if the optimiser wants it given). A stop or a watcher may end
/// it earlier: then the outcome is the best so far, [`Status::Running`], and the same call goes on from `at`.
///
/// # Errors
/// The evaluator's, a watcher's.
pub fn minimise<'a, O: Optimiser>(
    optimiser: &'a O,
    at: &mut At<O::State>,
    of: &'a dyn Evaluate,
    engine: &Engine,
    watchers: &mut [&mut dyn Watch<Driven<'a, O>>],
) -> Result<Outcome> {
    super::bounds::check_length("parameters of the density", of.dim(), optimiser.bounds().dim())?;
    let algorithm = Evaluated { sampler: ByRef(optimiser), of, entity: 0 };
    let mut ended = |_: &At<O::State>, info: &Option<Progress>| Ok(if info.is_none() { Go::Converged } else { Go::On });
    let mut all: Vec<&mut dyn Watch<Driven<'a, O>>> = vec![&mut ended];
    all.extend(watchers.iter_mut().map(|watch| &mut **watch as &mut dyn Watch<_>));
    drive(&algorithm, at, u64::MAX, engine, &mut all)?;
    Ok(optimiser.outcome(&at.state))
}
