//! Fits of many sources by one or several models.
//!
//! A [`CatalogueFitSpec`] names the catalogue, the models and the sampler; its plan is a [`CatalogueFits`], a job whose
//! blocks are fits of sources and whose parts are their rows. A source that cannot be fitted is a row with the reason and
//! stops no other. A source's fit depends on its own data, its name and the seed, and on nothing that stands beside it.

mod job;
mod spec;
mod table;

pub use job::{CatalogueFits, Found, Row};
pub use spec::{CatalogueFitSpec, OwnPrior};
pub use table::{catalogue_table, failures};
