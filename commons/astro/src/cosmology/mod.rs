//! Distances, volumes and times of expanding universes.
//!
//! A [`CosmologySpec`] (or the name of one, such as `Planck18`) is checked once and becomes a [`Cosmology`], whose methods
//! give each quantity at one redshift, by quadrature to rounding. For catalogues a [`Table`] of one [`Quantity`] gives
//! millions of redshifts at some nanoseconds each, and an [`Inverse`] the redshifts of values.
//!
//! Friedmann's equation with `x = 1 + z`:
//!
//! `E²(z) = Ω_m x³ + Ω_k x² + Ω_γ (1 + ρ_ν/ρ_γ) x⁴ + Ω_de I(z)`, `H(z) = H0 E(z)`.
//!
//! `Ω_m` holds baryons and dark matter, never neutrinos; times are in units of 10⁹ Julian years, distances in Mpc. What is
//! not done: inhomogeneous universes, decaying matter, ages of universes without a Big Bang.

mod dark_energy;
mod distances;
mod expansion;
mod integrate;
mod inverse;
mod neutrinos;
mod presets;
mod quantity;
mod spec;
mod table;
mod tabulated;
#[cfg(test)]
mod tests;
mod times;

pub use dark_energy::{ConstantW, DarkEnergy, EquationOfState, Lambda, Tabulated, W0wa, W0wz, Wpwa};
pub use expansion::Cosmology;
pub use inverse::{Branch, Inverse};
pub use neutrinos::NeutrinoIntegral;
pub use quantity::Quantity;
pub use spec::{CosmologyChoice, CosmologySpec};
pub use table::Table;
pub use tabulated::TabulatedCosmology;
