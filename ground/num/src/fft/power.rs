//! Sums over transforms.

use super::Complex64;

/// Adds `|F_k|²` to `sums[k]`.
///
/// Two products and two sums each, rounded one by one (no fused operation), so that the bits are the same on
/// every instruction set.
///
/// # Panics
/// If the lengths differ.
pub fn add_power(spectrum: &[Complex64], sums: &mut [f64]) {
    assert_eq!(spectrum.len(), sums.len(), "lengths of spectrum and sums");
    for (sum, f) in sums.iter_mut().zip(spectrum) {
        *sum += f.re * f.re + f.im * f.im;
    }
}

/// Adds `conj(F_k) G_k` to `sums[k]`.
///
/// Rounded one by one, as in [`add_power`].
///
/// # Panics
/// If the lengths differ.
pub fn add_cross(f: &[Complex64], g: &[Complex64], sums: &mut [Complex64]) {
    assert_eq!((f.len(), g.len()), (sums.len(), sums.len()), "lengths of spectra and sums");
    for ((sum, f), g) in sums.iter_mut().zip(f).zip(g) {
        sum.re += f.re * g.re + f.im * g.im;
        sum.im += f.re * g.im - f.im * g.re;
    }
}
