//! Fits of many sources.
use super::{columns, read, shelf};
use crate::{desk, options::Options};
use astrarium::{
    exec::Folder,
    sed::{
        CatalogueSource, CatalogueSpec, Error,
        catalogue::{CatalogueFitSpec, Found, catalogue_table},
    },
};
use pyo3::{prelude::*, types::PyDict};
use std::{path::PathBuf, time::Duration};

/// Fit all sources of a catalogue; `astrarium.sed` has the function for users.
///
/// Parameters
/// ----------
/// spec : str
///     The fits, as JSON.
/// sources : str
///     The sources as JSON: a list of them, or a catalogue's file with how it is read.
/// checkpoint : path-like or None
///     A folder: rows that are done are kept there.
/// run : dict
///     threads, progress, comm.
///
/// Returns
/// -------
/// dict
///     The columns of the table.
#[pyfunction]
#[pyo3(signature = (spec, sources, checkpoint, run))]
pub(crate) fn _sed_catalogue<'py>(
    py: Python<'py>,
    spec: &str,
    sources: &str,
    checkpoint: Option<PathBuf>,
    run: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyDict>> {
    let (spec, shelf): (CatalogueFitSpec, _) = (read(spec)?, shelf()?);
    let from_file = sources.trim_start().starts_with('{');
    let file: Option<CatalogueSpec> = if from_file { Some(read(sources)?) } else { None };
    let listed: Vec<CatalogueSource> = if from_file { Vec::new() } else { read(sources)? };
    let (options, _) = Options::split(Some(run))?;
    if let Some(folder) = &checkpoint {
        std::fs::create_dir_all(folder)?;
    }
    let store = checkpoint.map(Folder);
    let table = desk::run(py, &options, |engine| -> Result<_, Error> {
        let fits = match &file {
            Some(file) => spec.plan(file, &shelf)?,
            None => spec.plan_sources(listed, &shelf)?,
        };
        let found: Found = match &store {
            Some(store) => engine.fold_saved(&fits, store, "blocks", Duration::from_secs(60))?,
            None => engine.fold(&fits)?,
        };
        catalogue_table(&fits, &found)
    })?;
    columns(py, &table)
}
