//! A light curve looked at segment by segment; its gaps filled.
use super::LightCurve;
use crate::{
    arrays,
    errors::Raise,
    timing::{show, source},
    units::Unit,
};
use astrarium::timing::{self, Analysis, FillOptions};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyList, PyTuple},
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// The keywords of a filling.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct FillSpec {
    max_length_s: Option<f64>,
    buffer_bins: Option<usize>,
    seed: u64,
}

/// What stops an analysis: the engine's error or the function's.
struct Stop(PyErr);

impl From<timing::Error> for Stop {
    fn from(error: timing::Error) -> Self {
        Self(error.raise())
    }
}

/// Starts, stops and results as arrays; results of several numbers with an array for each.
fn arrays_of<'py>(py: Python<'py>, found: Result<Analysis<Bound<'py, PyAny>>, Stop>) -> PyResult<Bound<'py, PyTuple>> {
    let found = found.map_err(|Stop(error)| error)?;
    show::warn(py, &found.warnings)?;
    let results = PyList::new(py, found.results)?;
    let stacked = match py.import("numpy")?.call_method1("array", (&results,)) {
        Ok(stacked) if stacked.getattr("ndim")?.extract::<usize>()? > 1 => stacked.call_method1("swapaxes", (0, 1))?,
        Ok(stacked) => stacked,
        // of unlike shapes
        Err(error) if error.is_instance_of::<PyValueError>(py) => results.into_any(),
        Err(error) => return Err(error),
    };
    PyTuple::new(py, [arrays::array(py, found.start_s), arrays::array(py, found.stop_s), stacked])
}

impl LightCurve {
    /// Calls a Python function with a part of the curve.
    fn caller<'py>(
        func: &Bound<'py, PyAny>,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> impl Fn(&timing::LightCurve) -> Result<Bound<'py, PyAny>, Stop> {
        move |part| {
            let part = Self { inner: Arc::new(part.clone()) };
            func.call((part,), keywords).map_err(Stop)
        }
    }
}

#[pymethods]
impl LightCurve {
    /// Apply a function to segments of the good time.
    ///
    /// Parameters
    /// ----------
    /// func : callable
    ///     Takes a `LightCurve`, the bins of a segment, and gives a number, several numbers or anything else.
    /// segment_s : float
    ///     Length of a segment, s, rounded to whole bins.
    /// fraction_step : float, optional
    ///     Starts of segments lie this part of `segment_s` apart.
    /// **keywords
    ///     Passed on to `func`.
    ///
    /// Returns
    /// -------
    /// start_s, stop_s : numpy.ndarray
    ///     Where segments start and stop, s. Segments of fewer than two bins are left out, with a warning.
    /// results : numpy.ndarray
    ///     What the function gave for each of them; of several numbers, an array for each. A list where results are of
    ///     unlike shapes.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     If no good time interval holds a segment.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> curve = LightCurve([0.5, 1.5, 2.5, 3.5], [1, 2, 3, 5])
    /// >>> start_s, stop_s, means = curve.analyze_segments(lambda part: part.mean_counts, 2)
    /// >>> start_s.tolist(), stop_s.tolist(), means.tolist()
    /// ([0.0, 2.0], [2.0, 4.0], [1.5, 4.0])
    /// >>> *_, (least, most) = curve.analyze_segments(lambda part: (part.counts.min(), part.counts.max()), 2)
    /// >>> most.tolist()
    /// [2.0, 5.0]
    #[pyo3(signature = (func, segment_s, *, fraction_step = 1.0, **keywords))]
    fn analyze_segments<'py>(
        &self,
        func: &Bound<'py, PyAny>,
        segment_s: &Bound<'py, PyAny>,
        fraction_step: f64,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let segment_s: f64 = arrays::plain(segment_s, Some(Unit::Second))?.extract()?;
        let found = self.inner.analyze_segments(segment_s, fraction_step, Self::caller(func, keywords));
        arrays_of(func.py(), found)
    }

    /// Apply a function to each good time interval.
    ///
    /// Parameters
    /// ----------
    /// func : callable
    ///     Takes a `LightCurve`, the whole bins of an interval.
    /// **keywords
    ///     Passed on to `func`.
    ///
    /// Returns
    /// -------
    /// start_s, stop_s, results : numpy.ndarray
    ///     As of `analyze_segments`.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> curve = LightCurve([0.5, 1.5, 2.5, 3.5, 4.5], [1, 2, 9, 3, 5], gti=[[0, 2], [3, 5]])
    /// >>> start_s, stop_s, counts = curve.analyze_by_gti(lambda part: part.counts.sum())
    /// >>> counts.tolist()
    /// [3.0, 8.0]
    #[pyo3(signature = (func, **keywords))]
    fn analyze_by_gti<'py>(
        &self,
        func: &Bound<'py, PyAny>,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        arrays_of(func.py(), self.inner.analyze_by_gti(Self::caller(func, keywords)))
    }

    /// The length of segments that hold enough counts and bins, every one of them.
    ///
    /// Parameters
    /// ----------
    /// min_counts : float, optional
    ///     Counts that each segment holds at least.
    /// min_bins : int, optional
    ///     Bins that each segment holds at least.
    ///
    /// Returns
    /// -------
    /// float
    ///     The length, s: a whole number of bins, not below what the mean rate asks for.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     If no length will do.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> curve = LightCurve([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], [3, 3, 1, 1, 3, 3])
    /// >>> curve.estimate_segment_size(min_counts=3, min_bins=1)
    /// 3.0
    #[pyo3(signature = (min_counts = 100.0, min_bins = 100))]
    fn estimate_segment_size(&self, min_counts: f64, min_bins: usize) -> PyResult<f64> {
        self.inner.estimate_segment_size(min_counts, min_bins).map_err(Raise::raise)
    }

    /// Fill short gaps between good time intervals with values drawn from the bins nearest to them.
    ///
    /// What is filled in is white noise, which changes the statistics of a source that varies unless gaps are very
    /// short; a warning says how much it is.
    ///
    /// Parameters
    /// ----------
    /// **options
    ///     `max_length_s`: the longest gap that is filled, s, by default a hundredth of the longest good time interval;
    ///     `buffer_bins`: good bins on each side that values are drawn from; `seed`: decides the random numbers.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     The good bins and those filled in, on the same grid, each with counts and error of a bin that was drawn.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> curve = LightCurve([0.5, 1.5, 3.5, 4.5], [7, 7, 7, 7], bin_s=1, gti=[[0, 2], [3, 5]])
    /// >>> filled = curve.fill_bad_time_intervals(max_length_s=1, seed=1)
    /// >>> filled.time_s.tolist(), filled.counts.tolist(), len(filled.gti)
    /// ([0.5, 1.5, 2.5, 3.5, 4.5], [7.0, 7.0, 7.0, 7.0, 7.0], 1)
    #[pyo3(signature = (**options))]
    fn fill_bad_time_intervals(&self, py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let FillSpec { max_length_s, buffer_bins, seed } = source::spec(options)?;
        let options = FillOptions { max_length_s, buffer_bins, seed };
        let filled = self.inner.fill_bad_time_intervals(&options).map_err(Raise::raise)?;
        let known = self.inner.warnings.len();
        show::warn(py, &filled.warnings[known..])?;
        Self::quiet(Ok(filled))
    }
}
