//! Profile likelihoods: the other parameters at their best along a scan of one or two.

use super::{Bounds, Lbfgsb, LbfgsbState, Optimiser, Outcome, Progress, Status, batch::some};
use crate::error::{Result, require};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use serde::{Deserialize, Serialize};

/// A parameter and the values at which it is held, rising.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// The parameter's number.
    pub parameter: usize,
    /// The values.
    pub values: Vec<f64>,
}

/// Profile likelihoods: `min f` over all parameters but one or two, which are held at the values of scans.
///
/// Each point of the scan starts where its neighbour ended, from the best fit outwards: in one dimension along two
/// branches, in two along the first scan and then from each of its points along the second. All branches go on together in
/// one batch.
///
/// # Source
/// Cash 1976, A&A 52, 307; Rolke et al. 2005, NIM A 551, 493
#[derive(Clone, Debug)]
pub struct Profile {
    optimiser: Lbfgsb,
    scans: Vec<Scan>,
    best: Vec<f64>,
    /// Each point's neighbour towards the best fit; `None` starts at the best fit itself.
    parents: Vec<Option<usize>>,
}

/// Where [`Profile`] stands: each point, the last scan fastest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileState(Vec<Node>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Node {
    Waiting,
    Running(LbfgsbState),
    Done(Outcome),
}

impl Profile {
    /// Scans around the best fit `best`, with the settings and the box of `optimiser`.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) and [`Error::Length`](crate::Error::Length) for a best fit or values
    /// outside the box, values that do not rise, or other than one or two scans of different parameters.
    pub fn new(optimiser: Lbfgsb, scans: Vec<Scan>, best: &[f64]) -> Result<Self> {
        optimiser.bounds().check_start(best)?;
        let n = scans.len() as f64;
        require((1..=2).contains(&scans.len()), "scans", n, "one or two")?;
        require(scans.len() == 1 || scans[0].parameter != scans[1].parameter, "scans", n, "two different parameters")?;
        for scan in &scans {
            check(scan, optimiser.bounds())?;
        }
        let parents = parents(&scans, best);
        Ok(Self { optimiser, scans, best: best.to_vec(), parents })
    }

    /// Before the first gradient.
    pub fn start(&self) -> ProfileState {
        let mut state = ProfileState(vec![Node::Waiting; self.parents.len()]);
        self.wake(&mut state);
        state
    }

    /// The best fit at each point of the scans, the last one fastest; `None` where it is not there yet.
    pub fn outcomes(&self, state: &ProfileState) -> Vec<Option<Outcome>> {
        let done = |node: &Node| if let Node::Done(outcome) = node { Some(outcome.clone()) } else { None };
        state.0.iter().map(done).collect()
    }

    /// The optimiser with the parameters of point `k` held.
    fn held(&self, k: usize) -> Lbfgsb {
        let mut bounds = self.optimiser.bounds().clone();
        for (scan, value) in self.scans.iter().zip(self.values(k)) {
            bounds = bounds.held(scan.parameter, value);
        }
        self.optimiser.within(bounds)
    }

    /// The scans' values at point `k`.
    fn values(&self, k: usize) -> Vec<f64> {
        let inner = self.scans.get(1).map_or(1, |scan| scan.values.len());
        let at = [k / inner, k % inner];
        self.scans.iter().zip(at).map(|(scan, i)| scan.values[i]).collect()
    }

    /// Starts all points whose neighbours are done.
    fn wake(&self, state: &mut ProfileState) {
        for k in 0..state.0.len() {
            let from = match self.parents[k] {
                _ if state.0[k] != Node::Waiting => continue,
                None => self.best.clone(),
                Some(parent) => match &state.0[parent] {
                    Node::Done(outcome) => outcome.x.clone(),
                    _ => continue,
                },
            };
            let held = self.held(k);
            let mut from = from;
            held.bounds().project(&mut from);
            state.0[k] = held.start(&from).map_or(Node::Waiting, Node::Running);
        }
    }
}

