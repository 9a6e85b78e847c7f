//! Whether ranks are uniform.

use astrarium_num::{
    random::{Purpose, Stream},
    special::{beta_cdf, chi2_sf},
};

/// Bins of the χ² test.
pub const BINS: usize = 20;
/// Simulated sets of ranks that the width of the bands is found from.
const REPLICAS: usize = 20_000;

/// The p-value of uniform ranks `0 … draws` by χ² over [`BINS`] bins, `χ² = Σ (n_b − e_b)² / e_b` with `e_b` by the ranks
/// that a bin holds.
pub(super) fn chi2_p_value(ranks: &[u32], draws: usize) -> f64 {
    let expected = expected(ranks.len(), draws);
    let counts = binned(ranks, draws);
    let chi2: f64 = counts.iter().zip(&expected).map(|(n, e)| (f64::from(*n) - e) * (f64::from(*n) - e) / e).sum();
    chi2_sf(chi2, (BINS - 1) as f64)
}

/// Ranks in each bin.
pub(super) fn binned(ranks: &[u32], draws: usize) -> Vec<u32> {
    let mut counts = vec![0; BINS];
    ranks.iter().for_each(|rank| counts[bin(*rank as usize, draws)] += 1);
    counts
}

fn bin(rank: usize, draws: usize) -> usize {
    (rank * BINS / (draws + 1)).min(BINS - 1)
}

/// What a bin holds of `n` uniform ranks.
pub(super) fn expected(n: usize, draws: usize) -> Vec<f64> {
    let mut expected = vec![0.0; BINS];
    (0..=draws).for_each(|rank| expected[bin(rank, draws)] += n as f64 / (draws + 1) as f64);
    expected
}

/// p-values corrected for their number, in the order given: the least times `m`, the next times `m − 1`, …, never falling.
///
/// # Source
/// Holm 1979, Scand. J. Statist. 6, 65
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let (mut corrected, mut most) = (vec![1.0; p.len()], 0.0_f64);
    for (place, &i) in order.iter().enumerate() {
        most = most.max(p[i] * (p.len() - place) as f64).min(1.0);
        corrected[i] = most;
    }
    corrected
}

/// The distribution of how far the distribution function of `n` uniform ranks `0 … draws` strays from the diagonal.
///
/// `γ = min_k 2 min(B(c_k), 1 − B(c_k − 1))`, with `c_k` the ranks up to `k` and `B` the binomial distribution function of
/// `n` trials of probability `(k + 1) / (draws + 1)`: the smaller, the farther. Its quantiles come from 20,000 simulated
/// sets of ranks, always the same ones.
///
/// # Source
/// Sailynoja, Burkner & Vehtari 2022, Stat. Comput. 32, 32, algorithm 1
pub(super) struct Bands {
    n: usize,
    draws: usize,
    /// `B(c)` for each rank, each count.
    cdf: Vec<Vec<f64>>,
    simulated: Vec<f64>,
}

impl Bands {
    pub(super) fn new(n: usize, draws: usize) -> Self {
        let cdf = (0..draws).map(|k| binomial_cdf(n, (k + 1) as f64 / (draws + 1) as f64)).collect();
        let mut bands = Self { n, draws, cdf, simulated: Vec::new() };
        let stream = Stream::new(n as u64, Purpose::Resampling, draws as u64);
        let (mut uniform, mut counts) = (vec![0.0; n], vec![0; draws + 1]);
        for replica in 0..REPLICAS as u64 {
            stream.fill_uniform(replica, 0, &mut uniform);
            counts.fill(0);
            uniform.iter().for_each(|u| counts[(u * (draws + 1) as f64) as usize] += 1);
            let gamma = bands.strays(&counts);
            bands.simulated.push(gamma);
        }
        bands.simulated.sort_by(f64::total_cmp);
        bands
    }

