//! The tail of importance weights.

/// The shape k of a generalised Pareto distribution fitted to the largest weights, from their logarithms: the weights
/// have a finite variance for k < ½, and the estimate is not to be trusted for k > 0.7. −∞ if there is no tail.
///
/// The tail has `min(n/5, 3 √n)` weights.
///
/// # Source
/// Vehtari et al. 2024, JMLR 25, 72; Zhang & Stephens 2009, Technometrics 51, 316
pub fn pareto_k(ln_weights: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = ln_weights.iter().copied().filter(|w| !w.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let tail = ((n as f64 / 5.0).min(3.0 * (n as f64).sqrt())) as usize;
    if tail < 5 {
        return f64::NEG_INFINITY;
    }
    let most = sorted[n - 1];
    let below = libm::exp(sorted[n - tail - 1] - most);
    let beyond: Vec<f64> = sorted[n - tail..].iter().map(|w| libm::exp(w - most) - below).collect();
    if beyond[tail - 1] <= 0.0 { f64::NEG_INFINITY } else { fit(&beyond) }
}

/// The profile estimate of k over a grid, with the weak prior of ten values at ½.
fn fit(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let count = 30 + n.sqrt() as usize;
    let quartile = x[((n / 4.0 + 0.5) as usize).max(1) - 1].max(f64::MIN_POSITIVE);
    let largest = x[x.len() - 1];
    let theta = |j: usize| 1.0 / largest + (1.0 - (count as f64 / (j as f64 - 0.5)).sqrt()) / (3.0 * quartile);
    let shape = |theta: f64| x.iter().map(|x| libm::log1p(-theta * x)).sum::<f64>() / n;
    let height = |theta: f64| {
        let k = shape(theta);
        n * (libm::log(-theta / k) - k - 1.0)
    };
    let grid: Vec<(f64, f64)> = (1..=count).map(theta).map(|t| (t, height(t))).filter(|(_, h)| h.is_finite()).collect();
    let most = grid.iter().map(|(_, h)| *h).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = grid.iter().map(|(_, h)| libm::exp(h - most)).sum();
    let mean: f64 = grid.iter().map(|(t, h)| t * libm::exp(h - most) / sum).sum();
    (shape(mean) * n + 5.0) / (n + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::{Purpose, Stream};

    #[test]
    fn known_shapes() {
        let stream = Stream::new(4, Purpose::Test, 0);
        for k in [0.2, 0.5, 0.9] {
            // u^−k has the Pareto tail of shape k
            let ln: Vec<f64> = (0..20_000).map(|i| -k * stream.uniforms(0, i)[0].ln()).collect();
            let found = pareto_k(&ln);
            assert!((found - k).abs() < 0.12, "{found} {k}");
        }
        assert!(pareto_k(&[0.0; 100]).is_infinite());
    }
}
