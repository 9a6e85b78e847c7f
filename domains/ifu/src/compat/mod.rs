//! The numbers of RUBIX 0.0.5: its own definitions, with five repairs.
//!
//! Kept as they are: velocities against the median of the same species, the plain moment of inertia, linear interpolation in
//! metallicity and in age, no light beyond the grid, `exp(v/c)`, resampling with one factor for a whole spectrum, luminosity
//! densities in the place of fluxes, point-spread and line-spread functions with nought outside. Repaired, as the reference
//! cases name it: ages in the unit they are in, no copies of the first particle in the inertia, spaxel edges that are as many
//! as they should be, no mass of a proton in the dust, extinction at the wavelength meant.
//!
//! Each stage is a function of plain arrays. [`RubixSpec`] runs them all.

mod blur;
mod dust;
mod field;
mod job;
mod lookup;
mod spectra;

pub use blur::{lsf, lsf_kernel, psf, psf_kernel};
pub use dust::{Column, dust_to_gas, in_front};
pub use field::{Field, kpc_per_arcsec};
pub use job::{Rubix, RubixCube, RubixSpec, Sample};
pub use lookup::{Lookup, Method};
pub use spectra::{resampled, shifted};
