//! Lags between two bands and the errors of an averaged cross spectrum.
use crate::CrossPoint;
use astrarium_num::fft::Complex64;
use std::f64::consts::TAU;

/// Standard errors of an averaged cross power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossErrors {
    /// of its real part
    pub re: f64,
    /// of its imaginary part
    pub im: f64,
    /// of its phase, rad
    pub phase: f64,
    /// of its modulus
    pub modulus: f64,
}

impl CrossPoint {
    /// Errors for two bands that share no photon.
    ///
    /// `δRe² = (P1 P2 + Re² - Im²)/2m`, `δIm² = (P1 P2 - Re² + Im²)/2m`, `δφ² = (1-g)/(2 g m)` with the raw coherence
    /// `g`, `δ|C|² = P1 P2/m`. The phase error is infinite where `|C|²` does not exceed its bias.
    ///
    /// # Source
    /// Ingram 2019, MNRAS 489, 3927, eqs. 13, 14, 18; Bendat & Piersol 2010.
    pub fn errors(&self) -> CrossErrors {
        let powers = self.power1 * self.power2;
        let (re, im) = (self.cross.re.powi(2), self.cross.im.powi(2));
        let g = self.raw_coherence().value;
        CrossErrors {
            re: ((powers + re - im) / (2.0 * self.m)).sqrt(),
            im: ((powers - re + im) / (2.0 * self.m)).sqrt(),
            phase: ((1.0 - g) / (2.0 * g * self.m)).sqrt(),
            modulus: (powers / self.m).sqrt(),
        }
    }

    /// Errors where the photons of band 1 are among those of band 2, the reference.
    ///
    /// With `A = |C|² - b²`: `δRe² = δIm² = δ|C|² = P2/2m (P1 - A/(P2-N2))`, `δφ² = P2/2m (P1/A - 1/(P2-N2))`. An error
    /// is NaN where noise makes its square negative.
    ///
    /// # Source
    /// Ingram 2019, MNRAS 489, 3927, eqs. 26, 27.
    pub fn common_reference_errors(&self) -> CrossErrors {
        let above = self.cross.norm_sqr() - self.bias(1.0);
        let signal = self.power2 - self.noise2;
        let scale = self.power2 / (2.0 * self.m);
        let re = (scale * (self.power1 - above / signal)).sqrt();
        let phase = (scale * (self.power1 / above - 1.0 / signal)).sqrt();
        CrossErrors { re, im: re, phase, modulus: re }
    }
}

/// The time lag of a phase: `φ/(2π f)`, s.
pub fn time_lag_s(phase: f64, freq_hz: f64) -> f64 {
    phase / (TAU * freq_hz)
}

/// The covariance of the subject band with the reference band in its amplitude's unit:
/// `C sqrt(δν/(P_r - N_r))` over a frequency range `δν`.
///
/// # Source
/// Wilkinson & Uttley 2009, MNRAS 397, 666; Uttley et al. 2014, Astron. Astrophys. Rev. 22, 72.
pub fn covariance(cross: Complex64, reference_power: f64, reference_noise: f64, width_hz: f64) -> Complex64 {
    cross * (width_hz / (reference_power - reference_noise)).sqrt()
}
