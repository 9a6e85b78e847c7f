//! Order of insertion: where new live points of nested sampling fall among the others.
//!
//! A sampler that draws uniformly above the contour gives every rank with the same probability.

/// The p-value of uniform ranks `0 … n−1` by the Kolmogorov-Smirnov test, `D = max |F(k) − (k+1)/n|`.
///
/// Ranks that move together (a slow sampler) are seen by [`rank_sum`] sooner. 1 for no ranks.
///
/// # Source
/// Fowlie, Handley & Su 2020, MNRAS 497, 5256
pub fn uniform_p_value(ranks: &[u32], n: u32) -> f64 {
    let mut counts = vec![0_u64; n as usize];
    for &rank in ranks {
        counts[(rank as usize).min(n.saturating_sub(1) as usize)] += 1;
    }
    let (mut below, mut distance) = (0, 0.0_f64);
    for (k, count) in counts.iter().enumerate() {
        below += count;
        let expected = (k + 1) as f64 / f64::from(n);
        distance = distance.max((below as f64 / ranks.len() as f64 - expected).abs());
    }
    if ranks.is_empty() { 1.0 } else { kolmogorov_sf(distance * (ranks.len() as f64).sqrt()) }
}

/// The smallest p-value over batches of `n` ranks, made up for their number: `1 − (1 − p)^batches`.
pub fn rolling_p_value(ranks: &[u32], n: u32) -> f64 {
    let batches = ranks.chunks_exact((n as usize).max(1));
    let count = batches.len() as f64;
    let least = batches.map(|batch| uniform_p_value(batch, n)).fold(1.0, f64::min);
    if count == 0.0 { uniform_p_value(ranks, n) } else { -libm::expm1(count * libm::log1p(-least)) }
}

/// The z-score of the sum of ranks (Mann & Whitney): `U = Σ (r + ½)/n`, `z = (U − N/2) / √(N/12)`, a rank being one of
/// `0 … n−1`. Below nought: new points fall too low. 0 for no ranks.
pub fn rank_sum(ranks: &[u32], n: u32) -> f64 {
    rank_sum_of(ranks.iter().map(|rank| (*rank, n)))
}

/// As [`rank_sum`] where the number of live points changes: pairs (rank, n).
pub fn rank_sum_of(ranks: impl IntoIterator<Item = (u32, u32)>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (rank, n) in ranks {
        sum += (f64::from(rank) + 0.5) / f64::from(n) - 0.5;
        count += 1.0;
    }
    if count == 0.0 { 0.0 } else { sum / f64::sqrt(count / 12.0) }
}

/// The probability that Kolmogorov's distribution exceeds `x`: `2 Σ (−1)^(k−1) exp(−2 k² x²)`, for small `x` by the
/// other theta series, `1 − √(2π)/x Σ exp(−(2k−1)² π² / 8x²)`.
pub fn kolmogorov_sf(x: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        let term = |k: i32| libm::exp(-f64::from((2 * k - 1) * (2 * k - 1)) * PI * PI / (8.0 * x * x));
        return 1.0 - TAU.sqrt() / x * (1..=6).map(term).sum::<f64>();
    }
    let term = |k: i32| f64::from(1 - 2 * ((k + 1) % 2)) * libm::exp(-2.0 * f64::from(k * k) * x * x);
    2.0 * (1..=12).map(term).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.special.kolmogorov.
    #[test]
    fn kolmogorov_as_scipy_has_it() {
        for (x, expected) in [
            (0.3, 0.999_990_694_198_665_5),
            (0.999, 0.271_073_164_115_063_94),
            (1.0, 0.269_999_671_677_354_56),
            (1.7, 0.006_177_430_634_444_129),
        ] {
            let found = kolmogorov_sf(x);
            assert!((found - expected).abs() < 1e-12, "{x}: {found}");
        }
    }

    #[test]
    fn even_ranks_pass_and_crowded_ones_do_not() {
        let even: Vec<u32> = (0..1000).map(|i| (i * 37) % 100).collect();
        assert!(uniform_p_value(&even, 100) > 0.9 && rolling_p_value(&even, 100) > 0.9);
        assert!(rank_sum(&even, 100).abs() < 0.1);
        let low: Vec<u32> = even.iter().map(|rank| rank * 9 / 10).collect();
        assert!(uniform_p_value(&low, 100) < 1e-6 && rank_sum(&low, 100) < -4.0, "{}", rank_sum(&low, 100));
        assert_eq!((uniform_p_value(&[], 10), rank_sum(&[], 10)), (1.0, 0.0));
    }
}
