//! What power and cross spectra share: bands, pairs of value and error.
use crate::{arrays, errors::Raise, timing::show, units::Unit};
use astrarium::timing::{Measured, Norm, Result};
use pyo3::{exceptions::PyValueError, prelude::*};

/// A frequency, Hz.
///
/// # Errors
/// `TypeError` for what is no number.
pub(crate) fn hertz(value: &Bound<'_, PyAny>) -> PyResult<f64> {
    arrays::plain(value, Some(Unit::Hertz))?.extract()
}

/// Two frequencies, Hz.
///
/// # Errors
/// `ValueError` for another number of them.
pub(crate) fn band(value: &Bound<'_, PyAny>) -> PyResult<[f64; 2]> {
    let ends = arrays::f64s(value, "band_hz", Some(Unit::Hertz))?;
    ends[..].try_into().map_err(|_| {
        PyValueError::new_err(format!(
            "band_hz has {} values, expected the lowest and the highest frequency",
            ends.len()
        ))
    })
}

/// A value and its error.
///
/// # Errors
/// Those of the computation.
pub(crate) fn pair(measured: Result<Measured>) -> PyResult<(f64, f64)> {
    measured.map(|measured| (measured.value, measured.err)).map_err(Raise::raise)
}

/// The first lines of what a spectrum looks like: frequencies, norm, segments.
pub(crate) fn summary(freq_hz: &[f64], norm: Norm, (n, segment_s): (u64, f64)) -> Vec<(&'static str, String)> {
    let range = freq_hz.first().zip(freq_hz.last());
    let range = range
        .map_or_else(|| "none".to_owned(), |(low, high)| format!("{} to {} Hz", show::short(*low), show::short(*high)));
    vec![
        ("frequencies", format!("{}, {range}", freq_hz.len())),
        ("norm", norm.name().to_owned()),
        ("segments", format!("{n} of {} s", show::short(segment_s))),
    ]
}

/// Adds the methods that both spectra have; `$counts` is the field that says how segments are cut, `$name` the spectrum of
/// the examples.
macro_rules! spectrum_methods {
    ($spectrum:ident, $counts:ident, $name:literal) => {
        #[pymethods]
        impl $spectrum {
            /// numpy.ndarray: frequencies, Hz; centres of bins, or means of the frequencies averaged in them.
            #[getter]
            fn freq_hz<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
                $crate::arrays::view(slf.as_any(), &slf.get().inner.freq_hz)
            }

            /// numpy.ndarray: widths of the frequency bins, Hz.
            #[getter]
            fn width_hz<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
                $crate::arrays::view(slf.as_any(), &slf.get().inner.width_hz)
            }

            /// numpy.ndarray of int: powers averaged in each bin, over segments and neighbouring frequencies.
            #[getter]
            fn m<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
                $crate::arrays::view(slf.as_any(), &slf.get().inner.m)
            }

            /// numpy.ndarray of int: frequencies averaged in each bin.
            #[getter]
            fn k<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
                $crate::arrays::array(py, self.inner.k())
            }

            /// int: segments averaged.
            #[getter]
            fn n_segments(&self) -> u64 {
                self.inner.n_segments
            }

            /// str: the normalisation.
            #[getter]
            fn norm(&self) -> &'static str {
                self.inner.norm.name()
            }

            /// float: step of the frequencies before any rebinning, Hz.
            #[getter]
            fn df_hz(&self) -> f64 {
                self.inner.df_hz()
            }

            /// float: length of a segment, s.
            #[getter]
            fn segment_s(&self) -> f64 {
                self.inner.$counts.segment_s()
            }

            /// float: width of a time bin, s.
            #[getter]
            fn bin_s(&self) -> f64 {
                self.inner.$counts.bin_s
            }

            /// int: time bins of a segment.
            #[getter]
            fn n_bins(&self) -> u64 {
                self.inner.$counts.n_bins
            }

            /// list of str: what a user should know.
            #[getter]
            fn warnings(&self) -> Vec<String> {
                $crate::timing::show::texts(&self.inner.warnings)
            }

            /// The spectrum as an astropy table with units.
            ///
            /// Returns
            /// -------
            /// astropy.table.QTable
            ///     A row for each frequency; what holds for all of them stands in ``meta``.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> ", $name, ".to_table()[\"freq\"].unit")]
            /// Unit("Hz")
            fn to_table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                $crate::tables::table(py, &self.inner.to_table())
            }

            /// Write the spectrum as a table; the name's ending says how.
            ///
            /// Parameters
            /// ----------
            /// path : path
            ///     Ends in ``.fits``, ``.ecsv``, ``.csv`` or ``.parquet``.
            ///
            /// Raises
            /// ------
            /// OSError
            ///     If it cannot be written; nothing is left half written.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> ", $name, ".write(tmp_path / \"", $name, ".ecsv\")")]
            fn write(&self, path: std::path::PathBuf) -> PyResult<()> {
                self.inner.write(&path).map_err($crate::errors::Raise::raise)
            }

            fn __len__(&self) -> usize {
                self.inner.freq_hz.len()
            }

            fn __repr__(&self) -> String {
                $crate::timing::show::line(stringify!($spectrum), &self.summary())
            }

            fn _repr_html_(&self) -> String {
                $crate::timing::show::html(stringify!($spectrum), &self.summary())
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, pyo3::types::PyTuple>> {
                $crate::timing::show::remake(
                    slf.as_any(),
                    "_restore",
                    ($crate::timing::state::bytes(slf.py(), &slf.get().inner),).into_pyobject(slf.py())?,
                    None,
                )
            }

            #[staticmethod]
            fn _restore(bytes: &[u8]) -> PyResult<Self> {
                $crate::timing::state::value::<astrarium::timing::$spectrum>(bytes).map(|inner| Self { inner })
            }
        }
    };
}

pub(crate) use spectrum_methods;
