//! A library as it is held in memory.
use crate::error::{check_finite, check_length, check_rising};
use crate::units::Medium;
use crate::{Error, Result};

/// What a library is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SspParts {
    /// By what it is called in messages.
    pub name: String,
    /// Wavelengths, ångström, rising.
    pub wave_aa: Vec<f64>,
    /// Ages, years, rising from 0 or above.
    pub age_yr: Vec<f64>,
    /// Metallicities, mass fraction, rising.
    pub metallicity: Vec<f64>,
    /// Luminosity densities, solar luminosities an ångström and solar mass formed: `[metallicity][age][wavelength]`.
    pub luminosity: Vec<f64>,
    /// Mass that lives, in stars and what stars leave, over mass formed: `[metallicity][age]`, if the library tells it.
    pub living: Option<Vec<f64>>,
    /// Whether the wavelengths are in air.
    pub medium: Medium,
}

/// A library of simple stellar populations.
#[derive(Clone, Debug, PartialEq)]
pub struct SspLibrary {
    parts: SspParts,
}

impl SspLibrary {
    /// Checks the parts.
    ///
    /// # Errors
    /// [`Error::Length`] for arrays that do not fit together or an empty axis, [`Error::NotRising`] for axes that do not rise,
    /// [`Error::BadValue`] for NaN, infinities, negative ages and metallicities, living fractions outside 0 to 1.
    pub fn new(parts: SspParts) -> Result<Self> {
        let what = |axis: &str| format!("library {}: {axis}", parts.name);
        for (axis, values, least) in [
            ("wavelength", &parts.wave_aa, f64::MIN_POSITIVE),
            ("age", &parts.age_yr, 0.0),
            ("metallicity", &parts.metallicity, 0.0),
        ] {
            if values.is_empty() {
                return check_length(&what(axis), 0, 1).map(|()| Self { parts: SspParts::default() });
            }
            check_rising(&what(axis), values)?;
            if values[0] < least {
                let expected = "a number that is not below zero";
                return Err(Error::BadValue { what: what(axis), index: 0, value: values[0], expected });
            }
        }
        let n_nodes = parts.metallicity.len() * parts.age_yr.len();
        check_length(&what("luminosity"), parts.luminosity.len(), n_nodes * parts.wave_aa.len())?;
        check_finite(&what("luminosity"), &parts.luminosity)?;
        if let Some(living) = &parts.living {
            check_length(&what("living fraction"), living.len(), n_nodes)?;
            let bad = living.iter().position(|part| !(0.0..=1.0).contains(part));
            if let Some(index) = bad {
                let (what, value) = (what("living fraction"), living[index]);
                return Err(Error::BadValue { what, index, value, expected: "a number from 0 to 1" });
            }
        }
        Ok(Self { parts })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// Wavelengths, ångström.
    pub fn wave_aa(&self) -> &[f64] {
        &self.parts.wave_aa
    }

    /// Ages, years.
    pub fn age_yr(&self) -> &[f64] {
        &self.parts.age_yr
    }

    /// Metallicities, mass fraction.
    pub fn metallicity(&self) -> &[f64] {
        &self.parts.metallicity
    }

    /// Whether the wavelengths are in air.
    pub fn medium(&self) -> Medium {
        self.parts.medium
    }

    /// All luminosity densities, `[metallicity][age][wavelength]`.
    pub fn luminosity(&self) -> &[f64] {
        &self.parts.luminosity
    }

    /// The parts, to be changed and checked again.
    pub fn into_parts(self) -> SspParts {
        self.parts
    }

    pub(super) fn parts(&self) -> &SspParts {
        &self.parts
    }

    /// The spectrum of a node, solar luminosities an ångström and solar mass formed.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn spectrum(&self, i_metallicity: usize, i_age: usize) -> &[f64] {
        let n = self.parts.wave_aa.len();
        let node = i_metallicity * self.parts.age_yr.len() + i_age;
        &self.parts.luminosity[node * n..(node + 1) * n]
    }

    /// Living mass over mass formed at a node, if the library tells it.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn living(&self, i_metallicity: usize, i_age: usize) -> Option<f64> {
        self.parts.living.as_ref().map(|living| living[i_metallicity * self.parts.age_yr.len() + i_age])
    }

    /// The same library with wavelengths in vacuum.
    ///
    /// Luminosity densities stay as they are: the change of an ångström's size is below 3e-4.
    ///
    /// # Errors
    /// None of a library that was sound; wavelengths keep their order.
    pub fn in_vacuum(self) -> Result<Self> {
        let mut parts = self.parts;
        let medium = parts.medium;
        parts.wave_aa.iter_mut().for_each(|wave| *wave = medium.to_vacuum_aa(*wave));
        parts.medium = Medium::Vacuum;
        Self::new(parts)
    }

    /// Every stretch of wavelengths is covered.
    ///
    /// # Errors
    /// [`Error::LibraryRange`] with the range that is covered.
    pub fn check_covers(&self, low_aa: f64, high_aa: f64) -> Result<()> {
        let (from_aa, to_aa) = (self.parts.wave_aa[0], self.parts.wave_aa[self.parts.wave_aa.len() - 1]);
        if low_aa >= from_aa && high_aa <= to_aa {
            return Ok(());
        }
        Err(Error::LibraryRange { name: self.parts.name.clone(), low_aa, high_aa, from_aa, to_aa })
    }
}

/// Mass that a population has returned to the gas, over mass formed: `0.05 ln(1 + τ/0.4 Myr)`, for libraries that do not tell.
///
/// # Source
/// Fit for Chabrier's initial mass function, Leitner & Kravtsov 2011, `ApJ` 734, 48, as GalaPy uses it (specification, section 4)
pub fn chabrier_returned_fraction(age_yr: f64) -> f64 {
    0.05 * (2.5e-6 * age_yr).ln_1p()
}
