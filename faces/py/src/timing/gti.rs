//! `Gti`.
use super::{dates::Times, show, source};
use crate::{arrays, errors::Raise, units::Unit, values};
use astrarium::{num::Double, timing};
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};
use std::path::PathBuf;

/// Good time intervals: sorted, non-overlapping, in seconds.
///
/// Parameters
/// ----------
/// intervals : array_like of shape (n, 2)
///     Start and stop of each interval, s; Quantities are converted.
///
/// Raises
/// ------
/// ValueError
///     If an interval is reversed, overlaps the one before, or is not finite; if there is none.
///
/// Examples
/// --------
/// >>> from astrarium import Gti
/// >>> gti = Gti([[0, 100], [150, 300]])
/// >>> gti.exposure_s
/// 250.0
/// >>> gti.intersection([[90, 200]]).intervals.tolist()
/// [[90.0, 100.0], [150.0, 200.0]]
#[pyclass(frozen, eq, module = "astrarium")]
#[derive(PartialEq)]
pub(crate) struct Gti {
    pub(crate) inner: timing::Gti,
}

impl Gti {
    /// A `Gti`, or anything that can be made one; an empty list too.
    ///
    /// # Errors
    /// As for the class.
    pub(crate) fn from_any(value: &Bound<'_, PyAny>) -> PyResult<timing::Gti> {
        if let Ok(gti) = value.cast::<Self>() {
            return Ok(gti.get().inner.clone());
        }
        timing::Gti::new(arrays::pairs(value, "gti", Unit::Second)?).map_err(Raise::raise)
    }

    /// Intervals in seconds or instants, as offsets from the reference of the times they belong to.
    ///
    /// # Errors
    /// As for the class.
    pub(crate) fn relative(
        value: &Bound<'_, PyAny>,
        reference: Double,
        mut mjdref: Option<timing::MjdRef>,
    ) -> PyResult<timing::Gti> {
        if value.cast::<Self>().is_ok() {
            return Ok(Self::from_any(value)?.shifted(-f64::from(reference)));
        }
        if !value.hasattr("reshape")? {
            return Ok(Self::from_any(value)?.shifted(-f64::from(reference)));
        }
        let flat = Times::read(&value.call_method1("reshape", (-1,))?, "gti", &mut mjdref)?.from(reference);
        timing::Gti::new(flat.as_chunks::<2>().0.to_vec()).map_err(Raise::raise)
    }

    fn with(inner: timing::Gti) -> Self {
        Self { inner }
    }
}

#[pymethods]
impl Gti {
    #[new]
    fn new(intervals: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_any(intervals).map(Self::with)
    }

    /// Sort intervals and merge those that overlap or touch.
    ///
    /// Parameters
    /// ----------
    /// intervals : array_like of shape (n, 2)
    ///     Start and stop of each, in any order, s.
    ///
    /// Returns
    /// -------
    /// Gti
    ///     What they cover.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> Gti.from_unsorted([[5, 9], [0, 6]]).intervals.tolist()
    /// [[0.0, 9.0]]
    #[staticmethod]
    fn from_unsorted(intervals: &Bound<'_, PyAny>) -> PyResult<Self> {
        let intervals = arrays::pairs(intervals, "intervals", Unit::Second)?;
        timing::Gti::from_unsorted(intervals).map(Self::with).map_err(Raise::raise)
    }

    /// Read the good time intervals of an event file.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     A FITS event file.
    /// **spec
    ///     Keys of `EventList.read`.
    ///
    /// Returns
    /// -------
    /// Gti
    ///     Seconds since the file's reference date.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If the file cannot be read, or is not what it should be.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> Gti.read("nicer.evt")  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (path, **spec))]
    fn read(py: Python<'_>, path: PathBuf, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        values::check_keys(spec, &source::input_keys())?;
        let input: timing::InputSpec = values::spec(spec)?;
        let file = timing::EventSource::open(&path, &input).map_err(Raise::raise)?;
        show::warn(py, file.warnings())?;
        Ok(Self::with(file.gti().shifted(f64::from(file.reference()))))
    }