fn check(scan: &Scan, bounds: &Bounds) -> Result<()> {
    let (i, n) = (scan.parameter, scan.values.len() as f64);
    require(i < bounds.dim(), "the scanned parameter's number", i as f64, "one below the number of parameters")?;
    require(!scan.values.is_empty(), "values of a scan", n, "at least one")?;
    for value in &scan.values {
        require(bounds.clip(i, *value) == *value, "value of a scan", *value, "one within the bounds")?;
    }
    let falls = scan.values.windows(2).find(|pair| pair[0] >= pair[1]);
    require(falls.is_none(), "value of a scan", falls.map_or(0.0, |pair| pair[1]), "rising values")
}

/// The tree of neighbours.
fn parents(scans: &[Scan], best: &[f64]) -> Vec<Option<usize>> {
    let inner = scans.get(1).map_or(1, |scan| scan.values.len());
    let middle = |scan: &Scan| nearest(&scan.values, best[scan.parameter]);
    let (row, column) = (middle(&scans[0]), scans.get(1).map_or(0, middle));
    let towards = |i: usize, middle: usize| if i < middle { i + 1 } else { i - 1 };
    let mut parents = Vec::new();
    for i in 0..scans[0].values.len() {
        for j in 0..inner {
            parents.push(match (i == row, j == column) {
                (true, true) => None,
                (false, true) => Some(towards(i, row) * inner + j),
                (_, false) => Some(i * inner + towards(j, column)),
            });
        }
    }
    parents
}

fn nearest(values: &[f64], x: f64) -> usize {
    let far = |&i: &usize| (values[i] - x).abs();
    (0..values.len()).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(0)
}

impl AskTell for Profile {
    type State = ProfileState;
    type Info = Progress;

    fn ask(&self, state: &ProfileState, rows: &mut Vec<f64>) -> Ask {
        let open = rows.len();
        for (k, node) in state.0.iter().enumerate() {
            if let Node::Running(running) = node {
                self.held(k).ask(running, rows);
            }
        }
        if rows.len() == open { Ask::Done } else { Ask::Rows }
    }

    fn tell(
        &self,
        state: &mut ProfileState,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Progress, ExecError> {
        let dim = self.best.len();
        let mut next = state.clone();
        let (mut first, mut asked) = (0, Vec::new());
        for (k, node) in next.0.iter_mut().enumerate() {
            let Node::Running(running) = node else { continue };
            let held = self.held(k);
            asked.clear();
            held.ask(running, &mut asked);
            let n = asked.len() / dim;
            held.tell(running, &rows[first * dim..(first + n) * dim], &some(got, first..first + n))?;
            first += n;
            let outcome = held.outcome(running);
            if outcome.status != Status::Running {
                *node = Node::Done(outcome);
            }
        }
        self.wake(&mut next);
        *state = next;
        let done: Vec<Outcome> = self.outcomes(state).into_iter().flatten().collect();
        let f = done.iter().map(|outcome| outcome.f).fold(f64::INFINITY, f64::min);
        Ok(Progress { f, n_eval: done.iter().map(|outcome| outcome.n_eval).sum() })
    }
}

/// Where a profile `f(values)` has risen by `delta` above its smallest value, to the left and to the right of it.
///
/// `delta = ½` are the limits of 68.3 % for one parameter, 1.92 those of 95 %. Between the scan's points a straight line
/// is drawn through `√(f − f_min)`, which is exact for a parabola. `None` where the scan does not reach so far.
pub fn limits(values: &[f64], f: &[f64], delta: f64) -> [Option<f64>; 2] {
    let n = values.len().min(f.len());
    let Some(best) = (0..n).min_by(|&a, &b| f[a].total_cmp(&f[b])) else { return [None; 2] };
    let root = |i: usize| (f[i] - f[best]).max(0.0).sqrt();
    let cross = |i: usize, j: usize| {
        let share = (delta.sqrt() - root(i)) / (root(j) - root(i));
        values[i] + share * (values[j] - values[i])
    };
    let left = (1..=best).rev().find(|&i| root(i - 1) >= delta.sqrt()).map(|i| cross(i, i - 1));
    let right = (best..n.saturating_sub(1)).find(|&i| root(i + 1) >= delta.sqrt()).map(|i| cross(i, i + 1));
    [left, right]
}
