//! Autocorrelation times of ensembles.

use super::{Draws, spectrum::Autocovariance};
use astrarium_num::stats::{mean, variance};

/// The window is this many autocorrelation times (Sokal's c), unless another is asked for.
const WINDOW: f64 = 5.0;

/// The autocorrelation time of one quantity of an ensemble, in draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// `τ = 2 Σ_{t<=M} ρ(t) − 1`, each walker about its own mean, averaged over walkers.
    pub tau: f64,
    /// The same about the mean of all: not biased low in short chains, but blind to walkers that never meet.
    pub tau_about_all: f64,
    /// The window M: the smallest with `M >= 5 τ(M)`, the last lag if there is none.
    pub window: usize,
    /// Walkers that never moved; they are left out.
    pub stuck: Vec<usize>,
}

impl Time {
    /// The larger of the two: walkers that stay apart, each about its own mean, seem to move freely.
    pub fn cautious(&self) -> f64 {
        self.tau.max(self.tau_about_all)
    }

    /// The number of independent draws: walkers (those that moved) times draws over τ.
    pub fn effective_size(&self, draws: &Draws) -> f64 {
        (draws.n_chains() - self.stuck.len()) as f64 * draws.draws() as f64 / self.tau
    }

    /// Whether there are more than 50 times τ draws, without which the estimate is not to be trusted.
    pub fn is_trusted(&self, draws: &Draws) -> bool {
        draws.draws() as f64 > 50.0 * self.tau
    }
}

/// The autocorrelation time of the chains (walkers) of an ensemble. NaN if no walker ever moved.
///
/// # Source
/// Goodman & Weare 2010, Commun. Appl. Math. Comput. Sci. 5, 65; the window of Sokal 1996
pub fn time(walkers: &Draws) -> Time {
    time_within(walkers, WINDOW)
}

/// As [`time`], with a window of `c` autocorrelation times.
pub fn time_within(walkers: &Draws, c: f64) -> Time {
    // a chain that never moved may have a variance by rounding alone
    let is_stuck = |chain: &[f64]| chain.iter().all(|x| x == &chain[0]);
    let spread = |chain: &[f64]| if is_stuck(chain) { 0.0 } else { variance(chain, 0) };
    Bins { width: 1, variances: walkers.chains().map(spread).collect(), means: walkers.clone() }.time_within(c)
}

/// Chains of which only the means of `width` draws in a row are at hand. Sums of autocovariances over all lags survive the
/// averaging, so that τ does where the bins are short beside it, at a fraction of the cost.
#[derive(Clone, Debug)]
pub struct Bins {
    /// Draws in a bin.
    pub width: usize,
    /// The mean of each bin.
    pub means: Draws,
    /// The variance of the draws of each chain; 0 for one that never moved.
    pub variances: Vec<f64>,
}

impl Bins {
    /// The autocorrelation time in draws: `τ = b (2 Σ_{t<=M} C(t) − C(0)) / v`, C being the autocovariance of the means of
    /// `b` draws and `v` the variance of the draws. NaN if no walker ever moved.
    pub fn time(&self) -> Time {
        self.time_within(WINDOW)
    }

    fn time_within(&self, c: f64) -> Time {
        let (n, variances) = (self.means.draws(), &self.variances);
        let stuck: Vec<usize> = (0..variances.len()).filter(|w| variances[*w] == 0.0).collect();
        let moving: Vec<(&[f64], f64)> =
            self.means.chains().zip(variances.iter().copied()).filter(|(_, variance)| *variance > 0.0).collect();
        if moving.is_empty() || n < 2 {
            return Time { tau: f64::NAN, tau_about_all: f64::NAN, window: 0, stuck };
        }
        let centres: Vec<f64> = moving.iter().map(|(chain, _)| mean(chain)).collect();
        let centre = mean(&centres);
        let [mut own, mut shared] = [(); 2].map(|()| Autocovariance::new(n));
        let mut about_all = 0.0;
        for (&(chain, variance), own_centre) in moving.iter().zip(&centres) {
            own.add(chain, *own_centre, 1.0 / (variance * moving.len() as f64));
            shared.add(chain, centre, 1.0);
            about_all += variance + (own_centre - centre) * (own_centre - centre);
        }
        let (tau, window) = self.windowed(&own.lags(), 1.0, c);
        let (tau_about_all, _) = self.windowed(&shared.lags(), 1.0 / about_all, c);
        Time { tau, tau_about_all, window, stuck }
    }

    /// τ and its window, in draws, from summed autocovariances and their norm.
    fn windowed(&self, lags: &[f64], norm: f64, c: f64) -> (f64, usize) {
        let norm = norm * self.width as f64;
        let mut tau = -lags[0] * norm;
        for (m, lag) in lags.iter().enumerate() {
            tau += 2.0 * lag * norm;
            if (m * self.width) as f64 >= c * tau {
                return (tau, m * self.width);
            }
        }
        (tau, (lags.len() - 1) * self.width)
    }
}
