//! Light curves: counts in bins of equal width.

mod arithmetic;
mod curve;
mod fits;
mod parts;
mod rebin;
mod table;
#[cfg(test)]
mod tests;

pub use curve::{ErrDist, LightCurve};
