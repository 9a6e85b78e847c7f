//! One run of a sampler.
use super::{
    run::Run,
    target::{Likelihood, Said, read, read_space},
};
use crate::arrays;
use astrarium::{
    exec::{Folder, Saving},
    infer::{Error, How, joint::JointKind, prior::PriorKind, problems, samplers::SamplerKind},
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};
use std::{path::PathBuf, time::Duration};

/// What is asked of a run.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    pub(super) seed: u64,
    checkpoint: Option<PathBuf>,
    checkpoint_every_s: f64,
}

impl Asked {
    /// Where the run is kept, and how often.
    ///
    /// # Errors
    /// If the folder cannot be made, `ValueError` for what is no time.
    pub(super) fn store(&self) -> PyResult<(Option<Folder>, Duration)> {
        if let Some(folder) = &self.checkpoint {
            std::fs::create_dir_all(folder)?;
        }
        let every = Duration::try_from_secs_f64(self.checkpoint_every_s)
            .map_err(|_| PyValueError::new_err("checkpoint_every_s is no time, expected seconds"))?;
        Ok((self.checkpoint.clone().map(Folder), every))
    }
}

/// Sample a likelihood; `astrarium.infer` has the functions for users.
///
/// Parameters
/// ----------
/// likelihood : callable, compiled function, or str
///     A function of Python's, a function with an address, or the name of a problem of ours.
/// space : str or None
///     The parameters as JSON; None with a problem, which has its own.
/// sampler : str
///     The sampler with its settings, as JSON.
/// asked : dict
///     seed, checkpoint, checkpoint_every_s.
/// said : dict
///     vectorized, gradient, blobs and nan of the likelihood; run: threads, progress, comm.
///
/// Returns
/// -------
/// Run
#[pyfunction]
pub(crate) fn _sample(
    likelihood: &Bound<'_, PyAny>,
    space: Option<&str>,
    sampler: &str,
    asked: Asked,
    said: Said,
) -> PyResult<Run> {
    let py = likelihood.py();
    let sampler: SamplerKind = read(sampler)?;
    let likelihood = Likelihood::new(likelihood, space, &said)?;
    let options = said.options(py)?;
    let (store, every) = asked.store()?;
    let nan = likelihood.nan;
    let inner = likelihood.run(py, &options, |target, engine| {
        let saving = store.as_ref().map(|store| Saving { store, name: "run", every });
        sampler.run(target, How { nan, saving, ..How::new(engine, asked.seed) })
    })?;
    Ok(Run { inner })
}

/// Points of the unit cube as parameters, the fixed and tied ones included.
///
/// Parameters
/// ----------
/// space : str
///     The parameters as JSON.
/// u : numpy.ndarray of shape (n * d,)
///     The points, row after row.
///
/// Returns
/// -------
/// numpy.ndarray of shape (n, full)
#[pyfunction]
pub(crate) fn _transform<'py>(py: Python<'py>, space: &str, u: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let space = read_space(space)?;
    let u = arrays::f64s(u, "u", None)?;
    let raised = |error: Error| PyValueError::new_err(error.to_string());
    space.require_proper("a transform of the unit cube").map_err(raised)?;
    let (dim, mut theta, mut all, mut full) = (space.dim(), vec![0.0; space.dim()], Vec::new(), Vec::new());
    for row in u.chunks_exact(dim) {
        space.transform(row, &mut theta);
        full.clear();
        space.expand(&theta, &mut full);
        all.extend_from_slice(&full);
    }
    let shape = (u.len() / dim, space.full_dim());
    Ok(PyArray1::from_vec(py, all).reshape(shape)?.into_any())
}

/// What is known by name, with a line on each.
///
/// Returns
/// -------
/// dict
///     Of "samplers", "priors", "joint_priors" and "problems": dicts from names to explanations.
#[pyfunction]
pub(crate) fn _names(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let families = [("samplers", SamplerKind::ALL), ("priors", PriorKind::ALL), ("joint_priors", JointKind::ALL)];
    let names = PyDict::new(py);
    for (family, members) in families {
        let dict = PyDict::new(py);
        members.iter().try_for_each(|(name, line)| dict.set_item(name, line))?;
        names.set_item(family, dict)?;
    }
    let known = PyDict::new(py);
    problems::NAMES.iter().try_for_each(|name| known.set_item(name, ""))?;
    names.set_item("problems", known)?;
    Ok(names)
}
