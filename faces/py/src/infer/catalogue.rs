//! Fits of many sources.
use super::target::{Likelihood, Said, read};
use astrarium::infer::{
    catalogue::{CatalogueSettings, Fits, SourceRow, Summary, posteriors},
    samplers::SamplerKind,
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{prelude::*, types::PyDict};
use std::path::PathBuf;

/// Fit many sources; `astrarium.infer` has the function for users.
///
/// Parameters
/// ----------
/// likelihood, space, said
///     As `_sample` has them, the likelihood being `f(theta, source)`.
/// sampler : str
///     The sampler with its settings, as JSON.
/// sources : tuple
///     Ids, settings of the catalogue as JSON, and the folder where rows that are done are kept, or None.
///
/// Returns
/// -------
/// dict or None
///     Columns; None on other ranks than the first.
#[pyfunction]
pub(crate) fn _catalogue<'py>(
    likelihood: &Bound<'py, PyAny>,
    space: Option<&str>,
    sampler: &str,
    sources: (Vec<String>, String, Option<PathBuf>),
    said: Said,
) -> PyResult<Option<Bound<'py, PyDict>>> {
    let py = likelihood.py();
    let likelihood = Likelihood::new(likelihood, space, &said)?.by_source()?;
    let sampler: SamplerKind = read(sampler)?;
    let (ids, settings, folder) = sources;
    let settings: CatalogueSettings = read(&settings)?;
    let nan = likelihood.nan;
    let options = said.options(py)?;
    let (rows, names, is_first) = likelihood.run(py, &options, |target, engine| {
        let density = target.density;
        let fits = Fits { sampler: &sampler, density, ids: &ids, settings: &settings, nan, inputs: &[], beside: None };
        let names: Vec<String> = density.space().free().map(|parameter| parameter.name.clone()).collect();
        Ok((posteriors(fits, engine, folder.as_deref())?, names, engine.rank() == 0))
    })?;
    is_first.then(|| columns(py, &rows, names)).transpose()
}

fn columns<'py>(py: Python<'py>, rows: &[SourceRow<Summary>], names: Vec<String>) -> PyResult<Bound<'py, PyDict>> {
    let (n, dim) = (rows.len(), names.len());
    let found = |row: &SourceRow<Summary>| row.found.as_ref().ok().cloned();
    let all: Vec<Option<Summary>> = rows.iter().map(found).collect();
    let column = |of: &dyn Fn(&Summary) -> Vec<f64>, width: usize| -> Vec<f64> {
        all.iter().flat_map(|row| row.as_ref().map_or_else(|| vec![f64::NAN; width], of)).collect()
    };
    let dict = PyDict::new(py);
    let matrix = |values: Vec<f64>| PyArray1::from_vec(py, values).reshape((n, dim));
    dict.set_item("mean", matrix(column(&|row| row.moments.iter().map(|moments| moments[0]).collect(), dim))?)?;
    dict.set_item("sd", matrix(column(&|row| row.moments.iter().map(|moments| moments[1]).collect(), dim))?)?;
    dict.set_item("best", matrix(column(&|row| row.best.clone(), dim))?)?;
    let quantiles = column(&|row| row.quantiles.iter().flatten().copied().collect(), 5 * dim);
    dict.set_item("quantiles", PyArray1::from_vec(py, quantiles).reshape((n, dim, 5))?)?;
    let scalar = |of: &dyn Fn(&Summary) -> f64| PyArray1::from_vec(py, column(&|row| vec![of(row)], 1));
    dict.set_item("ln_likelihood", scalar(&|row| row.ln_likelihood))?;
    dict.set_item("ln_z", scalar(&|row| row.ln_z.map_or(f64::NAN, |ln_z| ln_z[0])))?;
    dict.set_item("ln_z_err", scalar(&|row| row.ln_z.map_or(f64::NAN, |ln_z| ln_z[1])))?;
    dict.set_item("effective_size", scalar(&|row| row.effective_size))?;
    let flags = |row: &Option<Summary>| row.as_ref().map_or_else(Vec::new, |row| row.flags.clone());
    dict.set_item("flags", all.iter().map(flags).collect::<Vec<_>>())?;
    let errors: Vec<Option<&str>> = rows.iter().map(|row| row.found.as_ref().err().map(String::as_str)).collect();
    dict.set_item("errors", errors)?;
    dict.set_item("names", names)?;
    Ok(dict)
}
