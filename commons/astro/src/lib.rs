//! Astronomy that several domains share.
//!
//! * [`constants`]: constants with their sources.
//! * [`units`]: units that astronomers write, magnitudes, air and vacuum.
//! * [`band`]: bandpasses, band fluxes, AB and Vega magnitudes.
//! * [`cosmology`]: distances, volumes and times of expanding universes, one redshift or millions.
//! * [`dust`]: laws of attenuation and extinction.
//! * [`igm`]: absorption between galaxies.
//! * [`ssp`]: libraries of simple stellar populations and of the gas they ionise.
//!
//! Everything is float64, pure and without threads. Names carry units (`wave_aa`, `flux_mjy`, `age_gyr`); wavelengths are in
//! ångström and in vacuum unless a table says otherwise ([`units::Medium`]), flux densities per frequency in mJy,
//! luminosities in solar ones.

pub mod band;
pub mod constants;
pub mod cosmology;
pub mod dust;
mod error;
pub mod igm;
pub mod ssp;
pub mod units;

pub use error::{Error, Result};
