//! A mixture of Student distributions beside a standard normal one.

use crate::nested::{Draws, Ellipsoid, ln_ball, moments};
use astrarium_num::special::ln_gamma;
use serde::{Deserialize, Serialize};
use std::f64::consts::{PI, TAU};

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 40;
/// Part of the whole covariance that is added to every component's.
const RIDGE: f64 = 1e-6;
/// Points of a component's part of the whole covariance that are added to its own, for each time that a point comes.
const ADDED: f64 = 4.0;

/// What a fit is told beside its points.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The part of the standard normal distribution.
    pub share: f64,
    /// Factor on the fitted covariances.
    pub inflate: f64,
    /// Degrees of freedom of the components.
    pub freedom: u32,
    /// How often a point comes among those of equal weight, on average: what few points seem to tell is not believed.
    pub repeats: f64,
}

/// `share × N(0, 1) + (1 − share) Σ w_k t_ν(x | m_k, C_k)`.
///
/// Coordinates are those in which the prior is standard normal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mixture {
    dim: usize,
    share: f64,
    freedom: u32,
    /// Weight, and the ellipsoid of distance 1.
    parts: Vec<(f64, Ellipsoid)>,
}

impl Mixture {
    /// Only the prior.
    pub fn prior(dim: usize) -> Self {
        Self { dim, share: 1.0, freedom: 3, parts: Vec::new() }
    }

    /// Fitted to points of equal weight by expectation and maximisation for normal components, which begin at `seeds`, each
    /// with its part of the whole volume; then with their covariances inflated and with Student's tails.
    ///
    /// A component's covariance is that of its points and of a few more of its first shape, the maximum with a conjugate
    /// prior: a mixture of points that are few or come often would be too narrow for what lies between them.
    ///
    /// # Source
    /// Fraley & Raftery 2007, J. Classif. 24, 155 (the prior)
    pub fn fit(points: &[f64], dim: usize, seeds: &[usize], shape: Shape) -> Self {
        let n = points.len() / dim;
        let all: Vec<u32> = (0..n as u32).collect();
        let (_, whole) = moments(points, dim, &all);
        let part = libm::pow(seeds.len().max(1) as f64, -2.0 / dim as f64);
        let first: Vec<f64> = whole.iter().map(|c| c * part).collect();
        let begin = |&i: &usize| (1.0, Ellipsoid::with_covariance(points[i * dim..(i + 1) * dim].to_vec(), &first));
        let mut parts: Vec<(f64, Ellipsoid)> = seeds.iter().map(begin).collect();
        let equal = 1.0 / parts.len() as f64;
        parts.iter_mut().for_each(|part| part.0 = equal);
        let mut shares = vec![0.0; n * parts.len()];
        let added = Added { ridge: &whole, first: &first, points: ADDED * shape.repeats };
        for _ in 0..ROUNDS {
            shares.resize(n * parts.len(), 0.0);
            expect(points, dim, &parts, &mut shares);
            parts = maximise(points, dim, (&added, parts.len()), &shares);
        }
        parts.iter_mut().for_each(|(_, e)| e.grow(shape.inflate.sqrt()));
        Self { dim, share: shape.share, freedom: shape.freedom, parts }
    }

    /// Points to begin a fit at: the first by lot, each further one with a probability that rises with the square of its
    /// distance to those before it, in units of the points' own spread, so that no mode is left out.
    ///
    /// # Source
    /// Arthur & Vassilvitskii 2007, SODA, 1027
    pub(super) fn seeds(points: &[f64], dim: usize, count: usize, draws: &mut Draws) -> Vec<usize> {
        let n = points.len() / dim;
        let all: Vec<u32> = (0..n as u32).collect();
        let (mean, whole) = moments(points, dim, &all);
        let shape = Ellipsoid::with_covariance(mean, &whole);
        let row = |i: usize| &points[i * dim..(i + 1) * dim];
        let mut seeds = vec![draws.below(n)];
        let mut near = vec![f64::INFINITY; n];
        while seeds.len() < count {
            let last = row(seeds[seeds.len() - 1]);
            near.iter_mut().enumerate().for_each(|(i, near)| *near = near.min(shape.norm2(row(i), last)));
            let at = draws.uniform() * near.iter().sum::<f64>();
            let mut sum = 0.0;
            let chosen = near.iter().position(|near| {
                sum += near;
                sum > at
            });
            seeds.push(chosen.unwrap_or(n - 1));
        }
        seeds
    }

