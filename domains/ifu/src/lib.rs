//! Integral-field spectroscopy of simulated galaxies.
//!
//! [`Particles`] are the stars and the gas of a galaxy, a [`Telescope`] is what an instrument sees of the sky: its field,
//! spaxels, channels and blurs. [`orient`] turns a galaxy to the line of sight, [`screen`] tells the dust in front of its stars, and
//! a [`CubePlan`](cube::CubePlan) makes them a cube of fluxes, and pulls a cube's gradient back to them. [`noise`] and [`maps`] come
//! after it; [`compat`] reproduces RUBIX stage by stage.
//!
//! ```
//! use astrarium_ifu::Telescope;
//! # fn main() -> astrarium_ifu::Result<()> {
//! let muse = Telescope::named("MUSE")?;
//! assert_eq!((muse.n_spaxels(), muse.n_channels()), (25, 3721));
//! # Ok(())
//! # }
//! ```
//!
//! # Conventions
//! Positions are physical kpc, velocities km/s, masses solar ones, ages Gyr at the time of the snapshot, metallicities mass
//! fractions of all elements heavier than helium. Wavelengths are in ångström, in the [`Medium`](astrarium_astro::units::Medium)
//! that the telescope names; angles on the sky are arcseconds. A channel is known by its centre.

pub mod blur;
pub mod compat;
pub mod cube;
mod error;
pub mod generate;
pub mod input;
pub mod maps;
pub mod noise;
pub mod observe;
pub mod orient;
mod particles;
pub mod screen;
pub mod spaxel;
pub mod telescope;
pub mod write;

pub use error::{Error, Result};
pub use input::ParticleSpec;
pub use particles::{Galaxy, Gas, Particles, Stars};
pub use telescope::Telescope;
