//! Integrals of functions of one variable.

mod discrete;
mod kronrod;
mod legendre;

pub use discrete::GaussSum;
pub use kronrod::{Adaptive, Integral};
pub use legendre::GaussLegendre;