    /// Its components.
    pub fn components(&self) -> usize {
        self.parts.len()
    }

    /// A draw.
    pub(super) fn draw(&self, draws: &mut Draws, out: &mut [f64]) {
        let mut at = draws.uniform();
        if self.parts.is_empty() || at < self.share {
            return draws.normals(out);
        }
        at = (at - self.share) / (1.0 - self.share);
        let mut sum = 0.0;
        let chosen = self.parts.iter().position(|(weight, _)| {
            sum += weight;
            at < sum
        });
        let (_, shape) = &self.parts[chosen.unwrap_or(self.parts.len() - 1)];
        let mut normals = vec![0.0; self.dim];
        draws.normals(&mut normals);
        let chi2: f64 = (0..self.freedom).map(|_| draws.normal().powi(2)).sum();
        out.copy_from_slice(shape.centre());
        shape.displace(&normals, (f64::from(self.freedom) / chi2).sqrt(), out);
    }

    /// ln of the density of the prior over that of the mixture.
    pub fn ln_ratio(&self, x: &[f64]) -> f64 {
        let ln_prior = ln_standard(x);
        if self.parts.is_empty() {
            return 0.0;
        }
        let (d, nu) = (self.dim as f64, f64::from(self.freedom));
        let norm = ln_gamma(0.5 * (nu + d)) - ln_gamma(0.5 * nu) - 0.5 * d * libm::log(nu * PI);
        let part = |(weight, shape): &(f64, Ellipsoid)| {
            let ln_root_det = shape.ln_volume() - ln_ball(self.dim);
            let power = 0.5 * (nu + d) * libm::log1p(shape.distance2(x) / nu);
            weight * libm::exp(norm - ln_root_det - power - ln_prior)
        };
        let ratio: f64 = self.share + (1.0 - self.share) * self.parts.iter().map(part).sum::<f64>();
        -libm::log(ratio)
    }
}

/// ln of the standard normal density.
fn ln_standard(x: &[f64]) -> f64 {
    -0.5 * (x.len() as f64 * libm::log(TAU) + x.iter().map(|x| x * x).sum::<f64>())
}

/// Each point's shares in the components.
fn expect(points: &[f64], dim: usize, parts: &[(f64, Ellipsoid)], shares: &mut [f64]) {
    let heights: Vec<f64> = parts.iter().map(|(weight, e)| libm::log(*weight) - e.ln_volume()).collect();
    for (x, shares) in points.chunks_exact(dim).zip(shares.chunks_exact_mut(parts.len())) {
        for ((share, (_, shape)), height) in shares.iter_mut().zip(parts).zip(&heights) {
            *share = height - 0.5 * shape.distance2(x);
        }
        let most = shares.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        shares.iter_mut().for_each(|share| *share = libm::exp(*share - most));
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
    }
}

/// What is added to a component's covariance.
struct Added<'a> {
    ridge: &'a [f64],
    first: &'a [f64],
    points: f64,
}

impl Added<'_> {
    /// To the covariance of so many points.
    fn to(&self, covariance: &mut [f64], sum: f64) {
        for ((c, ridge), first) in covariance.iter_mut().zip(self.ridge).zip(self.first) {
            *c = (sum * *c + self.points * first) / (sum + self.points) + RIDGE * ridge;
        }
    }
}

