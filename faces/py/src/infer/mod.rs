//! Inference: a user's function, or a problem of ours, under any sampler.
mod battery;
mod catalogue;
mod ensemble;
mod function;
mod grid;
mod minimise;
mod native;
mod population;
mod run;
mod sample;
mod sbc;
mod simulated;
mod target;
mod underway;

pub(crate) use battery::{_judge, _truth};
pub(crate) use catalogue::_catalogue;
pub(crate) use ensemble::{_Ensemble, _autocorrelation_times};
pub(crate) use function::{Function, Style};
pub(crate) use grid::_grid;
pub(crate) use minimise::_minimise;
pub(crate) use population::_population;
pub(crate) use run::{Run, kept};
pub(crate) use sample::{_names, _sample, _transform};
pub(crate) use sbc::{_sbc, Calibration};
pub(crate) use simulated::Simulated;
pub(crate) use target::read_space;
pub(crate) use underway::{_trapezoids, Stepwise};
