//! Blocks handed out, parts reused, trees merged. How the tree works: `README.md` in this folder.

mod basket;
mod desk;
mod forest;
mod spare;
mod todo;

pub use forest::Forest;

pub(crate) use basket::{Poured, Twofold};
pub(crate) use desk::{Desk, Failure, Moment};
pub(crate) use spare::{held, most_alive};
pub(crate) use todo::share;
