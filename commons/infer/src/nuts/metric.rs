//! The affine map that makes a density round: a diagonal, and a few directions stretched.

use astrarium_num::linalg::{DMatrix, QR, SymmetricEigen};
use serde::{Deserialize, Serialize};

/// Scales are kept within these limits.
const SMALLEST: f64 = 1e-10;
const LARGEST: f64 = 1e10;
/// Added to the covariances of scaled draws and gradients.
const RIDGE: f64 = 1e-5;
/// Eigenvalues between the inverse of this and this are 1: their directions are round enough.
const CUTOFF: f64 = 2.0;
/// Eigenvalues beyond this, or below its inverse, are cut.
const STEEPEST: f64 = 1e8;

/// `q = q_0 + F y` with `F = diag(σ) (I + U (diag(√λ) − 1) Uᵀ)`: a normal density of covariance `F Fᵀ` is round in y.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Metric {
    #[serde(with = "astrarium_exec::f64s")]
    sigma: Vec<f64>,
    /// Orthonormal directions, one after the other, and `√λ − 1` of each.
    #[serde(with = "astrarium_exec::f64s")]
    directions: Vec<f64>,
    #[serde(with = "astrarium_exec::f64s")]
    stretches: Vec<f64>,
}

/// A draw and the gradient of ln P there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sample {
    #[serde(with = "astrarium_exec::f64s")]
    pub(super) q: Vec<f64>,
    #[serde(with = "astrarium_exec::f64s")]
    pub(super) gradient: Vec<f64>,
}

impl Metric {
    /// From a gradient alone: `σ_i² = 1 / |g_i|`.
    pub(super) fn first(gradient: &[f64]) -> Self {
        let scale = |g: &f64| if g.abs() > SMALLEST { (1.0 / g.abs()).sqrt() } else { 1.0 };
        Self { sigma: gradient.iter().map(scale).collect(), directions: Vec::new(), stretches: Vec::new() }
    }

    /// `F v`.
    pub(super) fn forward(&self, v: &[f64]) -> Vec<f64> {
        let mut out = v.to_vec();
        self.stretch(v, &mut out);
        out.iter_mut().zip(&self.sigma).for_each(|(out, sigma)| *out *= sigma);
        out
    }

    /// `Fᵀ g`.
    pub(super) fn pull(&self, g: &[f64]) -> Vec<f64> {
        let scaled: Vec<f64> = g.iter().zip(&self.sigma).map(|(g, sigma)| g * sigma).collect();
        let mut out = scaled.clone();
        self.stretch(&scaled, &mut out);
        out
    }

    /// Adds `U (√λ − 1) Uᵀ v`.
    fn stretch(&self, v: &[f64], out: &mut [f64]) {
        for (direction, stretch) in self.directions.chunks_exact(v.len()).zip(&self.stretches) {
            let along: f64 = direction.iter().zip(v).map(|(u, v)| u * v).sum::<f64>() * stretch;
            out.iter_mut().zip(direction).for_each(|(out, u)| *out += along * u);
        }
    }

    /// The map for which draws and gradients have the same covariance: `σ_i² = √(var q_i / var g_i)`, and, if asked for,
    /// the geometric mean of the covariance of the scaled draws and the inverse of that of the scaled gradients. `None`
    /// for too few samples.
    ///
    /// For a normal density it is exact as soon as the samples span the space.
    pub(super) fn fitted(samples: &[Sample], is_low_rank: bool, before: &Self) -> Option<Self> {
        let (n, dim) = (samples.len(), before.sigma.len());
        if n < 3 {
            return None;
        }
        let mut scaled = [DMatrix::zeros(dim, n), DMatrix::zeros(dim, n)];
        let mut sigma = before.sigma.clone();
        for i in 0..dim {
            let q = centred(samples.iter().map(|sample| sample.q[i]));
            let g = centred(samples.iter().map(|sample| sample.gradient[i]));
            let ratio = (sum_of_squares(&q) / sum_of_squares(&g)).sqrt().sqrt();
            if ratio.is_finite() && ratio > 0.0 {
                sigma[i] = ratio.clamp(SMALLEST, LARGEST);
            }
            for (k, (q, g)) in q.into_iter().zip(g).enumerate() {
                scaled[0][(i, k)] = q / sigma[i];
                scaled[1][(i, k)] = g * sigma[i];
            }
        }
        let round = Self { sigma, directions: Vec::new(), stretches: Vec::new() };
        if !is_low_rank {
            return Some(round);
        }
        let stretched = low_rank(&scaled, round.clone());
        Some(stretched.unwrap_or(round))
    }
}