    /// γ of ranks, and the probability of one as small or smaller.
    pub(super) fn test(&self, ranks: &[u32]) -> (f64, f64) {
        let mut counts = vec![0; self.draws + 1];
        ranks.iter().for_each(|rank| counts[*rank as usize] += 1);
        let gamma = self.strays(&counts);
        let smaller = self.simulated.partition_point(|simulated| *simulated <= gamma);
        (gamma, (smaller + 1) as f64 / (self.simulated.len() + 1) as f64)
    }

    /// The counts `c_k`, lowest and highest, between which all ranks stay with probability `1 − alpha`.
    pub(super) fn limits(&self, alpha: f64) -> Vec<[usize; 2]> {
        let gamma = self.simulated[((alpha * self.simulated.len() as f64) as usize).min(self.simulated.len() - 1)];
        let of = |cdf: &Vec<f64>| {
            let low = cdf.partition_point(|p| 2.0 * p < gamma);
            // 1 − B(c − 1) >= γ/2
            let high = cdf.partition_point(|p| 2.0 * (1.0 - p) >= gamma);
            [low, high.min(self.n)]
        };
        self.cdf.iter().map(of).collect()
    }

    fn strays(&self, counts: &[usize]) -> f64 {
        let mut upto = 0;
        let mut least = 1.0_f64;
        for (cdf, count) in self.cdf.iter().zip(counts) {
            upto += count;
            let above = if upto == 0 { 1.0 } else { 1.0 - cdf[upto - 1] };
            least = least.min(2.0 * cdf[upto].min(above));
        }
        least
    }
}

/// The distribution function of the binomial distribution at 0 … n: `B(c) = I_{1−p}(n − c, c + 1)`.
fn binomial_cdf(n: usize, p: f64) -> Vec<f64> {
    let at = |c: usize| if c == n { 1.0 } else { beta_cdf(1.0 - p, (n - c) as f64, (c + 1) as f64) };
    (0..=n).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(of: impl Fn(f64) -> f64, n: u64) -> Vec<u32> {
        let stream = Stream::new(1, Purpose::Test, 0);
        (0..n).map(|i| (of(stream.uniforms(0, i)[0]) * 100.0) as u32).collect()
    }

    #[test]
    fn uniform_ranks_pass_and_others_fail() {
        let bands = Bands::new(400, 99);
        let even = ranks(|u| u, 400);
        assert!(chi2_p_value(&even, 99) > 1e-3 && bands.test(&even).1 > 1e-3);
        // a posterior that is too narrow: truths in the tails
        let narrow = ranks(|u| (0.5 + 1.4 * (u - 0.5)).clamp(0.0, 0.999), 400);
        assert!(chi2_p_value(&narrow, 99) < 1e-6 && bands.test(&narrow).1 < 1e-3);
        let low = ranks(|u| u.powf(1.3), 400);
        assert!(bands.test(&low).1 < 1e-3, "{:?}", bands.test(&low));
    }

    #[test]
    fn bands_hold_what_they_say() {
        let (bands, stream) = (Bands::new(200, 49), Stream::new(9, Purpose::Test, 1));
        let limits = bands.limits(0.1);
        let mut outside = 0;
        for replica in 0..2000 {
            let mut u = vec![0.0; 200];
            stream.fill_uniform(replica, 0, &mut u);
            let upto = |k: usize| u.iter().filter(|u| **u * 50.0 < (k + 1) as f64).count();
            outside += usize::from((0..49).any(|k| !(limits[k][0]..=limits[k][1]).contains(&upto(k))));
        }
        // counts are whole numbers: the bands hold a little more than they must
        assert!((120..=240).contains(&outside), "{outside} of 2000 outside bands of 10 per cent");
    }

    #[test]
    fn binomial_and_holm() {
        let cdf = binomial_cdf(3, 0.25);
        for (c, expected) in [27.0 / 64.0, 54.0 / 64.0, 63.0 / 64.0, 1.0].into_iter().enumerate() {
            assert!((cdf[c] - expected).abs() < 1e-14);
        }
        assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
        assert_eq!(expected(400, 99), [20.0; 20]);
    }
}
