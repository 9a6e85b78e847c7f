//! Points divided between several ellipsoids, as long as that pays.

use super::ellipsoid::{Ellipsoid, moments, row};

/// Rounds of two-means.
const ROUNDS: usize = 10;
/// Rounds of the power iteration that finds the longest axis, where two-means starts.
const POWER_ROUNDS: usize = 12;

/// Points and what divides them.
struct Splitter<'a> {
    points: &'a [f64],
    dim: usize,
    /// One over the standard deviation of each coordinate over all points.
    scale: Vec<f64>,
}

/// A group of points and its ellipsoid.
type Group = (Vec<u32>, Ellipsoid);

/// Ellipsoids around all points, and which points each was fitted to.
///
/// Recursive two-means: a split is accepted if the volumes sum to less than `V exp(−p ln n / n)`, or, all leaves of the
/// subtree together, less than `V exp(−(leaves − 1) p ln n / n)`, with `p = d (d + 3) / 2` numbers to an ellipsoid.
///
/// # Source
/// Feroz, Hobson & Bridges 2009, MNRAS 398, 1601, with the test of Speagle 2020, MNRAS 493, 3132
pub(super) fn split(points: &[f64], dim: usize) -> (Vec<Ellipsoid>, Vec<Vec<u32>>) {
    let all: Vec<u32> = (0..(points.len() / dim) as u32).collect();
    let (_, covariance) = moments(points, dim, &all);
    let deviation = |k: usize| covariance[k * (dim + 1)].sqrt();
    let scale = (0..dim).map(|k| if deviation(k) > 0.0 { 1.0 / deviation(k) } else { 0.0 }).collect();
    let splitter = Splitter { points, dim, scale };
    let whole = Ellipsoid::around(points, dim, &all);
    let mut groups = Vec::new();
    splitter.divide((all, whole), &mut groups);
    let (members, ellipsoids) = groups.into_iter().unzip();
    (ellipsoids, members)
}

/// `ln Σ V`.
pub(super) fn ln_total(ln_volumes: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = ln_volumes.clone().fold(f64::NEG_INFINITY, f64::max);
    most + libm::log(ln_volumes.map(|ln| libm::exp(ln - most)).sum())
}

