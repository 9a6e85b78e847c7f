//! A trajectory that doubles until it turns, leapfrog by leapfrog.

use super::metric::Metric;
use astrarium_num::random::Stream;
use serde::{Deserialize, Serialize};

/// An energy that is so much higher is a divergence.
const DIVERGENCE: f64 = 1000.0;

/// A point of phase space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Point {
    /// Round coordinates, from the trajectory's start.
    pub(super) y: Vec<f64>,
    /// Momentum.
    pub(super) v: Vec<f64>,
    /// Coordinates.
    pub(super) q: Vec<f64>,
    /// The gradient of ln P by the coordinates, and by the round ones.
    pub(super) gradient: Vec<f64>,
    pub(super) pulled: Vec<f64>,
    pub(super) ln_p: f64,
    /// What came along with ln P after the gradient.
    pub(super) along: Vec<f64>,
    /// Leapfrogs from the start, negative if backwards.
    pub(super) index: i64,
}

impl Point {
    /// `|v|²/2 − ln P`.
    pub(super) fn energy(&self) -> f64 {
        0.5 * self.v.iter().map(|v| v * v).sum::<f64>() - self.ln_p
    }

    /// Half a kick and a drift: where the next gradient is wanted.
    fn drifted(&self, step: f64) -> (Vec<f64>, Vec<f64>) {
        let v: Vec<f64> = self.v.iter().zip(&self.pulled).map(|(v, g)| v + 0.5 * step * g).collect();
        let y = self.y.iter().zip(&v).map(|(y, v)| y + step * v).collect();
        (y, v)
    }
}

/// The value and gradient at a point asked for.
pub(super) struct Answer<'a> {
    pub(super) ln_p: f64,
    pub(super) gradient: &'a [f64],
    pub(super) along: &'a [f64],
}

/// One leapfrog from `from`, whose gradient is asked for at [`asked`].
pub(super) fn leapfrog(from: &Point, step: f64, start: &[f64], metric: &Metric, got: &Answer<'_>) -> Point {
    let (y, mut v) = from.drifted(step);
    let pulled = metric.pull(got.gradient);
    v.iter_mut().zip(&pulled).for_each(|(v, g)| *v += 0.5 * step * g);
    Point {
        q: place(start, metric, &y),
        y,
        v,
        gradient: got.gradient.to_vec(),
        pulled,
        ln_p: got.ln_p,
        along: got.along.to_vec(),
        index: from.index + if step > 0.0 { 1 } else { -1 },
    }
}

/// Where the leapfrog's gradient is wanted.
pub(super) fn asked(from: &Point, step: f64, start: &[f64], metric: &Metric) -> Vec<f64> {
    place(start, metric, &from.drifted(step).0)
}

fn place(start: &[f64], metric: &Metric, y: &[f64]) -> Vec<f64> {
    metric.forward(y).iter().zip(start).map(|(moved, start)| start + moved).collect()
}

/// A piece of a trajectory of 2^depth points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tree {
    left: Point,
    right: Point,
    /// The point chosen, with a chance in proportion to its weight.
    draw: Point,
    ln_weight: f64,
    depth: u32,
}

/// Whether the way from `a` to a later `b` turns back at one of its ends.
fn turns(a: &Point, b: &Point) -> bool {
    let ahead = |v: &[f64]| -> f64 { a.y.iter().zip(&b.y).zip(v).map(|((a, b), v)| (b - a) * v).sum() };
    ahead(&a.v) < 0.0 || ahead(&b.v) < 0.0
}

/// Whether two neighbouring pieces turn, as a whole or across their seam.
fn any_turns(left: &Tree, right: &Tree) -> bool {
    let is_seam = left.depth > 0 && (turns(&left.right, &right.right) || turns(&left.left, &right.left));
    turns(&left.left, &right.right) || is_seam
}

/// How a trajectory ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum End {
    /// It turned.
    Turned,
    /// The depth was reached.
    Deepest,
    /// The energy ran away.
    Diverged,
}

/// A trajectory under construction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Trajectory {
    main: Tree,
    /// Pieces of the next half, smaller and smaller; pieces of the same depth are merged at once.
    pieces: Vec<Tree>,
    /// The newest point of the next half.
    newest: Option<Point>,
    forward: bool,
    step: f64,
    energy: f64,
    /// Random numbers used.
    used: u64,
    pub(super) n_steps: u64,
    sums: [f64; 2],
}

impl Trajectory {
    /// From a point with its momentum; `stream` gives numbers at (`step_number`, …).
    pub(super) fn new(start: Point, step: f64, stream: Stream, step_number: u64) -> Self {
        let energy = start.energy();
        let main = Tree { left: start.clone(), right: start.clone(), draw: start, ln_weight: 0.0, depth: 0 };
        let mut new = Self {
            main,
            pieces: Vec::new(),
            newest: None,
            forward: true,
            step,
            energy,
            used: 0,
            n_steps: 0,
            sums: [0.0; 2],
        };
        new.forward = new.uniform(stream, step_number) < 0.5;
        new
    }

