//! What both jobs do: run blocks, merge parts, remember how they were made.
use crate::{desk, errors::Raise, options::Options, timing::show, values};
use astrarium::{exec::seam::Parts, timing};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyDict, PyList, PyTuple},
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

    /// The call with files by their absolute paths: a worker may stand in another folder.
    ///
    /// # Errors
    /// `OSError` if the working directory is gone.
    pub(super) fn of_files<'py>(files: Bound<'py, PyTuple>, keywords: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        let absolute = files.py().import("os.path")?.getattr("abspath")?;
        let carried =
            |file: &Bound<'py, PyAny>| match file.is_instance_of::<PyList>() || file.is_instance_of::<PyTuple>() {
                true => Ok(PyList::new(
                    file.py(),
                    file.try_iter()?.map(|one| absolute.call1((one?,))).collect::<PyResult<Vec<_>>>()?,
                )?
                .into_any()),
                false => absolute.call1((file,)),
            };
        let files = files.iter().map(|file| carried(&file)).collect::<PyResult<Vec<_>>>()?;
        let made = Self::new("from_file", PyTuple::new(absolute.py(), files)?, keywords)?;
        if let Some(keywords) = &made.keywords {
            let keywords = keywords.bind(absolute.py());
            for key in ["gti", "rmf"] {
                if let Some(file) = values::given(Some(keywords), key)? {
                    keywords.set_item(key, absolute.call1((file,))?)?;
                }
            }
        }
        Ok(made)
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
