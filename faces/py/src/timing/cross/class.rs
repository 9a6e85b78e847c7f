//! How cross spectra are made.
use crate::timing::{CrossJob, EventList, LightCurve, show};
use crate::{errors::Raise, options::Options};
use astrarium::timing;
use pyo3::{prelude::*, types::PyDict};
use std::path::PathBuf;

/// An averaged cross spectrum of band 1, the subject, against band 2, the reference: positive lags mean that band 1 lags.
///
/// Made by `from_events`, `from_lightcurves`, `from_file`, or by the `finish` of a `CrossJob`. Frequencies are those
/// above 0 and below the Nyquist frequency, or all with `full_spectrum`; arrays have one element for each.
///
/// Examples
/// --------
/// >>> from astrarium import CrossSpectrum
/// >>> cross = CrossSpectrum.from_events(events, bands_kev=[[2, 10], [0.5, 2]], segment_s=1, bin_s=1/64)
/// >>> lag_s, error_s = cross.time_lag_s()
#[pyclass(frozen, module = "astrarium")]
pub(crate) struct CrossSpectrum {
    pub(crate) inner: timing::CrossSpectrum,
}

impl CrossSpectrum {
    pub(crate) fn with(py: Python<'_>, inner: timing::CrossSpectrum) -> PyResult<Self> {
        show::warn(py, &inner.warnings)?;
        Ok(Self { inner })
    }

    pub(super) fn quiet(made: timing::Result<timing::CrossSpectrum>) -> PyResult<Self> {
        made.map(|inner| Self { inner }).map_err(Raise::raise)
    }
}

#[pymethods]
impl CrossSpectrum {
    /// Average the cross spectra of segments of two bands of one event list, or of two lists.
    ///
    /// Parameters
    /// ----------
    /// events : EventList
    ///     Photons; with `second` those of band 1.
    /// second : EventList, optional
    ///     Photons of band 2, the reference; what is good must be good in both.
    /// **spec
    ///     Keys of the cross spec: `bands_kev` or `bands_pi` (needed for one list), `segment_s`, `bin_s`, `norm`,
    ///     `common_mean`, `power_type`, `channels_overlap`, `full_spectrum`, `background_per_s`, `rebin`, `rebin_log`,
    ///     `segments_per_block`, `compat`; and how to run: `threads`, `progress`, `comm`.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     The same bits for any number of threads and ranks.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     For an unknown key, missing bands or energies, or when no segment fits into the good time.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossSpectrum
    /// >>> soft, hard = events.filter(energy_kev=[0.5, 2]), events.filter(energy_kev=[2, 10])
    /// >>> CrossSpectrum.from_events(hard, soft, segment_s=1, bin_s=1/64).n_segments
    /// 64
    #[staticmethod]
    #[pyo3(signature = (events, second = None, **spec))]
    fn from_events(
        events: &Bound<'_, EventList>,
        second: Option<&Bound<'_, EventList>>,
        spec: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let (options, spec) = Options::split(spec)?;
        CrossJob::from_events(events, second, spec.as_ref())?.compute(events.py(), &options)
    }

    /// Average the cross spectra of segments of two light curves with the same bins.
    ///
    /// Parameters
    /// ----------
    /// first, second : LightCurve
    ///     Counts of the subject and of the reference band.
    /// **spec
    ///     As for `from_events`, without bands and `bin_s`.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     The average.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossSpectrum
    /// >>> CrossSpectrum.from_lightcurves(curve, curve, segment_s=16).n_segments
    /// 4
    #[staticmethod]
    #[pyo3(signature = (first, second, **spec))]
    fn from_lightcurves(
        first: &Bound<'_, LightCurve>,
        second: &Bound<'_, LightCurve>,
        spec: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let (options, spec) = Options::split(spec)?;
        CrossJob::from_lightcurves(first, second, spec.as_ref())?.compute(first.py(), &options)
    }

    /// Average the cross spectra of segments of two bands of event files, or of two files, in one pass.
    ///
    /// Parameters
    /// ----------
    /// file : path or list of paths
    ///     Sorted FITS event files, in time order; with `second` that of band 1.
    /// second : path, optional
    ///     The event file of band 2, the reference.
    /// **spec
    ///     As for `from_events`, and the keys of `EventList.read`.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     The same bits as of the events in memory.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If a file cannot be read, or is not what it should be.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossSpectrum
    /// >>> CrossSpectrum.from_file("nicer.evt", bands_kev=[[2, 10], [0.5, 2]], segment_s=16)  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (file, second = None, **spec))]
    fn from_file(
        file: &Bound<'_, PyAny>,
        second: Option<&Bound<'_, PyAny>>,
        spec: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let (options, spec) = Options::split(spec)?;
        CrossJob::from_file(file, second, spec.as_ref())?.compute(file.py(), &options)
    }

    /// Read a spectrum that `write` or the program wrote.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     Ends in ``.fits``, ``.ecsv`` or ``.parquet``: ``result.fits`` of a run folder is one.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     The same spectrum, without its warnings.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If the file cannot be read, or is not what it should be.
    /// ValueError
    ///     If it is the table of something else.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import CrossSpectrum
    /// >>> cross.write(tmp_path / "cross.fits")
    /// >>> (CrossSpectrum.read(tmp_path / "cross.fits").power == cross.power).all()
    /// np.True_
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Self::quiet(py.detach(|| timing::CrossSpectrum::read(&path)))
    }
}
