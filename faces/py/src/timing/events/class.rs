//! How events are made.
use crate::timing::{Gti, LightCurve, dates, show, source};
use crate::{arrays, errors::Raise, units::Unit, values};
use astrarium::timing::{self, Error, GtiStrategy, InputSpec, Warning};
use pyo3::{prelude::*, types::PyDict};
use serde::Deserialize;
use std::sync::Arc;

/// Photons: their times, and channel, energy and detector where they are known.
///
/// Parameters
/// ----------
/// time_s : array_like
///     Times, s since `mjdref`: numbers, ``longdouble`` (its digits are kept), a Quantity, TimeDelta or Time. Sorted
///     if they are not, with a warning.
/// energy_kev, pi, detector : array_like, optional
///     Energy (keV), channel and detector of each event.
/// gti : Gti or array_like of shape (n, 2), optional
///     Good time intervals, s since `mjdref`; one from the first to the last event by default.
/// mjdref : float, str, (int, float) or Time, optional
///     Modified Julian Date of time 0: a text or (day, fraction) keeps its digits.
/// frame_s : float, optional
///     Time resolution of the detector, s: bins are made multiples of it.
///
/// Raises
/// ------
/// ValueError
///     If columns differ in length or a time is not finite.
///
/// Examples
/// --------
/// >>> from astrarium import EventList
/// >>> events = EventList([0.5, 1.5, 2.5], energy_kev=[1.0, 6.4, 3.0], gti=[[0, 3]])
/// >>> len(events), events.mean_rate
/// (3, 1.0)
#[pyclass(frozen, module = "astrarium")]
pub(crate) struct EventList {
    pub(crate) inner: Arc<timing::EventList>,
}

/// What `EventList.read` takes beside files.
#[derive(Default, Deserialize)]
#[serde(default)]
struct JoinSpec {
    strategy: GtiStrategy,
}

impl EventList {
    pub(crate) fn with(py: Python<'_>, list: timing::EventList) -> PyResult<Self> {
        show::warn(py, &list.warnings)?;
        Ok(Self::quiet(list))
    }

    pub(super) fn quiet(list: timing::EventList) -> Self {
        Self { inner: Arc::new(list) }
    }
}

/// Columns in the order of their times; a warning if that was another one.
fn in_order(mut list: timing::EventList) -> Result<timing::EventList, Error> {
    if list.time_s.is_sorted() {
        return list.checked();
    }
    let n = list.len();
    let lengths =
        [list.pi.as_ref().map(Vec::len), list.energy_kev.as_ref().map(Vec::len), list.detector.as_ref().map(Vec::len)];
    let fits = lengths.iter().flatten().all(|length| *length == n);
    if fits && list.time_s.iter().all(|time| time.is_finite()) {
        let row = list.sort().unwrap_or_default();
        list.warnings.push(Warning::Sorted { file: None, row });
    }
    list.checked()
}

#[pymethods]
impl EventList {
    #[new]
    #[pyo3(signature = (time_s, **columns), text_signature = "(time_s, *, energy_kev=None, pi=None, detector=None, gti=None, mjdref=None, frame_s=None)")]
    fn new(time_s: &Bound<'_, PyAny>, columns: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        values::check_keys(columns, &["energy_kev", "pi", "detector", "gti", "mjdref", "frame_s"].map(str::to_owned))?;
        let column = |name: &str| values::given(columns, name);
        let mut mjdref = dates::mjdref(column("mjdref")?.as_ref())?;
        let (times, reference) = dates::Times::read(time_s, "time_s", &mut mjdref)?.split();
        let list = timing::EventList {
            time_s: times,
            reference,
            mjdref: mjdref.unwrap_or_default(),
            pi: column("pi")?.map(|pi| arrays::i32s(&pi, "pi")).transpose()?,
            energy_kev: column("energy_kev")?
                .map(|e| arrays::f64s(&e, "energy_kev", Some(Unit::KiloElectronVolt)))
                .transpose()?,
            detector: column("detector")?.map(|detector| arrays::i32s(&detector, "detector")).transpose()?,
            ..timing::EventList::default()
        };
        let mut list = in_order(list).map_err(Raise::raise)?;
        list.facts.time_sys = dates::scale(time_s)?;
        if let Some(frame_s) = column("frame_s")? {
            list.facts.frame_s = arrays::plain(&frame_s, Some(Unit::Second))?.extract()?;
        }
        let gti = match (column("gti")?, list.time_s.first(), list.time_s.last()) {
            (Some(gti), ..) => Gti::relative(&gti, reference, mjdref)?,
            (None, Some(first), Some(last)) => timing::Gti::single(*first, *last).map_err(Raise::raise)?,
            _ => timing::Gti::default(),
        };
        Self::with(time_s.py(), list.with_gti(gti))
    }

