//! The space of the parameters: names, units, priors, and the ways between its coordinates.
//!
//! | coordinates | what | who lives there |
//! |---|---|---|
//! | `full` | all parameters in their order, fixed and tied ones included | densities |
//! | `theta` | the free parameters, in physical units | ensembles, optimisers, grids, results |
//! | `u` | the open unit cube, uniform under the prior | nested and importance sampling |
//! | `x` | the whole real line in each coordinate | samplers with gradients |
//!
//! A row of `theta`, `u` and `x` has [`Space::dim`] numbers, one of `full` has [`Space::full_dim`].

mod builder;
mod group;
mod line;
mod map;
mod parameter;
mod real;
#[cfg(test)]
mod tests;
mod unit;

pub use builder::Builder;
pub use line::Line;
pub use map::Space;
pub use parameter::{Kind, Parameter, Wrap};
