//! Where to look for better points: ellipsoids around the live ones.

use super::{
    draws::Draws,
    ellipsoid::{Ellipsoid, row},
    split::{ln_total, split},
};
use crate::space::Wrap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A point left out that is farther away, in units of the nearest ellipsoid, belongs to another piece …
const STRAY: f64 = 3.0;
/// … and the ellipsoid that reaches for it is given so much room around it.
const BESIDE_STRAY: f64 = 1.5;

/// The kind of bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoundKind {
    /// The whole unit cube.
    None,
    /// One ellipsoid.
    Single,
    /// As many as pay.
    #[default]
    Multi,
}

/// How a bound is made safe, and for whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Safety {
    /// Factor on each volume.
    pub enlarge: f64,
    /// Resamplings of the points, each of which must cover what it left out.
    pub bootstrap: usize,
    /// Whether half axes are wanted.
    pub axes: bool,
}

/// Ellipsoids around the live points, periodic coordinates turned so that their widest gap is at the seam.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Bound {
    pub ellipsoids: Vec<Ellipsoid>,
    /// Cumulated shares of the volume.
    shares: Vec<f64>,
    /// What is taken from periodic coordinates; empty if there is none.
    turn: Vec<f64>,
    /// Half axes of each ellipsoid, if wanted.
    pub axes: Vec<Vec<f64>>,
    /// Ellipsoids around what hangs together, by whose size jumps are measured.
    pub whole: Vec<Ellipsoid>,
    /// Linear factor of the bootstrap, as it is for a typical point.
    pub expansion: f64,
    /// ln of the sum of the volumes before anything was added for safety.
    ln_fitted: f64,
}

impl Bound {
    /// Around points; `before` is the bound before, whose expansion may not be forgotten at once. Gives also for each point
    /// which of [`whole`](Self::whole) it belongs to.
    pub(super) fn around(
        points: &[f64],
        wraps: &[Wrap],
        is_multi: bool,
        safety: Safety,
        before: (&Self, &mut Draws),
    ) -> (Self, Vec<u32>) {
        let (dim, (before, draws)) = (wraps.len(), before);
        let turn = turns(points, wraps);
        let turned = turned(points, &turn, wraps);
        let all = || (0..(points.len() / dim) as u32).collect::<Vec<u32>>();
        let (mut ellipsoids, members) =
            if is_multi { split(&turned, dim) } else { (vec![Ellipsoid::around(&turned, dim, &all())], vec![all()]) };
        let ln_fitted = ln_total(ellipsoids.iter().map(Ellipsoid::ln_volume));
        let mut expansion = 1.0;
        if safety.bootstrap > 0 {
            let grown = bootstrapped(&turned, (&ellipsoids, &members), safety.bootstrap, draws);
            expansion = typical(&grown, &members);
            let shrunk = libm::exp((ln_fitted - before.ln_fitted).min(0.0) / dim as f64);
            let least = f64::max(1.0, before.expansion * shrunk / expansion);
            expansion *= least;
            ellipsoids.iter_mut().zip(grown).for_each(|(e, by)| e.grow(by * least));
        }
        let linear = libm::exp(libm::log(safety.enlarge) / dim as f64);
        ellipsoids.iter_mut().for_each(|e| e.grow(linear));
        let (whole, labels) = together(&turned, dim, &ellipsoids, &members);
        let axes = if safety.axes { ellipsoids.iter().map(Ellipsoid::axes).collect() } else { Vec::new() };
        let shares = shares(&ellipsoids);
        (Self { ellipsoids, shares, turn, axes, whole, expansion, ln_fitted }, labels)
    }

    /// One given ellipsoid.
    pub(super) fn fixed(ellipsoid: Ellipsoid, with_axes: bool) -> Self {
        let axes = if with_axes { vec![ellipsoid.axes()] } else { Vec::new() };
        let whole = vec![ellipsoid.clone()];
        let ln_fitted = ellipsoid.ln_volume();
        Self {
            ellipsoids: vec![ellipsoid],
            shares: vec![1.0],
            turn: Vec::new(),
            axes,
            whole,
            expansion: 1.0,
            ln_fitted,
        }
    }

    /// ln of the sum of the volumes.
    pub(super) fn ln_volume(&self) -> f64 {
        ln_total(self.ellipsoids.iter().map(Ellipsoid::ln_volume))
    }

