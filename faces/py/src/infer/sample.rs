//! One run of a sampler.
use super::{
    function::{Function, Style},
    native,
    run::Run,
};
use crate::{
    arrays,
    desk::{self, Desk},
    options::Options,
};
use astrarium::{
    exec::{Engine, Folder, Saving},
    infer::{
        Error, How, NanPolicy, Parameter, Space, Target, joint::JointKind, prior::PriorKind, problems,
        problems::Problem, samplers::SamplerKind,
    },
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyString},
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// Who answers a sampler's questions.
enum Answers {
    Problem(Box<Problem>),
    Compiled(usize),
    Python { call: Arc<Py<PyAny>>, gradient: Option<Arc<Py<PyAny>>>, style: Style, blob_names: Vec<String> },
}

/// What is asked for, beside the likelihood and its space.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    vectorized: bool,
    gradient: Option<Py<PyAny>>,
    blobs: Vec<String>,
    seed: u64,
    nan: String,
    checkpoint: Option<PathBuf>,
    checkpoint_every_s: f64,
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
///     vectorized, gradient, blobs, seed, nan, checkpoint, checkpoint_every_s.
/// run : dict
///     threads, progress, comm.
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
    run: &Bound<'_, PyDict>,
) -> PyResult<Run> {
    let py = likelihood.py();
    let sampler: SamplerKind =
        serde_json::from_str(sampler).map_err(|error| PyValueError::new_err(format!("settings: {error}")))?;
    let nan = match asked.nan.as_str() {
        "error" => NanPolicy::Error,
        "reject" => NanPolicy::Reject,
        other => return Err(PyValueError::new_err(format!("nan is {other:?}, expected 'error' or 'reject'"))),
    };
    let answers = answers(likelihood, &asked)?;
    let space = match (&answers, space) {
        (Answers::Problem(problem), _) => problem.density().space().clone(),
        (_, Some(space)) => read_space(space)?,
        (_, None) => return Err(PyValueError::new_err("no parameters, expected a space or a number of them")),
    };
    let (options, _) = Options::split(Some(run))?;
    if let Some(folder) = &asked.checkpoint {
        std::fs::create_dir_all(folder)?;
    }
    let store = asked.checkpoint.clone().map(Folder);
    let every = Duration::try_from_secs_f64(asked.checkpoint_every_s)
        .map_err(|_| PyValueError::new_err("checkpoint_every_s is no time, expected seconds"))?;
    let asks_python = matches!(answers, Answers::Python { .. });
    let work = |engine: &Engine, desk: &Desk| {
        let saving = store.as_ref().map(|store| Saving { store, name: "run", every });
        let how = How { nan, saving, ..How::new(engine, asked.seed) };
        match answers {
            Answers::Problem(problem) => sampler.run(problem.target(), how),
            Answers::Compiled(address) => sampler.run(Target::plain(&native::compiled(space, address)), how),
            Answers::Python { call, gradient, style, blob_names } => {
                let is_smooth = gradient.is_some();
                let density = Function { space, blob_names, style, desk: desk.clone(), call, gradient };
                sampler.run(if is_smooth { Target::smooth(&density) } else { Target::plain(&density) }, how)
            }
        }
    };
    // the interpreter's lock is asked for signals only between errands here: not for long runs that have none
    let inner = if asks_python { desk::run_here(py, &options, work) } else { desk::run_with(py, &options, work) };
    inner.map(|inner| Run { inner })
}

fn answers(likelihood: &Bound<'_, PyAny>, asked: &Asked) -> PyResult<Answers> {
    if let Ok(name) = likelihood.cast::<PyString>() {
        let problem = Problem::named(name.to_str()?);
        return problem
            .map(|problem| Answers::Problem(Box::new(problem)))
            .map_err(|error| PyValueError::new_err(error.to_string()));
    }
    if let Some(address) = native::address(likelihood)? {
        return Ok(Answers::Compiled(address));
    }
    if !likelihood.is_callable() {
        let kind = likelihood.get_type().name()?;
        return Err(PyValueError::new_err(format!("the likelihood is a {kind}, expected something to call")));
    }
    Ok(Answers::Python {
        call: Arc::new(likelihood.clone().unbind()),
        gradient: asked.gradient.as_ref().map(|gradient| Arc::new(gradient.clone_ref(likelihood.py()))),
        style: if asked.vectorized { Style::Batch } else { Style::Point },
        blob_names: asked.blobs.clone(),
    })
}

fn read_space(space: &str) -> PyResult<Space> {
    if let Ok(dim) = space.parse::<usize>() {
        return match dim {
            0 => Err(PyValueError::new_err("no parameters, expected at least one")),
            dim => Ok(Space::flat(dim)),
        };
    }
    let parameters: Vec<Parameter> =
        serde_json::from_str(space).map_err(|error| PyValueError::new_err(format!("space: {error}")))?;
    Space::new(parameters).map_err(|error| PyValueError::new_err(error.to_string()))
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
