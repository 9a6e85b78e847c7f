//! Keywords of spectra and readers, sorted into the specs that they belong to.
use crate::{errors::Raise, values};
use astrarium::timing::{self, EventSource, InputSpec};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyDict, PyList, PyString, PyTuple},
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::{path::PathBuf, sync::Arc};

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

/// Where a job takes its events from: a single file is read as it lies, several are joined in memory.
pub(crate) enum Events {
    /// One open file.
    File(Arc<EventSource>),
    /// Events in memory.
    Held(Arc<timing::EventList>),
}

impl Events {
    /// Opens the files of a spec.
    ///
    /// # Errors
    /// What opening or reading meets.
    pub(crate) fn open(input: &InputSpec) -> PyResult<Self> {
        let opened = match input.files.as_slice() {
            [file] => EventSource::open(file, input).map(|source| Self::File(Arc::new(source))),
            _ => timing::EventList::read_all(input).map(|list| Self::Held(Arc::new(list))),
        };
        opened.map_err(Raise::raise)
    }
}
