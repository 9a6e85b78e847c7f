//! Coherence of two bands: raw, and intrinsic after the noise is taken off.
use crate::Compat;
use astrarium_num::fft::Complex64;

/// Above so many averaged powers the bias of `|C|²` is taken as 0.
const NO_BIAS_ABOVE: f64 = 500.0;
/// Rounds in which the bias is adjusted to the coherence found, at most.
const MOST_ROUNDS: u32 = 40;
/// The rounds end when the coherence changes by less.
const SETTLED: f64 = 0.01;
/// A power that is not this many standard errors above its noise has no coherence.
const DETECTED: f64 = 3.0;

/// A value and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// the value
    pub value: f64,
    /// its standard error
    pub err: f64,
}

/// One frequency of an averaged cross spectrum with both power spectra, all unnormalised or all in one normalisation.
///
/// `C` is the cross power, `P1`, `P2` the powers with noise, `N1`, `N2` the noise, `m` the number of averaged powers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossPoint {
    /// `C`, of band 1 (the subject) against band 2 (the reference)
    pub cross: Complex64,
    /// `P1`
    pub power1: f64,
    /// `P2`
    pub power2: f64,
    /// `N1`
    pub noise1: f64,
    /// `N2`
    pub noise2: f64,
    /// `m`
    pub m: f64,
}

impl CrossPoint {
    /// What noise adds to `|C|²` on average: `b² = (P1 P2 - g (P1-N1)(P2-N2))/m` for the intrinsic coherence `g`;
    /// 0 for more than 500 averaged powers.
    ///
    /// # Source
    /// Ingram 2019, MNRAS 489, 3927, eq. 25.
    pub fn bias(&self, coherence: f64) -> f64 {
        if self.m > NO_BIAS_ABOVE {
            return 0.0;
        }
        (self.power1 * self.power2 - coherence * self.signals()) / self.m
    }

    /// `g = max(|C|² - b², 0)/(P1 P2)` with error `sqrt(2/m) sqrt(g) (1-g)`, not less than `1/m`.
    ///
    /// # Source
    /// Ingram 2019, MNRAS 489, 3927, section 4; error: Bendat & Piersol 2010, table 9.6.
    pub fn raw_coherence(&self) -> Measured {
        let value = (self.cross.norm_sqr() - self.bias(1.0)).max(0.0) / (self.power1 * self.power2);
        if value == 0.0 {
            return Measured { value, err: 1.0 / self.m };
        }
        let err = (2.0 / self.m).sqrt() * value * (1.0 - value) / value.sqrt();
        Measured { value, err: err.max(1.0 / self.m) }
    }

    /// `g = (|C|² - b²)/((P1-N1)(P2-N2))`; NaN where a power is below three standard errors of its noise, 0 with the
    /// error NaN where `|C|²` does not exceed its bias.
    ///
    /// With `adjust_bias` the bias is that of the coherence found, in rounds, instead of that of full coherence.
    /// Error: `g/sqrt(m) sqrt(2 b⁴ m/(|C|²-b²)² + (N1/S1)² + (N2/S2)² + 2 ((1-g)/sqrt(g))²)`, `S = P - N`. With
    /// [`Compat::Stingray`] the bias is subtracted twice in it and the last term has `g^1.5`, which makes it too
    /// large by up to `1/g`.
    ///
    /// # Source
    /// Vaughan & Nowak 1997, Astrophys. J. 474, L43, eq. 8; Ingram 2019, MNRAS 489, 3927.
    pub fn intrinsic_coherence(&self, adjust_bias: bool, compat: Compat) -> Measured {
        let undetected = |power: f64, noise: f64| power - noise <= DETECTED * noise / self.m.sqrt();
        if undetected(self.power1, self.noise1) || undetected(self.power2, self.noise2) {
            return Measured { value: f64::NAN, err: f64::NAN };
        }
        let (above, bias) = self.above_bias(if adjust_bias { MOST_ROUNDS } else { 1 });
        if above < 0.0 {
            return Measured { value: 0.0, err: f64::NAN };
        }
        let value = above / self.signals();
        Measured { value, err: self.intrinsic_error(value, (above, bias), compat) }
    }

    fn intrinsic_error(&self, g: f64, (above, bias): (f64, f64), compat: Compat) -> f64 {
        let (above, power) = match compat {
            Compat::None => (above, 0.5),
            Compat::Stingray => (above - bias, 1.5),
        };
        let noise1 = self.noise1 / (self.power1 - self.noise1);
        let noise2 = self.noise2 / (self.power2 - self.noise2);
        let terms = 2.0 * bias * bias * self.m / (above * above)
            + noise1 * noise1
            + noise2 * noise2
            + 2.0 * ((1.0 - g) / g.powf(power)).powi(2);
        g / self.m.sqrt() * terms.sqrt()
    }

    /// `(|C|² - b², b²)`; each round takes the bias of the coherence that the one before found.
    fn above_bias(&self, rounds: u32) -> (f64, f64) {
        let (mut g, mut found) = (1.0, (0.0, 0.0));
        for _ in 0..rounds {
            let bias = self.bias(g);
            found = (self.cross.norm_sqr() - bias, bias);
            let next = found.0 / self.signals();
            let change = f64::abs(next - g);
            g = next;
            if change < SETTLED {
                break;
            }
        }
        found
    }

    fn signals(&self) -> f64 {
        (self.power1 - self.noise1) * (self.power2 - self.noise2)
    }
}
