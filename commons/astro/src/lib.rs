//! Astronomy that several domains share.
//!
//! * [`constants`]: constants with their sources.
//! * [`units`]: units that astronomers write, magnitudes, air and vacuum.
//! * [`cosmology`]: distances, volumes and times of expanding universes, one redshift or millions.
//!
//! Everything is float64, pure and without threads. Names carry units (`wave_aa`, `flux_mjy`, `age_gyr`); wavelengths are in
//! ångström and in vacuum unless a table says otherwise ([`units::Medium`]), flux densities per frequency in mJy,
//! luminosities in solar ones.

pub mod constants;
pub mod cosmology;
mod error;
pub mod units;

pub use error::{Error, Result};
