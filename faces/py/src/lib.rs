//! The Python package: conversion between Python and the engine, no science and no defaults.
//!
//! | module | what it converts |
//! |---|---|
//! | `arrays`, `units`, `values` | numbers, quantities, keywords |
//! | `errors` | the engine's errors to exceptions |
//! | `tables` | tables and figures of the engine to astropy and matplotlib |
//! | `ifu` | simulated galaxies, cubes of them |
//! | `infer` | samplers on functions of Python's and on problems of ours |
//! | `sed` | galaxies: their light, fits to their photometry, catalogues |
//! | `timing` | events, light curves, spectra, and their jobs as parts |
//! | `program` | models of specifications that are functions of a file |
//! | `desk`, `options`, `progress`, `comm` | a computation beside the interpreter: signals, progress, ranks |
mod arrays;
mod comm;
mod desk;
mod errors;
#[allow(clippy::doc_markdown, reason = "what is documented here are Python's docstrings: numpydoc, not Markdown")]
mod ifu;
#[allow(clippy::doc_markdown, reason = "what is documented here are Python's docstrings: numpydoc, not Markdown")]
mod infer;
mod options;
mod program;
mod progress;
#[allow(clippy::doc_markdown, reason = "what is documented here are Python's docstrings: numpydoc, not Markdown")]
mod sed;
mod tables;
#[allow(clippy::doc_markdown, reason = "what is documented here are Python's docstrings: numpydoc, not Markdown")]
mod timing;
mod units;
mod values;

use astrarium::cli;
use pyo3::prelude::*;
use std::{ffi::OsString, path::PathBuf, sync::Arc};

/// The compiled part of `astrarium`.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use crate::ifu::{_Observation, _Particles, _Scene, _ifu_observe, _ifu_telescopes};
    #[pymodule_export]
    use crate::infer::{
        _Ensemble, _autocorrelation_times, _catalogue, _grid, _judge, _minimise, _names, _population, _sample, _sbc,
        _transform, _trapezoids, _truth, Calibration, Run, Stepwise,
    };
    #[pymodule_export]
    use crate::sed::{_GalaxyFit, _sed_catalogue, _sed_fit, _sed_look, _sed_names};
    #[pymodule_export]
    use crate::timing::{CrossJob, CrossSpectrum, EventList, Gti, LightCurve, PowerJob, PowerSpectrum};

    /// Run the program.
    ///
    /// Parameters
    /// ----------
    /// arguments : list of str
    ///     Its name and its arguments.
    ///
    /// Returns
    /// -------
    /// int
    ///     The exit code.
    #[pyfunction]
    fn main(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
        // data sets are fetched by the pip of the interpreter that runs us; an embedded one has no name
        let python: Option<PathBuf> = py.import("sys")?.getattr("executable")?.extract()?;
        let host = cli::Host::process();
        let host = match python.filter(|python| !python.as_os_str().is_empty()) {
            Some(python) => host.with_python(python),
            None => host,
        };
        let (code, raised) = desk::beside(py, |desk| {
            let models = Arc::new(program::Models(desk.clone()));
            cli::main(arguments, &host.with_python_models(models))
        });
        // the program has said that the function failed; where and why, only Python knows
        if let Some(error) = raised {
            error.print(py);
        }
        code
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