    /// An ellipsoid, by its share of the volume.
    #[inline]
    pub(super) fn choose(&self, draws: &mut Draws) -> usize {
        if self.shares.len() == 1 {
            return 0;
        }
        let at = draws.uniform();
        self.shares.partition_point(|share| *share <= at).min(self.shares.len() - 1)
    }

    /// Tries one draw from the union inside the unit cube: `false` if it failed.
    pub(super) fn draw(&self, draws: &mut Draws, wraps: &[Wrap], out: &mut [f64]) -> bool {
        let chosen = &self.ellipsoids[self.choose(draws)];
        let mut ball = [0.0; 64];
        let dim = out.len();
        out.copy_from_slice(chosen.centre());
        if dim <= ball.len() {
            draws.ball(&mut ball[..dim]);
            chosen.displace(&ball[..dim], 1.0, out);
        } else {
            let mut ball = vec![0.0; dim];
            draws.ball(&mut ball);
            chosen.displace(&ball, 1.0, out);
        }
        if out.iter().any(|x| !(*x > 0.0 && *x < 1.0)) {
            return false;
        }
        if self.ellipsoids.len() > 1 {
            let covers = self.ellipsoids.iter().filter(|e| e.contains(out)).count();
            // rounding may put a point outside its own ellipsoid
            if covers > 1 && draws.uniform() * covers as f64 > 1.0 {
                return false;
            }
        }
        self.unturn(wraps, out);
        true
    }

    /// From turned coordinates to those of the cube.
    fn unturn(&self, wraps: &[Wrap], out: &mut [f64]) {
        if self.turn.is_empty() {
            return;
        }
        for ((x, turn), _) in out.iter_mut().zip(&self.turn).zip(wraps).filter(|(_, w)| **w == Wrap::Periodic) {
            *x = Wrap::Periodic.fold(*x + turn);
        }
    }
}

/// Cumulated shares of the volume.
fn shares(ellipsoids: &[Ellipsoid]) -> Vec<f64> {
    let total = ln_total(ellipsoids.iter().map(Ellipsoid::ln_volume));
    let mut sum = 0.0;
    let add = |e: &Ellipsoid| {
        sum += libm::exp(e.ln_volume() - total);
        sum
    };
    ellipsoids.iter().map(add).collect()
}

/// Where the widest gap of each periodic coordinate is; empty if none is periodic.
fn turns(points: &[f64], wraps: &[Wrap]) -> Vec<f64> {
    if !wraps.contains(&Wrap::Periodic) {
        return Vec::new();
    }
    let dim = wraps.len();
    let gap = |(k, wrap): (usize, &Wrap)| {
        if *wrap != Wrap::Periodic {
            return 0.0;
        }
        let mut values: Vec<f64> = points.iter().skip(k).step_by(dim).copied().collect();
        values.sort_by(f64::total_cmp);
        let (first, last) = (values[0], values[values.len() - 1]);
        let (mut widest, mut middle) = (first + 1.0 - last, 0.5 * (first + 1.0 + last));
        for pair in values.windows(2).filter(|pair| pair[1] - pair[0] > 0.0) {
            if pair[1] - pair[0] > widest {
                (widest, middle) = (pair[1] - pair[0], 0.5 * (pair[0] + pair[1]));
            }
        }
        Wrap::Periodic.fold(middle)
    };
    wraps.iter().enumerate().map(gap).collect()
}

/// Points in turned coordinates.
fn turned<'a>(points: &'a [f64], turn: &[f64], wraps: &[Wrap]) -> std::borrow::Cow<'a, [f64]> {
    if turn.is_empty() {
        return points.into();
    }
    let mut turned = points.to_vec();
    for row in turned.chunks_exact_mut(wraps.len()) {
        for ((x, turn), _) in row.iter_mut().zip(turn).zip(wraps).filter(|(_, w)| **w == Wrap::Periodic) {
            *x = Wrap::Periodic.fold(*x - turn);
        }
    }
    turned.into()
}

