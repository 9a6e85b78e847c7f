//! A unit: its scale and its dimension.
use super::parse;
use crate::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Powers of the base quantities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dimension {
    /// Powers of length, mass, time, temperature, plane angle and number of photons.
    pub powers: [i8; 6],
}

impl Dimension {
    /// What carries no unit.
    pub const NONE: Self = Self::of([0; 6]);
    /// Length.
    pub const LENGTH: Self = Self::of([1, 0, 0, 0, 0, 0]);
    /// Time.
    pub const TIME: Self = Self::of([0, 0, 1, 0, 0, 0]);
    /// Frequency.
    pub const FREQUENCY: Self = Self::of([0, 0, -1, 0, 0, 0]);
    /// Wavenumber.
    pub const WAVENUMBER: Self = Self::of([-1, 0, 0, 0, 0, 0]);
    /// Energy.
    pub const ENERGY: Self = Self::of([2, 1, -2, 0, 0, 0]);
    /// Luminosity, which is power.
    pub const LUMINOSITY: Self = Self::of([2, 1, -3, 0, 0, 0]);
    /// Power an area and frequency.
    pub const FLUX_PER_FREQUENCY: Self = Self::of([0, 1, -2, 0, 0, 0]);
    /// Power an area and wavelength.
    pub const FLUX_PER_WAVELENGTH: Self = Self::of([-1, 1, -3, 0, 0, 0]);
    /// Power an area, as of lines.
    pub const FLUX: Self = Self::of([0, 1, -3, 0, 0, 0]);

    /// The dimension of these powers.
    pub const fn of(powers: [i8; 6]) -> Self {
        Self { powers }
    }

    /// This dimension times another to a power; a power beyond ±127 stays there.
    pub(super) fn times(self, other: Self, power: i8) -> Self {
        let mut powers = self.powers;
        for (mine, theirs) in powers.iter_mut().zip(other.powers) {
            *mine = mine.saturating_add(theirs.saturating_mul(power));
        }
        Self { powers }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMED: [(Dimension, &str); 10] = [
            (Dimension::NONE, "pure number"),
            (Dimension::LENGTH, "length"),
            (Dimension::TIME, "time"),
            (Dimension::FREQUENCY, "frequency"),
            (Dimension::WAVENUMBER, "wavenumber"),
            (Dimension::ENERGY, "energy"),
            (Dimension::LUMINOSITY, "luminosity"),
            (Dimension::FLUX_PER_FREQUENCY, "flux density per frequency"),
            (Dimension::FLUX_PER_WAVELENGTH, "flux density per wavelength"),
            (Dimension::FLUX, "flux"),
        ];
        if let Some((_, name)) = NAMED.iter().find(|(known, _)| known == self) {
            return f.write_str(name);
        }
        let mut parts = Vec::new();
        for (power, base) in self.powers.iter().zip(["m", "kg", "s", "K", "rad", "photon"]) {
            match power {
                0 => {}
                1 => parts.push(base.to_owned()),
                power => parts.push(format!("{base}^{power}")),
            }
        }
        write!(f, "quantity in {}", parts.join(" "))
    }
}

/// A unit as it is written: its size in SI base units and its dimension.
///
/// Read from names as astropy, FITS and people write them: `erg/s/cm2/A`, `erg s^-1 cm**-2 AA-1`, `1e-17 W m-2 Hz-1`,
/// `Lsun`, `uJy`, `nanomaggies`, `Msun/yr`, `km/s/(kpc)`. Each stroke divides by the next unit or bracket only. `A` is the
/// ångström (there is no ampere). SI prefixes stand before units that take them; upper and lower case matter.
///
/// # Example
/// ```
/// use astrarium_astro::units::Unit;
/// let flux: Unit = "1e-17 erg/s/cm2/A".parse()?;
/// assert!((flux.factor_to(&"W m-2 um-1".parse()?)? - 1e-16).abs() < 1e-30);
/// assert!("Jy".parse::<Unit>()?.factor_to(&"Lsun".parse()?).is_err());
/// # Ok::<(), astrarium_astro::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The name as it was given.
    pub name: String,
    /// One of it in SI base units.
    pub scale: f64,
    /// Its dimension.
    pub dimension: Dimension,
}

impl Unit {
    /// How many of `other` one of this unit is.
    ///
    /// # Errors
    /// [`Error::UnitKind`] if they are of unlike dimensions.
    pub fn factor_to(&self, other: &Self) -> Result<f64> {
        if self.dimension == other.dimension {
            return Ok(self.scale / other.scale);
        }
        let found = format!("{}, which does not turn into `{}`, a {}", self.dimension, other.name, other.dimension);
        Err(Error::UnitKind { given: self.name.clone(), found, expected: "units of one dimension" })
    }
}

impl FromStr for Unit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let (scale, dimension) = parse::unit(name)?;
        Ok(Self { name: name.to_owned(), scale, dimension })
    }
}
