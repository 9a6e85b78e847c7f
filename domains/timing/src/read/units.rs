//! Units that headers give, as factors.
use crate::{Error, Result};
use std::path::Path;

/// Seconds in a unit of time; seconds where none is given.
///
/// # Errors
/// [`Error::Unit`] for a unit that is no time.
pub(crate) fn seconds(file: &Path, what: &str, unit: Option<&str>) -> Result<f64> {
    let expected = "s, ms, us, ns, min, h, d, yr";
    Ok(match unit.map(str::trim).unwrap_or("s").to_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "ms" => 1e-3,
        "us" | "microsec" => 1e-6,
        "ns" => 1e-9,
        "min" => 60.0,
        "h" | "hr" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "a" | "yr" => 31_557_600.0,
        other => return Err(Error::Unit { file: file.into(), what: what.into(), unit: other.into(), expected }),
    })
}

/// keV in a unit of energy; keV where none is given.
///
/// # Errors
/// [`Error::Unit`] for a unit that is no energy.
pub(crate) fn kev(file: &Path, what: &str, unit: Option<&str>) -> Result<f64> {
    let expected = "eV, keV, MeV, GeV, TeV, J, erg";
    Ok(match unit.map(str::trim).unwrap_or("keV").to_lowercase().as_str() {
        "" | "kev" => 1.0,
        "ev" => 1e-3,
        "mev" => 1e3,
        "gev" => 1e6,
        "tev" => 1e9,
        // CODATA 2019: 1 eV is 1.602176634e-19 J, exactly
        "j" => 1.0 / 1.602_176_634e-16,
        "erg" => 1.0 / 1.602_176_634e-9,
        other => return Err(Error::Unit { file: file.into(), what: what.into(), unit: other.into(), expected }),
    })
}
