//! Keywords that say how to run, never what comes out: `threads`, `progress`, `comm`.
use crate::{comm, desk::Desk, progress::Shown};
use astrarium::exec::{Engine, host};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};

/// How to run one computation.
#[derive(Default)]
pub(crate) struct Options {
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
    comm: Option<Py<PyAny>>,
}

impl Options {
    /// Takes its keywords out of a call's; what is left belongs to the spec.
    ///
    /// # Errors
    /// `ValueError` for a number of threads below 1.
    pub(crate) fn split<'py>(keywords: Option<&Bound<'py, PyDict>>) -> PyResult<(Self, Option<Bound<'py, PyDict>>)> {
        let Some(keywords) = keywords else { return Ok((Self::default(), None)) };
        let left = keywords.copy()?;
        let take = |key: &str| -> PyResult<Option<Bound<'py, PyAny>>> {
            let value = left.get_item(key)?;
            if value.is_some() {
                left.del_item(key)?;
            }
            Ok(value.filter(|value| !value.is_none()))
        };
        let threads = take("threads")?.map(|threads| at_least_one(&threads)).transpose()?;
        let progress = take("progress")?.map(Bound::unbind);
        let comm = take("comm")?.map(Bound::unbind);
        Ok((Self { threads, progress, comm }, Some(left)))
    }

    /// Only a number of threads, as the parts of a job take it.
    ///
    /// # Errors
    /// `ValueError` for a number of threads below 1.
    pub(crate) fn threads(threads: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        Ok(Self { threads: threads.map(at_least_one).transpose()?, ..Self::default() })
    }

    /// The machine to run on; `desk` serves the communicator.
    ///
    /// # Errors
    /// `TypeError` when `comm` is no communicator.
    pub(crate) fn engine(&self, py: Python<'_>, desk: &Desk) -> PyResult<Engine> {
        let threads = self.threads.map_or_else(|| default_threads(py), Ok)?;
        let engine = Engine::with_threads(threads);
        match &self.comm {
            Some(comm) => Ok(engine.with_ranks(comm::ranks(comm.bind(py), desk)?)),
            None => Ok(engine),
        }
    }

    /// Whether other ranks take part.
    pub(crate) fn has_ranks(&self) -> bool {
        self.comm.is_some()
    }

    /// The progress to show; on ranks only the first one shows it.
    ///
    /// # Errors
    /// `TypeError` when `progress` is neither a truth value nor callable.
    pub(crate) fn shown(&self, py: Python<'_>) -> PyResult<Shown> {
        Shown::new(self.progress.as_ref().map(|progress| progress.bind(py)))
    }
}

fn at_least_one(threads: &Bound<'_, PyAny>) -> PyResult<usize> {
    match threads.extract::<i64>()? {
        n if n >= 1 => Ok(n as usize),
        n => Err(PyValueError::new_err(format!("threads is {n}, expected at least 1"))),
    }
}

/// What this process may use; one inside a worker of a process pool, whose neighbours use the others.
fn default_threads(py: Python<'_>) -> PyResult<usize> {
    let loaded = py.import("sys")?.getattr("modules")?;
    let pool = loaded.call_method1("get", ("multiprocessing.process",))?;
    let is_worker = !pool.is_none() && !pool.call_method0("parent_process")?.is_none();
    Ok(if is_worker { 1 } else { host::available_threads() })
}
