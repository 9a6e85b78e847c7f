//! The rms in a band of frequencies, and integrals of powers.
use crate::{Compat, Error, Measured, Result};
use std::ops::Range;

/// The powers of one spectrum are averaged in groups of so many for the error of their integral.
const GROUP: usize = 4;

/// A band of a spectrum in a squared-rms normalisation: what [`rms`] integrates.
#[derive(Clone, Copy, Debug)]
pub struct RmsBand<'a> {
    /// powers, noise included, squared rms per Hz
    pub power: &'a [f64],
    /// noise level, in the same unit
    pub noise: f64,
    /// width of each bin, Hz
    pub width_hz: &'a [f64],
    /// number of averaged powers in each bin
    pub m: &'a [u64],
}

/// The rms of a band: `sqrt(Σ (P_k - P_noise) δν_k)`; 0 with error 0 where noise makes the sum negative.
///
/// Error: `Σ' = sqrt(Σ P_k² δν_k²/m_k)`, `δrms = Σ'/(2 rms)`. Powers of one segment (m = 1) scatter as much as they
/// measure, so that they are first averaged in groups of four, and the error is scaled to the number of groups; the
/// original loses the last group where rounding makes it so ([`Compat::Stingray`]).
///
/// # Panics
/// If the lengths of the arrays differ.
///
/// # Source
/// van der Klis 1989; error by propagation of `P/sqrt(m)`.
pub fn rms(band: RmsBand<'_>, compat: Compat) -> Measured {
    let RmsBand { power, noise, width_hz, m } = band;
    assert_eq!((power.len(), power.len()), (width_hz.len(), m.len()), "one width and one m for every power");
    let squared: f64 = power.iter().zip(width_hz).map(|(power, width)| (power - noise) * width).sum();
    if squared <= 0.0 {
        return Measured { value: 0.0, err: 0.0 };
    }
    let value = squared.sqrt();
    let variance = if m.iter().all(|m| *m == 1) && power.len() > GROUP {
        grouped_variance(power, width_hz, compat)
    } else {
        let term = |((power, width), m): ((&f64, &f64), &u64)| (power * width).powi(2) / *m as f64;
        power.iter().zip(width_hz).zip(m).map(term).sum()
    };
    Measured { value, err: 0.5 / value * variance.sqrt() }
}

/// `Σ P_g² δν_g²/4` over groups of four, times `(n/(4 n_g))²`.
fn grouped_variance(power: &[f64], width_hz: &[f64], compat: Compat) -> f64 {
    let mut groups = power.len() / GROUP;
    if compat == Compat::Stingray && power.len().is_multiple_of(GROUP) {
        groups -= 1;
    }
    let group = |(power, width): (&[f64], &[f64])| {
        let mean = power.iter().sum::<f64>() / GROUP as f64;
        (mean * width.iter().sum::<f64>()).powi(2) / GROUP as f64
    };
    let sum: f64 = power.chunks_exact(GROUP).zip(width_hz.chunks_exact(GROUP)).take(groups).map(group).sum();
    sum * (power.len() as f64 / (GROUP * groups) as f64).powi(2)
}

/// Powers at bin centres, for [`integral`].
#[derive(Clone, Copy, Debug)]
pub struct Powers<'a> {
    /// bin centres, Hz
    pub freq_hz: &'a [f64],
    /// powers
    pub power: &'a [f64],
    /// width of a bin, Hz
    pub df_hz: f64,
    /// number of averaged powers: the error of a power is `P/sqrt(m)`
    pub m: f64,
    /// noise level, subtracted
    pub noise: f64,
}

