//! The Python package: conversion between Python and the engine, no science and no defaults.
//!
//! | module | what it converts |
//! |---|---|
//! | `arrays`, `units`, `values` | numbers, quantities, keywords |
//! | `errors` | the engine's errors to exceptions |
//! | `tables` | tables and figures of the engine to astropy and matplotlib |
//! | `timing` | events, light curves, spectra, and their jobs as parts |
//! | `desk`, `options`, `progress`, `comm` | a computation beside the interpreter: signals, progress, ranks |
mod arrays;
mod comm;
mod desk;
mod errors;
mod options;
mod progress;
mod tables;
mod timing;
mod units;
mod values;

use pyo3::prelude::*;

/// The compiled part of `astrarium`.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use crate::timing::{CrossJob, CrossSpectrum, EventList, Gti, LightCurve, PowerJob, PowerSpectrum};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
