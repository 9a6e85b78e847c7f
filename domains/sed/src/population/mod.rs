//! Composite stellar populations: which simple ones they are made of, and their light.
//!
//! `L(λ) = ∫ ψ(T - τ) L_SSP(λ, τ, Z(T - τ)) dτ`, the library on straight lines in age and metallicity (or their logarithms). The
//! integral becomes a sum over the library's nodes, whose weights hold all that a history has to say: [`Mixture`].

mod clock;
mod mixture;
mod pull;
mod stepped;
mod supernovae;
mod table;

pub(crate) use clock::Clock;
pub(crate) use mixture::Recipe;
pub use mixture::{Mixture, Node};
pub(crate) use pull::{Shares, Told};
pub use stepped::{Bins, living_msun_galapy};
pub(crate) use table::SpectraTable;
