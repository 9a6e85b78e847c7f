//! Markov chains in lock-step: every round each chain that is under way asks for one point at most.

use super::{bound::Bound, draws::Draws, kernel::Kernel, table::Table};
use crate::space::Wrap;
use astrarium_exec::f64s;
use serde::{Deserialize, Serialize};

/// Walks without an accepted proposal go on for so many times their length, then start anew.
const PATIENCE: u32 = 10;
/// Steps out of a slice, both ends together.
const MOST_OUT: f64 = 1000.0;
/// Steps in, after which a slice is given up: the density is not a function.
const MOST_IN: u32 = 300;

/// What a chain is waiting for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Part {
    /// A new direction.
    #[default]
    Begin,
    /// The value at the left end.
    Left,
    /// The value at the right end.
    Right,
    /// The value between the ends.
    Between,
    /// The value of a proposal.
    Walk,
    /// Nothing: it has arrived.
    Done,
}

/// What is counted over the chains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub accepted: u64,
    pub rejected: u64,
    pub expanded: u64,
    pub contracted: u64,
    /// Chains that did not get away from where they started, and started elsewhere.
    pub stuck: u64,
}

/// A slice or walk under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct One {
    part: Part,
    seed: u32,
    label: u32,
    steps: u32,
    accepted: u32,
    calls: u32,
    /// Steps in, of this slice.
    inward: u32,
    /// Whose axes a sweep follows.
    shape: u32,
    ln_l: f64,
    left: f64,
    right: f64,
    t: f64,
    /// Steps out that are left to both ends.
    out: [f64; 2],
}

/// All chains of an iteration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Chains {
    all: Vec<One>,
    /// Where they are, without walls: reflective coordinates go on behind the mirror.
    #[serde(with = "f64s")]
    at: Vec<f64>,
    #[serde(with = "f64s")]
    direction: Vec<f64>,
    #[serde(with = "f64s")]
    candidate: Vec<f64>,
    #[serde(with = "f64s")]
    blobs: Vec<f64>,
    /// The order of the axes in each chain's sweep.
    sweep: Vec<u16>,
    pub tally: Tally,
}

/// What the chains of an iteration have in common.
pub(super) struct Field<'a> {
    pub kernel: Kernel,
    pub wraps: &'a [Wrap],
    pub bound: &'a Bound,
    pub scale: f64,
    pub steps: u32,
    pub contour: f64,
    pub live: &'a Table,
    pub labels: &'a [u32],
    /// The live points above the contour.
    pub seeds: &'a [u32],
}

/// Where a finished chain came from and went.
pub(super) struct Arrived<'a> {
    pub seed: u32,
    pub label: u32,
    pub at: &'a [f64],
    pub blob: &'a [f64],
    pub ln_l: f64,
    pub calls: u32,
}

impl Chains {
    /// Starts `n` chains from live points above the contour.
    pub(super) fn start(&mut self, n: usize, field: &Field<'_>, draws: &mut Draws) {
        let dim = field.wraps.len();
        let blobs = field.live.blobs.len() / field.live.len();
        self.all.clear();
        self.all.resize(n, One::default());
        for list in [&mut self.at, &mut self.direction, &mut self.candidate] {
            list.clear();
            list.resize(n * dim, 0.0);
        }
        self.blobs.resize(n * blobs, 0.0);
        self.tally = Tally::default();
        if field.kernel == Kernel::Slice {
            self.sweep = (0..n * dim).map(|k| (k % dim) as u16).collect();
        }
        (0..n).for_each(|k| self.plant(k, field, draws));
    }

