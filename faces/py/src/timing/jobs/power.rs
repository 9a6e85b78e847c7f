//! `PowerJob`.
use super::run::{self, Made};
use crate::{
    desk,
    errors::Raise,
    options::Options,
    timing::{EventList, LightCurve, PowerSpectrum, show, source},
};
use astrarium::{
    exec::seam,
    timing::{self, PowerSpec},
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict, PyTuple},
};

/// An averaged power spectrum as parts: blocks of segments that any worker computes, merged in any order.
///
/// Made by `from_events`, `from_lightcurve` or `from_file`, with the keywords of `PowerSpectrum`. It can be pickled: a
/// job of a file carries the path, a job of events the events. `astrarium.runners` runs it on process pools, joblib,
/// Dask and Ray.
///
/// Examples
/// --------
/// >>> from astrarium import PowerJob
/// >>> job = PowerJob.from_events(events, segment_s=1, bin_s=1/64)
/// >>> job.n_blocks
/// 16
/// >>> late, early = job.run_blocks(9, 16), job.run_blocks(0, 9)
/// >>> job.finish(job.merge(late, early)).n_segments
/// 64
#[pyclass(frozen, module = "astrarium")]
pub(crate) struct PowerJob {
    job: timing::PowerJob<'static>,
    made: Made,
}

impl PowerJob {
    /// Runs all of it.
    ///
    /// # Errors
    /// Those of the computation; `KeyboardInterrupt`.
    pub(crate) fn compute(&self, py: Python<'_>, options: &Options) -> PyResult<PowerSpectrum> {
        let job = &self.job;
        let found = desk::run(py, options, |engine| job.run(engine)?.rebinned_as(job.spec()))?;
        PowerSpectrum::with(py, found)
    }
}

#[pymethods]
impl PowerJob {
    /// Of events in memory.
    ///
    /// Parameters
    /// ----------
    /// events : EventList
    ///     Photons.
    /// **spec
    ///     Keys of the power spec, as for `PowerSpectrum.from_events`.
    ///
    /// Returns
    /// -------
    /// PowerJob
    ///     Nothing is computed yet.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerJob
    /// >>> PowerJob.from_events(events, segment_s=2, bin_s=0.25).n_blocks
    /// 8
    #[staticmethod]
    #[pyo3(signature = (events, **spec))]
    pub(crate) fn from_events(events: &Bound<'_, EventList>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let power: PowerSpec = source::spec(spec)?;
        let job = timing::PowerJob::from_events(events.get().inner.clone(), &power).map_err(Raise::raise)?;
        Ok(Self { job, made: Made::new("from_events", PyTuple::new(events.py(), [events])?, spec)? })
    }

    /// Of a light curve.
    ///
    /// Parameters
    /// ----------
    /// curve : LightCurve
    ///     Counts.
    /// **spec
    ///     Keys of the power spec.
    ///
    /// Returns
    /// -------
    /// PowerJob
    ///     Nothing is computed yet.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerJob
    /// >>> PowerJob.from_lightcurve(curve, segment_s=16).n_blocks
    /// 1
    #[staticmethod]
    #[pyo3(signature = (curve, **spec))]
    pub(crate) fn from_lightcurve(curve: &Bound<'_, LightCurve>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let power: PowerSpec = source::spec(spec)?;
        let job = timing::PowerJob::from_curve(curve.get().inner.clone(), &power).map_err(Raise::raise)?;
        Ok(Self { job, made: Made::new("from_lightcurve", PyTuple::new(curve.py(), [curve])?, spec)? })
    }

    /// Of event files, read where they lie, one after the other; joined in memory where they do not follow each other.
    ///
    /// Parameters
    /// ----------
    /// files : path or list of paths
    ///     FITS event files, readable under the same path by every worker.
    /// **spec
    ///     Keys of the power spec and of `EventList.read`.
    ///
    /// Returns
    /// -------
    /// PowerJob
    ///     Nothing is computed yet.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerJob
    /// >>> PowerJob.from_file("nicer.evt", segment_s=16)  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (files, **spec))]
    pub(crate) fn from_file(files: &Bound<'_, PyAny>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let (input, power) = source::specs::<PowerSpec>(source::paths(files)?, spec)?;
        let job = timing::PowerJob::from_input(source::open(files.py(), &input)?, &power).map_err(Raise::raise)?;
        Ok(Self { job, made: Made::of_files(PyTuple::new(files.py(), [files])?, spec)? })
    }

    /// int: how many blocks there are.
    #[getter]
    fn n_blocks(&self) -> PyResult<u64> {
        run::n_blocks(&self.job)
    }

    /// Compute the blocks from `a` up to, not including, `b`.
    ///
    /// Parameters
    /// ----------
    /// a, b : int
    ///     First block, and the one after the last.
    /// threads : int, optional
    ///     Threads; by default the cores that this process may use, one inside a worker of a process pool.
    ///
    /// Returns
    /// -------
    /// bytes
    ///     A part, which also is a parts file of the program.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerJob
    /// >>> job = PowerJob.from_events(events, segment_s=1, bin_s=1/64)
    /// >>> type(job.run_blocks(0, 3, threads=1))
    /// <class 'bytes'>
    #[pyo3(signature = (a, b, /, *, threads = None))]
    fn run_blocks<'py>(
        &self,
        py: Python<'py>,
        a: u64,
        b: u64,
        threads: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        run::run_blocks(py, &self.job, a..b, threads.as_ref())
    }

    /// Join two parts that have no block in common, in either order.
    ///
    /// Parameters
    /// ----------
    /// one, other : bytes
    ///     Parts of this job.
    ///
    /// Returns
    /// -------
    /// bytes
    ///     A part that holds the blocks of both.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     If they overlap or one belongs to another job.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerJob
    /// >>> job = PowerJob.from_events(events, segment_s=1, bin_s=1/64)
    /// >>> part = job.merge(job.run_blocks(5, 8), job.run_blocks(0, 2))
    #[pyo3(signature = (one, other, /))]
    fn merge<'py>(&self, py: Python<'py>, one: &[u8], other: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        run::merge(py, &self.job, one, other)
    }

    /// Make the spectrum of a part that holds all blocks.
    ///
    /// Parameters
    /// ----------
    /// part : bytes
    ///     The union of all parts.
    ///
    /// Returns
    /// -------
    /// PowerSpectrum
    ///     The same bits as without parts.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     If blocks are missing; the message lists them.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerJob
    /// >>> job = PowerJob.from_events(events, segment_s=1, bin_s=1/64)
    /// >>> job.finish(job.run_blocks(0, job.n_blocks)).n_segments
    /// 64
    #[pyo3(signature = (part, /))]
    fn finish(&self, py: Python<'_>, part: &[u8]) -> PyResult<PowerSpectrum> {
        let job = &self.job;
        let found = py.detach(|| job.finish(&seam::finish(job, part)?)?.rebinned_as(job.spec()));
        PowerSpectrum::with(py, found.map_err(Raise::raise)?)
    }

    fn __repr__(&self) -> String {
        let blocks = self.job.n_segments().map_or_else(|| "segments to come".to_owned(), |n| format!("{n} segments"));
        show::line("PowerJob", &[(&blocks, format!("of {} s", show::short(self.job.grid().segment_s())))])
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        slf.get().made.reduce(slf.as_any())
    }
}
