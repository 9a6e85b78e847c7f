//! Event lists: times of photons, with what is known about each.

mod convert;
mod evolution;
mod join;
mod list;
#[cfg(test)]
mod tests;

pub use evolution::{Evolution, Quantity};
pub use list::EventList;
pub(crate) use list::first_descent;
