//! From the sky to spaxels: geometry of the field, apertures, and how a particle is shared out.
//!
//! On the sky `x` points east and `y` north; spaxel `(0, 0)` is the corner of least `x` and `y`, and a cube's rows are `y`.

mod aperture;
mod assign;
mod field;

pub use aperture::lit;
pub use assign::{Assignment, Footprint};
pub(crate) use field::OnSky;
pub use field::{Field, Pointing};