    /// Puts chain `k` on a live point above the contour.
    fn plant(&mut self, k: usize, field: &Field<'_>, draws: &mut Draws) {
        let dim = field.wraps.len();
        let seed = field.seeds[draws.below(field.seeds.len())];
        let row = field.live.row(seed as usize);
        let calls = self.all[k].calls;
        let label = field.labels[seed as usize];
        self.all[k] = One { seed, label, calls, ln_l: row.ln_l, ..One::default() };
        self.blobs[k * row.blob.len()..][..row.blob.len()].copy_from_slice(row.blob);
        let at = &mut self.at[k * dim..(k + 1) * dim];
        at.copy_from_slice(row.u);
        for (x, _) in at.iter_mut().zip(field.wraps).filter(|(_, wrap)| **wrap == Wrap::Reflective) {
            // on either side of the mirror, so that chains with any shape of steps are reversible
            if draws.uniform() < 0.5 {
                *x = -*x;
            }
        }
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// What came along with the points where they are.
    pub(super) fn blobs(&self) -> &[f64] {
        &self.blobs
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.all.clear();
    }

    /// Whether all have arrived.
    pub(super) fn are_done(&self) -> bool {
        self.all.iter().all(|one| one.part == Part::Done)
    }

    /// The chains, in order.
    pub(super) fn arrived(&self, dim: usize) -> impl Iterator<Item = Arrived<'_>> {
        let blobs = self.blobs.len() / self.all.len().max(1);
        self.all.iter().enumerate().map(move |(k, one)| Arrived {
            seed: one.seed,
            label: one.label,
            at: &self.at[k * dim..(k + 1) * dim],
            blob: &self.blobs[k * blobs..(k + 1) * blobs],
            ln_l: one.ln_l,
            calls: one.calls,
        })
    }

    /// Takes the value at chain `k`'s candidate.
    pub(super) fn take(&mut self, k: usize, value: f64, blob: &[f64], field: &Field<'_>) {
        self.all[k].calls += 1;
        let is_inside = value > field.contour;
        let moves = match self.all[k].part {
            Part::Walk => {
                if is_inside {
                    self.tally.accepted += 1
                } else {
                    self.tally.rejected += 1
                }
                is_inside
            }
            _ => self.turn(k, is_inside),
        };
        if moves {
            let dim = field.wraps.len();
            let one = &mut self.all[k];
            one.accepted += 1;
            one.ln_l = value;
            self.at[k * dim..(k + 1) * dim].copy_from_slice(&self.candidate[k * dim..(k + 1) * dim]);
            self.blobs[k * blob.len()..(k + 1) * blob.len()].copy_from_slice(blob);
        }
    }

    /// A slice goes on, its last point having been inside or not; whether the chain moves there.
    fn turn(&mut self, k: usize, is_inside: bool) -> bool {
        let one = &mut self.all[k];
        match (one.part, is_inside) {
            (Part::Left, true) if one.out[0] >= 1.0 => {
                one.left -= 1.0;
                one.out[0] -= 1.0;
                self.tally.expanded += 1;
            }
            (Part::Left, _) => one.part = Part::Right,
            (Part::Right, true) if one.out[1] >= 1.0 => {
                one.right += 1.0;
                one.out[1] -= 1.0;
                self.tally.expanded += 1;
            }
            (Part::Right, _) => one.part = Part::Between,
            (Part::Between, true) => {
                one.part = Part::Begin;
                self.tally.accepted += 1;
                return true;
            }
            (Part::Between, false) => {
                if one.t < 0.0 {
                    one.left = one.t
                } else {
                    one.right = one.t
                }
                one.inward += 1;
                self.tally.contracted += 1;
                if one.inward > MOST_IN {
                    one.part = Part::Begin;
                }
            }
            _ => (),
        }
        false
    }

    /// Chain `k`'s next point to evaluate goes to `rows`; `false` if it has none this round.
    pub(super) fn propose(&mut self, k: usize, field: &Field<'_>, draws: &mut Draws, rows: &mut Vec<f64>) -> bool {
        match field.kernel {
            Kernel::Rwalk => self.walk(k, field, draws, rows),
            _ => self.slice(k, field, draws, rows),
        }
    }

    /// Whether chain `k` has arrived.
    pub(super) fn is_done(&self, k: usize) -> bool {
        self.all[k].part == Part::Done
    }

    /// One proposal. Outside the cube it is rejected without a row.
    fn walk(&mut self, k: usize, field: &Field<'_>, draws: &mut Draws, rows: &mut Vec<f64>) -> bool {
        let dim = field.wraps.len();
        if self.all[k].steps >= field.steps {
            if self.all[k].accepted > 0 {
                self.all[k].part = Part::Done;
                return false;
            }
            if self.all[k].steps >= PATIENCE * field.steps {
                self.tally.stuck += 1;
                self.plant(k, field, draws);
            }
        }
        let halvings = self.all[k].steps / field.steps;
        let scale = field.scale * libm::ldexp(1.0, -(halvings as i32));
        self.all[k].steps += 1;
        self.all[k].part = Part::Walk;
        let shape = &field.bound.ellipsoids[field.bound.choose(draws)];
        let ball = &mut self.direction[k * dim..(k + 1) * dim];
        draws.ball(ball);
        let candidate = &mut self.candidate[k * dim..(k + 1) * dim];
        candidate.copy_from_slice(&self.at[k * dim..(k + 1) * dim]);
        shape.displace(ball, scale, candidate);
        let is_inside = push_inside(candidate, field.wraps, rows);
        if !is_inside {
            self.tally.rejected += 1;
        }
        is_inside
    }

