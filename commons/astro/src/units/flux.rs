//! Flux densities: per frequency, per wavelength, as magnitudes.
use super::unit::{Dimension, Unit};
use super::{AB_ZERO_MJY, mjy_from_erg_s_cm2_aa};
use crate::constants::ST_ZERO_ERG_S_CM2_AA;
use crate::{Error, Result};
use std::f64::consts::LN_10;
use std::str::FromStr;

/// How a flux density is told; [`to_mjy`](Self::to_mjy) and [`from_mjy`](Self::from_mjy) are its two directions.
///
/// Read from the names of [`Unit`], and `AB`, `ABmag`, `mag(AB)`, `STmag` for magnitudes. Vega magnitudes need the flux of
/// Vega in the band: [`Magnitude`](Self::Magnitude) with the band's zero point.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum FluxUnit {
    /// `S_ν`; so many mJy each.
    PerFrequency {
        /// One of them in mJy.
        mjy: f64,
    },
    /// `S_λ`; so many erg/s/cm²/Å each.
    PerWavelength {
        /// One of them in erg/s/cm²/Å.
        erg_s_cm2_aa: f64,
    },
    /// `-2.5 log10(S_ν / zero)`.
    Magnitude {
        /// Flux density of magnitude 0, mJy.
        zero_mjy: f64,
    },
    /// `-2.5 log10(S_λ / zero)`.
    MagnitudePerWavelength {
        /// Flux density of magnitude 0, erg/s/cm²/Å.
        zero_erg_s_cm2_aa: f64,
    },
}

impl FluxUnit {
    /// mJy.
    pub const MJY: Self = Self::PerFrequency { mjy: 1.0 };
    /// AB magnitudes.
    pub const AB: Self = Self::Magnitude { zero_mjy: AB_ZERO_MJY };
    /// ST magnitudes.
    pub const ST: Self = Self::MagnitudePerWavelength { zero_erg_s_cm2_aa: ST_ZERO_ERG_S_CM2_AA };

    /// Whether these are magnitudes, in which faint is large.
    pub fn is_magnitude(self) -> bool {
        matches!(self, Self::Magnitude { .. } | Self::MagnitudePerWavelength { .. })
    }

    /// The flux density in mJy at a wavelength in ångström, which only densities per wavelength look at.
    pub fn to_mjy(self, value: f64, wave_aa: f64) -> f64 {
        match self {
            Self::PerFrequency { mjy } => value * mjy,
            Self::PerWavelength { erg_s_cm2_aa } => mjy_from_erg_s_cm2_aa(value * erg_s_cm2_aa, wave_aa),
            Self::Magnitude { zero_mjy } => zero_mjy * 10f64.powf(-0.4 * value),
            Self::MagnitudePerWavelength { zero_erg_s_cm2_aa } => {
                mjy_from_erg_s_cm2_aa(zero_erg_s_cm2_aa * 10f64.powf(-0.4 * value), wave_aa)
            }
        }
    }

    /// A flux density in mJy in this unit; NaN for magnitudes of negative flux.
    pub fn from_mjy(self, flux_mjy: f64, wave_aa: f64) -> f64 {
        match self {
            Self::PerFrequency { mjy } => flux_mjy / mjy,
            Self::PerWavelength { erg_s_cm2_aa } => flux_mjy / mjy_from_erg_s_cm2_aa(erg_s_cm2_aa, wave_aa),
            Self::Magnitude { zero_mjy } => -2.5 * (flux_mjy / zero_mjy).log10(),
            Self::MagnitudePerWavelength { zero_erg_s_cm2_aa } => {
                -2.5 * (flux_mjy / mjy_from_erg_s_cm2_aa(zero_erg_s_cm2_aa, wave_aa)).log10()
            }
        }
    }

    /// The standard deviation in mJy of `value ± error`: for magnitudes `0.4 ln 10 S σ_m`, good for `σ_m` below 0.2.
    pub fn error_to_mjy(self, value: f64, error: f64, wave_aa: f64) -> f64 {
        if self.is_magnitude() {
            0.4 * LN_10 * self.to_mjy(value, wave_aa) * error
        } else {
            self.to_mjy(error, wave_aa)
        }
    }
}