/// The linear factor of each ellipsoid with which every resampling of the points covers what it left out.
///
/// The division into groups is kept. Each group's ellipsoid is fitted anew to the points drawn, or, where those are too few
/// to tell a shape, keeps its shape and shrinks to them; the ellipsoid that is nearest to a point left out has to reach it.
/// A group of which hardly a point was drawn is left out of that round: its place is known. A point far from all others, the
/// last one or the first one of a piece of its own, is no measure of the group that the ellipsoid reaches for it from.
fn bootstrapped(points: &[f64], fitted: (&[Ellipsoid], &[Vec<u32>]), times: usize, draws: &mut Draws) -> Vec<f64> {
    let (ellipsoids, members) = fitted;
    let dim = ellipsoids[0].centre().len();
    let n = points.len() / dim;
    let mut farthest = vec![1.0; ellipsoids.len()];
    let mut kept = vec![false; n];
    for _ in 0..times {
        kept.fill(false);
        (0..n).for_each(|_| kept[draws.below(n)] = true);
        let again: Vec<(usize, Ellipsoid)> = (0..ellipsoids.len())
            .filter_map(|k| refitted(points, &ellipsoids[k], &members[k], &kept).map(|e| (k, e)))
            .collect();
        let told = again.iter().flat_map(|(k, _)| &members[*k]);
        for &i in told.filter(|&&i| !kept[i as usize]) {
            let x = row(points, dim, i);
            let distances = again.iter().map(|(k, e)| (e.distance2(x), *k));
            if let Some((far, k)) = distances.min_by(|a, b| a.0.total_cmp(&b.0)) {
                let far = if far < STRAY * STRAY { far } else { BESIDE_STRAY * BESIDE_STRAY };
                farthest[k] = f64::max(farthest[k], far);
            }
        }
    }
    farthest.into_iter().map(f64::sqrt).collect()
}

/// The factor of a typical point: one group that reaches for a stray point says nothing of the others.
fn typical(grown: &[f64], members: &[Vec<u32>]) -> f64 {
    let n: usize = members.iter().map(Vec::len).sum();
    let sum: f64 = grown.iter().zip(members).map(|(by, group)| group.len() as f64 * libm::log(*by)).sum();
    libm::exp(sum / n as f64)
}

/// A group's ellipsoid for those of its points that were kept.
fn refitted(points: &[f64], ellipsoid: &Ellipsoid, group: &[u32], kept: &[bool]) -> Option<Ellipsoid> {
    let dim = ellipsoid.centre().len();
    let group: Vec<u32> = group.iter().copied().filter(|&i| kept[i as usize]).collect();
    if group.len() >= 4 * dim {
        return Some(Ellipsoid::around(points, dim, &group));
    }
    if group.len() <= dim {
        return None;
    }
    let far = group.iter().map(|&i| ellipsoid.distance2(row(points, dim, i))).fold(0.0, f64::max);
    let mut shrunk = ellipsoid.clone();
    shrunk.grow(far.sqrt());
    (far > 0.0).then_some(shrunk)
}