    /// numpy.ndarray of shape (n, 2): start and stop of each interval, s.
    #[getter]
    fn intervals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        arrays::rows(py, self.inner.intervals())
    }

    /// float: the sum of the lengths, s.
    #[getter]
    fn exposure_s(&self) -> f64 {
        self.inner.exposure_s()
    }

    /// float: the longest interval, s.
    #[getter]
    fn longest_s(&self) -> f64 {
        self.inner.longest_s()
    }

    /// numpy.ndarray: the length of each interval, s.
    #[getter]
    fn lengths_s<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.lengths_s())
    }

    /// What is good in both.
    ///
    /// Parameters
    /// ----------
    /// other : Gti or array_like of shape (n, 2)
    ///     The other intervals.
    ///
    /// Returns
    /// -------
    /// Gti
    ///     The intersection; it may be empty.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> len(Gti([[0, 1]]).intersection([[2, 3]]))
    /// 0
    fn intersection(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self::with(self.inner.intersection(&Self::from_any(other)?)))
    }

    /// What is good in either.
    ///
    /// Parameters
    /// ----------
    /// other : Gti or array_like of shape (n, 2)
    ///     The other intervals.
    ///
    /// Returns
    /// -------
    /// Gti
    ///     The union.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> Gti([[0, 2]]).union([[1, 3]]).intervals.tolist()
    /// [[0.0, 3.0]]
    fn union(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self::with(self.inner.union(&Self::from_any(other)?)))
    }

    /// Intervals of both lists, which must not overlap.
    ///
    /// Parameters
    /// ----------
    /// other : Gti or array_like of shape (n, 2)
    ///     The other intervals.
    ///
    /// Returns
    /// -------
    /// Gti
    ///     All intervals, sorted.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     If they overlap.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> len(Gti([[0, 2]]).append([[5, 6]]))
    /// 2
    fn append(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.inner.append(&Self::from_any(other)?).map(Self::with).map_err(Raise::raise)
    }

    /// What is not good between two times.
    ///
    /// Parameters
    /// ----------
    /// start_s, stop_s : float
    ///     Between which times, s.
    ///
    /// Returns
    /// -------
    /// Gti
    ///     The gaps.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> Gti([[1, 2]]).bad_intervals(0, 4).intervals.tolist()
    /// [[0.0, 1.0], [2.0, 4.0]]
    fn bad_intervals(&self, start_s: f64, stop_s: f64) -> PyResult<Self> {
        self.inner.bad_intervals(start_s, stop_s).map(Self::with).map_err(Raise::raise)
    }

    /// Segments of equal length that fit into the intervals.
    ///
    /// Parameters
    /// ----------
    /// segment_s : float
    ///     Their length, s.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (n, 2)
    ///     Start and stop of each, s.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     If none fits.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> Gti([[0, 10], [12, 16]]).segments(4).tolist()
    /// [[0.0, 4.0], [4.0, 8.0], [12.0, 16.0]]
    fn segments<'py>(&self, py: Python<'py>, segment_s: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let segment_s: f64 = arrays::plain(segment_s, Some(Unit::Second))?.extract()?;
        arrays::rows(py, &self.inner.segments(segment_s).map_err(Raise::raise)?)
    }

    /// Which times are good.
    ///
    /// Parameters
    /// ----------
    /// time_s : array_like
    ///     Ascending times, s: of events, or of the centres of bins.
    /// bin_s : float, optional
    ///     Width of the bins; a bin is good if all of it lies in an interval.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of bool
    ///     One mark for each time.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import Gti
    /// >>> Gti([[0, 1]]).mask([0.5, 1.5]).tolist()
    /// [True, False]
    #[pyo3(signature = (time_s, bin_s = None))]
    fn mask<'py>(&self, time_s: &Bound<'py, PyAny>, bin_s: Option<f64>) -> PyResult<Bound<'py, PyAny>> {
        let options = bin_s.map_or_else(timing::MaskOptions::events, timing::MaskOptions::bins);
        let times = arrays::f64s(time_s, "time_s", Some(Unit::Second))?;
        Ok(arrays::array(time_s.py(), self.inner.mask(&times, &options).map_err(Raise::raise)?))
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    /// What `numpy.asarray` takes: starts and stops, s, as `intervals`.
    #[pyo3(signature = (dtype=None, copy=None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        // always a new array: a copy was made whether asked for or not
        let _ = copy;
        let intervals = self.intervals(py)?;
        match dtype {
            Some(dtype) => intervals.call_method1("astype", (dtype,)),
            None => Ok(intervals),
        }
    }

    fn __repr__(&self) -> String {
        let n = self.inner.len();
        let plural = if n == 1 { "" } else { "s" };
        format!("<Gti: {n} interval{plural}, {} s>", show::short(self.inner.exposure_s()))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let (py, gti) = (slf.py(), slf.get());
        show::remake(
            slf.as_any(),
            "_restore",
            (arrays::rows(py, gti.inner.intervals())?,).into_pyobject(slf.py())?,
            None,
        )
    }

    #[staticmethod]
    fn _restore(intervals: &Bound<'_, PyAny>) -> PyResult<Self> {
        let intervals = arrays::pairs(intervals, "intervals", Unit::Second)?;
        // an intersection may have left none
        let gti = if intervals.is_empty() { Ok(timing::Gti::default()) } else { timing::Gti::new(intervals) };
        gti.map(Self::with).map_err(Raise::raise)
    }
}