/// Directions along which the geometric mean differs from 1, in the space that draws and gradients span.
fn low_rank([draws, gradients]: &[DMatrix<f64>; 2], round: Metric) -> Option<Metric> {
    let (dim, n) = draws.shape();
    let basis = (2 * n < dim).then(|| {
        let both = DMatrix::from_fn(dim, 2 * n, |i, k| if k < n { draws[(i, k)] } else { gradients[(i, k - n)] });
        QR::new(both).q()
    });
    let within = |m: &DMatrix<f64>| {
        let inside = basis.as_ref().map_or_else(|| m.clone(), |basis| basis.transpose() * m);
        let mut covariance = &inside * inside.transpose() / n as f64;
        // with fewer samples than directions, what they do not see is believed to be round
        let ridge = if n > dim { RIDGE } else { RIDGE + 0.1 * (1.0 - n as f64 / (dim + 1) as f64) };
        (0..covariance.nrows()).for_each(|i| covariance[(i, i)] += ridge);
        covariance
    };
    let eigen = SymmetricEigen::new(geometric_mean(&within(draws), &within(gradients))?);
    let mut metric = round;
    for (k, &lambda) in eigen.eigenvalues.iter().enumerate() {
        if !(lambda.is_finite() && lambda > 0.0) {
            return None;
        }
        if !(1.0 / CUTOFF..=CUTOFF).contains(&lambda) {
            let inside = eigen.eigenvectors.column(k).into_owned();
            let direction = basis.as_ref().map_or_else(|| inside.clone(), |basis| basis * &inside);
            metric.directions.extend(direction.iter());
            metric.stretches.push(lambda.clamp(1.0 / STEEPEST, STEEPEST).sqrt() - 1.0);
        }
    }
    Some(metric)
}

/// `Σ` with `Σ G Σ = D`: `G^(−1/2) (G^(1/2) D G^(1/2))^(1/2) G^(−1/2)`.
fn geometric_mean(d: &DMatrix<f64>, g: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let g = SymmetricEigen::try_new(g.clone(), f64::EPSILON, 10_000)?;
    let root = power(&g.eigenvectors, g.eigenvalues.as_slice(), 0.5);
    let inverse = power(&g.eigenvectors, g.eigenvalues.as_slice(), -0.5);
    let inner = SymmetricEigen::try_new(&root * d * &root, f64::EPSILON, 10_000)?;
    let mean = &inverse * power(&inner.eigenvectors, inner.eigenvalues.as_slice(), 0.5) * &inverse;
    let symmetric = 0.5 * (&mean + mean.transpose());
    symmetric.iter().all(|x| x.is_finite()).then_some(symmetric)
}

fn power(vectors: &DMatrix<f64>, values: &[f64], exponent: f64) -> DMatrix<f64> {
    let mut scaled = vectors.clone();
    for (k, lambda) in values.iter().enumerate() {
        scaled.column_mut(k).scale_mut(libm::pow(lambda.max(f64::MIN_POSITIVE), exponent));
    }
    scaled * vectors.transpose()
}

fn centred(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|x| *x -= mean);
    values
}

fn sum_of_squares(values: &[f64]) -> f64 {
    values.iter().map(|x| x * x).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::{Purpose, Stream};

    /// For a normal density the map is exact: `F Fᵀ` is the covariance.
    #[test]
    fn a_normal_density_becomes_round() {
        let (dim, n) = (6, 40);
        let root =
            DMatrix::from_fn(dim, dim, |i, j| if i == j { 1.0 + 3.0 * i as f64 } else { ((i * 7 + j) as f64).sin() });
        let covariance = &root * root.transpose();
        let precision = covariance.clone().try_inverse().unwrap();
        let stream = Stream::new(1, Purpose::Test, 0);
        let samples: Vec<Sample> = (0..n)
            .map(|k| {
                let mut z = vec![0.0; dim];
                stream.fill_normal(k, 0, &mut z);
                let q = &root * DMatrix::from_vec(dim, 1, z);
                let gradient = -(&precision * &q);
                Sample { q: q.iter().copied().collect(), gradient: gradient.iter().copied().collect() }
            })
            .collect();
        let metric = Metric::fitted(&samples, true, &Metric::first(&samples[0].gradient)).unwrap();
        let columns: Vec<Vec<f64>> = (0..dim)
            .map(|i| metric.forward(&(0..dim).map(|j| f64::from(u8::from(i == j))).collect::<Vec<_>>()))
            .collect();
        let f = DMatrix::from_fn(dim, dim, |i, j| columns[j][i]);
        // eigenvalues between 1/2 and 2 are left alone, so what is left lies between them
        let left = SymmetricEigen::new(f.transpose() * &precision * &f);
        assert!(left.eigenvalues.iter().all(|l| (0.49..2.04).contains(l)), "{:?}", left.eigenvalues);
        // the pull is the transpose
        let (v, g) = (vec![0.3, -1.0, 2.0, 0.1, 0.7, -0.2], vec![1.0, 0.4, -0.6, 0.9, -0.1, 0.5]);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((dot(&metric.forward(&v), &g) - dot(&v, &metric.pull(&g))).abs() < 1e-12);
    }

    #[test]
    fn constant_coordinates_keep_their_scale() {
        let sample = |k: usize| Sample { q: vec![k as f64, 5.0], gradient: vec![-(k as f64), 0.0] };
        let samples: Vec<Sample> = (0..9).map(sample).collect();
        let before = Metric::first(&[1.0, 4.0]);
        let metric = Metric::fitted(&samples, true, &before).unwrap();
        assert!((metric.sigma[0] - 1.0).abs() < 1e-12 && metric.sigma[1] == before.sigma[1]);
        assert_eq!(Metric::fitted(&samples[..2], true, &before), None);
    }
}
