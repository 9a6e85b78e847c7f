//! Wavelength, frequency, energy, wavenumber.
use super::unit::{Dimension, Unit};
use crate::constants::{ELECTRONVOLT_J, LIGHT_SPEED_AA_S, PLANCK_C_EV_AA};
use crate::{Error, Result};
use std::str::FromStr;

/// How a place in the spectrum is told.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum SpectralUnit {
    /// Wavelength; one is so many ångström.
    Wavelength {
        /// One of them in ångström.
        aa: f64,
    },
    /// Frequency; one is so many Hz.
    Frequency {
        /// One of them in Hz.
        hz: f64,
    },
    /// Energy of a photon; one is so many eV.
    Energy {
        /// One of them in eV.
        ev: f64,
    },
    /// Wavenumber; one is so many waves an ångström.
    Wavenumber {
        /// One of them in 1/Å.
        per_aa: f64,
    },
}

impl SpectralUnit {
    /// Ångström.
    pub const AA: Self = Self::Wavelength { aa: 1.0 };

    /// The wavelength in ångström.
    pub fn to_wave_aa(self, value: f64) -> f64 {
        match self {
            Self::Wavelength { aa } => value * aa,
            Self::Frequency { hz } => LIGHT_SPEED_AA_S / (value * hz),
            Self::Energy { ev } => PLANCK_C_EV_AA / (value * ev),
            Self::Wavenumber { per_aa } => 1.0 / (value * per_aa),
        }
    }

    /// What a wavelength in ångström is in this unit.
    pub fn from_wave_aa(self, wave_aa: f64) -> f64 {
        match self {
            Self::Wavelength { aa } => wave_aa / aa,
            Self::Frequency { hz } => LIGHT_SPEED_AA_S / (wave_aa * hz),
            Self::Energy { ev } => PLANCK_C_EV_AA / (wave_aa * ev),
            Self::Wavenumber { per_aa } => 1.0 / (wave_aa * per_aa),
        }
    }
}

impl FromStr for SpectralUnit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let unit: Unit = name.parse()?;
        match unit.dimension {
            Dimension::LENGTH => Ok(Self::Wavelength { aa: unit.scale * 1e10 }),
            Dimension::FREQUENCY => Ok(Self::Frequency { hz: unit.scale }),
            Dimension::ENERGY => Ok(Self::Energy { ev: unit.scale / ELECTRONVOLT_J }),
            Dimension::WAVENUMBER => Ok(Self::Wavenumber { per_aa: unit.scale * 1e-10 }),
            other => Err(Error::UnitKind {
                given: unit.name,
                found: other.to_string(),
                expected: "a wavelength, frequency, photon energy or wavenumber such as um, GHz, keV or cm-1",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_told_in_all_ways() {
        let aa = |name: &str, value: f64| name.parse::<SpectralUnit>().expect(name).to_wave_aa(value);
        assert!((aa("um", 1.0) - 1e4).abs() < 1e-9);
        assert!((aa("cm-1", 1e4) - 1e4).abs() < 1e-9);
        assert!((aa("THz", 299.792_458) - 1e4).abs() < 1e-9);
        assert!((aa("keV", 1.0) - 12.398_419_843_320_026).abs() < 1e-13);
        for name in ["nm", "GHz", "eV", "1/cm"] {
            let unit: SpectralUnit = name.parse().expect(name);
            assert!((unit.from_wave_aa(unit.to_wave_aa(3.7)) - 3.7).abs() < 1e-14, "{name}");
        }
        assert!("kg".parse::<SpectralUnit>().is_err());
    }
}
