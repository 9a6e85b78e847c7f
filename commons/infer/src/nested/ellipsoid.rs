//! An ellipsoid around points.

use astrarium_num::{
    linalg::{DMatrix, SymmetricEigen},
    special::ln_gamma,
};
use serde::{Deserialize, Serialize};

/// How far inside the surface the outermost point is put.
const MARGIN: f64 = 1e-3;
/// The least ratio of a conditional variance to the whole one before a covariance counts as flat.
const FLAT: f64 = 1e-13;
/// Eigenvalues of a flat covariance are raised to this part of the largest.
const RAISED: f64 = 1e-11;

/// The points `centre + L y` with `|y| ≤ 1`, L a lower triangle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ellipsoid {
    centre: Vec<f64>,
    /// L, column by column, zeros included.
    factor: Vec<f64>,
    /// The inverse of L, likewise.
    inverse: Vec<f64>,
    ln_volume: f64,
}

impl Ellipsoid {
    /// Around the points `members` of `points`: the shape is their covariance, the size such that the outermost one lies
    /// at the squared distance 1 − 10⁻³. Flat shapes are thickened.
    ///
    /// # Panics
    /// If `members` is empty or names points that are not there.
    pub fn around(points: &[f64], dim: usize, members: &[u32]) -> Self {
        let (centre, covariance) = moments(points, dim, members);
        let mut found = Self::with_covariance(centre, &covariance);
        let far = members.iter().map(|&i| found.distance2(row(points, dim, i))).fold(0.0, f64::max);
        if far > 0.0 {
            found.grow((far / (1.0 - MARGIN)).sqrt());
        }
        found
    }

    /// The set of squared Mahalanobis distance up to 1 (column-major lower triangle of a covariance).
    pub fn with_covariance(centre: Vec<f64>, covariance: &[f64]) -> Self {
        let dim = centre.len();
        let factor = cholesky(covariance, dim).unwrap_or_else(|| thickened(covariance, dim));
        let inverse = inverted(&factor, dim);
        let ln_det: f64 = (0..dim).map(|i| libm::log(factor[i * dim + i])).sum();
        Self { centre, factor, inverse, ln_volume: ln_ball(dim) + ln_det }
    }

    /// ln of its volume.
    pub fn ln_volume(&self) -> f64 {
        self.ln_volume
    }

    /// Where its middle is.
    pub fn centre(&self) -> &[f64] {
        &self.centre
    }

    /// The squared distance from the middle, 1 on the surface.
    #[inline]
    pub fn distance2(&self, x: &[f64]) -> f64 {
        self.norm2(x, &self.centre)
    }

    /// The squared distance of two points in units of the ellipsoid.
    #[inline]
    pub fn norm2(&self, x: &[f64], from: &[f64]) -> f64 {
        let dim = self.centre.len();
        match dim {
            2 => {
                let [a, b] = [x[0] - from[0], x[1] - from[1]];
                let (y, z) = (self.inverse[0] * a, self.inverse[1] * a + self.inverse[3] * b);
                y * y + z * z
            }
            0..=STACK => whitened(&self.inverse, x, from, &mut [0.0; STACK][..dim]),
            _ => whitened(&self.inverse, x, from, &mut vec![0.0; dim]),
        }
    }

    /// Whether a point is inside.
    #[inline]
    pub fn contains(&self, x: &[f64]) -> bool {
        self.distance2(x) <= 1.0
    }

    /// Adds `scale × L y` to `out`.
    #[inline]
    pub fn displace(&self, y: &[f64], scale: f64, out: &mut [f64]) {
        let dim = self.centre.len();
        for (j, y) in y.iter().enumerate() {
            let by = scale * y;
            for (out, l) in out[j..].iter_mut().zip(&self.factor[j * dim + j..(j + 1) * dim]) {
                *out += by * l;
            }
        }
    }

    /// Makes it larger by a linear factor.
    pub fn grow(&mut self, by: f64) {
        self.factor.iter_mut().for_each(|x| *x *= by);
        self.inverse.iter_mut().for_each(|x| *x /= by);
        self.ln_volume += self.centre.len() as f64 * libm::log(by);
    }

    /// `L Lᵀ`, column by column.
    pub(crate) fn shape(&self) -> DMatrix<f64> {
        let dim = self.centre.len();
        let factor = DMatrix::from_column_slice(dim, dim, &self.factor);
        &factor * factor.transpose()
    }

