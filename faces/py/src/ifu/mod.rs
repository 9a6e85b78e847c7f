//! Simulated galaxies and what telescopes see of them.
mod particles;
mod scene;
mod seen;

pub(crate) use particles::_Particles;
pub(crate) use scene::_Scene;
pub(crate) use seen::{_Observation, _ifu_observe, _ifu_telescopes};

use astrarium::io::registry::{Shelf, default_folder};
use pyo3::{
    PyResult,
    exceptions::{PyFileNotFoundError, PyValueError},
};
use serde::de::DeserializeOwned;

/// A specification from JSON.
fn read<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// Where data sets are.
fn shelf() -> PyResult<Shelf> {
    let folder = default_folder(|name| std::env::var_os(name));
    let none =
        || PyFileNotFoundError::new_err("there is no folder for data sets: HOME is not set; set ASTRARIUM_DATA to one");
    folder.map(Shelf::new).ok_or_else(none)
}
