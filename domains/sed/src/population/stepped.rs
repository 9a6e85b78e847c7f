//! The original's masses by steps of 10⁵ years, with its young edges and the stars that it counts twice.
use super::mixture::{Mixture, Recipe};
use super::supernovae;
use crate::sfh::History;
use astrarium_astro::ssp::chabrier_returned_fraction;

/// The step, years.
const STEP_YR: f64 = 1e5;
/// Points of its sum of living stars.
const POINTS: usize = 100;

/// Masses and metallicities of the library's age bins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bins {
    /// Mass formed up to and with each bin, solar masses.
    pub cumulated_msun: Vec<f64>,
    /// Metallicity of each bin.
    pub metallicity: Vec<f64>,
}

impl Bins {
    /// Steps through the bins; as many as begin before the galaxy's age.
    pub(crate) fn of(recipe: &Recipe<'_>) -> Self {
        let (ages, history) = (&recipe.clock.age_yr, recipe.history);
        let mut bins = Self::default();
        let mut sum = 0.0;
        for (k, age) in ages.iter().enumerate().take_while(|(_, age)| **age < history.age_yr()) {
            let border = ages.get(k + 1).map_or(0.0, |next| history.age_yr() - next);
            let mut t = history.age_yr() - age;
            while t > border {
                sum += history.sfr_msun_yr(t) * STEP_YR;
                t -= STEP_YR;
            }
            bins.cumulated_msun.push(sum);
            bins.metallicity.push(recipe.enrichment.newborn(t, &recipe.rules));
        }
        bins
    }
}

/// Weights of the nodes, the first bin left out.
pub(super) fn fill(mixture: &mut Mixture, recipe: &Recipe<'_>, eta: &dyn Fn(f64) -> f64) {
    let (clock, bins) = (recipe.clock, Bins::of(recipe));
    for k in 1..bins.metallicity.len() {
        let mass = bins.cumulated_msun[k] - bins.cumulated_msun[k - 1];
        let metallicity = bins.metallicity[k];
        let eta = eta(clock.age_yr[k]);
        for (z, part) in clock.metallicities(metallicity, true) {
            mixture.add_at(z * clock.n_age() + k, mass * part, eta);
        }
        mixture.supernovae_per_yr += mass * supernovae::original(clock, k, metallicity);
        mixture.mean_age_yr += mass * clock.age_yr[k];
        mixture.formed_msun += mass;
    }
    mixture.mean_age_yr /= mixture.formed_msun.max(f64::MIN_POSITIVE);
    mixture.living_msun = living_msun_galapy(recipe.history);
}

/// Mass that lives in a galaxy, solar masses, as `GalaPy` sums it: midpoints of 99 steps of the logarithm from a year on, with
/// Chabrier's returned fraction.
pub fn living_msun_galapy(history: &History<'_>) -> f64 {
    let age_yr = history.age_yr();
    let edge = |i: usize| 10f64.powf(age_yr.log10() * i as f64 / (POINTS - 1) as f64);
    (1..POINTS)
        .map(|i| {
            let (from, to) = (edge(i - 1), edge(i));
            let middle = 0.5 * (from + to);
            (to - from) * (1.0 - chabrier_returned_fraction(age_yr - middle)) * history.sfr_msun_yr(middle)
        })
        .sum()
}