/// The integral of `P - P_noise` from `low_hz` to `high_hz`, every bin by the fraction of it in the range.
///
/// With [`Compat::Stingray`] a range inside one bin is cut at its upper end only.
///
/// # Errors
/// [`Error::NoFrequency`] if no bin overlaps the range.
pub fn integral(powers: Powers<'_>, [low_hz, high_hz]: [f64; 2], compat: Compat) -> Result<Measured> {
    let Powers { freq_hz, power, df_hz, m, noise } = powers;
    let bins = overlapping(freq_hz, df_hz, [low_hz, high_hz])?;
    let fraction = |k: usize| {
        let (left, right) = (freq_hz[k] - 0.5 * df_hz, freq_hz[k] + 0.5 * df_hz);
        let from = if compat == Compat::Stingray && bins.len() == 1 { left } else { left.max(low_hz) };
        (right.min(high_hz) - from) / df_hz
    };
    let (mut value, mut variance) = (0.0, 0.0);
    for k in bins.clone() {
        let width = fraction(k) * df_hz;
        value += (power[k] - noise) * width;
        variance += (power[k] * width).powi(2) / m;
    }
    Ok(Measured { value, err: f64::sqrt(variance) })
}

fn overlapping(freq_hz: &[f64], df_hz: f64, [low_hz, high_hz]: [f64; 2]) -> Result<Range<usize>> {
    let first = freq_hz.partition_point(|f| f + 0.5 * df_hz <= low_hz);
    let last = freq_hz.partition_point(|f| f - 0.5 * df_hz < high_hz);
    if first < last { Ok(first..last) } else { Err(no_frequency(freq_hz, [low_hz, high_hz])) }
}

/// The bins whose centres lie in a closed range.
///
/// # Errors
/// [`Error::NoFrequency`] if there is none.
pub(crate) fn centres_within(freq_hz: &[f64], [low_hz, high_hz]: [f64; 2]) -> Result<Range<usize>> {
    let first = freq_hz.partition_point(|f| *f < low_hz);
    let last = freq_hz.partition_point(|f| *f <= high_hz);
    if first < last { Ok(first..last) } else { Err(no_frequency(freq_hz, [low_hz, high_hz])) }
}

fn no_frequency(freq_hz: &[f64], [low_hz, high_hz]: [f64; 2]) -> Error {
    let end = |f: Option<&f64>| f.copied().unwrap_or(f64::NAN);
    Error::NoFrequency { low_hz, high_hz, first_hz: end(freq_hz.first()), last_hz: end(freq_hz.last()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_noise_above_its_level_has_the_rms_of_its_excess() {
        let (power, width_hz, m) = (vec![2.5; 100], vec![0.1; 100], vec![50; 100]);
        let found = rms(RmsBand { power: &power, noise: 2.0, width_hz: &width_hz, m: &m }, Compat::None);
        assert!((found.value - f64::sqrt(0.5 * 10.0)).abs() < 1e-12);
        let expected = 0.5 / found.value * 2.5 * 0.1 * f64::sqrt(100.0 / 50.0);
        assert!((found.err - expected).abs() < 1e-12);
        let below = rms(RmsBand { power: &power, noise: 3.0, width_hz: &width_hz, m: &m }, Compat::None);
        assert_eq!(below, Measured { value: 0.0, err: 0.0 });
    }

    #[test]
    fn one_segment_is_averaged_in_fours() {
        let (power, width_hz, m) = (vec![3.0; 10], vec![1.0; 10], vec![1; 10]);
        let found = rms(RmsBand { power: &power, noise: 0.0, width_hz: &width_hz, m: &m }, Compat::None);
        // two groups of (3 · 4)²/4, scaled by 10/8
        let expected = 0.5 / found.value * f64::sqrt(2.0 * 36.0) * 10.0 / 8.0;
        assert!((found.err - expected).abs() < 1e-12);
    }

    #[test]
    fn integrals_count_covered_fractions() {
        let powers = Powers { freq_hz: &[1.0, 2.0, 3.0], power: &[4.0, 6.0, 8.0], df_hz: 1.0, m: 4.0, noise: 2.0 };
        let found = integral(powers, [1.25, 2.75], Compat::None).unwrap();
        assert!((found.value - (2.0 * 0.25 + 4.0 + 6.0 * 0.25)).abs() < 1e-12);
        let inside = integral(powers, [1.8, 2.1], Compat::None).unwrap();
        assert!((inside.value - 4.0 * 0.3).abs() < 1e-12);
        assert!((inside.err - 6.0 * 0.3 / 2.0).abs() < 1e-12);
        assert!(matches!(integral(powers, [5.0, 6.0], Compat::None), Err(Error::NoFrequency { .. })));
    }
}
