//! Mathematics without astronomy.
//!
//! Everything is float64 and pure: no clock, no environment, no global state. The bits of a result depend on its
//! arguments alone, except for transforms, whose [`fft::Level`] is part of a result's identity. Scratch memory
//! is the caller's. Frequencies are in cycles per unit, angles in radians. What is not done: arbitrary
//! precision, complex special functions, large dense matrices.

pub mod contour;
pub mod double;
mod error;
pub mod fft;
pub mod grid;
pub mod histogram;
pub mod interp;
pub mod lanes;
pub mod linalg;
pub mod op;
pub mod quadrature;
pub mod random;
pub mod root;
pub mod special;
pub mod stats;
pub mod sum;
#[cfg(any(test, feature = "testkit"))]
pub mod testkit;

pub use double::Double;
pub use error::{Error, Result};
pub use op::{LinearOp, Map};