impl Splitter<'_> {
    /// Pushes the group, or what it is better divided into.
    fn divide(&self, group: Group, out: &mut Vec<Group>) {
        let (members, whole) = group;
        let Some(halves) = self.halves(&members) else { return out.push((members, whole)) };
        let n = members.len() as f64;
        let cost = 0.5 * (self.dim * (self.dim + 3)) as f64 * libm::log(n) / n;
        let fitted = halves.map(|half| {
            let ellipsoid = Ellipsoid::around(self.points, self.dim, &half);
            (half, ellipsoid)
        });
        let volume = ln_total(fitted.iter().map(|(_, e)| e.ln_volume()));
        let pays = volume - whole.ln_volume() < -cost;
        let first = out.len();
        for half in fitted {
            self.divide(half, out);
        }
        let leaves = (out.len() - first) as f64;
        let total = ln_total(out[first..].iter().map(|(_, e)| e.ln_volume()));
        if !pays && total - whole.ln_volume() >= -(leaves - 1.0) * cost {
            out.truncate(first);
            out.push((members, whole));
        }
    }

    /// Two groups by two-means, if both are large enough.
    fn halves(&self, members: &[u32]) -> Option<[Vec<u32>; 2]> {
        if members.len() < 4 * self.dim {
            return None;
        }
        let (mean, covariance) = moments(self.points, self.dim, members);
        let axis = self.longest(&covariance);
        let shifted = |sign: f64| (0..self.dim).map(|k| (mean[k] + sign * axis[k]) * self.scale[k]).collect();
        let mut centres: [Vec<f64>; 2] = [shifted(1.0), shifted(-1.0)];
        let mut is_second = vec![false; members.len()];
        for round in 0..ROUNDS {
            let changed = self.assign(members, &centres, &mut is_second);
            if round > 0 && !changed {
                break;
            }
            centres = self.means(members, &is_second, centres);
        }
        let half = |second: bool| -> Vec<u32> {
            members.iter().zip(&is_second).filter(|(_, s)| **s == second).map(|(i, _)| *i).collect()
        };
        let halves = [half(false), half(true)];
        halves.iter().all(|half| half.len() >= 2 * self.dim).then_some(halves)
    }

    /// The longest axis of a covariance, of its length.
    fn longest(&self, covariance: &[f64]) -> Vec<f64> {
        let dim = self.dim;
        let at = |i: usize, j: usize| covariance[i.min(j) * dim + i.max(j)];
        let widest = (0..dim).fold(0, |best, k| if at(k, k) > at(best, best) { k } else { best });
        let mut axis: Vec<f64> = (0..dim).map(|i| at(i, widest)).collect();
        let mut length = 0.0;
        for _ in 0..POWER_ROUNDS {
            length = axis.iter().map(|x| x * x).sum::<f64>().sqrt();
            if !(length > 0.0 && length.is_finite()) {
                return vec![0.0; dim];
            }
            axis.iter_mut().for_each(|x| *x /= length);
            axis = (0..dim).map(|i| (0..dim).map(|j| at(i, j) * axis[j]).sum()).collect();
        }
        // the last product is λ times the unit axis, and the half axis is as long as √λ
        axis.iter().map(|x| x / length.sqrt()).collect()
    }

    /// Which centre is nearer; whether any point has changed.
    fn assign(&self, members: &[u32], centres: &[Vec<f64>; 2], is_second: &mut [bool]) -> bool {
        let [a, b] = centres;
        // |x − b|² < |x − a|² is a plane
        let normal: Vec<f64> = (0..self.dim).map(|k| (b[k] - a[k]) * self.scale[k]).collect();
        let offset: f64 = 0.5 * a.iter().zip(b).map(|(a, b)| b * b - a * a).sum::<f64>();
        let mut changed = false;
        for (&i, second) in members.iter().zip(is_second) {
            let along: f64 = row(self.points, self.dim, i).iter().zip(&normal).map(|(x, n)| x * n).sum();
            let is = along > offset;
            changed |= is != *second;
            *second = is;
        }
        changed
    }

    /// The means of both groups; an empty one keeps its centre.
    fn means(&self, members: &[u32], is_second: &[bool], before: [Vec<f64>; 2]) -> [Vec<f64>; 2] {
        let mut sums = [vec![0.0; self.dim], vec![0.0; self.dim]];
        let mut counts = [0_u32; 2];
        for (&i, &second) in members.iter().zip(is_second) {
            counts[usize::from(second)] += 1;
            let sum = &mut sums[usize::from(second)];
            sum.iter_mut().zip(row(self.points, self.dim, i)).for_each(|(sum, x)| *sum += x);
        }
        let mut means = before;
        for ((mean, sum), count) in means.iter_mut().zip(&sums).zip(counts).filter(|(_, count)| *count > 0) {
            for ((mean, sum), scale) in mean.iter_mut().zip(sum).zip(&self.scale) {
                *mean = sum * scale / f64::from(count);
            }
        }
        means
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nested::draws::Draws;
    use astrarium_num::random::{Purpose, Stream};

    fn blobs(centres: &[[f64; 2]], each: usize, size: f64) -> Vec<f64> {
        let mut draws = Draws::new(Stream::new(3, Purpose::Test, 0), 0);
        let mut points = Vec::new();
        for centre in centres {
            for _ in 0..each {
                let mut at = [0.0; 2];
                draws.ball(&mut at);
                points.extend([centre[0] + size * at[0], centre[1] + size * at[1]]);
            }
        }
        points
    }

    #[test]
    fn separate_blobs_have_an_ellipsoid_each() {
        let points = blobs(&[[0.2, 0.2], [0.8, 0.3], [0.5, 0.9], [0.1, 0.7]], 60, 0.05);
        let (ellipsoids, members) = split(&points, 2);
        assert_eq!(ellipsoids.len(), 4);
        for (ellipsoid, members) in ellipsoids.iter().zip(&members) {
            assert_eq!(members.len(), 60);
            assert!(members.iter().all(|&i| i / 60 == members[0] / 60 && ellipsoid.contains(row(&points, 2, i))));
        }
    }

    #[test]
    fn one_blob_stays_whole() {
        let (ellipsoids, members) = split(&blobs(&[[0.5, 0.5]], 300, 0.1), 2);
        assert_eq!((ellipsoids.len(), members[0].len()), (1, 300));
        // a disc of radius 0.1 and a margin
        assert!((ellipsoids[0].ln_volume().exp() / (std::f64::consts::PI * 0.01) - 1.0).abs() < 0.2);
    }

    #[test]
    fn a_ring_is_divided_and_covered() {
        let mut draws = Draws::new(Stream::new(4, Purpose::Test, 0), 0);
        let ring: Vec<f64> = (0..500)
            .flat_map(|_| {
                let mut at = [0.0; 2];
                draws.sphere(&mut at);
                at
            })
            .collect();
        let (ellipsoids, members) = split(&ring, 2);
        assert!(ellipsoids.len() > 3, "{}", ellipsoids.len());
        assert_eq!(members.iter().map(Vec::len).sum::<usize>(), 500);
        assert!(ln_total(ellipsoids.iter().map(Ellipsoid::ln_volume)) < 0.5 * libm::log(std::f64::consts::PI));
        assert!(ring.chunks(2).all(|x| ellipsoids.iter().any(|e| e.contains(x))));
    }

    #[test]
    fn equal_points_are_no_trouble() {
        let (ellipsoids, _) = split(&[0.5; 200], 2);
        assert_eq!(ellipsoids.len(), 1);
        assert!(ellipsoids[0].contains(&[0.5, 0.5]));
    }
}
