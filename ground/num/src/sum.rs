//! Sums with small errors and a fixed order.

/// Values summed in a straight line before halves are paired.
const PAIRWISE_BLOCK: usize = 64;

/// A running sum with Neumaier's compensation.
///
/// The error is about one rounding of the result plus `n` 2^-106 of `Σ|x|`, where a plain sum loses `n` 2^-53.
///
/// # Source
/// Neumaier 1974, Z. angew. Math. Mech. 54, 39
///
/// # Example
/// ```
/// use astrarium_num::sum::Neumaier;
/// let sum: Neumaier = [1e100, 1.0, -1e100].into_iter().collect();
/// assert_eq!(sum.value(), 1.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Neumaier {
    sum: f64,
    lost: f64,
}

impl Neumaier {
    /// An empty sum.
    pub const fn new() -> Self {
        Self { sum: 0.0, lost: 0.0 }
    }

    /// Adds one value.
    pub fn add(&mut self, value: f64) {
        let total = self.sum + value;
        let (large, small) = if self.sum.abs() >= value.abs() { (self.sum, value) } else { (value, self.sum) };
        self.lost += (large - total) + small;
        self.sum = total;
    }

    /// Adds another sum; the bits depend on the order of such calls.
    pub fn merge(&mut self, other: &Self) {
        self.add(other.sum);
        self.lost += other.lost;
    }

    /// The sum; after an overflow infinite or NaN.
    pub fn value(&self) -> f64 {
        if self.lost.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

impl Extend<f64> for Neumaier {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl FromIterator<f64> for Neumaier {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Self::new();
        sum.extend(values);
        sum
    }
}

/// The sum of `values` by halves, whose error grows as `log2(n)` 2^-53 of `Σ|x|`.
///
/// The tree depends on the length alone (lower half: the largest 64 × 2^k below `n`), so the bits are the same on
/// every machine. As fast as a plain sum.
pub fn pairwise(values: &[f64]) -> f64 {
    pairwise_of(values.len(), &|i| values[i])
}

/// The pairwise sum of `term(0) … term(n−1)`, in the same tree as [`pairwise`].
pub fn pairwise_of(n: usize, term: &impl Fn(usize) -> f64) -> f64 {
    subtree(0, n, term)
}

fn subtree(from: usize, n: usize, term: &impl Fn(usize) -> f64) -> f64 {
    if n <= PAIRWISE_BLOCK {
        return straight(from, n, term);
    }
    let half = (n.div_ceil(PAIRWISE_BLOCK).next_power_of_two() / 2) * PAIRWISE_BLOCK;
    subtree(from, half, term) + subtree(from + half, n - half, term)
}

/// Four running sums, so that the additions do not wait for each other.
fn straight(from: usize, n: usize, term: &impl Fn(usize) -> f64) -> f64 {
    let mut sums = [0.0; 4];
    for i in 0..n {
        sums[i % 4] += term(from + i);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Double;

    proptest! {
        #[test]
        fn both_sums_keep_their_bounds(values in prop::collection::vec(-1e6..1e6f64, 0..2000)) {
            let exact = values.iter().copied().sum::<Double>();
            let size: f64 = values.iter().map(|v| v.abs()).sum();
            let compensated = values.iter().copied().collect::<Neumaier>().value();
            prop_assert!((exact - compensated).to_f64().abs() <= f64::EPSILON * (exact.to_f64().abs() + size * 1e-10));
            // at most 16 + 2 + log2(2000 / 64) additions lie above a value
            prop_assert!((exact - pairwise(&values)).to_f64().abs() <= 24.0 * f64::EPSILON * size);
        }

        #[test]
        fn merged_sums_are_as_good(values in prop::collection::vec(-1e6..1e6f64, 1..200), at in 0usize..200) {
            let (a, b) = values.split_at(at.min(values.len()));
            let mut sum: Neumaier = a.iter().copied().collect();
            sum.merge(&b.iter().copied().collect());
            let exact = values.iter().copied().sum::<Double>();
            let size: f64 = values.iter().map(|v| v.abs()).sum();
            prop_assert!((exact - sum.value()).to_f64().abs() <= f64::EPSILON * (exact.to_f64().abs() + size * 1e-10));
        }
    }

    #[test]
    fn whole_numbers_are_summed_exactly() {
        let values: Vec<f64> = (0..100_000).map(f64::from).collect();
        assert_eq!(pairwise(&values), 4_999_950_000.0);
        assert_eq!(pairwise_of(100, &|i| i as f64), 4950.0);
    }

    #[test]
    fn an_overflow_is_infinite() {
        assert_eq!([f64::MAX, f64::MAX].into_iter().collect::<Neumaier>().value(), f64::INFINITY);
        assert_eq!(pairwise(&[]), 0.0);
    }
}
