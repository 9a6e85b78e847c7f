//! What power and cross spectra share: bands, pairs of value and error.
use crate::{arrays, errors::Raise, units::Unit};
use astrarium::timing::{Measured, Result};
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
