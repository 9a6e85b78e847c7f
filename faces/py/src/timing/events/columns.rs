//! What a list holds, how it looks, how it is pickled.
use super::EventList;
use crate::{
    arrays,
    errors::Raise,
    timing::{Gti, dates, show, state},
};
use astrarium::timing;
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};

impl EventList {
    fn facts(&self) -> Vec<(&'static str, String)> {
        let list = &self.inner;
        let mut facts =
            vec![("events", list.len().to_string()), ("exposure", format!("{} s", show::short(list.gti.exposure_s())))];
        facts.push(("intervals", list.gti.len().to_string()));
        facts.extend(
            [&list.facts.mission, &list.facts.instrument]
                .into_iter()
                .zip(["mission", "instrument"])
                .filter_map(|(name, what)| Some((what, name.clone()?))),
        );
        let columns = [
            ("energies", list.energy_kev.is_some()),
            ("PI", list.pi.is_some()),
            ("detectors", list.detector.is_some()),
        ];
        let held: Vec<&str> = columns.iter().filter(|(_, held)| *held).map(|(name, _)| *name).collect();
        if !held.is_empty() {
            facts.push(("with", held.join(" and ")));
        }
        facts
    }
}

#[pymethods]
impl EventList {
    /// numpy.ndarray: times, s since `reference_s`; a read-only view.
    #[getter]
    fn time_s<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.time_s)
    }

    /// numpy.ndarray of longdouble: times, s since `mjdref`.
    #[getter]
    fn absolute_s<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        dates::absolute(&Self::time_s(slf), slf.get().inner.reference)
    }

    /// astropy.time.Time: the instants of the events.
    #[getter]
    fn instants<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let list = &slf.get().inner;
        dates::instants(&Self::time_s(slf), list.reference, list.mjdref, list.facts.time_sys.as_deref())
    }

    /// numpy.ndarray or None: energies, keV; a read-only view.
    #[getter]
    fn energy_kev<'py>(slf: &Bound<'py, Self>) -> Option<Bound<'py, PyAny>> {
        arrays::maybe(slf.as_any(), slf.get().inner.energy_kev.as_deref())
    }

    /// numpy.ndarray or None: PI channels; a read-only view.
    #[getter]
    fn pi<'py>(slf: &Bound<'py, Self>) -> Option<Bound<'py, PyAny>> {
        arrays::maybe(slf.as_any(), slf.get().inner.pi.as_deref())
    }

    /// numpy.ndarray or None: detectors; a read-only view.
    #[getter]
    fn detector<'py>(slf: &Bound<'py, Self>) -> Option<Bound<'py, PyAny>> {
        arrays::maybe(slf.as_any(), slf.get().inner.detector.as_deref())
    }

    /// Gti: good time intervals, in the times of `time_s`.
    #[getter]
    fn gti(&self) -> Gti {
        Gti { inner: self.inner.gti.clone() }
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

    /// float: mean rate over the good time, counts/s.
    #[getter]
    fn mean_rate(&self) -> f64 {
        self.inner.mean_rate()
    }

    /// dict: what the headers say of mission, instrument, mode, observation, time system and frame time.
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
        show::line("EventList", &self.facts())
    }

    fn _repr_html_(&self) -> String {
        show::html("EventList", &self.facts())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let state = state::EventState::from(&*slf.get().inner);
        show::remake(slf.as_any(), "_restore", (state::bytes(slf.py(), &state),).into_pyobject(slf.py())?, None)
    }

    #[staticmethod]
    fn _restore(bytes: &[u8]) -> PyResult<Self> {
        let list = timing::EventList::try_from(state::value::<state::EventState>(bytes)?);
        list.map(Self::quiet).map_err(Raise::raise)
    }
}
