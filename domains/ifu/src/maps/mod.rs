//! Images of what a cube holds: kinematics, ages, metals, masses, bands; and spaxels joined into bins.

mod band;
mod distribution;
mod hermite;
pub(crate) mod truth;
mod voronoi;

pub use band::BandImage;
pub use distribution::Distribution;
pub use hermite::{GaussHermite, fit_losvd};
pub use truth::{Losvd, Maps, Quantity};
pub use voronoi::{Binning, voronoi};
