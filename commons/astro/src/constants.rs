//! Constants of physics and astronomy, each with its source.
//!
//! Those of the SI are exact; the measured ones are CODATA 2022 where they differ from CODATA 2018 (neither G nor the exact
//! ones do). Solar and planetary values are the nominal ones of the IAU (2015 resolutions B2 and B3), the astronomical
//! unit and the parsec IAU 2012 B2 and 2015 B2. Older values that a peer computes with, for reproducing its numbers, stand
//! in [`galapy`].

use std::f64::consts::PI;

// ---- physics ----

/// Speed of light in vacuum, m/s. Exact (SI).
pub const LIGHT_SPEED_M_S: f64 = 299_792_458.0;
/// Speed of light in vacuum, km/s. Exact.
pub const LIGHT_SPEED_KM_S: f64 = 299_792.458;
/// Speed of light in vacuum, ångström a second. Exact.
pub const LIGHT_SPEED_AA_S: f64 = 2.997_924_58e18;
/// Planck's constant `h`, J s. Exact (SI 2019).
pub const PLANCK_J_S: f64 = 6.626_070_15e-34;
/// Boltzmann's constant, J/K. Exact (SI 2019).
pub const BOLTZMANN_J_K: f64 = 1.380_649e-23;
/// Elementary charge, C, which is also an electronvolt in J. Exact (SI 2019).
pub const ELECTRONVOLT_J: f64 = 1.602_176_634e-19;
/// Boltzmann's constant, eV/K. Derived, exact.
pub const BOLTZMANN_EV_K: f64 = BOLTZMANN_J_K / ELECTRONVOLT_J;
/// Avogadro's constant, 1/mol. Exact (SI 2019).
pub const AVOGADRO_PER_MOL: f64 = 6.022_140_76e23;
/// Stefan-Boltzmann constant, W/m²/K⁴: `2 π⁵ k⁴ / (15 h³ c²)`.
pub const STEFAN_BOLTZMANN_W_M2_K4: f64 = 5.670_374_419_184_431e-8;
/// Newton's constant, m³/kg/s². CODATA 2022 (as 2018), relative uncertainty 2.2e-5.
pub const NEWTON_M3_KG_S2: f64 = 6.674_30e-11;
/// Mass of the electron, kg. CODATA 2022.
pub const ELECTRON_MASS_KG: f64 = 9.109_383_713_9e-31;
/// Mass of the proton, kg. CODATA 2022.
pub const PROTON_MASS_KG: f64 = 1.672_621_925_95e-27;
/// Atomic mass constant, kg. CODATA 2022.
pub const ATOMIC_MASS_KG: f64 = 1.660_539_068_92e-27;
/// Thomson cross section, m². CODATA 2022.
pub const THOMSON_M2: f64 = 6.652_458_705_1e-29;
/// Fine-structure constant. CODATA 2022.
pub const FINE_STRUCTURE: f64 = 7.297_352_564_3e-3;
/// Rydberg's constant times `h c`, eV. CODATA 2022.
pub const RYDBERG_EV: f64 = 13.605_693_122_990;
/// `h c`, eV ångström: the energy of a photon times its wavelength.
pub const PLANCK_C_EV_AA: f64 = PLANCK_J_S * LIGHT_SPEED_AA_S / ELECTRONVOLT_J;
/// Wavelength of a hydrogen atom's ionisation energy, ångström in vacuum (`h c` over 13.598 434 599 702 eV, NIST ASD).
pub const LYMAN_LIMIT_AA: f64 = PLANCK_C_EV_AA / 13.598_434_599_702;

// ---- lengths and times ----

/// Astronomical unit, m. Exact (IAU 2012 B2).
pub const AU_M: f64 = 149_597_870_700.0;
/// Parsec, m: `648000/π` astronomical units (IAU 2015 B2).
pub const PARSEC_M: f64 = AU_M * 648_000.0 / PI;
/// Megaparsec, km.
pub const MEGAPARSEC_KM: f64 = PARSEC_M * 1e3;
/// Megaparsec, cm.
pub const MEGAPARSEC_CM: f64 = PARSEC_M * 1e8;
/// Julian year, s. Exact.
pub const YEAR_S: f64 = 365.25 * 86_400.0;
/// 10⁹ Julian years, s. Exact.
pub const GIGAYEAR_S: f64 = YEAR_S * 1e9;

// ---- Sun and planets: nominal values ----