/// Components of these shares; those with too few points are dropped.
fn maximise(points: &[f64], dim: usize, (added, count): (&Added<'_>, usize), shares: &[f64]) -> Vec<(f64, Ellipsoid)> {
    let n = points.len() / dim;
    let mut parts = Vec::new();
    for k in 0..count {
        let share = |i: usize| shares[i * count + k];
        let sum: f64 = (0..n).map(share).sum();
        // the last one left is kept
        if sum < 2.0 * (dim + 1) as f64 && (k + 1 < count || !parts.is_empty()) {
            continue;
        }
        let mut mean = vec![0.0; dim];
        for (i, x) in points.chunks_exact(dim).enumerate() {
            mean.iter_mut().zip(x).for_each(|(mean, x)| *mean += share(i) * x);
        }
        mean.iter_mut().for_each(|mean| *mean /= sum);
        let mut covariance = vec![0.0; dim * dim];
        let mut away = vec![0.0; dim];
        for (i, x) in points.chunks_exact(dim).enumerate().filter(|(i, _)| share(*i) > 1e-12) {
            away.iter_mut().zip(x).zip(&mean).for_each(|((away, x), mean)| *away = x - mean);
            for j in 0..dim {
                let by = share(i) * away[j] / sum;
                covariance[j * dim + j..(j + 1) * dim].iter_mut().zip(&away[j..]).for_each(|(c, a)| *c += by * a);
            }
        }
        added.to(&mut covariance, sum);
        parts.push((sum, Ellipsoid::with_covariance(mean, &covariance)));
    }
    let total: f64 = parts.iter().map(|(sum, _)| sum).sum();
    parts.iter_mut().for_each(|part| part.0 /= total);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::{Purpose, Stream};

    fn two_blobs() -> Vec<f64> {
        let mut draws = Draws::new(Stream::new(1, Purpose::Test, 0), 0);
        let mut points = Vec::new();
        for k in 0..3000 {
            let mut x = [0.0; 2];
            draws.normals(&mut x);
            let at = if k % 3 == 0 { -1.0 } else { 1.0 };
            points.extend([at + 0.1 * x[0], 0.2 * x[1]]);
        }
        points
    }

    #[test]
    fn two_blobs_are_found() {
        let fitted =
            Mixture::fit(&two_blobs(), 2, &[0, 1], Shape { share: 0.1, inflate: 1.0, freedom: 5, repeats: 1.0 });
        let mut parts = fitted.parts.clone();
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!((parts[0].0 - 1.0 / 3.0).abs() < 0.01 && (parts[0].1.centre()[0] + 1.0).abs() < 0.02);
        assert!((parts[1].1.shape()[(1, 1)] / 0.04 - 1.0).abs() < 0.1);
    }

    #[test]
    fn what_few_points_tell_is_not_believed() {
        let width = |repeats: f64| {
            let fitted =
                Mixture::fit(&two_blobs(), 2, &[0, 1], Shape { share: 0.1, inflate: 1.0, freedom: 5, repeats });
            fitted.parts[1].1.shape()[(0, 0)]
        };
        // half of the whole volume has (1 − 1/9 + 0.01)/2 along the first axis
        let expected = |added: f64| (2000.0 * width(0.0) + added * 0.449) / (2000.0 + added);
        for repeats in [1.0, 20.0, 100.0] {
            assert!((width(repeats) / expected(4.0 * repeats) - 1.0).abs() < 0.03, "{repeats}: {}", width(repeats));
        }
    }

    #[test]
    fn seeds_leave_no_mode_out() {
        let mut points = Vec::new();
        for mode in 0..12 {
            for k in 0..100 {
                points.extend([f64::from(mode % 4), f64::from(mode / 4) + 1e-3 * f64::from(k)]);
            }
        }
        for seed in 0..5 {
            let mut draws = Draws::new(Stream::new(seed, Purpose::Test, 0), 0);
            let mut modes: Vec<usize> = Mixture::seeds(&points, 2, 16, &mut draws).iter().map(|i| i / 100).collect();
            modes.sort_unstable();
            modes.dedup();
            assert_eq!(modes.len(), 12, "{modes:?}");
        }
    }

    #[test]
    fn draws_have_the_density() {
        // the mean of prior/mixture over draws of the mixture is 1
        let fitted =
            Mixture::fit(&two_blobs(), 2, &[0, 1], Shape { share: 0.1, inflate: 1.2, freedom: 5, repeats: 1.0 });
        let mut draws = Draws::new(Stream::new(2, Purpose::Test, 0), 0);
        let (n, mut sum, mut squares, mut x) = (50_000, 0.0, 0.0, [0.0; 2]);
        for _ in 0..n {
            fitted.draw(&mut draws, &mut x);
            let w = fitted.ln_ratio(&x).exp();
            (sum, squares) = (sum + w, squares + w * w);
        }
        let mean = sum / f64::from(n);
        let error = ((squares / f64::from(n) - mean * mean) / f64::from(n)).sqrt();
        assert!((mean - 1.0).abs() < 4.0 * error && error < 0.02, "{mean} {error}");
    }
}
