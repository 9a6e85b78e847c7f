//! How light curves are made.
use crate::timing::{EventList, Gti, dates, show, source};
use crate::{
    arrays,
    errors::Raise,
    units::Unit,
    values::{self, given},
};
use astrarium::timing::{
    self, Compat, CurveOptions, ErrDist,
    binning::{Bins, compatible_bin_s},
};
use pyo3::{prelude::*, types::PyDict};
use schemars::JsonSchema;
use serde::Deserialize;
use std::{path::PathBuf, sync::Arc};

/// Counts in bins of equal width, given at the centres of the bins.
///
/// Parameters
/// ----------
/// time_s : array_like
///     Centres of the bins, s since `mjdref`, ascending: numbers, a Quantity, TimeDelta or Time.
/// counts : array_like
///     Counts of each bin.
/// counts_err : array_like, optional
///     Errors of the counts; those of Poisson numbers by default.
/// err_dist : {"poisson", "gauss", "none"}, optional
///     What the errors mean.
/// bin_s : float, optional
///     Width of a bin, s; the median step by default.
/// gti : Gti or array_like of shape (n, 2), optional
///     Good time intervals, s since `mjdref`; one that holds all bins by default.
/// mjdref : float, str, (int, float) or Time, optional
///     Modified Julian Date of time 0.
///
/// Raises
/// ------
/// ValueError
///     If columns differ in length, times do not ascend, or counts in good time are not finite.
///
/// Examples
/// --------
/// >>> from astrarium import LightCurve
/// >>> curve = LightCurve([0.5, 1.5, 2.5], [3, 5, 4])
/// >>> curve.bin_s, curve.mean_rate
/// (1.0, 4.0)
#[pyclass(frozen, module = "astrarium")]
pub(crate) struct LightCurve {
    pub(crate) inner: Arc<timing::LightCurve>,
}

/// The keywords of a binning.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct BinningSpec {
    start_s: Option<f64>,
    span_s: Option<f64>,
    compat: Compat,
}

/// The keywords of a mission's light curve.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct FitsSpec {
    column: Option<String>,
    min_exposure: Option<f64>,
}

/// The keywords of the class.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Kind {
    err_dist: Option<ErrDist>,
}

impl LightCurve {
    pub(crate) fn with(py: Python<'_>, curve: timing::LightCurve) -> PyResult<Self> {
        show::warn(py, &curve.warnings)?;
        Ok(Self { inner: Arc::new(curve) })
    }

    pub(super) fn quiet(made: timing::Result<timing::LightCurve>) -> PyResult<Self> {
        made.map(|curve| Self { inner: Arc::new(curve) }).map_err(Raise::raise)
    }

    /// Events in bins.
    ///
    /// # Errors
    /// Those of the binning.
    pub(crate) fn of_events(
        py: Python<'_>,
        events: &timing::EventList,
        bin_s: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let spec: BinningSpec = source::spec(options)?;
        let bin_s: f64 = arrays::plain(bin_s, Some(Unit::Second))?.extract()?;
        let made = match (spec.start_s, spec.span_s) {
            (None, None) => timing::LightCurve::from_events(events, bin_s, spec.compat),
            _ => Self::over(events, bin_s, &spec),
        };
        Self::with(py, made.map_err(Raise::raise)?)
    }

    /// Events in bins over a span that is asked for; what is not given is that of the good time.
    fn over(events: &timing::EventList, bin_s: f64, spec: &BinningSpec) -> timing::Result<timing::LightCurve> {
        let (bin_s, warning) = compatible_bin_s(bin_s, events.facts.frame_s, spec.compat)?;
        let [first_s, last_s] = events.gti.span().ok_or(timing::Error::GtiEmpty)?;
        let start_s = spec.start_s.unwrap_or(first_s);
        let bins = Bins::over(start_s, spec.span_s.unwrap_or(last_s - start_s), bin_s)?;
        let mut curve = timing::LightCurve::from_times(&events.time_s, bins)?;
        curve.gti = events.gti.clone();
        (curve.reference, curve.mjdref) = (events.reference, events.mjdref);
        curve.facts = events.facts.clone();
        curve.warnings = events.warnings.iter().cloned().chain(warning).collect();
        Ok(curve)
    }