    /// The next point of a slice. Outside the cube the density is nought without a row.
    fn slice(&mut self, k: usize, field: &Field<'_>, draws: &mut Draws, rows: &mut Vec<f64>) -> bool {
        let dim = field.wraps.len();
        loop {
            if self.all[k].part == Part::Begin && !self.begin(k, field, draws) {
                return false;
            }
            let one = &mut self.all[k];
            one.t = match one.part {
                Part::Left => one.left,
                Part::Right => one.right,
                _ => one.left + (one.right - one.left) * draws.uniform(),
            };
            let t = one.t;
            let range = k * dim..(k + 1) * dim;
            let candidate = &mut self.candidate[range.clone()];
            for ((c, x), a) in candidate.iter_mut().zip(&self.at[range.clone()]).zip(&self.direction[range]) {
                *c = x + t * a;
            }
            if push_inside(candidate, field.wraps, rows) {
                return true;
            }
            self.turn(k, false);
        }
    }

    /// A new slice, unless the chain has arrived.
    ///
    /// # Source
    /// Neal 2003, Ann. Stat. 31, 705 (stepping out, figs. 3 and 5)
    fn begin(&mut self, k: usize, field: &Field<'_>, draws: &mut Draws) -> bool {
        let one = &mut self.all[k];
        if one.steps >= field.steps {
            if one.accepted > 0 {
                one.part = Part::Done;
                return false;
            }
            self.tally.stuck += 1;
            self.plant(k, field, draws);
        }
        self.aim(k, field, draws);
        let one = &mut self.all[k];
        one.steps += 1;
        let offset = draws.uniform();
        (one.left, one.right, one.inward, one.part) = (-offset, 1.0 - offset, 0, Part::Left);
        let left = (draws.uniform() * MOST_OUT).floor();
        one.out = [left, MOST_OUT - 1.0 - left];
        true
    }

    /// A direction, at most half a diagonal of the cube long.
    fn aim(&mut self, k: usize, field: &Field<'_>, draws: &mut Draws) {
        let (dim, bound) = (field.wraps.len(), field.bound);
        let direction = &mut self.direction[k * dim..(k + 1) * dim];
        if field.kernel == Kernel::Slice {
            let place = self.all[k].steps as usize % dim;
            if place == 0 {
                self.all[k].shape = bound.choose(draws) as u32;
            }
            let sweep = &mut self.sweep[k * dim..(k + 1) * dim];
            sweep.swap(place, place + draws.below(dim - place));
            let axis = usize::from(sweep[place]) * dim;
            let axes = &bound.axes[self.all[k].shape as usize][axis..axis + dim];
            direction.iter_mut().zip(axes).for_each(|(x, a)| *x = field.scale * a);
        } else {
            let unit = &mut self.candidate[k * dim..(k + 1) * dim];
            draws.sphere(unit);
            direction.fill(0.0);
            bound.ellipsoids[bound.choose(draws)].displace(unit, field.scale, direction);
        }
        let length2: f64 = direction.iter().map(|x| x * x).sum();
        let most2 = 0.25 * dim as f64;
        if length2 > most2 {
            let by = (most2 / length2).sqrt();
            direction.iter_mut().for_each(|x| *x *= by);
        }
    }
}

/// Appends the point, folded into the cube, if it is inside.
#[inline]
fn push_inside(candidate: &[f64], wraps: &[Wrap], rows: &mut Vec<f64>) -> bool {
    let before = rows.len();
    rows.extend_from_slice(candidate);
    let row = &mut rows[before..];
    if wraps.iter().any(|wrap| *wrap != Wrap::None) {
        row.iter_mut().zip(wraps).for_each(|(x, wrap)| *x = wrap.fold(*x));
    }
    let is_inside = row.iter().fold(true, |all, x| all & (*x > 0.0) & (*x < 1.0));
    if !is_inside {
        rows.truncate(before);
    }
    is_inside
}
