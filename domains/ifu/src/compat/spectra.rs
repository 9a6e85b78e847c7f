//! Moving stars, and the telescope's wavelengths.
use astrarium_astro::constants::LIGHT_SPEED_KM_S;
use astrarium_num::interp::bracket;

/// `λ (1 + z) exp(v/c)`.
pub fn shifted(wave_aa: &[f64], redshift: f64, velocity_km_s: f64, out: &mut Vec<f64>) {
    let stretch = (velocity_km_s / LIGHT_SPEED_KM_S).exp();
    out.clear();
    out.extend(wave_aa.iter().map(|wave| wave * (1.0 + redshift) * stretch));
}

/// A spectrum at other wavelengths: straight lines (constant beyond the ends) times one factor, by which sums of rectangles
/// within the target's range agree.
///
/// # Panics
/// If the lengths do not fit.
pub fn resampled(wave_aa: &[f64], spectrum: &[f64], target_aa: &[f64], out: &mut [f64]) {
    assert_eq!((wave_aa.len(), target_aa.len()), (spectrum.len(), out.len()), "a value for each wavelength");
    let (first, last) = (target_aa[0], target_aa[target_aa.len() - 1]);
    let end = wave_aa.len() - 1;
    for (wave, value) in target_aa.iter().zip(out.iter_mut()) {
        let i = bracket(wave_aa, *wave);
        let part = ((wave - wave_aa[i]) / (wave_aa[i + 1] - wave_aa[i])).clamp(0.0, 1.0);
        *value = spectrum[i] + part * (spectrum[i + 1] - spectrum[i]);
    }
    let inside = |i: &usize| (first..=last).contains(&wave_aa[*i]);
    let total: f64 = (1..=end).filter(inside).map(|i| spectrum[i] * (wave_aa[i] - wave_aa[i - 1])).sum();
    let new: f64 = (1..out.len()).map(|i| out[i] * (target_aa[i] - target_aa[i - 1])).sum();
    let factor = total / new;
    let factor = if factor.is_finite() { factor } else { 0.0 };
    out.iter_mut().for_each(|value| *value *= factor);
}
