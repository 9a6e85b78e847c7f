//! Random numbers by address, so that it does not matter who draws them, or in what order.
//!
//! A [`Stream`] belongs to a (seed, purpose, entity); its numbers are addressed by (step, draw), two words of
//! 64 bits at an address. Nothing is advanced and nothing is stored: a checkpoint holds integers the step
//! needs anyway, and any thread or rank can draw any number.

mod distributions;
mod philox;
mod poisson;
mod purpose;
mod stream;
#[cfg(test)]
mod tests;

pub use philox::philox4x32_10;
pub use purpose::Purpose;
pub use stream::{Stream, open01, scaled};
