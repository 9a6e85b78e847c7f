//! How power spectra are made.
use crate::timing::{EventList, LightCurve, PowerJob, show};
use crate::{errors::Raise, options::Options};
use astrarium::timing;
use pyo3::{prelude::*, types::PyDict};
use std::path::PathBuf;

/// An averaged power spectrum.
///
/// Made by `from_events`, `from_lightcurve`, `from_file`, or by the `finish` of a `PowerJob`. Frequencies are those
/// above 0 and below the Nyquist frequency; arrays have one element for each.
///
/// Examples
/// --------
/// >>> import numpy as np
/// >>> from astrarium import EventList, PowerSpectrum
/// >>> events = EventList(np.arange(0, 64, 0.03), gti=[[0, 64]])
/// >>> power = PowerSpectrum.from_events(events, segment_s=1, bin_s=1/64, norm="leahy")
/// >>> power.n_segments, len(power.freq_hz)
/// (64, 31)
#[pyclass(frozen, module = "astrarium")]
pub(crate) struct PowerSpectrum {
    pub(crate) inner: timing::PowerSpectrum,
}

impl PowerSpectrum {
    pub(crate) fn with(py: Python<'_>, inner: timing::PowerSpectrum) -> PyResult<Self> {
        show::warn(py, &inner.warnings)?;
        Ok(Self { inner })
    }

    pub(super) fn quiet(made: timing::Result<timing::PowerSpectrum>) -> PyResult<Self> {
        made.map(|inner| Self { inner }).map_err(Raise::raise)
    }
}

#[pymethods]
impl PowerSpectrum {
    /// Average the power spectra of segments of events.
    ///
    /// Parameters
    /// ----------
    /// events : EventList
    ///     Photons.
    /// **spec
    ///     Keys of the power spec: `segment_s`, `bin_s`, `norm`, `common_mean`, `background_per_s`, `rebin`, `rebin_log`,
    ///     `rms_band_hz`, `segments_per_block`, `compat`; and how to run: `threads`, `progress` (True or a callable of
    ///     ``(done, total, unit)``), `comm` (an mpi4py communicator).
    ///
    /// Returns
    /// -------
    /// PowerSpectrum
    ///     The same bits for any number of threads and ranks.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     For an unknown key, or when no segment fits into the good time.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import EventList, PowerSpectrum
    /// >>> events = EventList([0.1 * k for k in range(640)], gti=[[0, 64]])
    /// >>> PowerSpectrum.from_events(events, segment_s=2, bin_s=0.25).n_segments
    /// 32
    #[staticmethod]
    #[pyo3(signature = (events, **spec))]
    fn from_events(events: &Bound<'_, EventList>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let (options, spec) = Options::split(spec)?;
        PowerJob::from_events(events, spec.as_ref())?.compute(events.py(), &options)
    }

    /// Average the power spectra of segments of a light curve, whose bins are taken as they are.
    ///
    /// Parameters
    /// ----------
    /// curve : LightCurve
    ///     Counts. Gaussian errors, where it has them, are the noise.
    /// **spec
    ///     As for `from_events`, without `bin_s`.
    ///
    /// Returns
    /// -------
    /// PowerSpectrum
    ///     The average.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import LightCurve, PowerSpectrum
    /// >>> curve = LightCurve([k + 0.5 for k in range(64)], [3, 5] * 32, bin_s=1)
    /// >>> PowerSpectrum.from_lightcurve(curve, segment_s=16).n_segments
    /// 4
    #[staticmethod]
    #[pyo3(signature = (curve, **spec))]
    fn from_lightcurve(curve: &Bound<'_, LightCurve>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let (options, spec) = Options::split(spec)?;
        PowerJob::from_lightcurve(curve, spec.as_ref())?.compute(curve.py(), &options)
    }

    /// Average the power spectra of segments of event files, in one pass and in memory that does not grow with them.
    ///
    /// Parameters
    /// ----------
    /// files : path or list of paths
    ///     Sorted FITS event files, in time order; others are joined in memory, with a warning.
    /// **spec
    ///     As for `from_events`, and the keys of `EventList.read`.
    ///
    /// Returns
    /// -------
    /// PowerSpectrum
    ///     The same bits as of the events in memory.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If a file cannot be read, or is not what it should be.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import PowerSpectrum
    /// >>> PowerSpectrum.from_file("nicer.evt", segment_s=16, bin_s=1/1024, progress=True)  # doctest: +SKIP
    #[staticmethod]
    #[pyo3(signature = (files, **spec))]
    fn from_file(files: &Bound<'_, PyAny>, spec: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let (options, spec) = Options::split(spec)?;
        PowerJob::from_file(files, spec.as_ref())?.compute(files.py(), &options)
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
    /// PowerSpectrum
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
    /// >>> from astrarium import PowerSpectrum
    /// >>> power.write(tmp_path / "power.fits")
    /// >>> (PowerSpectrum.read(tmp_path / "power.fits").power == power.power).all()
    /// np.True_
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Self::quiet(py.detach(|| timing::PowerSpectrum::read(&path)))
    }
}
