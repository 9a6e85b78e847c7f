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

/// `R_0` and `R_1` on straight lines in metallicity; beyond the table its ends, or the lines.
fn coefficients(metallicity: f64, extend: bool) -> (f64, f64) {
    let z: [f64; 6] = RATES.map(|row| row[0]);
    let i = bracket(&z, metallicity);
    let part = (metallicity - z[i]) / (z[i + 1] - z[i]);
    let part = if extend { part } else { part.clamp(0.0, 1.0) };
    let line = |column: usize| RATES[i][column] + part * (RATES[i + 1][column] - RATES[i][column]);
    (line(1), line(2))
}

/// Supernovae a year of a mass that was formed evenly between two ages.
pub(super) fn rate(mass_msun: f64, (from_yr, to_yr): (f64, f64), metallicity: f64) -> f64 {
    let (low, high) = ((1e-6 * from_yr).max(FIRST_MYR), (1e-6 * to_yr).min(LAST_MYR));
    if high < low || mass_msun <= 0.0 {
        return 0.0;
    }
    let (r0, r1) = coefficients(metallicity, false);
    if to_yr <= from_yr {
        return 1e-9 * mass_msun * r0 * low.powf(-r1);
    }
    let integral = (high.powf(1.0 - r1) - low.powf(1.0 - r1)) / (1.0 - r1);
    1e-9 * mass_msun * r0 * integral * 1e6 / (to_yr - from_yr)
}

/// The original's rate of a node's age: stars of any age go on exploding, and lines are between the library's metallicities.
pub(super) fn original(clock: &Clock, k: usize, metallicity: f64) -> f64 {
    let at_node = |z: usize| {
        let (r0, r1) = coefficients(clock.metallicity[z], true);
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
        let each = |from: f64, to: f64| rate(1.0, (from, to), 0.02) * (to - from);
        let all: f64 = (0..100).map(|i| each(1e6 * f64::from(i), 1e6 * f64::from(i + 1))).sum();
        assert!((0.012..0.014).contains(&all), "{all}");
        assert_eq!((rate(1.0, (0.0, 2e6), 0.02), rate(1.0, (4.1e7, 5e7), 0.02)), (0.0, 0.0));
        assert_eq!(rate(1.0, (1e7, 1e7), 0.02), 1e-9 * 1.5141 * 10f64.powf(-0.5146));
    }
}
