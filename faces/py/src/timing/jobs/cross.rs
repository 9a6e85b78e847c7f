//! `CrossJob`.
use super::{methods::job_methods, run::Made};
use crate::{
    errors::Raise,
    timing::{CrossSpectrum, EventList, LightCurve, source},
};
use astrarium::timing::{self, CrossSpec, EventSource, InputSpec};
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};

/// An averaged cross spectrum as parts: blocks of segments that any worker computes, merged in any order.
///
/// Made by `from_events`, `from_lightcurves` or `from_file`, with the keywords of `CrossSpectrum`. It can be pickled: a
/// job of files carries the paths, a job of events the events.
///
/// Examples
/// --------
/// >>> from astrarium import CrossJob
/// >>> job = CrossJob.from_events(events, bands_kev=[[2, 10], [0.5, 2]], segment_s=1, bin_s=1/64)
/// >>> late, early = job.run_blocks(9, 16), job.run_blocks(0, 9)
/// >>> job.finish(job.merge(late, early)).n_segments
/// 64
#[pyclass(frozen, module = "astrarium")]
pub(crate) struct CrossJob {
    job: timing::CrossJob<'static>,
    made: Made,
}

/// One open file.
fn open(file: &Bound<'_, PyAny>, input: &InputSpec) -> PyResult<EventSource> {
    EventSource::open(&file.extract::<std::path::PathBuf>()?, input).map_err(Raise::raise)
}

/// One argument or two, as the pickle keeps them.
fn arguments<'py>(first: &Bound<'py, PyAny>, second: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyTuple>> {
    match second {
        Some(second) => PyTuple::new(first.py(), [first, second]),
        None => PyTuple::new(first.py(), [first]),
    }
}

#[pymethods]
impl CrossJob {
    /// Of two bands of an event list, or of two lists.
    ///
    /// Parameters
    /// ----------
    /// events : EventList
    ///     Photons; with `second` those of band 1.
    /// second : EventList, optional
    ///     Photons of band 2, the reference.
    /// **spec
    ///     Keys of the cross spec, as for `CrossSpectrum.from_events`.
    ///
    /// Returns
    /// -------
    /// CrossJob
    ///     Nothing is computed yet.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossJob
    /// >>> CrossJob.from_events(events, events, segment_s=2, bin_s=0.25).n_blocks
    /// 8
    #[staticmethod]
    #[pyo3(signature = (events, second = None, **spec))]
    pub(crate) fn from_events(
        events: &Bound<'_, EventList>,
        second: Option<&Bound<'_, EventList>>,
        spec: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let cross: CrossSpec = source::spec(spec)?;
        let list = |events: &Bound<'_, EventList>| events.get().inner.clone();
        let job = match second {
            Some(second) => timing::CrossJob::from_two_events(list(events), list(second), &cross),
            None => timing::CrossJob::from_events(list(events), &cross),
        };
        let made = Made::new("from_events", arguments(events.as_any(), second.map(|second| second.as_any()))?, spec)?;
        Ok(Self { job: job.map_err(Raise::raise)?, made })
    }

    /// Of two light curves with the same bins.
    ///
    /// Parameters
    /// ----------
    /// first, second : LightCurve
    ///     Counts of the subject and of the reference band.
    /// **spec
    ///     Keys of the cross spec.
    ///
    /// Returns
    /// -------
    /// CrossJob
    ///     Nothing is computed yet.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossJob
    /// >>> CrossJob.from_lightcurves(curve, curve, segment_s=16).n_blocks
    /// 1
    #[staticmethod]
    #[pyo3(signature = (first, second, **spec))]
    pub(crate) fn from_lightcurves(
        first: &Bound<'_, LightCurve>,
        second: &Bound<'_, LightCurve>,
        spec: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let cross: CrossSpec = source::spec(spec)?;
        let curve = |curve: &Bound<'_, LightCurve>| curve.get().inner.clone();
        let job = timing::CrossJob::from_curves(curve(first), curve(second), &cross).map_err(Raise::raise)?;
        Ok(Self { job, made: Made::new("from_lightcurves", arguments(first.as_any(), Some(second.as_any()))?, spec)? })
    }

    /// Of two bands of event files, or of two files, read where they lie.
    ///
    /// Parameters
    /// ----------
    /// file : path or list of paths
    ///     Sorted FITS event files, readable under the same path by every worker; with `second` one file.
    /// second : path, optional
    ///     The event file of band 2, the reference.
    /// **spec
    ///     Keys of the cross spec and of `EventList.read`.
    ///
    /// Returns
    /// -------
    /// CrossJob
    ///     Nothing is computed yet.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossJob
    /// >>> CrossJob.from_file("nicer.evt", bands_kev=[[2, 10], [0.5, 2]], segment_s=16)  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (file, second = None, **spec))]
    pub(crate) fn from_file(
        file: &Bound<'_, PyAny>,
        second: Option<&Bound<'_, PyAny>>,
        spec: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let (input, cross) = source::specs::<CrossSpec>(source::paths(file)?, spec)?;
        let job = match second {
            Some(second) => timing::CrossJob::from_two_files(open(file, &input)?, open(second, &input)?, &cross),
            None => timing::CrossJob::from_input(source::open(file.py(), &input)?, &cross),
        };
        Ok(Self { job: job.map_err(Raise::raise)?, made: Made::of_files(arguments(file, second)?, spec)? })
    }
}

job_methods!(
    CrossJob,
    CrossSpectrum,
    "CrossJob.from_events(events, bands_kev=[[2, 10], [0.5, 2]], segment_s=1, bin_s=1/64)"
);
