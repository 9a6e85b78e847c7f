//! Draws in chains, and whether the chains agree.

use crate::Points;
use astrarium_num::{
    special::norm_ppf,
    stats::{mean, median, variance},
};

/// Draws of one quantity: `chains` chains of `draws` each, chain after chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    values: Vec<f64>,
    draws: usize,
}

impl Draws {
    /// These chains, cut to the shortest.
    pub fn new<C: AsRef<[f64]>>(chains: &[C]) -> Self {
        let draws = chains.iter().map(|chain| chain.as_ref().len()).min().unwrap_or(0);
        Self { values: chains.iter().flat_map(|chain| &chain.as_ref()[..draws]).copied().collect(), draws }
    }

    /// The free parameter `k` of points that lie in chains; those of no chains are one.
    pub fn of(points: &Points, k: usize) -> Self {
        let column = points.column(k);
        let Some(chains) = points.chains else { return Self { draws: column.len(), values: column } };
        let chain = |chain| column.iter().skip(chain).step_by(chains.chains).copied();
        Self { values: (0..chains.chains).flat_map(chain).collect(), draws: chains.draws }
    }

    /// All values, chain after chain.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Draws of each chain.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// How many chains.
    pub fn n_chains(&self) -> usize {
        self.values.len().checked_div(self.draws).unwrap_or(0)
    }

    /// The chains.
    pub fn chains(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.draws.max(1))
    }

    /// Each chain's first and last half as two chains; the middle draw of an odd length is left out.
    pub(super) fn split(&self) -> Self {
        let half = self.draws / 2;
        let halves = |chain: &[f64]| [&chain[..half], &chain[self.draws - half..]].concat();
        Self { values: self.chains().flat_map(halves).collect(), draws: half }
    }

    /// The same shape with other values.
    pub(super) fn map(&self, of: impl Fn(f64) -> f64) -> Self {
        Self { values: self.values.iter().map(|x| of(*x)).collect(), draws: self.draws }
    }

    /// Normal scores of the ranks among all values: `Φ⁻¹((r − 3/8) / (S + 1/4))`, ties sharing their mean rank.
    pub(super) fn normal_scores(&self) -> Self {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|&a, &b| self.values[a].total_cmp(&self.values[b]));
        let mut scores = vec![0.0; order.len()];
        let total = order.len() as f64;
        let mut first = 0;
        for tied in order.chunk_by(|&a, &b| self.values[a] == self.values[b]) {
            let rank = first as f64 + 0.5 * (tied.len() + 1) as f64;
            let score = norm_ppf((rank - 0.375) / (total + 0.25));
            tied.iter().for_each(|&i| scores[i] = score);
            first += tied.len();
        }
        Self { values: scores, draws: self.draws }
    }

    /// The value below which the fraction `p` of all draws lies.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        astrarium_num::stats::percentile(&self.values, 100.0 * p)
    }

    pub(super) fn is_finite(&self) -> bool {
        self.values.iter().all(|x| x.is_finite())
    }
}

/// Rank-normalised split R̂: 1 where the chains agree, above 1.01 where they do not yet.
///
/// `R = √((B/W + n − 1) / n)` over half chains, `B = n Var(chain means)`, `W` the mean of their variances; the larger of
/// that of the normal scores of the ranks and that of the scores of `|x − median|`, which sees chains of unlike width.
/// NaN for fewer than two chains, fewer than four draws, or values that are not finite.
///
/// # Source
/// Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis 16, 667
pub fn r_hat(draws: &Draws) -> f64 {
    if draws.n_chains() < 2 || draws.draws() < 4 || !draws.is_finite() {
        return f64::NAN;
    }
    let split = draws.split();
    let centre = median(&split.values);
    let folded = split.map(|x| (x - centre).abs());
    plain(&split.normal_scores()).max(plain(&folded.normal_scores()))
}

fn plain(split: &Draws) -> f64 {
    let n = split.draws() as f64;
    let means: Vec<f64> = split.chains().map(mean).collect();
    let within: Vec<f64> = split.chains().map(|chain| variance(chain, 1)).collect();
    let between = n * variance(&means, 1);
    ((between / mean(&within) + n - 1.0) / n).sqrt()
}

/// The Bayesian fraction of missing information of each chain of energies, `Σ (E_t − E_{t−1})² / Σ (E − mean)²`: below 0.3
/// a sampler with momenta explores the energy too slowly.
///
/// # Source
/// Betancourt 2016, arXiv:1604.00695
pub fn energy_fraction(energies: &Draws) -> Vec<f64> {
    let of = |chain: &[f64]| {
        let steps: Vec<f64> = chain.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).collect();
        mean(&steps) / variance(chain, 1)
    };
    energies.chains().map(of).collect()
}
