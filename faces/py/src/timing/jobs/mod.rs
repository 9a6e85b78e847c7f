//! `PowerJob` and `CrossJob`: parts of a computation as bytes, for whoever can carry them.
mod cross;
mod methods;
mod power;
mod run;

pub(crate) use cross::CrossJob;
pub(crate) use power::PowerJob;
