//! Light curves: counts in bins of equal width.

mod arithmetic;
mod curve;
mod fill;
mod fits;
mod parts;
mod rebin;
mod segments;
mod table;
#[cfg(test)]
mod tests;

pub use curve::{ErrDist, LightCurve};
pub use fill::FillOptions;
pub use segments::Analysis;