    /// Counts or rates with what is known about them.
    fn make(
        time_s: &Bound<'_, PyAny>,
        of: impl FnOnce(Vec<f64>, Option<f64>) -> timing::Result<timing::LightCurve>,
        columns: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<timing::LightCurve> {
        values::check_keys(columns, &["counts_err", "err_dist", "bin_s", "gti", "mjdref"].map(str::to_owned))?;
        let mut mjdref = dates::mjdref(given(columns, "mjdref")?.as_ref())?;
        let (times, reference) = dates::Times::read(time_s, "time_s", &mut mjdref)?.split();
        let bin_s =
            given(columns, "bin_s")?.map(|bin_s| arrays::plain(&bin_s, Some(Unit::Second))?.extract()).transpose()?;
        let mut curve = of(times, bin_s).map_err(Raise::raise)?;
        (curve.reference, curve.mjdref) = (reference, mjdref.unwrap_or_default());
        curve.facts.time_sys = dates::scale(time_s)?;
        let Kind { err_dist } = values::spec(values::only(columns, &["err_dist".to_owned()])?.as_ref())?;
        if let Some(errors) = given(columns, "counts_err")? {
            let errors = arrays::f64s(&errors, "counts_err", None)?;
            curve = curve.with_errors(errors, err_dist.unwrap_or_default()).map_err(Raise::raise)?;
        } else if let Some(err_dist) = err_dist {
            curve.err_dist = err_dist;
        }
        let gti = match given(columns, "gti")? {
            Some(gti) => Gti::relative(&gti, reference, mjdref)?,
            None => curve.gti.clone(),
        };
        curve.with_gti(gti).map_err(Raise::raise)
    }
}

#[pymethods]
impl LightCurve {
    #[new]
    #[pyo3(
        signature = (time_s, counts, **columns),
        text_signature = "(time_s, counts, *, counts_err=None, err_dist=None, bin_s=None, gti=None, mjdref=None)"
    )]
    fn new(
        time_s: &Bound<'_, PyAny>,
        counts: &Bound<'_, PyAny>,
        columns: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let counts = arrays::f64s(counts, "counts", None)?;
        let curve = Self::make(time_s, |times, bin_s| timing::LightCurve::new(times, counts, bin_s), columns)?;
        Self::with(time_s.py(), curve)
    }

    /// A light curve of count rates.
    ///
    /// Parameters
    /// ----------
    /// time_s, rates : array_like
    ///     Centres of the bins, s, and counts/s.
    /// **columns
    ///     As for the class; errors are those of counts.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Counts: rates times the width of a bin.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> LightCurve.from_rates([0.25, 0.75], [8, 4]).counts.tolist()
    /// [4.0, 2.0]
    #[staticmethod]
    #[pyo3(signature = (time_s, rates, **columns))]
    fn from_rates(
        time_s: &Bound<'_, PyAny>,
        rates: &Bound<'_, PyAny>,
        columns: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let rates = arrays::f64s(rates, "rates", None)?;
        let curve = Self::make(time_s, |times, bin_s| timing::LightCurve::from_rates(times, rates, bin_s), columns)?;
        Self::with(time_s.py(), curve)
    }

    /// Bin events over the whole span of their good time.
    ///
    /// Parameters
    /// ----------
    /// events : EventList
    ///     Photons.
    /// bin_s : float
    ///     Width of a bin, s.
    /// **options
    ///     `start_s`, `span_s`: another span than that of the good time; `compat`: ``"stingray"`` for that program's bin
    ///     width where it differs.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Counts with Poisson errors.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> len(LightCurve.from_events(events, 0.5).counts)
    /// 128
    #[staticmethod]
    #[pyo3(signature = (events, bin_s, **options))]
    fn from_events(
        events: &Bound<'_, EventList>,
        bin_s: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        Self::of_events(events.py(), &events.get().inner, bin_s, options)
    }

    /// Read a light curve of a mission, in FITS: rates or counts, errors, exposed fractions, intervals.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     The file.
    /// **options
    ///     `column`: that of rates or counts, where it has another name than RATE, RATE1 or COUNTS; `min_exposure`: bins
    ///     exposed for a smaller fraction hold no counts.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Rates become counts by the width of a bin.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If the file cannot be read, or is not what it should be.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> LightCurve.read_fits("source.lc")  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (path, **options))]
    fn read_fits(py: Python<'_>, path: PathBuf, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let FitsSpec { column, min_exposure } = source::spec(options)?;
        let default = CurveOptions::default();
        let options = CurveOptions { column, min_exposure: min_exposure.unwrap_or(default.min_exposure) };
        let curve = py.detach(|| timing::LightCurve::read_fits(&path, &options)).map_err(Raise::raise)?;
        Self::with(py, curve)
    }

    /// Read a light curve that `write` wrote.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     Ends in ``.fits`` (or ``.lc``), ``.ecsv`` or ``.parquet``, which keep bins, good time and date. FITS of a
    ///     mission is read too, as `read_fits` does without options.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     The same curve.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If the file cannot be read, or is not what it should be.
    /// ValueError
    ///     If its good time is not there.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> curve.write(tmp_path / "curve.fits")
    /// >>> LightCurve.read(tmp_path / "curve.fits").counts.tolist() == curve.counts.tolist()
    /// True
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let curve = py.detach(|| timing::LightCurve::read(&path)).map_err(Raise::raise)?;
        Self::with(py, curve)
    }

    /// A light curve of an astropy `TimeSeries`.
    ///
    /// Parameters
    /// ----------
    /// series : astropy.timeseries.TimeSeries
    ///     With a column ``counts``, and ``counts_err`` if errors are known; what `to_timeseries` makes.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Counted from the date in the series' ``meta``, or from the day of the first bin.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> LightCurve.from_timeseries(curve.to_timeseries()).counts.tolist() == curve.counts.tolist()
    /// True
    #[staticmethod]
    fn from_timeseries<'py>(series: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = series.py();
        py.import("astrarium._tables")?.call_method1("from_timeseries", (py.get_type::<Self>(), series))
    }

    /// A light curve of a lightkurve `LightCurve`.
    ///
    /// Parameters
    /// ----------
    /// curve : lightkurve.LightCurve
    ///     Fluxes are taken as count rates, in counts/s.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Counts in bins.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve
    /// >>> LightCurve.from_lightkurve(curve.to_lightkurve())  # doctest: +SKIP
    #[staticmethod]
    fn from_lightkurve<'py>(curve: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = curve.py();
        py.import("astrarium._tables")?.call_method1("from_lightkurve", (py.get_type::<Self>(), curve))
    }
}
