//! Integrals of functions of one variable.

mod kronrod;
mod legendre;

pub use kronrod::{Adaptive, Integral};
pub use legendre::GaussLegendre;
