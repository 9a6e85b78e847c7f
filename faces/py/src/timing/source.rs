//! Keywords of spectra and readers, sorted into the specs that they belong to.
use crate::{errors::Raise, timing::show, values};
use astrarium::{
    io::ReadOptions,
    timing::{EventInput, InputSpec, Warning},
};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyDict, PyList, PyString, PyTuple},
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::path::PathBuf;

/// A spec from keywords, all of which must be its own.
///
/// # Errors
/// `ValueError` for an unknown key, with the nearest known one; as [`values::spec`].
pub(crate) fn spec<S: DeserializeOwned + JsonSchema>(keywords: Option<&Bound<'_, PyDict>>) -> PyResult<S> {
    values::check_keys(keywords, &values::keys::<S>())?;
    values::spec(keywords)
}

/// An [`InputSpec`] of these files, and a spec of type `S`, out of one set of keywords.
///
/// # Errors
/// As [`spec`].
pub(crate) fn specs<S: DeserializeOwned + JsonSchema>(
    files: Vec<PathBuf>,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<(InputSpec, S)> {
    let (input, own) = (input_keys(), values::keys::<S>());
    let all: Vec<String> = input.iter().chain(&own).cloned().collect();
    values::check_keys(keywords, &all)?;
    let mut input: InputSpec = values::spec(values::only(keywords, &input)?.as_ref())?;
    input.files = files;
    Ok((input, values::spec(values::only(keywords, &own)?.as_ref())?))
}

/// The keys of [`InputSpec`] that are keywords: the files come first, by position.
pub(crate) fn input_keys() -> Vec<String> {
    values::keys::<InputSpec>().into_iter().filter(|key| key != "files").collect()
}

/// One path or a list of them.
///
/// # Errors
/// `TypeError` for anything else, `ValueError` for an empty list.
pub(crate) fn paths(value: &Bound<'_, PyAny>) -> PyResult<Vec<PathBuf>> {
    let is_list = value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>();
    let one = |value: &Bound<'_, PyAny>| -> PyResult<PathBuf> {
        if value.is_instance_of::<PyString>() || value.hasattr("__fspath__")? {
            return value.extract();
        }
        let kind = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("a file is a {kind}, expected a path")))
    };
    let paths = if is_list {
        value.try_iter()?.map(|path| one(&path?)).collect::<PyResult<Vec<_>>>()?
    } else {
        vec![one(value)?]
    };
    if paths.is_empty() { Err(PyValueError::new_err("no file in the list, expected at least one")) } else { Ok(paths) }
}

/// Opens the files of a spec for a job, and warns where they had to be joined in memory.
///
/// # Errors
/// What opening or reading meets.
pub(crate) fn open(py: Python<'_>, input: &InputSpec) -> PyResult<EventInput> {
    let opened = py.detach(|| EventInput::open(input, &ReadOptions::default())).map_err(Raise::raise)?;
    let is_note = |warning: &&Warning| matches!(warning, Warning::JoinedInMemory { .. });
    show::warn(py, &opened.warnings().iter().filter(is_note).collect::<Vec<_>>())?;
    Ok(opened)
}
