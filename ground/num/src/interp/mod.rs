//! Places in sorted arrays, and curves through points.

mod cubic;
mod linear;
mod search;
#[cfg(test)]
mod tests;

pub use cubic::Cubic;
pub use linear::{Linear, lerp};
pub use search::{Side, bracket, search_sorted, search_sorted_many};
