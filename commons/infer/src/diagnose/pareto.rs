//! Trust in importance weights.

/// The shape of the generalised Pareto distribution that the largest weights follow: above 0.7 an average over these
/// weights is not to be trusted, above 1 it has no mean.
///
/// The tail is the largest `min(S/5, 3 √(S / r))` weights; the fit is that of Zhang & Stephens (2009) with a weak prior
/// toward 1/2. `relative_size` is r, the weights' effective size over their number: 1 where they are independent. Infinite
/// where fewer than five weights form the tail.
///
/// # Source
/// Vehtari, Simpson, Gelman, Yao & Gabry 2024, JMLR 25, 72; Zhang & Stephens 2009, Technometrics 51, 316
pub fn pareto_k(ln_weights: &[f64], relative_size: f64) -> f64 {
    let n = ln_weights.len() as f64;
    let length = (n / 5.0).min(3.0 * (n / relative_size).sqrt()).ceil() as usize;
    if ln_weights.iter().any(|ln| ln.is_nan()) {
        return f64::NAN;
    }
    let mut sorted = ln_weights.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(most) = sorted.last().copied() else { return f64::INFINITY };
    if length + 1 > sorted.len() {
        return f64::INFINITY;
    }
    let cut = (sorted[sorted.len() - length - 1] - most).max(libm::log(f64::MIN_POSITIVE));
    let excess = |ln: &f64| libm::exp(ln - most) - libm::exp(cut);
    let tail: Vec<f64> = sorted.iter().filter(|ln| **ln - most > cut).map(excess).collect();
    if tail.len() < 5 { f64::INFINITY } else { shape(&tail) }
}

/// The shape of sorted excesses.
fn shape(tail: &[f64]) -> f64 {
    let n = tail.len() as f64;
    let quarter = tail[(n / 4.0 + 0.5) as usize - 1];
    let last = tail[tail.len() - 1];
    let n_trials = 30 + n.sqrt() as usize;
    let trial = |j: usize| (1.0 - (n_trials as f64 / (j as f64 - 0.5)).sqrt()) / (3.0 * quarter) + 1.0 / last;
    let trials: Vec<f64> = (1..=n_trials).map(trial).collect();
    let k_at = |b: f64| tail.iter().map(|x| libm::log1p(-b * x)).sum::<f64>() / n;
    let ln_profile = |b: &f64| {
        let k = k_at(*b);
        n * (libm::log(-b / k) - k - 1.0)
    };
    let ln_profiles: Vec<f64> = trials.iter().map(ln_profile).collect();
    let weight = |ln: &f64| 1.0 / ln_profiles.iter().map(|other| libm::exp(other - ln)).sum::<f64>();
    let kept = |weight: f64| if weight >= 10.0 * f64::EPSILON { weight } else { 0.0 };
    let weights: Vec<f64> = ln_profiles.iter().map(|ln| kept(weight(ln))).collect();
    let b = trials.iter().zip(&weights).map(|(b, w)| b * w).sum::<f64>() / weights.iter().sum::<f64>();
    (n * k_at(b) + 5.0) / (n + 10.0)
}
