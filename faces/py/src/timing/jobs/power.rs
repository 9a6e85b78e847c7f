//! `PowerJob`.
use super::{methods::job_methods, run::Made};
use crate::{
    errors::Raise,
    timing::{EventList, LightCurve, PowerSpectrum, source},
};
use astrarium::timing::{self, PowerSpec};
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
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
}

job_methods!(PowerJob, PowerSpectrum, "PowerJob.from_events(events, segment_s=1, bin_s=1/64)");
