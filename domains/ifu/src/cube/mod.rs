//! From particles to a cube of fluxes, and back from a cube's gradient to the particles'.
//!
//! The flux density that a telescope sees of star particles `i` in spaxel `s` and channel `c` is
//!
//! `F[s, c] = q Σ_i ω_s(x_i) m_i Σ_n β_n(Z_i, t_i) ⟨S_n(λ/a_i) 10^(-0.4 A_i k(λ/a_i))⟩_c`, `a_i = (1 + z) √((1 + v/c)/(1 - v/c))`,
//!
//! `q = L☉/(4π D_L² (1 + z))`, `ω` the share of a spaxel, `β` the weights of a library's nodes, `S_n` their spectra as straight
//! lines between the library's wavelengths; `⟨⟩_c` is the exact mean over a channel, blurred by the line-spread function. What is
//! summed is linear in the nodes' spectra, and a velocity shifts them in the logarithm of the wavelength. So three paths give
//! the same cube, and the cheapest is taken:
//!
//! * **direct**: one spectrum a particle;
//! * **bins**: velocities on a grid (cubic B-splines that interpolate), the mixture of nodes of each spaxel and velocity first;
//! * **factored**: the same with the nodes' spectra as combinations of a few, as many as the tolerance needs.
//!
//! Between nodes spectra lie on straight lines, or on cubics that do not overshoot along the lines of nodes; both are sums of the
//! nodes' spectra, the latter with their slopes.
//!
//! The tolerance is the root of the mean square over a spaxel's channels, relative to the spaxel's mean.

mod adjoint;
mod axis;
mod basis;
mod bins;
mod blurred;
mod deposit;
mod direct;
mod distribution;
mod gather;
mod gradient;
mod job;
mod lines;
mod lines_pull;
mod place;
mod plan;
mod product;
mod slopes;
mod spans;
mod spec;
mod store;
mod sums;
mod tables;
mod template;
mod terms;
#[cfg(test)]
mod tests;
mod velocity;

pub use gradient::{Gradient, Widths};
pub use job::Cube;
pub use lines::LineSpec;
pub use lines_pull::GasGradient;
pub use plan::{CubePlan, Report, Warning};
pub use spec::{CubeSpec, Curve, Path};
