//! A cube as a function of the stars and of how they are seen, with its gradient.
mod function;
mod inputs;

pub use function::Scene;
pub use inputs::{Input, Inputs};
