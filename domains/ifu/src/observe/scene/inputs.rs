//! What a cube is a function of, by name.
use crate::{Error, Result};
use std::collections::BTreeMap;

/// One of the things that a cube is a function of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Input {
    /// Mass at birth of each star, solar.
    InitialMass,
    /// Age of each star, Gyr.
    Age,
    /// Metallicity of each star, a mass fraction.
    Metallicity,
    /// Attenuation in V in front of each star, mag.
    Attenuation,
    /// Position of each star in the aligned galaxy's frame, kpc: three numbers a star.
    Position,
    /// Velocity of each star in that frame, km/s: three numbers a star.
    Velocity,
    /// The three angles by which the galaxy is turned, degrees.
    Angles,
    /// The redshift; distance and scale of the sky follow.
    Redshift,
    /// A factor on the luminosity distance alone; 1 to begin with.
    DistanceFactor,
    /// Full width at half maximum of the point-spread function, arcsec.
    PsfFwhm,
    /// A factor on the width of the telescope's line-spread function; 1 to begin with.
    LsfFactor,
    /// Star formation rate of each gas element that emits lines, solar masses a year.
    GasSfr,
    /// Metallicity of each gas element.
    GasMetallicity,
    /// Attenuation in V in front of each gas element, mag.
    GasAttenuation,
    /// Position of each gas element in the aligned galaxy's frame, kpc: three numbers an element.
    GasPosition,
    /// Velocity of each gas element in that frame, km/s: three numbers an element.
    GasVelocity,
}

impl Input {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::InitialMass,
        Self::Age,
        Self::Metallicity,
        Self::Attenuation,
        Self::Position,
        Self::Velocity,
        Self::Angles,
        Self::Redshift,
        Self::DistanceFactor,
        Self::PsfFwhm,
        Self::LsfFactor,
        Self::GasSfr,
        Self::GasMetallicity,
        Self::GasAttenuation,
        Self::GasPosition,
        Self::GasVelocity,
    ];

    /// The name, with its unit.
    pub fn name(self) -> &'static str {
        match self {
            Self::InitialMass => "initial_mass_msun",
            Self::Age => "age_gyr",
            Self::Metallicity => "metallicity",
            Self::Attenuation => "a_v",
            Self::Position => "position_kpc",
            Self::Velocity => "velocity_km_s",
            Self::Angles => "angles_deg",
            Self::Redshift => "redshift",
            Self::DistanceFactor => "distance_factor",
            Self::PsfFwhm => "psf_fwhm_arcsec",
            Self::LsfFactor => "lsf_factor",
            Self::GasSfr => "gas_sfr_msun_yr",
            Self::GasMetallicity => "gas_metallicity",
            Self::GasAttenuation => "gas_a_v",
            Self::GasPosition => "gas_position_kpc",
            Self::GasVelocity => "gas_velocity_km_s",
        }
    }

    /// The input of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`], with the names that are near.
    pub fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|input| input.name() == name);
        found.ok_or_else(|| Error::unknown("input of the cube", name, Self::ALL.map(Self::name)))
    }

    /// How its numbers are arranged for so many stars and gas elements: `[]` of one number.
    pub fn shape(self, [n_stars, n_gas]: [usize; 2]) -> Vec<usize> {
        match self {
            Self::InitialMass | Self::Age | Self::Metallicity | Self::Attenuation => vec![n_stars],
            Self::Position | Self::Velocity => vec![n_stars, 3],
            Self::GasSfr | Self::GasMetallicity | Self::GasAttenuation => vec![n_gas],
            Self::GasPosition | Self::GasVelocity => vec![n_gas, 3],
            Self::Angles => vec![3],
            Self::Redshift | Self::DistanceFactor | Self::PsfFwhm | Self::LsfFactor => Vec::new(),
        }
    }

    /// Whether it needs shares of spaxels that change with the place.
    pub fn moves(self) -> bool {
        matches!(self, Self::Position | Self::GasPosition | Self::Angles)
    }
}

/// Numbers of some inputs, or derivatives with respect to them; rows of vectors follow each other.
pub type Inputs = BTreeMap<Input, Vec<f64>>;

/// Rows of three.
pub(super) fn rows(flat: &[f64]) -> Vec<[f64; 3]> {
    flat.as_chunks::<3>().0.to_vec()
}
