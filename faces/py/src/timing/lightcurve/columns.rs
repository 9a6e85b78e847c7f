//! What a light curve holds, how it looks, how it is pickled.
use super::LightCurve;
use crate::{
    arrays,
    errors::Raise,
    timing::{Gti, dates, show, state},
};
use astrarium::timing::{self, ErrDist};
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};

impl LightCurve {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let curve = &self.inner;
        let mut facts = vec![
            ("bins", format!("{} of {} s", curve.len(), show::short(curve.bin_s))),
            ("exposure", format!("{} s", show::short(curve.gti.exposure_s()))),
            ("intervals", curve.gti.len().to_string()),
        ];
        if let Ok(rate) = curve.mean_rate() {
            facts.push(("rate", format!("{} counts/s", show::short(rate))));
        }
        facts
    }
}

#[pymethods]
impl LightCurve {
    /// numpy.ndarray: centres of the bins, s since `reference_s`; a read-only view.
    #[getter]
    fn time_s<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.time_s)
    }

    /// numpy.ndarray: counts; a read-only view.
    #[getter]
    fn counts<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.counts)
    }

    /// numpy.ndarray: errors of the counts; a read-only view.
    #[getter]
    fn counts_err<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.counts_err)
    }

    /// numpy.ndarray: count rates, counts/s.
    #[getter]
    fn rates<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.rates())
    }

    /// numpy.ndarray: errors of the count rates, counts/s.
    #[getter]
    fn rate_errors<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.rate_errors())
    }

    /// numpy.ndarray of longdouble: centres of the bins, s since `mjdref`.
    #[getter]
    fn absolute_s<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        dates::absolute(&Self::time_s(slf), slf.get().inner.reference)
    }

    /// astropy.time.Time: the instants of the centres of the bins.
    #[getter]
    fn instants<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let curve = &slf.get().inner;
        dates::instants(&Self::time_s(slf), curve.reference, curve.mjdref, curve.facts.time_sys.as_deref())
    }

    /// str: what the errors mean: ``poisson``, ``gauss`` or ``none``.
    #[getter]
    fn err_dist(&self) -> &'static str {
        match self.inner.err_dist {
            ErrDist::Poisson => "poisson",
            ErrDist::Gauss => "gauss",
            ErrDist::None => "none",
        }
    }

    /// float: width of a bin, s.
    #[getter]
    fn bin_s(&self) -> f64 {
        self.inner.bin_s
    }

    /// float: start of the first bin, s since `reference_s`.
    #[getter]
    fn start_s(&self) -> f64 {
        self.inner.start_s()
    }

    /// float: from the start of the first bin to the end of the last, s.
    #[getter]
    fn span_s(&self) -> f64 {
        self.inner.span_s()
    }

    /// float: mean counts of the good bins.
    #[getter]
    fn mean_counts(&self) -> PyResult<f64> {
        self.inner.mean_counts().map_err(Raise::raise)
    }

    /// float: mean rate of the good bins, counts/s.
    #[getter]
    fn mean_rate(&self) -> PyResult<f64> {
        self.inner.mean_rate().map_err(Raise::raise)
    }

    /// Gti: good time intervals, in the times of `time_s`.
    #[getter]
    fn gti(&self) -> Gti {
        Gti { inner: self.inner.gti.clone() }
    }

    /// numpy.ndarray of bool: which bins lie in good time as a whole.
    #[getter]
    fn good<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.inner.good().map(|good| arrays::array(py, good)).map_err(Raise::raise)
    }

    /// (float, float): time 0 of `time_s`, s since `mjdref`; the second float holds the digits that the first cannot.
    #[getter]
    fn reference_s(&self) -> (f64, f64) {
        (self.inner.reference.hi, self.inner.reference.lo)
    }

    /// (int, float): Modified Julian Date of time 0 of `reference_s`, day and fraction.
    #[getter]
    fn mjdref(&self) -> (i64, f64) {
        (self.inner.mjdref.day, self.inner.mjdref.fraction)
    }

    /// dict: what the headers say of mission, instrument, time system and frame time.
    #[getter]
    fn header<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        show::facts(py, &self.inner.facts)
    }

    /// list of str: decisions taken on the way here.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        show::texts(&self.inner.warnings)
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __repr__(&self) -> String {
        show::line("LightCurve", &self.summary())
    }

    fn _repr_html_(&self) -> String {
        show::html("LightCurve", &self.summary())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let state = state::CurveState::from(&*slf.get().inner);
        show::remake(slf.as_any(), "_restore", (state::bytes(slf.py(), &state),).into_pyobject(slf.py())?, None)
    }

    #[staticmethod]
    fn _restore(bytes: &[u8]) -> PyResult<Self> {
        Self::quiet(timing::LightCurve::try_from(state::value::<state::CurveState>(bytes)?))
    }
}
