//! Observed spectra, in the same likelihood as photometry.
//!
//! A [`SpectrumSpec`] says what was measured, a [`Spectroscopy`] how the galaxy's light becomes such a spectrum: motions of the stars and
//! the instrument's resolution widen it, and its flux calibration is a polynomial that is fitted or marginalised.

mod blur;
mod calibration;
mod data;
mod model;

pub(crate) use blur::Blur;
pub use data::{Spectrum, SpectrumSpec};
pub use model::Spectroscopy;
