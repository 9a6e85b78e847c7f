//! Who answers: a function of Python's, a compiled one, or a problem of ours, over its space.
use super::{
    function::{Function, Style},
    native,
};
use crate::{
    desk::{self, Desk},
    options::Options,
};
use astrarium::{
    exec::Engine,
    infer::{Error, NanPolicy, Parameter, Space, Target, problems::Problem},
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyString},
};
use std::sync::Arc;

/// A likelihood before it runs.
enum Answers {
    Problem(Box<Problem>),
    Compiled(usize),
    Python { call: Arc<Py<PyAny>>, gradient: Option<Arc<Py<PyAny>>>, style: Style, blob_names: Vec<String> },
}

/// What is said of a likelihood and of its computation.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Said {
    vectorized: bool,
    gradient: Option<Py<PyAny>>,
    blobs: Vec<String>,
    nan: String,
    /// threads, progress, comm.
    run: Py<PyDict>,
}

impl Said {
    /// How the computation runs.
    ///
    /// # Errors
    /// `ValueError` and `TypeError` for options that make no sense.
    pub(crate) fn options(&self, py: Python<'_>) -> PyResult<Options> {
        Options::split(Some(self.run.bind(py))).map(|(options, _)| options)
    }
}

/// A likelihood and its space, ready to run.
pub(crate) struct Likelihood {
    answers: Answers,
    space: Space,
    /// What NaN means.
    pub(crate) nan: NanPolicy,
    /// Whether the function also wants to know the source of each row.
    by_source: bool,
}

impl Likelihood {
    /// `space` as JSON; `None` for problems, which have their own.
    ///
    /// # Errors
    /// `ValueError` for what makes no sense.
    pub(crate) fn new(likelihood: &Bound<'_, PyAny>, space: Option<&str>, said: &Said) -> PyResult<Self> {
        let nan = match said.nan.as_str() {
            "error" => NanPolicy::Error,
            "reject" => NanPolicy::Reject,
            other => return Err(PyValueError::new_err(format!("nan is {other:?}, expected 'error' or 'reject'"))),
        };
        let answers = answers(likelihood, said)?;
        let space = match (&answers, space) {
            (Answers::Problem(problem), _) => problem.density().space().clone(),
            (_, Some(space)) => read_space(space)?,
            (_, None) => return Err(PyValueError::new_err("no parameters, expected a space or a number of them")),
        };
        Ok(Self { answers, space, nan, by_source: false })
    }

    /// The same, of many sources: a function `f(theta, source)`.
    ///
    /// # Errors
    /// `ValueError` for a likelihood that does not know sources.
    pub(crate) fn by_source(self) -> PyResult<Self> {
        match &self.answers {
            Answers::Python { gradient: None, .. } => Ok(Self { by_source: true, ..self }),
            _ => Err(PyValueError::new_err(
                "a catalogue's likelihood is a Python function f(theta, source) without gradient",
            )),
        }
    }

    /// Runs `work` on it, without the interpreter's lock.
    ///
    /// # Errors
    /// What Python raised meanwhile; the error of `work`.
    pub(crate) fn run<T: Send>(
        self,
        py: Python<'_>,
        options: &Options,
        work: impl FnOnce(Target<'_>, &Engine) -> Result<T, Error> + Send,
    ) -> PyResult<T> {
        let Self { answers, space, by_source, .. } = self;
        let asks_here = matches!(answers, Answers::Python { .. }) && !by_source;
        let on = |engine: &Engine, desk: &Desk| match answers {
            Answers::Problem(problem) => work(problem.target(), engine),
            Answers::Compiled(address) => work(Target::plain(&native::compiled(space, address)), engine),
            Answers::Python { call, gradient, style, blob_names } => {
                let is_smooth = gradient.is_some();
                let density = Function { space, blob_names, style, desk: desk.clone(), call, gradient, by_source };
                work(if is_smooth { Target::smooth(&density) } else { Target::plain(&density) }, engine)
            }
        };
        // the interpreter's lock is asked for signals only between errands here: not for long runs that have none, nor for
        // those whose errands come from many threads
        if asks_here { desk::run_here(py, options, on) } else { desk::run_with(py, options, on) }
    }
}

fn answers(likelihood: &Bound<'_, PyAny>, said: &Said) -> PyResult<Answers> {
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
        gradient: said.gradient.as_ref().map(|gradient| Arc::new(gradient.clone_ref(likelihood.py()))),
        style: if said.vectorized { Style::Batch } else { Style::Point },
        blob_names: said.blobs.clone(),
    })
}

/// A space from its JSON: parameters, or how many flat ones.
///
/// # Errors
/// `ValueError` for what makes no space.
pub(crate) fn read_space(space: &str) -> PyResult<Space> {
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

/// Settings from JSON.
///
/// # Errors
/// `ValueError` that names the key.
pub(crate) fn read<S: serde::de::DeserializeOwned>(settings: &str) -> PyResult<S> {
    serde_json::from_str(settings).map_err(|error| PyValueError::new_err(format!("settings: {error}")))
}
