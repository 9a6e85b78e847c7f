//! Bandpasses: what a detector behind a filter makes of a spectrum.
//!
//! The flux of a band is the mean that photons weigh, `⟨S_ν⟩ = ∫ S_ν R dλ/λ / ∫ R dλ/λ`, `R` being the detector's signal for
//! each photon: of a source of constant `S_ν` it is that constant, and AB magnitudes are `-2.5 log10(⟨S_ν⟩/3631 Jy)`. A band
//! whose fluxes are quoted for another [`Reference`] spectrum (infrared ones are) turns the mean into the quoted flux by a
//! factor. Vega magnitudes are against the same mean of [`Vega`](vega)'s spectrum.
//!
//! Responses and spectra are straight lines between their points, and integrals of their products are exact.

mod curve;
pub mod galapy;
mod library;
mod moments;
mod photometer;
mod read;
mod reference;
mod spec;
#[cfg(test)]
mod tests;
pub mod vega;
mod weights;

pub use curve::{Band, Detector};
pub use library::BandLibrary;
pub use photometer::Photometer;
pub use read::read_curve;
pub use reference::Reference;
pub use spec::BandSpec;
pub use weights::{BandWeights, Density, Photometry};
