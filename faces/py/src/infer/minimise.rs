//! The maximum of a posterior.
use super::target::{Likelihood, Said, read};
use astrarium::infer::optimise::{Method, MultiStartSettings, Outcome, Search, maximum};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{prelude::*, types::PyDict};

/// Maximise a posterior; `astrarium.infer` has the function for users.
///
/// Parameters
/// ----------
/// likelihood, space, said
///     As `_sample` has them.
/// method : str
///     The optimiser with its settings, as JSON.
/// starts : tuple
///     The free parameters to start from, or None for the medians of the priors; many starts as JSON, or None.
///
/// Returns
/// -------
/// dict
#[pyfunction]
pub(crate) fn _minimise<'py>(
    likelihood: &Bound<'py, PyAny>,
    space: Option<&str>,
    method: &str,
    starts: (Option<Vec<f64>>, Option<String>),
    said: Said,
) -> PyResult<Bound<'py, PyDict>> {
    let py = likelihood.py();
    let likelihood = Likelihood::new(likelihood, space, &said)?;
    let method: Method = read(method)?;
    let (start, starts) = starts;
    let starts: Option<MultiStartSettings> = starts.as_deref().map(read).transpose()?;
    let search = Search { method, start, starts, nan: likelihood.nan };
    let options = said.options(py)?;
    let (found, names) = likelihood.run(py, &options, |target, engine| {
        let names: Vec<String> = target.density.space().free().map(|parameter| parameter.name.clone()).collect();
        maximum(target, &search, engine).map(|found| (found, names))
    })?;
    let dict = outcome(py, &found.best)?;
    dict.set_item("names", names)?;
    dict.set_item("calls", found.calls)?;
    dict.set_item("ln_z", found.ln_z())?;
    let dim = found.best.x.len();
    let covariance = found.curvature.as_ref().and_then(|curvature| curvature.covariance.as_ref());
    let square = |matrix: &[f64]| PyArray1::from_slice(py, matrix).reshape((dim, dim));
    dict.set_item("covariance", covariance.map(|matrix| square(matrix.as_slice())).transpose()?)?;
    let others: Vec<_> = found.others.iter().map(|one| outcome(py, one)).collect::<PyResult<_>>()?;
    dict.set_item("others", others)?;
    Ok(dict)
}

fn outcome<'py>(py: Python<'py>, of: &Outcome) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("x", PyArray1::from_slice(py, &of.x))?;
    dict.set_item("ln_posterior", -of.f)?;
    dict.set_item("status", format!("{:?}", of.status).to_lowercase())?;
    dict.set_item("converged", of.status.is_converged())?;
    Ok(dict)
}
