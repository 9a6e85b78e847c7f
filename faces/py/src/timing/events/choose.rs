//! Events chosen from a list.
use super::EventList;
use crate::{
    arrays,
    errors::Raise,
    timing::{Gti, show, source},
    units::Unit,
};
use astrarium::timing::{Compat, Filter, Quantity};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};

#[pymethods]
impl EventList {
    /// The events that pass a choice; bands include their lower end, not their upper.
    ///
    /// Parameters
    /// ----------
    /// **choice
    ///     `energy_kev` = [low, high], `pi` = [low, high], `detectors` = [1, 2].
    ///
    /// Returns
    /// -------
    /// EventList
    ///     Those events, with the same good time.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> events = EventList([1.0, 2.0, 3.0], energy_kev=[0.4, 2.0, 12.0])
    /// >>> events.filter(energy_kev=[0.5, 10]).time_s.tolist()
    /// [2.0]
    #[pyo3(signature = (**choice))]
    fn filter(&self, choice: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let filter: Filter = source::spec(choice)?;
        self.inner.filter(&filter).map(Self::quiet).map_err(Raise::raise)
    }

    /// Which events pass a choice.
    ///
    /// Parameters
    /// ----------
    /// **choice
    ///     As for `filter`.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of bool
    ///     One mark for each event.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> EventList([1.0, 2.0], pi=[30, 700]).marks(pi=[0, 100]).tolist()
    /// [True, False]
    #[pyo3(signature = (**choice))]
    fn marks<'py>(&self, py: Python<'py>, choice: Option<&Bound<'_, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let filter: Filter = source::spec(choice)?;
        self.inner.marks(&filter).map(|marks| arrays::array(py, marks)).map_err(Raise::raise)
    }

    /// The events inside both the list's good time and these intervals, which become its good time.
    ///
    /// Parameters
    /// ----------
    /// gti : Gti or array_like of shape (n, 2)
    ///     Intervals, in the times of `time_s`.
    ///
    /// Returns
    /// -------
    /// EventList
    ///     Those events.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> len(EventList([1.0, 2.0, 3.0], gti=[[0, 4]]).apply_gti([[1.5, 2.5]]))
    /// 1
    fn apply_gti(&self, gti: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.inner.apply_gti(&Gti::from_any(gti)?).map(Self::quiet).map_err(Raise::raise)
    }

    /// One list for each good time interval.
    ///
    /// Parameters
    /// ----------
    /// min_events : int
    ///     Lists with fewer are left out.
    ///
    /// Returns
    /// -------
    /// list of EventList
    ///     In time order.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> [len(part) for part in EventList([1.0, 2.0, 6.0], gti=[[0, 3], [5, 7]]).split_by_gti(1)]
    /// [2, 1]
    fn split_by_gti(&self, min_events: usize) -> PyResult<Vec<Self>> {
        let parts = self.inner.split_by_gti(min_events).map_err(Raise::raise)?;
        Ok(parts.into_iter().map(Self::quiet).collect())
    }

    /// Move all times; no digit is lost.
    ///
    /// Parameters
    /// ----------
    /// shift_s : float
    ///     By how much, s.
    ///
    /// Returns
    /// -------
    /// EventList
    ///     The same events, later.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> EventList([1.0]).shifted(0.5).absolute_s.astype(float).tolist()
    /// [1.5]
    fn shifted(&self, shift_s: f64) -> Self {
        Self::quiet((*self.inner).clone().shifted(shift_s))
    }

    /// Hardness ``N_b / N_a`` of two bands, segment by segment.
    ///
    /// Parameters
    /// ----------
    /// bands : array_like of shape (2, 2)
    ///     Two energy bands, keV.
    /// segment_s : float
    ///     Length of a segment, s.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``start_s``, ``stop_s``, ``value``, ``error``: arrays with one element for each segment.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> events = EventList([1.0, 2.0, 3.0], energy_kev=[1.0, 5.0, 6.0], gti=[[0, 4]])
    /// >>> events.hardness([[0.5, 2], [2, 10]], segment_s=4)["value"].tolist()
    /// [2.0]
    fn hardness<'py>(&self, bands: &Bound<'py, PyAny>, segment_s: f64) -> PyResult<Bound<'py, PyDict>> {
        let [a, b] = arrays::pairs(bands, "bands", Unit::KiloElectronVolt)?[..] else {
            return Err(PyValueError::new_err("bands: expected two energy bands"));
        };
        let found = self.inner.hardness([a, b], Quantity::Energy, segment_s, Compat::None).map_err(Raise::raise)?;
        show::evolution(bands.py(), found)
    }
}