impl TryFrom<&Unit> for FluxUnit {
    type Error = Error;

    fn try_from(unit: &Unit) -> Result<Self> {
        match unit.dimension {
            Dimension::FLUX_PER_FREQUENCY => Ok(Self::PerFrequency { mjy: unit.scale * 1e29 }),
            Dimension::FLUX_PER_WAVELENGTH => Ok(Self::PerWavelength { erg_s_cm2_aa: unit.scale * 1e-7 }),
            other => Err(Error::UnitKind {
                given: unit.name.clone(),
                found: other.to_string(),
                expected: "a flux density such as mJy, nanomaggies, erg/s/cm2/A or ABmag",
            }),
        }
    }
}

impl FromStr for FluxUnit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match plain.as_str() {
            "ab" | "abmag" | "magab" | "magnitudeab" | "abmagnitude" => Ok(Self::AB),
            "st" | "stmag" | "magst" => Ok(Self::ST),
            "mag" | "vega" | "vegamag" | "magvega" => Err(Error::UnitKind {
                given: name.to_owned(),
                found: "magnitude whose zero point is not told".to_owned(),
                expected: "ABmag or STmag; for Vega magnitudes give the zero point of the band",
            }),
            _ => Self::try_from(&name.parse::<Unit>()?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAVE_AA: f64 = 5500.0;

    #[test]
    fn there_and_back() {
        for name in ["Jy", "uJy", "nanomaggies", "erg/s/cm2/Hz", "erg/s/cm2/A", "W/m2/um", "ABmag", "STmag"] {
            let unit: FluxUnit = name.parse().expect(name);
            let back = unit.from_mjy(unit.to_mjy(17.25, WAVE_AA), WAVE_AA);
            assert!((back / 17.25 - 1.0).abs() < 1e-14, "{name}: {back}");
        }
    }

    #[test]
    fn known_fluxes() {
        let mjy = |name: &str, value: f64| name.parse::<FluxUnit>().expect(name).to_mjy(value, WAVE_AA);
        // an AB magnitude of 16.4 is 10^-26 W/m²/Hz within the 31 µmag that AB's definition is off by
        assert!((mjy("ABmag", 16.4) - 1.0).abs() < 1e-3);
        assert!((mjy("maggies", 1.0) / mjy("ABmag", 0.0) - 1.0).abs() < 1e-15);
        assert!((mjy("nmgy", 1.0) / mjy("AB", 22.5) - 1.0).abs() < 1e-13);
        // ST and AB agree where ν S_ν and λ S_λ give the zero points: 5475.4 Å
        let where_equal = (AB_ZERO_MJY / mjy_from_erg_s_cm2_aa(ST_ZERO_ERG_S_CM2_AA, 1.0)).sqrt();
        assert!((where_equal - 5475.4).abs() < 0.1, "{where_equal}");
    }

    #[test]
    fn errors_of_magnitudes_are_those_of_the_slope() {
        let (ab, h) = (FluxUnit::AB, 1e-5);
        let slope = (ab.to_mjy(20.0 - h, WAVE_AA) - ab.to_mjy(20.0 + h, WAVE_AA)) / (2.0 * h);
        assert!((ab.error_to_mjy(20.0, 0.1, WAVE_AA) / (0.1 * slope) - 1.0).abs() < 1e-8);
        assert_eq!(FluxUnit::MJY.error_to_mjy(20.0, 0.1, WAVE_AA), 0.1);
    }

    #[test]
    fn other_dimensions_are_refused() {
        let message = "Lsun".parse::<FluxUnit>().expect_err("a luminosity").to_string();
        assert!(message.starts_with("unit `Lsun` is a luminosity, expected a flux density"), "{message}");
        assert!("Vega".parse::<FluxUnit>().expect_err("no zero point").to_string().contains("zero point of the band"));
    }
}
