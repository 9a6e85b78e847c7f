//! Numbers that describe samples. An empty sample, or one with a NaN, gives NaN.

use crate::sum::{pairwise, pairwise_of};

/// What makes the median absolute deviation of normal numbers their standard deviation: `1 / Φ⁻¹(3/4)`.
pub const MAD_TO_SIGMA: f64 = 1.482_602_218_505_602;

/// The mean, by a pairwise sum.
pub fn mean(values: &[f64]) -> f64 {
    pairwise(values) / values.len() as f64
}

/// The variance `Σ (x − mean)² / (n − ddof)`, in two passes.
///
/// `ddof` = 1 for the variance of the population from a sample, 0 for that of the sample. NaN for
/// `n <= ddof`.
pub fn variance(values: &[f64], ddof: usize) -> f64 {
    if values.len() <= ddof {
        return f64::NAN;
    }
    let mean = mean(values);
    let square = |i: usize| (values[i] - mean) * (values[i] - mean);
    pairwise_of(values.len(), &square) / (values.len() - ddof) as f64
}

/// The root of [`variance`].
pub fn standard_deviation(values: &[f64], ddof: usize) -> f64 {
    variance(values, ddof).sqrt()
}

/// The standard error of the mean, `√(variance / n)` with `ddof` = 1.
pub fn standard_error(values: &[f64]) -> f64 {
    (variance(values, 1) / values.len() as f64).sqrt()
}

/// The mean with weights, `Σ w x / Σ w`.
///
/// # Panics
/// If there are not as many weights as values.
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> f64 {
    assert_eq!(values.len(), weights.len(), "one weight for each value");
    pairwise_of(values.len(), &|i| weights[i] * values[i]) / pairwise(weights)
}

/// The variance with weights, `Σ w (x − mean)² / Σ w`, around the weighted mean.
///
/// # Panics
/// If there are not as many weights as values.
pub fn weighted_variance(values: &[f64], weights: &[f64]) -> f64 {
    let mean = weighted_mean(values, weights);
    let square = |i: usize| weights[i] * (values[i] - mean) * (values[i] - mean);
    pairwise_of(values.len(), &square) / pairwise(weights)
}

/// The median: the middle value, or the mean of the two in the middle. Linear time.
pub fn median(values: &[f64]) -> f64 {
    let n = values.len();
    if n == 0 || values.iter().any(|v| v.is_nan()) {
        return f64::NAN;
    }
    let mut values = values.to_vec();
    let (below, &mut middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return middle;
    }
    let before = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    0.5 * before + 0.5 * middle
}

/// The value below which `percent` of the sample lies, from 0 to 100; NaN outside.
///
/// Straight lines between the sorted values at `percent/100 × (n − 1)`, as NumPy's default method, to the bit.
pub fn percentile(values: &[f64], percent: f64) -> f64 {
    percentiles(values, &[percent])[0]
}

/// [`percentile`] for several, sorting once.
pub fn percentiles(values: &[f64], percents: &[f64]) -> Vec<f64> {
    if values.is_empty() || values.iter().any(|v| v.is_nan()) {
        return vec![f64::NAN; percents.len()];
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    percents.iter().map(|&percent| at_percent(&sorted, percent)).collect()
}

fn at_percent(sorted: &[f64], percent: f64) -> f64 {
    if !(0.0..=100.0).contains(&percent) {
        return f64::NAN;
    }
    let place = percent / 100.0 * (sorted.len() - 1) as f64;
    let i = place.floor();
    let (t, low) = (place - i, sorted[i as usize]);
    let high = sorted[(i as usize + 1).min(sorted.len() - 1)];
    let step = high - low;
    if step == 0.0 {
        low
    } else if t < 0.5 {
        low + step * t
    } else {
        high - step * (1.0 - t)
    }
}

/// The median absolute deviation from the median; times [`MAD_TO_SIGMA`] it estimates a standard deviation.
pub fn mad(values: &[f64]) -> f64 {
    let middle = median(values);
    let deviations: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    median(&deviations)
}

/// The smallest and the largest value; NaN is passed over, `None` if nothing is left.
pub fn min_max(values: &[f64]) -> Option<(f64, f64)> {
    let mut numbers = values.iter().copied().filter(|v| !v.is_nan());
    let first = numbers.next()?;
    Some(numbers.fold((first, first), |(low, high), v| (low.min(v), high.max(v))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorted_and_selected_medians_agree(values in prop::collection::vec(-1e3..1e3f64, 1..60)) {
            prop_assert_eq!(median(&values), {
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                let n = sorted.len();
                0.5 * sorted[(n - 1) / 2] + 0.5 * sorted[n / 2]
            });
            prop_assert!((percentile(&values, 50.0) - median(&values)).abs() < 1e-12);
            let (low, high) = min_max(&values).unwrap();
            prop_assert_eq!(percentiles(&values, &[0.0, 100.0]), [low, high]);
        }

        #[test]
        fn equal_weights_change_nothing(values in prop::collection::vec(-1e3..1e3f64, 2..60), weight in 0.1..9.0f64) {
            let weights = vec![weight; values.len()];
            prop_assert!((weighted_mean(&values, &weights) - mean(&values)).abs() < 1e-11);
            prop_assert!((weighted_variance(&values, &weights) / variance(&values, 0) - 1.0).abs() < 1e-9);
        }

        #[test]
        fn a_shift_does_not_change_the_spread(values in prop::collection::vec(-8i32..8, 3..60)) {
            let near: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
            let far: Vec<f64> = near.iter().map(|v| v + 1e8).collect();
            prop_assert!((variance(&near, 1) - variance(&far, 1)).abs() <= 1e-12 * variance(&near, 1));
            prop_assert_eq!(mad(&near), mad(&far));
        }
    }

    #[test]
    fn known_samples() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!((mean(&values), variance(&values, 0), standard_deviation(&values, 0)), (5.0, 4.0, 2.0));
        assert_eq!((median(&values), mad(&values)), (4.5, 0.5));
        assert_eq!(standard_error(&[1.0, 3.0]), 1.0);
        assert_eq!(weighted_mean(&[1.0, 5.0], &[3.0, 1.0]), 2.0);
        assert_eq!(weighted_variance(&[1.0, 5.0], &[3.0, 1.0]), 3.0);
        assert!((MAD_TO_SIGMA * crate::special::norm_ppf(0.75) - 1.0).abs() < 1e-15);
    }

    /// Printed by NumPy 2.4.6: `numpy.percentile(a, q)`.
    #[test]
    fn numpy_percentiles() {
        let values = [0.1, 0.7, 0.3, 12.0, -5.5];
        assert_eq!(percentiles(&values, NUMPY.map(|(q, _)| q).as_slice()), NUMPY.map(|(_, p)| p));
    }
    const NUMPY: [(f64, f64); 4] =
        [(10.0, -3.2600000000000002), (16.0, -1.916), (33.3, 0.16639999999999996), (84.0, 4.767999999999999)];

    #[test]
    fn degenerate_samples_are_nan() {
        assert!(
            [mean(&[]), median(&[]), percentile(&[], 5.0), mad(&[]), variance(&[1.0], 1)].iter().all(|v| v.is_nan())
        );
        assert!([mean(&[f64::NAN]), median(&[f64::NAN, 1.0]), percentile(&[1.0], 101.0)].iter().all(|v| v.is_nan()));
        assert_eq!((median(&[3.0]), percentile(&[3.0], 40.0), min_max(&[f64::NAN])), (3.0, 3.0, None));
    }
}
