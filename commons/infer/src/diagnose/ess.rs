//! Effective sizes, and the standard errors that follow from them.

use super::{Draws, spectrum::Autocovariance};
use astrarium_num::{
    special::beta_ppf,
    stats::{mean, variance},
};

/// What is estimated from the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// The bulk of the distribution: by the normal scores of the ranks.
    Bulk,
    /// The tails: the smaller of those of the 5 % and 95 % quantiles.
    Tail,
    /// The mean.
    Mean,
    /// The standard deviation.
    Sd,
    /// The quantile of this probability.
    Quantile(f64),
}

/// The number of independent draws that would tell as much.
///
/// `S / τ`, `τ = −1 + 2 Σ ρ_t`, the autocorrelations `ρ_t = 1 − (W − mean_c acov_t) / var⁺` over half chains, summed over
/// Geyer's initial monotone sequence of pairs; `τ >= 1 / log10 S`. NaN for fewer than four draws a chain or values that
/// are not finite; the number of draws where all are equal.
///
/// # Source
/// Geyer 1992, Stat. Sci. 7, 473; Vehtari et al. 2021, Bayesian Analysis 16, 667
pub fn effective_size(draws: &Draws, of: Size) -> f64 {
    if draws.draws() < 4 || !draws.is_finite() {
        return f64::NAN;
    }
    let below = |p: f64| {
        let limit = draws.quantile(p);
        plain(&draws.map(|x| f64::from(u8::from(x <= limit))).split())
    };
    match of {
        Size::Bulk => plain(&draws.split().normal_scores()),
        Size::Tail => below(0.05).min(below(0.95)),
        Size::Mean => plain(&draws.split()),
        Size::Sd => plain(&squared(draws).split()),
        Size::Quantile(p) => below(p),
    }
}

/// `(x − mean)²`.
fn squared(draws: &Draws) -> Draws {
    let centre = mean(draws.values());
    draws.map(|x| (x - centre) * (x - centre))
}

/// The Monte-Carlo standard error of what is estimated ([`Size::Bulk`] and [`Size::Tail`] as the mean).
///
/// Mean: `sd / √ESS`. Standard deviation: `√(Var((x − mean)²) / ESS / (4 Var x))`. Quantile: half the distance of the order
/// statistics at the probabilities 0.16 and 0.84 of `Beta(ESS p + 1, ESS (1 − p) + 1)`.
///
/// # Source
/// Vehtari et al. 2021, Bayesian Analysis 16, 667
pub fn standard_error(draws: &Draws, of: Size) -> f64 {
    let size = effective_size(draws, if matches!(of, Size::Bulk | Size::Tail) { Size::Mean } else { of });
    match of {
        Size::Bulk | Size::Tail | Size::Mean => (variance(draws.values(), 1) / size).sqrt(),
        Size::Sd => {
            let squares = squared(draws);
            let spread = mean(squared(&squares).values());
            (spread / size / (4.0 * mean(squares.values()))).sqrt()
        }
        Size::Quantile(p) => between_order_statistics(draws, p, size),
    }
}

fn between_order_statistics(draws: &Draws, p: f64, size: f64) -> f64 {
    if size.is_nan() {
        return size;
    }
    let mut sorted = draws.values().to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let place = |probability| beta_ppf(probability, size * p + 1.0, size * (1.0 - p) + 1.0) * n - 1.0;
    let low = place(0.158_655_253_931_457_05).floor().max(0.0) as usize;
    let high = place(0.841_344_746_068_543).ceil().min(n - 1.0) as usize;
    0.5 * (sorted[high] - sorted[low])
}

/// The effective size of chains as they are.
fn plain(chains: &Draws) -> f64 {
    let (n, m) = (chains.draws(), chains.n_chains());
    let total = (n * m) as f64;
    let values = chains.values();
    if values.iter().all(|x| x == &values[0]) {
        return total;
    }
    let means: Vec<f64> = chains.chains().map(mean).collect();
    let mut of = Autocovariance::new(n);
    chains.chains().zip(&means).for_each(|(chain, mean)| of.add(chain, *mean, 1.0 / m as f64));
    let covariance = of.lags();
    let within = covariance[0] * n as f64 / (n as f64 - 1.0);
    let between = if m > 1 { variance(&means, 1) } else { 0.0 };
    let all = covariance[0] + between;
    let rho = |t: usize| if t == 0 { 1.0 } else { 1.0 - (within - covariance[t]) / all };
    total / time(&rho, n).max(1.0 / libm::log10(total))
}

/// `−1 + 2 Σ ρ` over Geyer's initial monotone sequence: pairs (even, odd) while their sum is positive, none above the one
/// before; of the first pair that is left out its even term, if positive, once.
fn time(rho: &impl Fn(usize) -> f64, n: usize) -> f64 {
    let mut last = rho(0) + rho(1);
    let (mut sum, mut t, mut even) = (0.0, 0, rho(0));
    while t + 4 < n && last > 0.0 {
        sum += last;
        t += 2;
        even = rho(t);
        let pair = even + rho(t + 1);
        // a pair that is not positive ends the sequence with its even term
        last = if pair > 0.0 { pair.min(last) } else { pair };
    }
    2.0 * sum - 1.0 + even.max(0.0)
}
