//! Proposals from a smoothed density of the others.

use super::{Move, Part, below, enough};
use crate::{Result, error::require};
use astrarium_num::linalg::{Cholesky, DMatrix};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q ~ k`, `k(x) = Σ_c N(x | c, h² C)`: C the covariance of the n other walkers, `h = n^{−1/(d+4)}` (Scott) or
/// `(n (d + 2) / 4)^{−1/(d+4)}` (Silverman); `f = ln k(s) − ln k(q)`. A draw is `c + h Σ_j w_j (c_j − c̄) / √(n − 1)`, w normal. Not for periodic parameters.
///
/// # Source
/// Farr & Farr 2015 (`kombine`); Scott 1992, Multivariate Density Estimation
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Kde {
    /// h; 0 means by the rule.
    pub bandwidth: f64,
    /// The rule.
    pub rule: Rule,
}

/// How wide the kernel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Scott's.
    #[default]
    Scott,
    /// Silverman's.
    Silverman,
}

/// The others in coordinates in which the kernel is round.
struct Kernel {
    factor: DMatrix<f64>,
    /// Row by row.
    places: Vec<f64>,
}

impl Kernel {
    /// `None` if the others do not span the space.
    fn of(at: &Part<'_>, width: f64) -> Option<Self> {
        let (n, dim) = (at.n_others(), at.dim);
        let others = DMatrix::from_fn(n, dim, |i, k| at.other(i)[k]);
        let mean = others.row_mean();
        let away = DMatrix::from_fn(n, dim, |i, k| others[(i, k)] - mean[k]);
        let scale = width * width / (n as f64 - 1.0);
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

impl Kde {
    /// h.
    fn width(&self, at: &Part<'_>) -> f64 {
        let (n, dim) = (at.n_others() as f64, at.dim as f64);
        match self.rule {
            _ if self.bandwidth > 0.0 => self.bandwidth,
            Rule::Scott => libm::pow(n, -1.0 / (dim + 4.0)),
            Rule::Silverman => libm::pow(n * (dim + 2.0) / 4.0, -1.0 / (dim + 4.0)),
        }
    }
}

impl Move for Kde {
    fn check(&self, dim: usize, walkers: usize) -> Result<()> {
        let sound = self.bandwidth >= 0.0 && self.bandwidth.is_finite();
        require(sound, "bandwidth", self.bandwidth, "a finite number, not below zero")?;
        enough(walkers, 2 * (dim + 2))
    }
    fn wraps(&self) -> bool {
        false
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let n = at.n_others();
        let mut weights = vec![0.0; n];
        let width = 1 + (n as u64).div_ceil(2);
        let h = self.width(at) / (n as f64 - 1.0).sqrt();
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
        let Some(kernel) = Kernel::of(at, self.width(at)) else { return out.fill(f64::NEG_INFINITY) };
        for (i, (q, out)) in rows.chunks_exact(at.dim).zip(out).enumerate() {
            *out = kernel.ln_density(at.walker(i)) - kernel.ln_density(q);
        }
    }
}