/// Luminosity of the Sun, W. IAU 2015 B3.
pub const SOLAR_LUMINOSITY_W: f64 = 3.828e26;
/// Luminosity of the Sun, erg/s. IAU 2015 B3.
pub const SOLAR_LUMINOSITY_ERG_S: f64 = 3.828e33;
/// Radius of the Sun, m. IAU 2015 B3.
pub const SOLAR_RADIUS_M: f64 = 6.957e8;
/// Effective temperature of the Sun, K. IAU 2015 B3.
pub const SOLAR_TEMPERATURE_K: f64 = 5772.0;
/// `G M` of the Sun, m³/s². IAU 2015 B3.
pub const SOLAR_GM_M3_S2: f64 = 1.327_124_4e20;
/// Mass of the Sun, kg: its `G M` over [`NEWTON_M3_KG_S2`], so known to 2.2e-5.
pub const SOLAR_MASS_KG: f64 = SOLAR_GM_M3_S2 / NEWTON_M3_KG_S2;
/// `G M` of the Earth, m³/s². IAU 2015 B3.
pub const EARTH_GM_M3_S2: f64 = 3.986_004e14;
/// Equatorial radius of the Earth, m. IAU 2015 B3.
pub const EARTH_RADIUS_M: f64 = 6.3781e6;
/// `G M` of Jupiter, m³/s². IAU 2015 B3.
pub const JUPITER_GM_M3_S2: f64 = 1.266_865_3e17;
/// Equatorial radius of Jupiter, m. IAU 2015 B3.
pub const JUPITER_RADIUS_M: f64 = 7.1492e7;
/// Luminosity of absolute bolometric magnitude 0, W. IAU 2015 B2.
pub const ZERO_BOLOMETRIC_W: f64 = 3.0128e28;

// ---- magnitudes ----

/// Flux density of AB magnitude 0, Jy: `10^(-48.6/2.5)` erg/s/cm²/Hz.
///
/// # Source
/// Oke & Gunn 1983, `ApJ` 266, 713
pub const AB_ZERO_JY: f64 = 3_630.780_547_701_014;
/// Flux density of ST magnitude 0, erg/s/cm²/Å: `10^(-21.1/2.5)`.
///
/// # Source
/// Stone 1996, `ApJS` 107, 423
pub const ST_ZERO_ERG_S_CM2_AA: f64 = 3.630_780_547_701_012e-9;

/// The values that GalaPy 0.6.2 computes with: rounded or older, for reproducing its numbers alone.
///
/// # Source
/// `galapy/internal/constants.py` and `c++/utl/include/utilities.h` of version 0.6.2
pub mod galapy {
    /// Speed of light, ångström a second.
    pub const LIGHT_SPEED_AA_S: f64 = 2.997_924_58e18;
    /// Speed of light, cm/s.
    pub const LIGHT_SPEED_CM_S: f64 = 2.997_924_58e10;
    /// Planck's constant of its compiled part, erg s (CODATA 1969).
    pub const PLANCK_ERG_S: f64 = 6.626_196e-27;
    /// Boltzmann's constant of its compiled part, erg/K (CODATA 1969).
    pub const BOLTZMANN_ERG_K: f64 = 1.380_622e-16;
    /// Planck's constant of its Python part, erg s.
    pub const PLANCK_PYTHON_ERG_S: f64 = 6.6262e-27;
    /// Planck's constant of its Python part, eV s.
    pub const PLANCK_PYTHON_EV_S: f64 = 4.1357e-15;
    /// Parsec, cm.
    pub const PARSEC_CM: f64 = 3.085_677_581_305_73e18;
    /// Megaparsec of its Python part, cm.
    pub const MEGAPARSEC_CM: f64 = 3.086e24;
    /// Luminosity of the Sun, erg/s.
    pub const SOLAR_LUMINOSITY_ERG_S: f64 = 3.828e33;
    /// Metallicity of the Sun, mass fraction.
    pub const SOLAR_METALLICITY: f64 = 0.0134;
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUNDING: f64 = 4e-15;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= ROUNDING * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn derived_constants_are_their_closed_forms() {
        let sigma = 2.0 * PI.powi(5) * BOLTZMANN_J_K.powi(4) / (15.0 * PLANCK_J_S.powi(3) * LIGHT_SPEED_M_S.powi(2));
        close(STEFAN_BOLTZMANN_W_M2_K4, sigma);
        close(AB_ZERO_JY, 10f64.powf(-48.6 / 2.5) * 1e23);
        close(ST_ZERO_ERG_S_CM2_AA, 10f64.powf(-21.1 / 2.5));
        close(MEGAPARSEC_KM, 3.085_677_581_491_367e19);
        close(BOLTZMANN_EV_K, 8.617_333_262_145_179e-5);
    }

    #[test]
    fn nominal_values_agree_with_one_another() {
        let radiated = 4.0 * PI * SOLAR_RADIUS_M.powi(2) * STEFAN_BOLTZMANN_W_M2_K4 * SOLAR_TEMPERATURE_K.powi(4);
        assert!((radiated / SOLAR_LUMINOSITY_W - 1.0).abs() < 5e-4, "the effective temperature is rounded to a kelvin");
        assert!((LYMAN_LIMIT_AA - 911.753).abs() < 1e-3);
    }
}
