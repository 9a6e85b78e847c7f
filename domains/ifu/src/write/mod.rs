//! Cubes and maps into files: FITS as MUSE writes it, and HDF5.
mod fits;
mod frame;
mod hdf5;

pub use frame::Sky;

use crate::maps::Distribution;
use crate::{Error, Result, Telescope};

/// A cube, its variance, its maps and what was asked for, as they go into a file.
///
/// Arrays are `[y][x]` or `[y][x][channel]`, `x` rising to the east and `y` to the north (turned by the position angle).
#[derive(Clone, Copy, Debug)]
pub struct CubeFile<'a> {
    /// The telescope that saw it.
    pub telescope: &'a Telescope,
    /// Where on the sky.
    pub sky: Sky,
    /// Name of the galaxy.
    pub object: &'a str,
    /// Flux densities, 10^-20 erg/s/cm²/Å; NaN where nothing is known. Empty of a file of maps alone.
    pub flux: &'a [f64],
    /// Variances of the flux densities, in the square of their unit.
    pub variance: Option<&'a [f64]>,
    /// Which spaxels are lit; all if not said.
    pub lit: Option<&'a [bool]>,
    /// Images of the field.
    pub maps: &'a [Plane<'a>],
    /// Mass by age and metallicity in each spaxel.
    pub distribution: Option<&'a Distribution>,
    /// What was asked for and found, one line each.
    pub facts: &'a [Fact],
    /// The whole specification as text, and what has made the file.
    pub provenance: &'a [String],
}

/// An image of the field.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// Its name, that of the extension: up to 68 capital letters, digits and `_`.
    pub name: &'a str,
    /// Its unit as FITS writes units; empty if it has none.
    pub unit: &'a str,
    /// `[y][x]`.
    pub values: &'a [f64],
}

/// A line of the table of the observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// Its value as text.
    pub value: String,
    /// Its unit; empty if it has none.
    pub unit: String,
}

impl Fact {
    /// A line.
    pub fn new(name: impl Into<String>, value: impl ToString, unit: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.to_string(), unit: unit.into() }
    }
}

impl CubeFile<'_> {
    /// Spaxels a side and channels, if every array has its length.
    fn shape(&self) -> Result<[usize; 2]> {
        let (n, n_channels) = (self.telescope.n_spaxels(), self.telescope.n_channels());
        if !self.flux.is_empty() {
            Error::check_length("flux of the cube", self.flux.len(), n * n * n_channels)?;
        }
        if let Some(variance) = self.variance {
            Error::check_length("variance of the cube", variance.len(), n * n * n_channels)?;
        }
        if let Some(lit) = self.lit {
            Error::check_length("lit spaxels", lit.len(), n * n)?;
        }
        if let Some(Distribution { metallicity, age_yr, mass_msun, .. }) = self.distribution {
            let nodes = metallicity.len() * age_yr.len();
            Error::check_length("mass by age and metallicity", mass_msun.len(), n * n * nodes)?;
        }
        self.maps.iter().try_for_each(|map| Error::check_length("map", map.values.len(), n * n))?;
        Ok([n, n_channels])
    }
}
