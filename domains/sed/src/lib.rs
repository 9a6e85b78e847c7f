//! Spectral energy distributions of galaxies, from X-rays to radio.
//!
//! A [`GalaxySpec`] names the components of a galaxy: star formation ([`sfh`]) with its gas, dust and metals ([`Enrichment`]), stars
//! ([`population`]), dust that takes and gives back their light ([`dust`]), an active nucleus ([`agn`]), X-ray binaries
//! ([`xray`]), free-free and synchrotron radiation ([`radio`]), ionised gas ([`Nebular`]). A [`GalaxyPlan`] holds the tables of such galaxies, and computes
//! the [`Light`] of each; an [`Observer`] sees it through bands, redshifted and absorbed on the way.
//!
//! ```
//! use astrarium_sed::{Component, GalaxyPlan, GalaxySpec};
//! use astrarium_astro::ssp::{SspLibrary, SspParts};
//! // a library of one kind of star, for the example's sake
//! let parts = SspParts {
//!     wave_aa: vec![100.0, 1e3, 1e4, 1e6, 1e8],
//!     age_yr: vec![0.0, 1e8, 2e10],
//!     metallicity: vec![0.02],
//!     luminosity: [1e-3; 15].to_vec(),
//!     ..SspParts::default()
//! };
//! let spec = GalaxySpec::default();
//! let plan = GalaxyPlan::new(&spec, SspLibrary::new(parts)?)?;
//! let mut light = plan.room();
//! plan.light(&spec, &mut light)?;
//! let stars = light.component(Component::Stellar)[2];
//! assert!((stars / (1e-3 * light.derived().formed_msun) - 1.0).abs() < 1e-6);
//! # Ok::<(), astrarium_sed::Error>(())
//! ```
//!
//! # Conventions
//! Wavelengths are in ångström, at rest and in vacuum unless said; times in years, counted from the galaxy's first star; ages
//! and lookback times from now; luminosity densities in solar luminosities an ångström, flux densities in mJy, masses and rates
//! in solar ones, metallicities as mass fractions. Integrals over wavelength are of straight lines between its points.
//!
//! Where the reference program is known to be wrong the right number is computed; [`Rules::galapy`] reproduces it.
//!
//! # Slopes
//! [`GalaxyDensity`] knows the derivatives of its likelihood: light, dust, temperatures, stars and nodes of the library are taken
//! backwards by hand, what a component tells of its own numbers by differences, so that value and slopes by ten parameters cost
//! less than four values. [`GalaxyDensity::check_smooth`] refuses what has no slope.

pub mod agn;
mod asked;
pub mod catalogue;
pub mod dust;
mod error;
mod fit;
mod foreground;
mod galaxy;
mod grid;
mod likelihood;
mod matter;
mod nebular;
mod observed;
mod parameters;
mod physics;
pub mod population;
pub mod radio;
mod read;
pub mod result;
pub mod sfh;
mod spec;
mod spectrum;
mod task;
pub mod xray;

pub use asked::ParameterSpec;
pub use error::{Error, Result};
pub use fit::{GalaxyDensity, Model, Projection, Source, Task};
pub use foreground::Foreground;
pub use galaxy::{Component, Derived, GalaxyPlan, GalaxySpec, Handle, Light, Observer, Seen, Universe};
pub use likelihood::{Limits, Noise};
pub use matter::{Enrichment, Given, Matter};
pub use nebular::Nebular;
pub use observed::{Photometry, PhotometrySpec};
pub use parameters::{Parametric, Quantity};
pub use physics::Physics;
pub use read::{CatalogueSource, CatalogueSpec};
pub use spec::{Compat, Newborn, Quench, Rules};
pub use spectrum::{Spectroscopy, Spectrum, SpectrumSpec};
pub use task::{Absent, BandsSpec, FitSpec, LibrarySpec};
