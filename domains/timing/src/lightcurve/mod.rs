//! Light curves: counts in bins of equal width.

mod arithmetic;
mod curve;
mod parts;

pub use curve::{ErrDist, LightCurve};
