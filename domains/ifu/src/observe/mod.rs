//! A galaxy seen by a telescope: from particles to a cube in a file, in one go.
//!
//! An [`ObserveSpec`] names the telescope, the library and how the galaxy is turned; [`observe`] gives the [`Observation`].
//!
//! ```
//! use astrarium_astro::ssp::{SspLibrary, SspParts};
//! use astrarium_exec::Engine;
//! use astrarium_ifu::generate::GenerateSpec;
//! use astrarium_ifu::observe::{ObserveSpec, observe};
//! use astrarium_ifu::Particles;
//! # fn main() -> astrarium_ifu::Result<()> {
//! // a library of one kind of star, for the example's sake
//! let library = SspLibrary::new(SspParts {
//!     wave_aa: vec![3000.0, 5000.0, 10000.0],
//!     age_yr: vec![0.0, 2e10],
//!     metallicity: vec![0.02],
//!     luminosity: vec![1e-4; 6],
//!     ..SspParts::default()
//! })?;
//! let galaxy = Particles::generate(&GenerateSpec { n_stars: 1000, n_gas: 0, ..GenerateSpec::default() }, 1, &Engine::serial())?;
//! let spec = ObserveSpec { fov_arcsec: Some(1.0), redshift: Some(0.1), ..ObserveSpec::default() };
//! let seen = observe(galaxy, &spec, &library.into(), (1, &Engine::serial()))?;
//! assert_eq!((seen.cube.n, seen.cube.wave_aa.len()), (5, 3721));
//! # Ok(())
//! # }
//! ```
mod figures;
mod file;
mod maps;
mod observation;
mod scene;
mod spec;
mod words;

pub use maps::NamedMap;
pub use observation::{Observation, observe};
pub use scene::{Input, Inputs, Scene};
pub use spec::{Libraries, LibraryChoice, LineGridChoice, ObserveSpec, TelescopeChoice};
