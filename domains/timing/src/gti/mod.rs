//! Good time intervals: when the instrument saw the source.
//!
//! A [`Gti`] is a sorted list of closed, non-overlapping intervals `[start_s, stop_s]`, in seconds from the same
//! reference as the events they belong to; touching intervals are allowed. All set operations are sweeps over
//! sorted edges, `O(n + m)` after a sort.

mod algebra;
mod compat;
mod intervals;
mod mask;
mod segments;
mod split;
#[cfg(test)]
mod tests;

pub use algebra::GtiStrategy;
pub use intervals::Gti;
pub use mask::{ConditionOptions, MaskOptions};
