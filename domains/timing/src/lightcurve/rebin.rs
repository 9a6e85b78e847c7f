//! Wider bins.
use super::LightCurve;
use crate::rebin::{Method, Rebinning};
use crate::{Compat, Error, Result};

impl LightCurve {
    /// The curve in bins of `bin_s`, made anew in each good time interval that is at least so long.
    ///
    /// Bins on a border count by the covered fraction; errors are added in quadrature. What remains at the end of an
    /// interval, narrower than a bin, is dropped, and so are shorter intervals.
    ///
    /// # Errors
    /// [`Error::RebinTooFine`] for a width below the present one; [`Error::NoSegment`] if no interval is long enough.
    pub fn rebin(&self, bin_s: f64, method: Method) -> Result<Self> {
        Error::check_positive("bin_s", bin_s)?;
        let mut out = Self { bin_s, ..self.without_bins() };
        let usable = self.gti.without_short(bin_s);
        for bins in usable.border_bins(&self.time_s, self.bin_s)? {
            let Some(time_s) = self.time_s.get(bins.clone()) else { continue };
            let plan = Rebinning::linear(time_s, self.bin_s, bin_s, method, Compat::None)?;
            out.time_s.extend(plan.x());
            out.counts.extend(plan.values(&self.counts[bins.clone()]));
            out.counts_err.extend(plan.errors(&self.counts_err[bins]));
        }
        if out.is_empty() {
            let (longest_s, n_intervals) = (self.gti.longest_s(), self.gti.len());
            return Err(Error::NoSegment { segment_s: bin_s, longest_s, n_intervals });
        }
        Ok(out)
    }
}