/// Groups of ellipsoids that overlap, an ellipsoid around the points of each group, and each point's group.
fn together(points: &[f64], dim: usize, parts: &[Ellipsoid], members: &[Vec<u32>]) -> (Vec<Ellipsoid>, Vec<u32>) {
    let n = points.len() / dim;
    if parts.len() == 1 {
        return (parts.to_vec(), vec![0; n]);
    }
    let mut group: Vec<usize> = (0..parts.len()).collect();
    for a in 0..parts.len() {
        for b in a + 1..parts.len() {
            if group[a] != group[b] && parts[a].overlaps(&parts[b]) {
                let (keep, drop) = (group[a].min(group[b]), group[a].max(group[b]));
                group.iter_mut().filter(|g| **g == drop).for_each(|g| *g = keep);
            }
        }
    }
    let mut labels = vec![0; n];
    let mut whole = Vec::new();
    for first in 0..parts.len() {
        if group[first] != first {
            continue;
        }
        let joined = |(k, _): &(usize, &Vec<u32>)| group[*k] == first;
        let mut all: Vec<u32> = members.iter().enumerate().filter(joined).flat_map(|(_, m)| m).copied().collect();
        all.sort_unstable();
        all.iter().for_each(|&i| labels[i as usize] = whole.len() as u32);
        whole.push(Ellipsoid::around(points, dim, &all));
    }
    (whole, labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::{Purpose, Stream};

    fn draws(step: u64) -> Draws {
        Draws::new(Stream::new(11, Purpose::Test, 0), step)
    }

    fn safe(bootstrap: usize) -> Safety {
        Safety { enlarge: 1.0, bootstrap, axes: false }
    }

    fn around(points: &[f64], wraps: &[Wrap], safety: Safety) -> (Bound, Vec<u32>) {
        Bound::around(points, wraps, true, safety, (&Bound::default(), &mut draws(9)))
    }

    /// Two discs that overlap and one apart.
    fn discs() -> Vec<f64> {
        let mut draws = draws(0);
        let mut points = Vec::new();
        for (x, y) in [(0.3, 0.3), (0.42, 0.3), (0.8, 0.8)] {
            for _ in 0..100 {
                let mut at = [0.0; 2];
                draws.ball(&mut at);
                points.extend([x + 0.07 * at[0], y + 0.07 * at[1]]);
            }
        }
        points
    }

    #[test]
    fn draws_are_even_over_the_union() {
        let (bound, _) = around(&discs(), &[Wrap::None; 2], safe(0));
        let inside = |x: &[f64]| bound.ellipsoids.iter().any(|e| e.contains(x));
        let (mut draws, mut at) = (draws(1), [0.0; 2]);
        // left of a line, among draws from the union and among draws from the cube that lie in it
        let share = |found: &[[f64; 2]]| found.iter().filter(|x| x[0] < 0.36).count() as f64 / found.len() as f64;
        let mut from_union = Vec::new();
        while from_union.len() < 20_000 {
            if bound.draw(&mut draws, &[Wrap::None; 2], &mut at) {
                assert!(inside(&at));
                from_union.push(at);
            }
        }
        let mut from_cube = Vec::new();
        while from_cube.len() < 20_000 {
            at = [draws.uniform(), draws.uniform()];
            if inside(&at) {
                from_cube.push(at);
            }
        }
        assert!((share(&from_union) - share(&from_cube)).abs() < 0.02);
    }

    #[test]
    fn what_overlaps_hangs_together() {
        let (bound, labels) = around(&discs(), &[Wrap::None; 2], safe(0));
        assert_eq!(bound.whole.len(), 2);
        assert!(labels[..200].iter().all(|l| *l == labels[0]) && labels[200..].iter().all(|l| *l == labels[200]));
        assert_ne!(labels[0], labels[200]);
    }

    #[test]
    fn bootstrap_expands_and_is_not_forgotten_at_once() {
        let points = discs();
        let (bound, _) = around(&points, &[Wrap::None; 2], safe(20));
        assert!(bound.expansion > 1.0 && bound.expansion < 1.5, "{}", bound.expansion);
        let before = Bound { expansion: 2.0, ..bound.clone() };
        let (after, _) = Bound::around(&points, &[Wrap::None; 2], true, safe(20), (&before, &mut draws(3)));
        assert!(after.expansion > bound.expansion);
    }

    /// A mode that has one point left: its neighbour's ellipsoid reaches for it, and neither that one nor the next bound
    /// is blown up beyond measure.
    #[test]
    fn a_stray_point_does_not_blow_up_the_bound() {
        let mut points = discs();
        points.extend([0.1, 0.95]);
        let (bound, _) = around(&points, &[Wrap::None; 2], safe(20));
        assert!(points.chunks(2).all(|x| bound.ellipsoids.iter().any(|e| e.contains(x))));
        let grown = (bound.ln_volume() - bound.ln_fitted) / 2.0;
        assert!(bound.expansion < 1.6 && grown < 0.6, "{} {grown}", bound.expansion);
        let (next, _) = Bound::around(&discs(), &[Wrap::None; 2], true, safe(20), (&bound, &mut draws(5)));
        assert!(next.expansion < 1.6 && next.ln_volume().exp() < 0.12, "{} {}", next.expansion, next.ln_volume().exp());
    }

    #[test]
    fn a_ring_over_the_seam_is_one_piece() {
        let mut draws = draws(4);
        let mut points = Vec::new();
        for _ in 0..200 {
            let mut at = [0.0; 2];
            draws.ball(&mut at);
            points.extend([Wrap::Periodic.fold(0.02 + 0.1 * at[0]), 0.5 + 0.1 * at[1]]);
        }
        let wraps = [Wrap::Periodic, Wrap::None];
        let (bound, _) = around(&points, &wraps, safe(0));
        assert_eq!(bound.ellipsoids.len(), 1);
        assert!(bound.ln_volume().exp() < 0.05);
        let mut at = [0.0; 2];
        for _ in 0..100 {
            if bound.draw(&mut draws, &wraps, &mut at) {
                assert!(at[0] < 0.15 || at[0] > 0.85, "{at:?}");
            }
        }
    }
}
