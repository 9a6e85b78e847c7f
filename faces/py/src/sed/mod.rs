//! Galaxies: their light, and fits to what was measured.
mod catalogue;
mod fit;
mod look;

pub(crate) use catalogue::_sed_catalogue;
pub(crate) use fit::{_GalaxyFit, _sed_fit};
pub(crate) use look::{_sed_look, _sed_names};

use crate::{errors::Raise, tables, values};
use astrarium::{
    io::registry::{Shelf, default_folder},
    io::table::Table,
    sed::FitSpec,
};
use pyo3::{
    exceptions::{PyFileNotFoundError, PyValueError},
    prelude::*,
    types::PyDict,
};
use serde::de::DeserializeOwned;

/// The data sets that were fetched.
fn shelf() -> PyResult<Shelf> {
    let folder = default_folder(|name| std::env::var_os(name));
    let none =
        || PyFileNotFoundError::new_err("there is no folder for data sets: HOME is not set; set ASTRARIUM_DATA to one");
    folder.map(Shelf::new).ok_or_else(none)
}

/// A specification from JSON.
fn read<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The columns of a table by name, without units.
fn columns<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for column in &table.columns {
        dict.set_item(&column.name, tables::values(py, &column.values)?)?;
    }
    Ok(dict)
}

/// What a fit may move, by name: unit, range, and whether its usual prior is even in the logarithm.
fn numbers<'py>(py: Python<'py>, spec: &FitSpec) -> PyResult<Bound<'py, PyAny>> {
    let all: serde_json::Map<String, serde_json::Value> = spec
        .quantities()
        .into_iter()
        .map(|q| (q.name.to_string(), serde_json::json!({ "unit": q.unit, "range": q.range, "log": q.log })))
        .collect();
    values::show(py, &all)
}

fn raised(error: astrarium::sed::Error) -> PyErr {
    error.raise()
}