    /// Its half axes, one after the other.
    pub fn axes(&self) -> Vec<f64> {
        let eigen = SymmetricEigen::new(self.shape());
        let dim = self.centre.len();
        let column = |j: usize| eigen.eigenvectors.column(j) * eigen.eigenvalues[j].max(0.0).sqrt();
        (0..dim).flat_map(|j| column(j).as_slice().to_vec()).collect()
    }

    /// Whether two ellipsoids have points in common.
    ///
    /// They have none if `1 − δᵀ [A/(1−s) + B/s]⁻¹ δ < 0` for some s in (0, 1), A and B their shapes, δ between the middles;
    /// the function is convex in s, so its least value is found by bisection of thirds.
    ///
    /// # Source
    /// Gilitschenski & Hanebeck 2012, IEEE FUSION, 396
    pub fn overlaps(&self, other: &Self) -> bool {
        let (a, b) = (self.shape(), other.shape());
        let dim = self.centre.len();
        let away: Vec<f64> = self.centre.iter().zip(&other.centre).map(|(a, b)| a - b).collect();
        let at = |s: f64| {
            let mixed = (&a / (1.0 - s) + &b / s).as_slice().to_vec();
            let Some(factor) = cholesky(&mixed, dim) else { return 1.0 };
            let inverse = inverted(&factor, dim);
            1.0 - whitened(&inverse, &away, &vec![0.0; dim], &mut vec![0.0; dim])
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..30 {
            let (first, second) = ((2.0 * low + high) / 3.0, (low + 2.0 * high) / 3.0);
            let (left, right) = (at(first), at(second));
            if left.min(right) < 0.0 {
                return false;
            }
            if left < right { high = second } else { low = first }
        }
        true
    }
}

/// Dimensions up to which a vector stands on the stack.
const STACK: usize = 32;

/// `|M (x − from)|²`.
#[inline]
fn whitened(inverse: &[f64], x: &[f64], from: &[f64], y: &mut [f64]) -> f64 {
    let dim = y.len();
    for j in 0..dim {
        let away = x[j] - from[j];
        for (y, m) in y[j..].iter_mut().zip(&inverse[j * dim + j..(j + 1) * dim]) {
            *y += away * m;
        }
    }
    y.iter().map(|y| y * y).sum()
}

/// Row `i` of points.
#[inline]
pub(super) fn row(points: &[f64], dim: usize, i: u32) -> &[f64] {
    &points[i as usize * dim..][..dim]
}

/// ln of the volume of the unit ball.
pub fn ln_ball(dim: usize) -> f64 {
    let half = 0.5 * dim as f64;
    half * libm::log(std::f64::consts::PI) - ln_gamma(half + 1.0)
}

/// Mean and covariance (lower triangle, column-major) of some points.
pub(crate) fn moments(points: &[f64], dim: usize, members: &[u32]) -> (Vec<f64>, Vec<f64>) {
    let n = members.len() as f64;
    let mut mean = vec![0.0; dim];
    for &i in members {
        mean.iter_mut().zip(row(points, dim, i)).for_each(|(mean, x)| *mean += x);
    }
    mean.iter_mut().for_each(|mean| *mean /= n);
    let mut covariance = vec![0.0; dim * dim];
    let mut away = vec![0.0; dim];
    for &i in members {
        let x = row(points, dim, i);
        away.iter_mut().zip(x).zip(&mean).for_each(|((away, x), mean)| *away = x - mean);
        for j in 0..dim {
            let column = &mut covariance[j * dim + j..(j + 1) * dim];
            column.iter_mut().zip(&away[j..]).for_each(|(c, a)| *c += away[j] * a);
        }
    }
    covariance.iter_mut().for_each(|c| *c /= (n - 1.0).max(1.0));
    (mean, covariance)
}

/// The lower factor of a covariance; `None` if that is flat or not finite.
fn cholesky(covariance: &[f64], dim: usize) -> Option<Vec<f64>> {
    let mut l = covariance.to_vec();
    for j in 0..dim {
        l[j * dim..j * dim + j].fill(0.0);
        let whole = covariance[j * dim + j];
        for k in 0..j {
            let by = l[k * dim + j];
            let (before, column) = l.split_at_mut(j * dim);
            column[j..dim].iter_mut().zip(&before[k * dim + j..(k + 1) * dim]).for_each(|(c, l)| *c -= by * l);
        }
        let left = l[j * dim + j];
        // a NaN is flat too
        if !(left > FLAT * whole && left.is_finite()) {
            return None;
        }
        let scale = 1.0 / left.sqrt();
        l[j * dim + j..(j + 1) * dim].iter_mut().for_each(|c| *c *= scale);
    }
    Some(l)
}

/// The factor of a flat covariance whose small eigenvalues are raised; a tiny ball if there is no shape at all.
fn thickened(covariance: &[f64], dim: usize) -> Vec<f64> {
    let lower = |i: usize, j: usize| covariance[i.min(j) * dim + i.max(j)];
    let eigen = SymmetricEigen::new(DMatrix::from_fn(dim, dim, lower));
    let most = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
    let mut raised = if most > 0.0 && most.is_finite() { RAISED * most } else { 1e-20 };
    for _ in 0..8 {
        let values = eigen.eigenvalues.map(|x| if x > raised { x } else { raised });
        let again = &eigen.eigenvectors * DMatrix::from_diagonal(&values) * eigen.eigenvectors.transpose();
        if let Some(factor) = cholesky(again.as_slice(), dim) {
            return factor;
        }
        raised *= 10.0;
    }
    let size = most.max(1e-20).sqrt();
    (0..dim * dim).map(|k| if k % (dim + 1) == 0 { size } else { 0.0 }).collect()
}

/// The inverse of a lower factor.
fn inverted(l: &[f64], dim: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; dim * dim];
    for j in 0..dim {
        inverse[j * dim + j] = 1.0 / l[j * dim + j];
        for i in j + 1..dim {
            let sum: f64 = (j..i).map(|k| l[k * dim + i] * inverse[j * dim + k]).sum();
            inverse[j * dim + i] = -sum / l[i * dim + i];
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nested::draws::Draws;
    use astrarium_num::random::{Purpose, Stream};
    use proptest::prelude::*;

    fn draws(seed: u64) -> Draws {
        Draws::new(Stream::new(seed, Purpose::Test, 0), 0)
    }

    proptest! {
        #[test]
        fn every_point_is_inside(seed: u64, dim in 1_usize..8, more in 1_usize..60) {
            let n = dim + more;
            let mut points = vec![0.0; n * dim];
            draws(seed).normals(&mut points);
            let members: Vec<u32> = (0..n as u32).collect();
            let found = Ellipsoid::around(&points, dim, &members);
            for &i in &members {
                prop_assert!(found.contains(row(&points, dim, i)));
            }
        }

        #[test]
        fn few_or_flat_points_have_an_ellipsoid_too(seed: u64, dim in 1_usize..6, n in 1_usize..4) {
            let mut points = vec![0.0; n * dim];
            draws(seed).normals(&mut points);
            for x in points.iter_mut().step_by(dim) { *x = 0.25; }
            let found = Ellipsoid::around(&points, dim, &(0..n as u32).collect::<Vec<_>>());
            for point in points.chunks_exact(dim) {
                prop_assert!(found.distance2(point) < 1.0 + 1e-6);
            }
            prop_assert!(found.ln_volume().is_finite());
        }
    }

    #[test]
    fn known_volume_and_axes() {
        let found = Ellipsoid::with_covariance(vec![0.5; 3], &[4.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.25]);
        let expected = (4.0 / 3.0 * std::f64::consts::PI * 2.0 * 3.0 * 0.5_f64).ln();
        assert!((found.ln_volume() - expected).abs() < 1e-12);
        let mut lengths: Vec<f64> =
            found.axes().chunks(3).map(|a| a.iter().map(|x| x * x).sum::<f64>().sqrt()).collect();
        lengths.sort_by(f64::total_cmp);
        assert!(lengths.iter().zip([0.5, 2.0, 3.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{lengths:?}");
        assert!((found.distance2(&[2.5, 0.5, 0.5]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn neighbours_overlap_when_they_touch() {
        let ball = |x: f64| Ellipsoid::with_covariance(vec![x, 0.0], &[1.0, 0.0, 0.0, 1.0]);
        let flat = |x: f64| Ellipsoid::with_covariance(vec![x, 0.0], &[0.01, 0.0, 0.0, 4.0]);
        assert!(ball(0.0).overlaps(&ball(1.99)) && !ball(0.0).overlaps(&ball(2.01)));
        assert!(ball(0.0).overlaps(&flat(1.09)) && !ball(0.0).overlaps(&flat(1.11)));
    }

    #[test]
    fn displaced_points_are_as_far_as_asked() {
        let found = Ellipsoid::with_covariance(vec![1.0, 2.0], &[2.0, 0.6, 0.6, 1.0]);
        let mut at = found.centre().to_vec();
        found.displace(&[0.6, -0.8], 3.0, &mut at);
        assert!((found.distance2(&at) - 9.0).abs() < 1e-12);
    }
}
