//! Core-collapse supernovae.
use super::Clock;
use astrarium_num::interp::bracket;

/// `R = 10⁻⁹ R_0 (τ/Myr)^-R_1` a year and solar mass formed: metallicity, `R_0`, `R_1`.
///
/// # Source
/// Fits to single stars of PARSEC, as `GalaPy` 0.6.2 has them
const RATES: [[f64; 3]; 6] = [
    [1e-4, 1.0425, 0.3531],
    [5e-4, 1.0692, 0.3673],
    [1e-3, 1.0924, 0.3789],
    [4e-3, 1.1820, 0.4140],
    [8e-3, 1.2679, 0.4454],
    [2e-2, 1.5141, 0.5146],
];
/// Ages of stars that explode, Myr.
const FIRST_MYR: f64 = 3.0;
const LAST_MYR: f64 = 40.0;

/// `R_0` and `R_1` on straight lines in metallicity, also beyond the table.
fn coefficients(metallicity: f64) -> (f64, f64) {
    let z: [f64; 6] = RATES.map(|row| row[0]);
    let i = bracket(&z, metallicity);
    let part = (metallicity - z[i]) / (z[i + 1] - z[i]);
    let line = |column: usize| RATES[i][column] + part * (RATES[i + 1][column] - RATES[i][column]);
    (line(1), line(2))
}

/// Supernovae a year and solar mass formed, between the library's ages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Supernovae {
    /// The ages of each interval between nodes, with the rates of the table's metallicities.
    intervals: Vec<((f64, f64), [f64; 6])>,
}

impl Supernovae {
    pub(super) fn new(age_yr: &[f64]) -> Self {
        let interval = |ages: &[f64]| ((ages[0], ages[1]), rates((ages[0], ages[1])));
        Self { intervals: age_yr.windows(2).map(interval).collect() }
    }

    /// The rate of a mass that was formed evenly between two ages, on straight lines in metallicity.
    pub(super) fn rate(&self, k: usize, ages_yr: (f64, f64), metallicity: f64) -> f64 {
        if 1e-6 * ages_yr.1 < FIRST_MYR || 1e-6 * ages_yr.0 > LAST_MYR {
            return 0.0;
        }
        let rates = match self.intervals.get(k) {
            Some((whole_yr, rates)) if *whole_yr == ages_yr => *rates,
            _ => rates(ages_yr),
        };
        let i = RATES[1..5].partition_point(|row| row[0] <= metallicity);
        let part = (metallicity - RATES[i][0]) / (RATES[i + 1][0] - RATES[i][0]);
        rates[i] + part.clamp(0.0, 1.0) * (rates[i + 1] - rates[i])
    }
}

/// Rates of the table's metallicities, of a solar mass that was formed evenly between two ages.
fn rates((from_yr, to_yr): (f64, f64)) -> [f64; 6] {
    let (low, high) = ((1e-6 * from_yr).max(FIRST_MYR), (1e-6 * to_yr).min(LAST_MYR));
    RATES.map(|[_, r0, r1]| match high.total_cmp(&low) {
        std::cmp::Ordering::Less => 0.0,
        _ if to_yr <= from_yr => 1e-9 * r0 * low.powf(-r1),
        _ => {
            let integral = (high.powf(1.0 - r1) - low.powf(1.0 - r1)) / (1.0 - r1);
            1e-9 * r0 * integral * 1e6 / (to_yr - from_yr)
        }
    })
}

/// The original's rate of a node's age: stars of any age go on exploding, and lines are between the library's metallicities.
pub(super) fn original(clock: &Clock, k: usize, metallicity: f64) -> f64 {
    let at_node = |z: usize| {
        let (r0, r1) = coefficients(clock.metallicity[z]);
        1e-9 * r0 * (1e-6 * clock.age_yr[k]).powf(-r1)
    };
    clock.metallicities(metallicity, true).iter().map(|(z, part)| part * at_node(*z)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_so_many_supernovae_a_solar_mass() {
        // summed over its life: 0.012 to 0.014 at solar metallicity
        let ages: Vec<f64> = (0..=100).map(|i| 1e6 * f64::from(i)).collect();
        let supernovae = Supernovae::new(&ages);
        let each = |k: usize| supernovae.rate(k, (ages[k], ages[k + 1]), 0.02) * (ages[k + 1] - ages[k]);
        let all: f64 = (0..100).map(each).sum();
        assert!((0.012..0.014).contains(&all), "{all}");
        // of pieces as of the whole
        let halves = supernovae.rate(7, (7e6, 7.5e6), 0.005) + supernovae.rate(7, (7.5e6, 8e6), 0.005);
        assert!((0.5 * halves / supernovae.rate(7, (7e6, 8e6), 0.005) - 1.0).abs() < 1e-12);
        assert_eq!((supernovae.rate(0, (0.0, 2e6), 0.02), supernovae.rate(41, (4.1e7, 5e7), 0.02)), (0.0, 0.0));
        assert_eq!(supernovae.rate(10, (1e7, 1e7), 0.02), 1e-9 * 1.5141 * 10f64.powf(-0.5146));
    }
}
