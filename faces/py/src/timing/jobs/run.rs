//! What both jobs do: run blocks, merge parts, remember how they were made.
use crate::{desk, errors::Raise, options::Options, timing::show};
use astrarium::{exec::seam::Parts, timing};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyDict, PyTuple},
};

/// The call that made a job: its pickle.
pub(super) struct Made {
    method: &'static str,
    arguments: Py<PyTuple>,
    keywords: Option<Py<PyDict>>,
}

impl Made {
    pub(super) fn new(
        method: &'static str,
        arguments: Bound<'_, PyTuple>,
        keywords: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let keywords = keywords.map(|keywords| keywords.copy()).transpose()?.map(Bound::unbind);
        Ok(Self { method, arguments: arguments.unbind(), keywords })
    }

    pub(super) fn reduce<'py>(&self, job: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
        let py = job.py();
        let keywords = self.keywords.as_ref().map(|keywords| keywords.bind(py).clone());
        show::remake(job, self.method, self.arguments.bind(py).clone(), keywords)
    }
}

/// The number of blocks.
///
/// # Errors
/// `ValueError` for a stream, whose blocks nobody has counted.
pub(super) fn n_blocks(job: &impl Parts) -> PyResult<u64> {
    job.n_blocks()
        .ok_or_else(|| PyValueError::new_err("the number of blocks is not known before the input has been read"))
}

/// The bytes of the part that holds these blocks.
///
/// # Errors
/// Those of the computation; `KeyboardInterrupt`.
pub(super) fn run_blocks<'py>(
    py: Python<'py>,
    job: &impl Parts<Error = timing::Error>,
    blocks: std::ops::Range<u64>,
    threads: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let options = Options::threads(threads)?;
    let part = desk::run(py, &options, |engine| job.run_blocks(engine, blocks))?;
    Ok(PyBytes::new(py, &part))
}

/// The union of two parts.
///
/// # Errors
/// `ValueError` for parts of another job, or with a block in common.
pub(super) fn merge<'py>(
    py: Python<'py>,
    job: &impl Parts<Error = timing::Error>,
    one: &[u8],
    other: &[u8],
) -> PyResult<Bound<'py, PyBytes>> {
    let merged = py.detach(|| job.merge(one, other)).map_err(Raise::raise)?;
    Ok(PyBytes::new(py, &merged))
}
