//! Significances of powers: p-values, detection levels and upper limits.
use crate::{Compat, Error, Result};
use astrarium_num::special::{chi2_isf, chi2_log_sf, chi2_sf, ncx2_cdf, norm_isf_from_log, norm_sf};
use std::f64::consts::{FRAC_PI_2, LN_2, TAU};

/// Mean loss of a sinusoid's power between two Fourier frequencies, van der Klis 1989.
const MEAN_BIN_LOSS: f64 = 0.773;
/// The original takes a cospectrum of more averages for Gaussian.
const GAUSSIAN_ABOVE: u64 = 50;
/// Above so many averages the exact sum gives way to the saddle point.
const SADDLE_ABOVE: u64 = 400;
/// Halvings of the bracket of an upper limit: to the last bit of a double.
const MOST_HALVINGS: u32 = 200;

/// Probability that the best of `n_trials` is at least as good as one of probability `p`: `1 - (1-p)^n`.
pub fn p_of_trials(p: f64, n_trials: f64) -> f64 {
    -(n_trials * (-p).ln_1p()).exp_m1()
}

/// The probability of one trial that gives `p` in `n_trials`: `1 - (1-p)^(1/n)`.
pub fn p_of_one(p: f64, n_trials: f64) -> f64 {
    -((-p).ln_1p() / n_trials).exp_m1()
}

/// How many averages and trials a Leahy power is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trials {
    /// powers averaged over segments
    pub n_summed: f64,
    /// powers averaged over neighbouring frequencies
    pub n_rebin: f64,
    /// frequencies that were looked at
    pub n_trials: f64,
}

impl Trials {
    /// One look at the average of `n_summed` powers.
    pub fn single(n_summed: f64) -> Self {
        Self { n_summed, n_rebin: 1.0, n_trials: 1.0 }
    }

    /// The averages of one power.
    fn n(&self) -> f64 {
        self.n_summed * self.n_rebin
    }
}

/// Probability that noise alone gives a Leahy power of `power` or more: `Q(χ² = P M R, 2 M R)`, corrected for trials.
///
/// # Source
/// van der Klis 1989, in Timing Neutron Stars, eq. 3.6.
pub fn power_p_value(power: f64, trials: Trials) -> f64 {
    p_of_trials(chi2_sf(power * trials.n(), 2.0 * trials.n()), trials.n_trials)
}

/// Natural logarithm of [`power_p_value`], for powers whose probability is no double.
pub fn power_ln_p_value(power: f64, trials: Trials) -> f64 {
    let single = chi2_log_sf(power * trials.n(), 2.0 * trials.n());
    // below e^-30 the correction n p is exact in double precision
    if single < -30.0 { single + trials.n_trials.ln() } else { p_of_trials(single.exp(), trials.n_trials).ln() }
}

/// The Leahy power that noise exceeds with probability `p`: the inverse of [`power_p_value`].
pub fn power_detection_level(p: f64, trials: Trials) -> f64 {
    chi2_isf(p_of_one(p, trials.n_trials), 2.0 * trials.n()) / trials.n()
}

/// The number of standard deviations of a normal distribution that a probability's logarithm stands for, one-sided.
pub fn n_sigma(ln_p: f64) -> f64 {
    norm_isf_from_log(ln_p)
}

/// The signal power that would give a mean of `n` powers below `power` with probability `1 - confidence` only.
///
/// The non-centrality `λ` with `F(n P; 2n, λ) = 1 - c`, over `n`: both in units of one Leahy power. 0 where noise alone
/// gives less than `power` with a probability below `1 - c`.
///
/// # Errors
/// [`Error::Confidence`] unless `confidence` is between 0 and 1.
///
/// # Source
/// Groth 1975, Astrophys. J. Suppl. 29, 285; Vaughan et al. 1994, Astrophys. J. 435, 362.
pub fn power_upper_limit(power: f64, n: f64, confidence: f64) -> Result<f64> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Error::Confidence { given: confidence });
    }
    let above = |lambda: f64| ncx2_cdf(n * power, 2.0 * n, lambda) > 1.0 - confidence;
    if !above(0.0) {
        return Ok(0.0);
    }
    let mut high = n * power + 1.0;
    while above(high) {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..MOST_HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        *(if above(middle) { &mut low } else { &mut high }) = middle;
    }
    Ok(0.5 * (low + high) / n)
}

