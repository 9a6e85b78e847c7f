//! Fast Fourier transforms: planned once, shared by all threads.
//!
//! Convention: `F_k = Σ_j x_j exp(−2πi jk/n)` without a factor; the inverse has `+2πi` and no factor either,
//! so that going there and back multiplies by `n`.
//!
//! The bits of a transform depend on its length and on its [`Level`] alone: a plan takes the best level of the
//! machine unless it is told otherwise, and a lower level has on a better machine the bits it has elsewhere.
//! Errors are about `log2(n)` times 1.1e-16 of the root mean square of the output.
//!
//! The complex transforms are rustfft's. The step from real to complex is our own, because realfft (which the
//! tests compare with) always takes the best level, and a level that cannot be pinned cannot be part of a
//! result's identity.

mod complex;
mod freq;
mod level;
mod power;
mod real;
#[cfg(test)]
mod tests;

pub use complex::{ComplexFft, ComplexFftScratch};
pub use freq::{frequencies, good_size, is_good_size};
pub use level::{Level, UnknownLevel};
pub use power::{add_cross, add_power};
pub use real::{RealFft, RealFftScratch};
pub use rustfft::num_complex::Complex64;