    /// Read event files of X-ray missions and join them.
    ///
    /// Parameters
    /// ----------
    /// files : path or list of paths
    ///     FITS event files, gzip or not.
    /// **spec
    ///     Keys of the input spec: `gti`, `gti_strategy`, `rmf`, `energy_kev`, `pi`, `detectors`, `extension`, `compat`.
    ///
    /// Returns
    /// -------
    /// EventList
    ///     The events that were chosen, sorted.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If a file cannot be read, or is not what it should be.
    /// ValueError
    ///     For an unknown key, or a choice that cannot be made.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> EventList.read("ni1050360104.evt", energy_kev=[0.5, 10])  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (files, **spec))]
    fn read(py: Python<'_>, files: &Bound<'_, PyAny>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let files = source::paths(files)?;
        values::check_keys(spec, &source::input_keys())?;
        let input = InputSpec { files, ..values::spec(spec)? };
        let list = py.detach(|| timing::EventList::read_all(&input)).map_err(Raise::raise)?;
        Self::with(py, list)
    }

    /// Join lists in time order, as seen from the date of the first.
    ///
    /// Parameters
    /// ----------
    /// lists : list of EventList
    ///     What is joined.
    /// **options
    ///     `strategy`: what becomes of the good time intervals (``infer``, ``intersection``, ``union``, ``append``, ``none``).
    ///
    /// Returns
    /// -------
    /// EventList
    ///     All events.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> one, two = EventList([1.0, 3.0], gti=[[0, 4]]), EventList([2.0], gti=[[0, 4]])
    /// >>> EventList.join([one, two]).time_s.tolist()
    /// [1.0, 2.0, 3.0]
    #[staticmethod]
    #[pyo3(signature = (lists, **options))]
    fn join(py: Python<'_>, lists: Vec<PyRef<'_, Self>>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        values::check_keys(options, &["strategy".to_owned()])?;
        let JoinSpec { strategy } = values::spec(options)?;
        let lists = lists.iter().map(|list| (*list.inner).clone()).collect();
        Self::with(py, timing::EventList::join(lists, strategy).map_err(Raise::raise)?)
    }

    /// As many events at the centre of each bin as it has counts.
    ///
    /// Parameters
    /// ----------
    /// curve : LightCurve
    ///     Counts.
    ///
    /// Returns
    /// -------
    /// EventList
    ///     The events.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList, LightCurve
    /// >>> EventList.from_lightcurve(LightCurve([0.5, 1.5], [2, 1], bin_s=1)).time_s.tolist()
    /// [0.5, 0.5, 1.5]
    #[staticmethod]
    fn from_lightcurve(py: Python<'_>, curve: &LightCurve) -> PyResult<Self> {
        Self::with(py, timing::EventList::from_light_curve(&curve.inner).map_err(Raise::raise)?)
    }

    /// Bin the events over the whole span of the good time.
    ///
    /// Parameters
    /// ----------
    /// bin_s : float
    ///     Width of a bin, s.
    /// **options
    ///     As for `LightCurve.from_events`.
    ///
    /// Returns
    /// -------
    /// LightCurve
    ///     Counts in bins.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList
    /// >>> EventList([0.5, 1.5, 1.6], gti=[[0, 2]]).to_lightcurve(1.0).counts.tolist()
    /// [1.0, 2.0]
    #[pyo3(signature = (bin_s, **options))]
    fn to_lightcurve(
        &self,
        py: Python<'_>,
        bin_s: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<LightCurve> {
        LightCurve::of_events(py, &self.inner, bin_s, options)
    }
}
