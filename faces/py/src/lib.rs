//! The Python package: conversion between Python and the engine, no science and no defaults.
//!
//! | module | what it converts |
//! |---|---|
//! | `arrays`, `units`, `values` | numbers, quantities, keywords |
//! | `errors` | the engine's errors to exceptions |
//! | `desk`, `options`, `progress`, `comm` | a computation beside the interpreter: signals, progress, ranks |
#![allow(dead_code)]
mod arrays;
mod comm;
mod desk;
mod errors;
mod options;
mod progress;
mod units;
mod values;

use pyo3::prelude::*;

/// The compiled part of `astrarium`.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
