//! Inference: a user's function, or a problem of ours, under any sampler.
mod function;
mod native;
mod run;
mod sample;

pub(crate) use run::Run;
pub(crate) use sample::{_names, _sample, _transform};
