//! Wider bins.
use super::LightCurve;
use crate::{arrays, timing::source, units::Unit};
use astrarium::timing::{
    self, Compat, Error, Gti, Result,
    rebin::{Method, Rebinning},
};
use pyo3::{prelude::*, types::PyDict};
use schemars::JsonSchema;
use serde::Deserialize;

/// The keywords of a rebinning.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct RebinSpec {
    compat: Compat,
}

#[pymethods]
impl LightCurve {
    /// Sum counts in wider bins, interval by interval.
    ///
    /// Parameters
    /// ----------
    /// bin_s : float
    ///     The new width, s; not below the present one.
    /// **options
    ///     `compat`: ``"stingray"`` for that program's choice of bins where it differs.
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
    #[pyo3(signature = (bin_s, **options))]
    fn rebin(&self, bin_s: &Bound<'_, PyAny>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let RebinSpec { compat } = source::spec(options)?;
        let bin_s: f64 = arrays::plain(bin_s, Some(Unit::Second))?.extract()?;
        Self::quiet(rebinned(&self.inner, bin_s, compat))
    }
}

/// Each good time interval by itself.
fn rebinned(curve: &timing::LightCurve, bin_s: f64, compat: Compat) -> Result<timing::LightCurve> {
    let mut wide =
        timing::LightCurve { time_s: Vec::new(), counts: Vec::new(), counts_err: Vec::new(), bin_s, ..curve.clone() };
    let long = curve.gti.without_short(bin_s);
    for [start_s, stop_s] in long.intervals() {
        let part = match compat {
            Compat::None => curve.apply_gti(&Gti::single(*start_s, *stop_s)?)?,
            // bins that reach out of the interval with less than a half count too
            Compat::Stingray => curve.between(*start_s, *stop_s)?,
        };
        let plan = Rebinning::linear(&part.time_s, curve.bin_s, bin_s, Method::Sum, compat)?;
        wide.time_s.extend(plan.x());
        wide.counts.extend(plan.values(&part.counts));
        wide.counts_err.extend(plan.errors(&part.counts_err));
    }
    wide.gti = long.clone();
    if wide.is_empty() {
        return Err(Error::Empty { what: "good time interval as long as a bin" });
    }
    Ok(wide)
}