    fn uniform(&mut self, stream: Stream, step_number: u64) -> f64 {
        self.used += 1;
        stream.uniforms(step_number, self.used)[0]
    }

    /// The point from which the next leapfrog starts, and its step.
    pub(super) fn edge(&self) -> (&Point, f64) {
        let end = if self.forward { &self.main.right } else { &self.main.left };
        (self.newest.as_ref().unwrap_or(end), if self.forward { self.step } else { -self.step })
    }

    /// The point that stands for the trajectory.
    pub(super) fn draw(&self) -> &Point {
        &self.main.draw
    }

    pub(super) fn depth(&self) -> u32 {
        self.main.depth
    }

    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// The energy at the start.
    pub(super) fn start_energy(&self) -> f64 {
        self.energy
    }

    /// Mean acceptance of the leapfrogs: `min(1, e^−ΔE)`, and its symmetric form `2 min(1, e^−ΔE) / (1 + e^−ΔE)`.
    pub(super) fn acceptance(&self) -> [f64; 2] {
        self.sums.map(|sum| sum / self.n_steps.max(1) as f64)
    }

    /// Takes the next point.
    pub(super) fn tell(&mut self, point: Point, max_depth: u32, (stream, step_number): (Stream, u64)) -> Option<End> {
        let rise = point.energy() - self.energy;
        self.n_steps += 1;
        let (plain, symmetric) = acceptances(rise);
        self.sums = [self.sums[0] + plain, self.sums[1] + symmetric];
        if runs_away(rise) {
            return Some(End::Diverged);
        }
        self.newest = Some(point.clone());
        let leaf = Tree { left: point.clone(), right: point.clone(), draw: point, ln_weight: -rise, depth: 0 };
        self.pieces.push(leaf);
        while let [.., old, new] = self.pieces.as_slice()
            && old.depth == new.depth
        {
            let (new, old) = (self.pieces.pop()?, self.pieces.pop()?);
            let u = self.uniform(stream, step_number);
            let is_taken = libm::log(u) < new.ln_weight - ln_add(old.ln_weight, new.ln_weight);
            let (merged, has_turned) = merge(old, new, self.forward, is_taken);
            if has_turned {
                return Some(End::Turned);
            }
            self.pieces.push(merged);
        }
        if self.pieces.len() > 1 || self.pieces.first()?.depth < self.main.depth {
            return None;
        }
        self.join(max_depth, (stream, step_number))
    }

    /// The whole next half joins: its draw is preferred, as it is farther away.
    fn join(&mut self, max_depth: u32, (stream, step_number): (Stream, u64)) -> Option<End> {
        let half = self.pieces.pop()?;
        self.newest = None;
        let u = self.uniform(stream, step_number);
        let is_taken = libm::log(u) < half.ln_weight - self.main.ln_weight;
        let (main, has_turned) = merge(self.main.clone(), half, self.forward, is_taken);
        self.main = main;
        if has_turned {
            return Some(End::Turned);
        }
        if self.main.depth >= max_depth {
            return Some(End::Deepest);
        }
        self.forward = self.uniform(stream, step_number) < 0.5;
        None
    }
}

/// Two pieces of the same depth as one, the newer in the direction of time; and whether it turns.
fn merge(old: Tree, new: Tree, forward: bool, is_taken: bool) -> (Tree, bool) {
    let draw = if is_taken { new.draw.clone() } else { old.draw.clone() };
    let ln_weight = ln_add(old.ln_weight, new.ln_weight);
    let depth = old.depth + 1;
    let (left, right) = if forward { (old, new) } else { (new, old) };
    let has_turned = any_turns(&left, &right);
    (Tree { left: left.left, right: right.right, draw, ln_weight, depth }, has_turned)
}

/// Whether a rise of energy is a divergence; no number at all is one.
pub(super) fn runs_away(rise: f64) -> bool {
    rise.is_nan() || rise >= DIVERGENCE
}

/// Chances of accepting a rise of energy, plain and symmetric.
pub(super) fn acceptances(rise: f64) -> (f64, f64) {
    if rise.is_nan() {
        return (0.0, 0.0);
    }
    let weight = libm::exp(-rise);
    let plain = weight.min(1.0);
    (plain, if weight.is_finite() { 2.0 * plain / (1.0 + weight) } else { 0.0 })
}

/// `ln(e^a + e^b)`.
fn ln_add(a: f64, b: f64) -> f64 {
    let most = a.max(b);
    if most == f64::NEG_INFINITY { most } else { most + libm::log1p(libm::exp(a.min(b) - most)) }
}
