//! Constants as the two ways of computing have them.
use crate::Compat;
use astrarium_astro::constants::{self, galapy};

/// Constants in the units of this crate, and whose numbers are computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Physics {
    pub(crate) compat: Compat,
    /// `2 h c²`, erg cm²/s.
    pub(crate) radiation: f64,
    /// `h c / k`, cm K.
    pub(crate) second_cm_k: f64,
    /// Parsec, cm.
    pub(crate) parsec_cm: f64,
    /// Megaparsec, cm.
    pub(crate) megaparsec_cm: f64,
    /// Luminosity of the Sun, erg/s.
    pub(crate) solar_erg_s: f64,
    /// Planck's constant of photons and free-free radiation, erg s.
    pub(crate) planck_erg_s: f64,
    /// `h c`, keV ångström.
    pub(crate) kev_aa: f64,
}

/// Metallicity of the Sun, mass fraction.
///
/// # Source
/// Asplund et al. 2009, ARA&A 47, 481
pub(crate) const SOLAR_METALLICITY: f64 = 0.0134;

impl Physics {
    /// The constants: CODATA 2022 and IAU 2015, or those that `GalaPy` has.
    pub fn of(compat: Compat) -> Self {
        match compat {
            Compat::None => Self::new(
                compat,
                constants::PLANCK_J_S * 1e7,
                constants::BOLTZMANN_J_K * 1e7,
                [constants::PARSEC_M * 1e2, constants::MEGAPARSEC_CM],
            ),
            Compat::Galapy => {
                let lengths = [galapy::PARSEC_CM, galapy::MEGAPARSEC_CM];
                let mut physics = Self::new(compat, galapy::PLANCK_ERG_S, galapy::BOLTZMANN_ERG_K, lengths);
                physics.planck_erg_s = galapy::PLANCK_PYTHON_ERG_S;
                physics.kev_aa = 1e-3 * galapy::PLANCK_PYTHON_EV_S * galapy::LIGHT_SPEED_AA_S;
                physics
            }
        }
    }

    fn new(compat: Compat, planck_erg_s: f64, boltzmann_erg_k: f64, [parsec_cm, megaparsec_cm]: [f64; 2]) -> Self {
        let light_cm_s = constants::LIGHT_SPEED_M_S * 1e2;
        Self {
            compat,
            radiation: 2.0 * planck_erg_s * light_cm_s * light_cm_s,
            second_cm_k: planck_erg_s * light_cm_s / boltzmann_erg_k,
            parsec_cm,
            megaparsec_cm,
            solar_erg_s: constants::SOLAR_LUMINOSITY_ERG_S,
            planck_erg_s,
            kev_aa: 1e-3 * constants::PLANCK_C_EV_AA,
        }
    }

    /// Black body, erg/s/cm²/cm/sr: `B_λ = 2 h c² / (λ⁵ (exp(h c/(λ k T)) - 1))`.
    pub fn black_body(&self, wave_aa: f64, temperature_k: f64) -> f64 {
        let wave_cm = 1e-8 * wave_aa;
        let x = self.second_cm_k / (wave_cm * temperature_k);
        self.radiation / (wave_cm.powi(5) * x.exp_m1())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_bodies_radiate_as_the_fourth_power() {
        let physics = Physics::of(Compat::None);
        for temperature in [20.0, 300.0, 6000.0] {
            // ∫ π B dλ over all wavelengths in steps of the logarithm
            let peak_aa = 2.898e7 / temperature;
            let step = 1e-3;
            let total: f64 = (-4000..9000)
                .map(|i| peak_aa * (step * f64::from(i)).exp())
                .map(|wave| std::f64::consts::PI * physics.black_body(wave, temperature) * wave * 1e-8 * step)
                .sum();
            let expected = constants::STEFAN_BOLTZMANN_W_M2_K4 * 1e3 * temperature.powi(4);
            assert!((total / expected - 1.0).abs() < 1e-6, "{temperature} K: {total:e}, expected {expected:e}");
        }
    }
}
