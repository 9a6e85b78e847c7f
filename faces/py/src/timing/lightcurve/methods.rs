//! What can be done with a light curve.
use super::LightCurve;
use crate::{arrays, errors::Raise, tables, timing::Gti, units::Unit};
use astrarium::timing::rebin::Method;
use pyo3::{prelude::*, types::PyDict};

#[pymethods]
impl LightCurve {
    /// Sum counts in wider bins, interval by interval.
    ///
    /// Parameters
    /// ----------
    /// bin_s : float
    ///     The new width, s; not below the present one.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Counts summed, errors in quadrature; intervals shorter than a bin are left out.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> LightCurve([0.5, 1.5, 2.5, 3.5], [1, 2, 3, 4]).rebin(2).counts.tolist()
    /// [3.0, 7.0]
    fn rebin(&self, bin_s: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bin_s: f64 = arrays::plain(bin_s, Some(Unit::Second))?.extract()?;
        Self::quiet(self.inner.rebin(bin_s, Method::Sum))
    }

    /// The bins whose centres lie in ``[start_s, stop_s)``.
    ///
    /// Parameters
    /// ----------
    /// start_s, stop_s : float
    ///     Between which times, s.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Those bins.
    ///
    /// Examples
    /// --------
    /// >>> len(curve.between(0, 10))
    /// 10
    fn between(&self, start_s: f64, stop_s: f64) -> PyResult<Self> {
        Self::quiet(self.inner.between(start_s, stop_s))
    }

    /// The bins inside both the curve's good time and these intervals, which become its good time.
    ///
    /// Parameters
    /// ----------
    /// gti : Gti or array_like of shape (n, 2)
    ///     Intervals, in the times of `time_s`.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Those bins.
    ///
    /// Examples
    /// --------
    /// >>> len(curve.apply_gti([[2, 6]]))
    /// 4
    fn apply_gti(&self, gti: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::quiet(self.inner.apply_gti(&Gti::from_any(gti)?))
    }

    /// One curve for each good time interval.
    ///
    /// Parameters
    /// ----------
    /// min_bins : int
    ///     Curves with fewer bins are left out.
    ///
    /// Returns
    /// -------
    /// list of LightCurve
    ///     In time order.
    ///
    /// Examples
    /// --------
    /// >>> len(curve.split_by_gti(1))
    /// 1
    fn split_by_gti(&self, min_bins: usize) -> PyResult<Vec<Self>> {
        let parts = self.inner.split_by_gti(min_bins).map_err(Raise::raise)?;
        parts.into_iter().map(|part| Self::quiet(Ok(part))).collect()
    }

    /// Curves between gaps.
    ///
    /// Parameters
    /// ----------
    /// min_gap_s : float
    ///     Cut where bins are at least so far apart, s.
    /// min_bins : int
    ///     Curves with fewer bins are left out.
    ///
    /// Returns
    /// -------
    /// list of LightCurve
    ///     In time order.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> len(LightCurve([0.5, 1.5, 8.5], [1, 1, 1]).split_at_gaps(3, 1))
    /// 2
    fn split_at_gaps(&self, min_gap_s: f64, min_bins: usize) -> PyResult<Vec<Self>> {
        let parts = self.inner.split_at_gaps(min_gap_s, min_bins).map_err(Raise::raise)?;
        parts.into_iter().map(|part| Self::quiet(Ok(part))).collect()
    }

    /// Join two curves of equal bin width; bins of both at the same time are averaged.
    ///
    /// Parameters
    /// ----------
    /// other : LightCurve
    ///     The other curve.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Good time is the union.
    ///
    /// Examples
    /// --------
    /// >>> len(curve.between(0, 10).join(curve.between(20, 30)))
    /// 20
    fn join(&self, other: &Self) -> PyResult<Self> {
        Self::quiet(self.inner.join(&other.inner))
    }

    /// The curve as an astropy `TimeSeries`, with counts, their errors and rates.
    ///
    /// Returns
    /// -------
    /// astropy.timeseries.TimeSeries
    ///     A row for each bin; good time, bin width and date stand in ``meta``.
    ///
    /// Examples
    /// --------
    /// >>> curve.to_timeseries().colnames[:2]
    /// ['time', 'counts']
    fn to_timeseries<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("astrarium._tables")?.call_method1("to_timeseries", (slf,))
    }

    /// The curve as a lightkurve `LightCurve` of rates.
    ///
    /// Returns
    /// -------
    /// lightkurve.LightCurve
    ///     Fluxes in counts/s.
    ///
    /// Examples
    /// --------
    /// >>> curve.to_lightkurve().flux.unit  # doctest: +SKIP
    /// Unit("ct / s")
    fn to_lightkurve<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("astrarium._tables")?.call_method1("to_lightkurve", (slf,))
    }

    /// The curve as an astropy table with units.
    ///
    /// Returns
    /// -------
    /// astropy.table.QTable
    ///     A row for each bin.
    ///
    /// Examples
    /// --------
    /// >>> curve.to_table().colnames[:2]
    /// ['time_s', 'counts']
    fn to_table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        tables::table(py, &self.inner.to_table().map_err(Raise::raise)?)
    }

    /// Write the curve; the name's ending says how. `read` gives it back, but for CSV, which holds the columns alone.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     Ends in ``.fits`` (an extension RATE and one of GTI, as OGIP has it), ``.ecsv``, ``.csv`` or ``.parquet``.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If it cannot be written; nothing is left half written.
    ///
    /// Examples
    /// --------
    /// >>> curve.write(tmp_path / "curve.ecsv")
    fn write(&self, path: std::path::PathBuf) -> PyResult<()> {
        self.inner.write(&path).map_err(Raise::raise)
    }

    /// Draw the curve as the program does, with matplotlib.
    ///
    /// Parameters
    /// ----------
    /// ax : matplotlib.axes.Axes, optional
    ///     Where to draw; a new figure is made without.
    /// **style
    ///     Passed on to matplotlib (``color``, ``label``, ``alpha``).
    ///
    /// Returns
    /// -------
    /// matplotlib.axes.Axes
    ///     The axes.
    ///
    /// Examples
    /// --------
    /// >>> ax = curve.plot()
    #[pyo3(signature = (ax = None, **style))]
    fn plot<'py>(
        &self,
        py: Python<'py>,
        ax: Option<Bound<'py, PyAny>>,
        style: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        tables::plot(py, &self.inner.figure(), ax, style)
    }

    fn __add__(&self, other: &Self) -> PyResult<Self> {
        Self::quiet(self.inner.plus(&other.inner))
    }

    fn __sub__(&self, other: &Self) -> PyResult<Self> {
        Self::quiet(self.inner.minus(&other.inner))
    }

    fn __neg__(&self) -> PyResult<Self> {
        Self::quiet(Ok((*self.inner).clone().negated()))
    }
}
