//! Band fluxes as GalaPy 0.6.2 sums them, for reproducing its numbers.
//!
//! The trapezoid rule on the filter's own points of `T/λ` (its integral by the same rule) times `S_ν` taken from the spectrum
//! by straight lines in both logarithms; values not above zero count as 1e-300, ends continue as power laws. All responses
//! are taken as those to photons, and fluxes as quoted for constant `S_ν`.
use super::curve::Band;

/// Mean flux of a spectrum of `S_ν`, in its unit.
///
/// # Panics
/// If there are fewer than two points, or fewer values than wavelengths.
pub fn mean_flux(band: &Band, wave_aa: &[f64], s_nu: &[f64]) -> f64 {
    assert!(wave_aa.len() > 1 && wave_aa.len() == s_nu.len(), "two points or more");
    let weight: Vec<f64> = band.wave_aa().iter().zip(band.response()).map(|(wave, response)| response / wave).collect();
    let seen: Vec<f64> =
        band.wave_aa().iter().zip(&weight).map(|(wave, weight)| weight * log_log(wave_aa, s_nu, *wave)).collect();
    trapezoid(band.wave_aa(), &seen) / trapezoid(band.wave_aa(), &weight)
}

/// Pivot wavelength by the trapezoid rule, ångström.
pub fn pivot_aa(band: &Band) -> f64 {
    let moment = |power: i32| {
        let values = band.wave_aa().iter().zip(band.response()).map(|(wave, response)| response * wave.powi(power));
        trapezoid(band.wave_aa(), &values.collect::<Vec<_>>())
    };
    (moment(1) / moment(-1)).sqrt()
}

fn log_log(wave_aa: &[f64], s_nu: &[f64], at: f64) -> f64 {
    let i = astrarium_num::interp::bracket(wave_aa, at);
    let ln_flux = |i: usize| s_nu[i].max(1e-300).ln();
    let part = (at / wave_aa[i]).ln() / (wave_aa[i + 1] / wave_aa[i]).ln();
    (ln_flux(i) + part * (ln_flux(i + 1) - ln_flux(i))).exp()
}

fn trapezoid(x: &[f64], y: &[f64]) -> f64 {
    x.windows(2).zip(y.windows(2)).map(|(x, y)| 0.5 * (x[1] - x[0]) * (y[0] + y[1])).sum()
}
