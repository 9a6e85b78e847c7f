//! Wavelengths in air and in vacuum.
use serde::{Deserialize, Serialize};

/// Where the wavelengths of a table were measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// Vacuum.
    #[default]
    Vacuum,
    /// Standard air above 2000 Å, vacuum below, as in tables of lines.
    Air,
}

impl Medium {
    /// A wavelength of this medium in vacuum, both in ångström.
    pub fn to_vacuum_aa(self, wave_aa: f64) -> f64 {
        match self {
            Self::Vacuum => wave_aa,
            Self::Air => vacuum_from_air_aa(wave_aa),
        }
    }

    /// A wavelength in vacuum in this medium, both in ångström.
    pub fn from_vacuum_aa(self, wave_aa: f64) -> f64 {
        match self {
            Self::Vacuum => wave_aa,
            Self::Air => air_from_vacuum_aa(wave_aa),
        }
    }
}

/// Wavelength in vacuum from which on tables give wavelengths in air, ångström.
const FIRST_IN_AIR_AA: f64 = 2000.0;

/// Wavelength in standard air (15 °C, 101 325 Pa, dry, 450 ppm CO₂) of one in vacuum, both in ångström.
///
/// `n - 1 = 0.05792105/(238.0185 - σ²) + 0.00167917/(57.362 - σ²)`, `σ` in waves a micrometre in vacuum. Good to 1e-8 from
/// 2300 Å to 1.69 µm, smooth beyond. Below 2000 Å wavelengths stay as they are.
///
/// # Source
/// Ciddor 1996, Appl. Opt. 35, 1566, doi:10.1364/AO.35.001566
pub fn air_from_vacuum_aa(wave_aa: f64) -> f64 {
    if wave_aa < FIRST_IN_AIR_AA { wave_aa } else { wave_aa / refraction(wave_aa) }
}

/// Wavelength in vacuum of one in standard air, both in ångström: the inverse of [`air_from_vacuum_aa`], to rounding.
///
/// Where the two overlap, just below 2000 Å in air, the wavelength is taken as one in air.
pub fn vacuum_from_air_aa(wave_aa: f64) -> f64 {
    if wave_aa < FIRST_IN_AIR_AA / refraction(FIRST_IN_AIR_AA) {
        return wave_aa;
    }
    // each round gains five digits
    (0..4).fold(wave_aa, |vacuum_aa, _| wave_aa * refraction(vacuum_aa))
}

/// Refractive index of standard air at a wavelength in vacuum.
fn refraction(vacuum_aa: f64) -> f64 {
    let sigma_squared = (1e4 / vacuum_aa) * (1e4 / vacuum_aa);
    1.0 + 0.057_921_05 / (238.018_5 - sigma_squared) + 0.001_679_17 / (57.362 - sigma_squared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_lines() {
        // vacuum and air wavelengths of NIST's Atomic Spectra Database
        for (vacuum_aa, air_aa) in [(6564.61, 6562.79), (4862.68, 4861.33), (5008.24, 5006.84), (3728.82, 3727.76)] {
            assert!((air_from_vacuum_aa(vacuum_aa) - air_aa).abs() < 0.02, "{vacuum_aa}");
        }
    }

    #[test]
    fn there_and_back() {
        for i in 0..400 {
            let vacuum_aa = 1900.0 * 1.02f64.powi(i);
            let back = vacuum_from_air_aa(air_from_vacuum_aa(vacuum_aa));
            assert!((back / vacuum_aa - 1.0).abs() < 4e-16 * 2.0, "{vacuum_aa}");
        }
        assert_eq!(Medium::Air.to_vacuum_aa(1215.67), 1215.67);
        assert_eq!(Medium::Vacuum.from_vacuum_aa(6564.61), 6564.61);
    }
}
