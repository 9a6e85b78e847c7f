//! What atmosphere, optics and spectrograph do to light.
//!
//! [`Lsf`] blurs along channels, [`Psf`] across spaxels; both are linear, know their transpose, and conserve light: channels and
//! spaxels beyond the borders are computed too, as far as the kernels reach.

mod lsf;
mod psf;
#[cfg(test)]
mod tests;

pub use lsf::{Bins, Lsf};
pub(crate) use psf::Stencil;
pub use psf::{Kernel, Psf};

/// Full width at half maximum of a Gaussian of standard deviation 1.
pub const FWHM_PER_SIGMA: f64 = 2.354_820_045_030_949_4;
