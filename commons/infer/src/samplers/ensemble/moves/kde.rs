//! Proposals from a smoothed density of the others.

use super::{Move, Part, below, enough};
use crate::Result;
use astrarium_num::linalg::{Cholesky, DMatrix};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q ~ k`, `k(x) = Σ_c N(x | c, h² C)`: C the covariance of the other walkers, `h = n^{−1/(d+4)}` (Scott);
/// `f = ln k(s) − ln k(q)`. A draw is `c + h Σ_j w_j (c_j − c̄) / √(n − 1)`, w normal. Not for periodic parameters.
///
/// # Source
/// Farr & Farr 2015 (`kombine`); Scott 1992, Multivariate Density Estimation
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Kde {}

/// The others in coordinates in which the kernel is round.
struct Kernel {
    factor: DMatrix<f64>,
    /// Row by row.
    places: Vec<f64>,
}

impl Kernel {
    /// `None` if the others do not span the space.
    fn of(at: &Part<'_>) -> Option<Self> {
        let (n, dim) = (at.n_others(), at.dim);
        let others = DMatrix::from_fn(n, dim, |i, k| at.other(i)[k]);
        let mean = others.row_mean();
        let away = DMatrix::from_fn(n, dim, |i, k| others[(i, k)] - mean[k]);
        let scale = bandwidth(at) * bandwidth(at) / (n as f64 - 1.0);
        let factor = Cholesky::new(away.tr_mul(&away) * scale)?.unpack();
        let mut kernel = Self { factor, places: Vec::new() };
        let places = (0..n).flat_map(|i| kernel.round(at.other(i))).collect();
        kernel.places = places;
        Some(kernel)
    }

    /// `L⁻¹ x`.
    fn round(&self, x: &[f64]) -> Vec<f64> {
        let mut y = x.to_vec();
        for i in 0..y.len() {
            let known: f64 = (0..i).map(|j| self.factor[(i, j)] * y[j]).sum();
            y[i] = (y[i] - known) / self.factor[(i, i)];
        }
        y
    }

    /// ln of the density but for a constant.
    fn ln_density(&self, x: &[f64]) -> f64 {
        let y = self.round(x);
        let ln = |c: &[f64]| -0.5 * c.iter().zip(&y).map(|(c, y)| (c - y) * (c - y)).sum::<f64>();
        let terms: Vec<f64> = self.places.chunks_exact(y.len()).map(ln).collect();
        let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most + libm::log(terms.iter().map(|term| libm::exp(term - most)).sum())
    }
}

/// Scott's h.
fn bandwidth(at: &Part<'_>) -> f64 {
    libm::pow(at.n_others() as f64, -1.0 / (at.dim as f64 + 4.0))
}

impl Move for Kde {
    fn check(&self, dim: usize, walkers: usize) -> Result<()> {
        enough(walkers, 2 * (dim + 2))
    }
    fn wraps(&self) -> bool {
        false
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let n = at.n_others();
        let mut weights = vec![0.0; n];
        let width = 1 + (n as u64).div_ceil(2);
        let h = bandwidth(at) / (n as f64 - 1.0).sqrt();
        for i in 0..at.len() {
            let draw = width * i as u64;
            let centre = below(at.stream.uniforms(at.step, draw)[0], n);
            at.stream.fill_normal(at.step, draw + 1, &mut weights);
            let mean = weights.iter().sum::<f64>() / n as f64;
            let first = rows.len();
            rows.extend_from_slice(at.other(centre));
            // Σ w (c − c̄) = Σ (w − w̄) (c − c0) for any c0
            for (j, w) in weights.iter().enumerate() {
                let pairs = at.other(j).iter().zip(at.other(0));
                rows[first..].iter_mut().zip(pairs).for_each(|(q, (c, c0))| *q += h * (w - mean) * (c - c0));
            }
        }
    }

    fn ln_factors(&self, at: &Part<'_>, rows: &[f64], out: &mut [f64]) {
        // others on one plane give proposals on it, which nothing leads back from
        let Some(kernel) = Kernel::of(at) else { return out.fill(f64::NEG_INFINITY) };
        for (i, (q, out)) in rows.chunks_exact(at.dim).zip(out).enumerate() {
            *out = kernel.ln_density(at.walker(i)) - kernel.ln_density(q);
        }
    }
}
