//! Autocorrelation times of ensembles.

use super::{Draws, spectrum::Autocovariance};
use astrarium_num::stats::{mean, variance};

/// The window is this many autocorrelation times (Sokal's c).
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
    let n = walkers.draws();
    let is_stuck = |chain: &[f64]| chain.iter().all(|x| x == &chain[0]);
    let stuck: Vec<usize> = walkers.chains().enumerate().filter(|(_, c)| is_stuck(c)).map(|(w, _)| w).collect();
    let moving: Vec<&[f64]> = walkers.chains().filter(|chain| !is_stuck(chain)).collect();
    if moving.is_empty() || n < 2 {
        return Time { tau: f64::NAN, tau_about_all: f64::NAN, window: 0, stuck };
    }
    let centre = mean(&moving.concat());
    let [mut own, mut shared] = [(); 2].map(|()| Autocovariance::new(n));
    for chain in &moving {
        own.add(chain, mean(chain), 1.0 / (variance(chain, 0) * moving.len() as f64));
        shared.add(chain, centre, 1.0);
    }
    let (tau, window) = windowed(&own.lags(), 1.0);
    let shared = shared.lags();
    let (tau_about_all, _) = windowed(&shared, 1.0 / shared[0]);
    Time { tau, tau_about_all, window, stuck }
}

/// τ and its window from summed autocovariances and their norm.
fn windowed(lags: &[f64], norm: f64) -> (f64, usize) {
    let mut tau = -1.0;
    for (m, lag) in lags.iter().enumerate() {
        tau += 2.0 * lag * norm;
        if m as f64 >= WINDOW * tau {
            return (tau, m);
        }
    }
    (tau, lags.len() - 1)
}