/// The fractional amplitude of a sinusoid of the Leahy power `signal` in `photons` counts: `sqrt(2 P/N)`.
pub fn amplitude(signal: f64, photons: f64) -> f64 {
    (2.0 * signal / photons).sqrt()
}

/// The pulsed fraction of a sinusoid of fractional amplitude `a`: `2a/(1+a)`.
pub fn pulsed_fraction(amplitude: f64) -> f64 {
    2.0 * amplitude / (1.0 + amplitude)
}

/// How a search in a power spectrum loses amplitude.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Loss {
    /// frequencies between the bins of the transform
    pub between_bins: bool,
    /// frequency over the Nyquist frequency: loss by the width of the time bins
    pub nyquist_ratio: f64,
}

/// Upper limit on the fractional amplitude of a sinusoid, from the highest of the mean powers of `n` segments.
///
/// The amplitude of [`power_upper_limit`], over `sqrt(0.773)` for a frequency between bins and over
/// `sin(x)/x`, `x = (π/2) f/f_Nyquist`, for the width of the time bins.
///
/// # Errors
/// [`Error::Confidence`] unless `confidence` is between 0 and 1.
///
/// # Source
/// Vaughan et al. 1994, Astrophys. J. 435, 362, eq. 10; van der Klis 1989.
pub fn amplitude_upper_limit(power: f64, photons: f64, n: f64, confidence: f64, loss: Loss) -> Result<f64> {
    let limit = amplitude(power_upper_limit(power, n, confidence)?, photons);
    let bins = if loss.between_bins { MEAN_BIN_LOSS.sqrt() } else { 1.0 };
    let x = FRAC_PI_2 * loss.nyquist_ratio;
    let width = if x > 0.0 { x.sin() / x } else { 1.0 };
    Ok(limit / bins / width)
}

/// The distribution of an averaged Leahy cospectrum (real part of a cross spectrum) under noise alone.
///
/// One cospectrum is Laplace distributed; the mean of `n` has the tail
/// `P(> x) = Σ_k pois(k; n x) W_{n-1-k}`, `W_i = Σ_{j≤i} C(n-1+j, j) 2^{-n-j}`, `x ≥ 0`. Above 400 averages the saddle
/// point (Lugannani & Rice) takes its place, to better than 1e-4 of the probability.
///
/// # Source
/// Huppenkothen & Bachetti 2018, Astrophys. J. Suppl. 236, 13, eq. 19, summed in another order.
#[derive(Clone, Debug)]
pub struct CospectrumNoise {
    n: u64,
    /// `W_i`, empty where it is not used
    weights: Vec<f64>,
    compat: Compat,
}

impl CospectrumNoise {
    /// Of the mean of `n` cospectra. With [`Compat::Stingray`] more than 50 are taken for Gaussian.
    pub fn new(n: u64, compat: Compat) -> Self {
        let n = n.max(1);
        let exact = n <= SADDLE_ABOVE && !(compat == Compat::Stingray && n > GAUSSIAN_ABOVE);
        let mut ln_weight = -(n as f64) * LN_2;
        let mut sum = 0.0;
        let cumulated = |j: u64| {
            sum += ln_weight.exp();
            ln_weight += ((n + j) as f64 / (j + 1) as f64).ln() - LN_2;
            sum
        };
        Self { n, weights: if exact { (0..n).map(cumulated).collect() } else { Vec::new() }, compat }
    }

