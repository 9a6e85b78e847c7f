//! What weighted points say of the posterior: moments, quantiles, and points of equal weight.

use crate::{Points, Run};
use astrarium_num::{
    linalg::DMatrix,
    random::{Purpose, Stream},
    sum::pairwise_of,
};

impl Points {
    /// The weighted mean of each free parameter.
    pub fn mean(&self) -> Vec<f64> {
        let weights = self.weights();
        (0..self.dim).map(|k| self.average(&weights, |i| self.theta[i * self.dim + k])).collect()
    }

    /// The weighted standard deviation of each free parameter (weights as probabilities: no correction for the number of
    /// points).
    pub fn standard_deviation(&self) -> Vec<f64> {
        let covariance = self.covariance();
        (0..self.dim).map(|k| covariance[(k, k)].sqrt()).collect()
    }

    /// The weighted covariance of the free parameters: `Σ p (θ − mean)(θ − mean)ᵀ`.
    pub fn covariance(&self) -> DMatrix<f64> {
        let (weights, mean) = (self.weights(), self.mean());
        let away = |i: usize, k: usize| self.theta[i * self.dim + k] - mean[k];
        DMatrix::from_fn(self.dim, self.dim, |a, b| self.average(&weights, |i| away(i, a) * away(i, b)))
    }

    /// The values of the free parameter `k` below which lie the fractions `p` of the weight.
    pub fn quantiles(&self, k: usize, p: &[f64]) -> Vec<f64> {
        quantiles(&self.column(k), &self.weights(), p)
    }

    /// Kish's effective number of points, `(Σ w)² / Σ w²`: equal weights give their number. It knows nothing of
    /// correlations between points.
    pub fn effective_size(&self) -> f64 {
        let weights = self.weights();
        let squares = pairwise_of(weights.len(), &|i| weights[i] * weights[i]);
        if weights.is_empty() { 0.0 } else { 1.0 / squares }
    }

    fn average(&self, weights: &[f64], of: impl Fn(usize) -> f64) -> f64 {
        // a weight of nought counts for nothing, whatever stands at its point
        pairwise_of(weights.len(), &|i| if weights[i] > 0.0 { weights[i] * of(i) } else { 0.0 })
    }

    /// `n` points of equal weight by systematic resampling, in random order: their numbers.
    ///
    /// The positions are `(r + k) / n` in the cumulated weights, so that a point of weight `w` comes `⌊n w⌋` or `⌈n w⌉`
    /// times. The numbers depend on `seed` alone.
    pub fn resample(&self, n: usize, seed: u64) -> Vec<usize> {
        let weights = self.weights();
        let stream = Stream::new(seed, Purpose::Resampling, 0);
        let offset = stream.uniforms(0, 0)[0];
        let (mut chosen, mut below, mut point) = (Vec::with_capacity(n), 0.0, 0);
        for k in 0..n {
            let position = (offset + k as f64) / n as f64;
            while point + 1 < weights.len() && below + weights[point] <= position {
                below += weights[point];
                point += 1;
            }
            chosen.push(point);
        }
        if weights.is_empty() {
            chosen.clear();
        }
        for k in (1..chosen.len()).rev() {
            chosen.swap(k, stream.below(1, k as u64, k as u64 + 1) as usize);
        }
        chosen
    }

    /// The points of these numbers, with equal weights and out of their chains.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn take(&self, numbers: &[usize]) -> Self {
        let rows = |values: &[f64], width: usize| -> Vec<f64> {
            numbers.iter().flat_map(|&i| &values[i * width..(i + 1) * width]).copied().collect()
        };
        let blobs = self.blobs.len().checked_div(self.len()).unwrap_or(0);
        Self {
            dim: self.dim,
            theta: rows(&self.theta, self.dim),
            ln_likelihood: rows(&self.ln_likelihood, 1),
            ln_prior: rows(&self.ln_prior, 1),
            ln_weight: None,
            ln_likelihood_birth: self.ln_likelihood_birth.as_ref().map(|birth| rows(birth, 1)),
            u: self.u.as_ref().map(|u| rows(u, self.dim)),
            chains: None,
            blobs: rows(&self.blobs, blobs),
        }
    }
}

impl Run {
    /// `n` points of equal weight ([`Points::resample`] with the run's seed).
    pub fn equal_weights(&self, n: usize) -> Points {
        self.points.take(&self.points.resample(n, self.seed))
    }
}

/// Weighted quantiles: sorted values stand at the middles of their weights, `c_i − w_i / 2` of the cumulated weights
/// `c`, with straight lines between; beyond the first and last middle their values. NaN if there is no value.
pub fn quantiles(values: &[f64], weights: &[f64], p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| weights[i] > 0.0).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let total = pairwise_of(order.len(), &|i| weights[order[i]]);
    let mut below = 0.0;
    let middles: Vec<f64> = order
        .iter()
        .map(|&i| {
            below += weights[i];
            (below - 0.5 * weights[i]) / total
        })
        .collect();
    p.iter().map(|&p| between(&order, values, &middles, p)).collect()
}

fn between(order: &[usize], values: &[f64], middles: &[f64], p: f64) -> f64 {
    let Some(&last) = order.last() else { return f64::NAN };
    let right = middles.partition_point(|&middle| middle <= p);
    if right == 0 {
        return values[order[0]];
    }
    if right == order.len() {
        return values[last];
    }
    let (a, b) = (values[order[right - 1]], values[order[right]]);
    let (from, to) = (middles[right - 1], middles[right]);
    if to > from { a + (b - a) * (p - from) / (to - from) } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Points {
        Points {
            dim: 2,
            theta: vec![0.0, 1.0, 2.0, 3.0, 4.0, -1.0],
            ln_likelihood: vec![-1.0; 3],
            ln_prior: vec![0.0; 3],
            ln_weight: Some([1_f64, 2.0, 1.0].map(|w| (10.0 * w).ln() + 900.0).to_vec()),
            ..Points::default()
        }
    }

    #[test]
    fn moments_of_three_points() {
        let points = points();
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(points.mean()[0], 2.0) && close(points.mean()[1], 1.5));
        let covariance = points.covariance();
        assert!(close(covariance[(0, 0)], 2.0) && close(covariance[(0, 1)], -1.0));
        assert!(close(covariance[(1, 1)], 2.75), "{covariance}");
        assert!(close(points.standard_deviation()[0], 2_f64.sqrt()));
        assert!(close(points.effective_size(), 16.0 / 6.0));
    }

    #[test]
    fn quantiles_lie_on_the_middles_of_the_weights() {
        let found = quantiles(&[4.0, 0.0, 2.0], &[1.0, 1.0, 2.0], &[0.0, 0.125, 0.3125, 0.5, 0.875, 1.0]);
        assert_eq!(found, [0.0, 0.0, 1.0, 2.0, 4.0, 4.0]);
        assert!(quantiles(&[], &[], &[0.5])[0].is_nan());
    }

    #[test]
    fn resampled_points_come_as_often_as_their_weight() {
        let points = points();
        let chosen = points.resample(1001, 7);
        let times = |k| chosen.iter().filter(|&&i| i == k).count();
        assert!([250, 251].contains(&times(0)) && [500, 501].contains(&times(1)), "{}", times(1));
        assert_eq!(chosen, points.resample(1001, 7));
        assert_ne!(chosen, points.resample(1001, 8));
        assert!(chosen.windows(2).any(|pair| pair[0] > pair[1]), "in random order");
        assert_eq!(points.take(&[2, 0]).theta, [4.0, -1.0, 0.0, 1.0]);
    }
}
