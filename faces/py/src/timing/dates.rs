//! Times as they come from Python: seconds in one or two floats, or instants of astropy.
use crate::{arrays, units::Unit};
use astrarium::{num::Double, timing::MjdRef};
use pyo3::{exceptions::PyValueError, prelude::*};

/// Modified Julian Date 0 as a Julian Date.
const MJD_0: f64 = 2_400_000.5;
const DAY_S: f64 = 86_400.0;

/// Times, with all digits that the input had.
pub(crate) enum Times {
    /// Seconds that one float holds.
    Plain(Vec<f64>),
    /// Seconds with more digits: they are kept as offsets from the first.
    Exact(Vec<Double>),
}

impl Times {
    /// Reads seconds or instants; instants are counted from `mjdref`, or from the day of the first.
    ///
    /// # Errors
    /// `ValueError` for what is no list of times, or a date that is none.
    pub(crate) fn read(value: &Bound<'_, PyAny>, name: &str, mjdref: &mut Option<MjdRef>) -> PyResult<Self> {
        if is_instant(value)? {
            let (jd1, jd2) = (value.getattr("jd1")?, value.getattr("jd2")?);
            let (jd1, jd2) = (arrays::f64s(&jd1, name, None)?, arrays::f64s(&jd2, name, None)?);
            let days: Vec<Double> = jd1.iter().zip(&jd2).map(|(a, b)| Double::from(*a) - MJD_0 + *b).collect();
            let zero = match (*mjdref, days.first()) {
                (Some(mjdref), _) => mjdref,
                (None, Some(first)) => MjdRef { fraction: 0.0, ..from_days(*first)? },
                (None, None) => MjdRef::default(),
            };
            *mjdref = Some(zero);
            return Ok(Self::Exact(days.into_iter().map(|day| (day - zero.days()) * DAY_S).collect()));
        }
        let arrays::Halves { hi, lo } = arrays::halves(value, name, Unit::Second)?;
        Ok(match lo {
            Some(lo) => Self::Exact(hi.iter().zip(&lo).map(|(hi, lo)| Double::from_sum(*hi, *lo)).collect()),
            None => Self::Plain(hi),
        })
    }

    /// Offsets, and the reference that they start from.
    pub(crate) fn split(self) -> (Vec<f64>, Double) {
        match self {
            Self::Plain(seconds) => (seconds, Double::default()),
            Self::Exact(seconds) => {
                let reference = seconds.first().copied().filter(|first| first.is_finite()).unwrap_or_default();
                (offsets(&seconds, reference), reference)
            }
        }
    }

    /// Offsets from a reference that is known already.
    pub(crate) fn from(self, reference: Double) -> Vec<f64> {
        match self {
            Self::Plain(seconds) if reference == Double::default() => seconds,
            Self::Plain(seconds) => seconds.into_iter().map(|time| f64::from(Double::from(time) - reference)).collect(),
            Self::Exact(seconds) => offsets(&seconds, reference),
        }
    }
}

fn offsets(seconds: &[Double], reference: Double) -> Vec<f64> {
    seconds.iter().map(|time| f64::from(*time - reference)).collect()
}

/// Whether it is an astropy `Time`.
fn is_instant(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.hasattr("jd1")? && value.hasattr("jd2")? && value.hasattr("mjd")?)
}

/// The time scale of instants, as headers name it; nothing of mere seconds.
///
/// # Errors
/// What astropy raises.
pub(crate) fn scale(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if is_instant(value)? { value.getattr("scale")?.extract().map(Some) } else { Ok(None) }
}

/// A reference date: a number of days, decimal text, (day, fraction), or an astropy `Time`.
///
/// # Errors
/// `ValueError` for what is none.
pub(crate) fn mjdref(value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<MjdRef>> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(None) };
    if is_instant(value)? {
        let (jd1, jd2): (f64, f64) = (value.getattr("jd1")?.extract()?, value.getattr("jd2")?.extract()?);
        return from_days(Double::from(jd1) - MJD_0 + jd2).map(Some);
    }
    if let Ok((day, fraction)) = value.extract::<(i64, f64)>() {
        return from_days(Double::from(day) + fraction).map(Some);
    }
    if let Ok(text) = value.extract::<String>() {
        let days = text.trim().parse::<Double>().map_err(|_| not_a_date(&text))?;
        return from_days(days).map(Some);
    }
    from_days(Double::from(value.extract::<f64>()?)).map(Some)
}

fn from_days(days: Double) -> PyResult<MjdRef> {
    MjdRef::from_days(days).ok_or_else(|| not_a_date(&days.to_string()))
}

fn not_a_date(found: &str) -> PyErr {
    PyValueError::new_err(format!("mjdref is {found}, expected a Modified Julian Date"))
}

/// Times as an extended-precision array: `reference + time_s`, s since the reference date.
///
/// # Errors
/// What `NumPy` raises when memory runs out.
pub(crate) fn absolute<'py>(time_s: &Bound<'py, PyAny>, reference: Double) -> PyResult<Bound<'py, PyAny>> {
    let extended = time_s.py().import("numpy")?.getattr("longdouble")?;
    let (hi, lo) = (extended.call1((reference.hi,))?, extended.call1((reference.lo,))?);
    hi.add(lo)?.add(time_s)
}

/// Times as an astropy `Time`, exact to its own two floats.
///
/// # Errors
/// `ImportError` without astropy.
pub(crate) fn instants<'py>(
    time_s: &Bound<'py, PyAny>,
    reference: Double,
    mjdref: MjdRef,
    scale: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let tables = time_s.py().import("astrarium._tables")?;
    let parts = (mjdref.day, mjdref.fraction, reference.hi, reference.lo);
    tables.call_method1("instants", (time_s, parts, scale))
}