    /// Probability of `power` or more, in the Leahy normalisation.
    pub fn p_value(&self, power: f64) -> f64 {
        if self.compat == Compat::Stingray && self.n > GAUSSIAN_ABOVE {
            return norm_sf(power * (self.n as f64 / 2.0).sqrt());
        }
        let tail = if self.weights.is_empty() { self.saddle(power.abs()) } else { self.exact(power.abs()) };
        if power < 0.0 { 1.0 - tail } else { tail }
    }

    fn exact(&self, x: f64) -> f64 {
        let mean = self.n as f64 * x;
        let mut ln_poisson = -mean;
        let mut sum = 0.0;
        for (k, weight) in (1u32..).zip(self.weights.iter().rev()) {
            sum += ln_poisson.exp() * weight;
            ln_poisson += (mean / f64::from(k)).ln();
        }
        sum
    }

    fn saddle(&self, x: f64) -> f64 {
        let n = self.n as f64;
        let s = x / (1.0 + (1.0 + x * x).sqrt());
        let w = (2.0 * n * (s * x + (-s * s).ln_1p())).sqrt();
        let u = s * (2.0 * n * (1.0 + s * s)).sqrt() / (1.0 - s * s);
        // both go to 0 together and their difference faster
        let correction = if w < 1e-3 { 0.0 } else { (-0.5 * w * w).exp() / TAU.sqrt() * (1.0 / u - 1.0 / w) };
        norm_sf(w) + correction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_go_there_and_back() {
        for p in [1e-15, 1e-8, 1e-5, 1e-3] {
            let back = p_of_one(p_of_trials(p, 1e4), 1e4);
            assert!((back / p - 1.0).abs() < 1e-9, "{p} {back}");
        }
        assert!((p_of_trials(1e-20, 1e6) / 1e-14 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_power_is_exponential() {
        for power in [0.1, 2.0, 40.0] {
            let p = power_p_value(power, Trials::single(1.0));
            assert!((p / f64::exp(-power / 2.0) - 1.0).abs() < 1e-10);
            assert!((power_ln_p_value(power, Trials::single(1.0)) + power / 2.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_level_is_reached_with_its_probability() {
        let trials = Trials { n_summed: 30.0, n_rebin: 4.0, n_trials: 1000.0 };
        let level = power_detection_level(0.01, trials);
        assert!((power_p_value(level, trials) / 0.01 - 1.0).abs() < 1e-8);
    }

    #[test]
    fn an_upper_limit_is_where_less_is_improbable() {
        let (power, n) = (2.4, 40.0);
        let limit = power_upper_limit(power, n, 0.95).unwrap();
        assert!((ncx2_cdf(n * power, 2.0 * n, n * limit) / 0.05 - 1.0).abs() < 1e-8);
        assert_eq!(power_upper_limit(0.01, n, 0.95).unwrap(), 0.0);
        assert!(power_upper_limit(power, n, 1.0).is_err());
    }

    #[test]
    fn the_exact_cospectrum_is_laplace_for_one_and_even_for_all() {
        let one = CospectrumNoise::new(1, Compat::None);
        for x in [0.0, 0.5, 3.0, 20.0] {
            assert!((one.p_value(x) / (0.5 * f64::exp(-x)) - 1.0).abs() < 1e-12);
        }
        let many = CospectrumNoise::new(30, Compat::None);
        assert!((many.p_value(0.2) + many.p_value(-0.2) - 1.0).abs() < 1e-12);
        assert!((many.p_value(0.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_saddle_point_meets_the_exact_sum() {
        let exact = CospectrumNoise::new(SADDLE_ABOVE, Compat::None);
        for x in [0.001, 0.01, 0.1, 0.3, 0.6] {
            let ratio = exact.saddle(x) / exact.exact(x);
            assert!((ratio - 1.0).abs() < 1e-4, "{x}: {ratio}");
        }
    }
}
