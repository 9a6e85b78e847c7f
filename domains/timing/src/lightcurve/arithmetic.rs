//! Sums and differences of light curves, on their common good time.
use super::{ErrDist, LightCurve};
use crate::{Error, MaskOptions, Result};

/// Part of a bin by which times of two curves may differ.
const SAME_TIME: f64 = 0.01;

impl LightCurve {
    /// Sum of two curves with equal bins, cut to their common good time intervals; errors in quadrature.
    ///
    /// # Errors
    /// [`Error::Differ`] if widths or dates differ or bins lie more than a hundredth of a width apart;
    /// [`Error::GtiEmpty`] without common good time.
    pub fn plus(&self, other: &Self) -> Result<Self> {
        self.combined(other, |a, b| a + b)
    }

    /// Difference of two curves, as [`LightCurve::plus`].
    ///
    /// # Errors
    /// As [`LightCurve::plus`].
    pub fn minus(&self, other: &Self) -> Result<Self> {
        self.combined(other, |a, b| a - b)
    }

    /// The curve with its counts negated.
    #[must_use]
    pub fn negated(mut self) -> Self {
        self.counts.iter_mut().for_each(|counts| *counts = -*counts);
        self
    }

    fn combined(&self, other: &Self, operation: impl Fn(f64, f64) -> f64) -> Result<Self> {
        if (self.bin_s - other.bin_s).abs() > SAME_TIME * self.bin_s {
            let differ = [self.bin_s, other.bin_s].map(|bin_s| format!("{bin_s} s"));
            let [first, other] = differ;
            return Err(Error::Differ { what: "bin widths", first, other });
        }
        let other = other.clone().rebased_to(self);
        let common = self.gti.intersection(&other.gti);
        if common.is_empty() {
            return Err(Error::GtiEmpty);
        }
        let options = MaskOptions::bins(self.bin_s);
        let (mut a, b) = (
            self.masked(&common.mask(&self.time_s, &options)?)?,
            other.masked(&common.mask(&other.time_s, &options)?)?,
        );
        Error::check_length("bins of the second curve in the common good time", b.len(), a.len())?;
        let apart = a.time_s.iter().zip(&b.time_s).find(|(a, b)| (*a - *b).abs() > SAME_TIME * self.bin_s);
        if let Some((a, b)) = apart {
            return Err(Error::Differ { what: "bin centres", first: format!("{a} s"), other: format!("{b} s") });
        }
        a.counts.iter_mut().zip(&b.counts).for_each(|(a, b)| *a = operation(*a, *b));
        a.counts_err.iter_mut().zip(&b.counts_err).for_each(|(a, b)| *a = a.hypot(*b));
        // a difference of Poisson numbers is none, and a sum only if both are
        a.err_dist = if self.err_dist == ErrDist::None { ErrDist::None } else { ErrDist::Gauss };
        a.gti = common;
        Ok(a)
    }

    /// The same instants, counted from the reference of another curve.
    pub(super) fn rebased_to(mut self, other: &Self) -> Self {
        let between = self.reference - other.reference + self.mjdref.seconds_after(other.mjdref);
        let shift_s = f64::from(between);
        self.time_s.iter_mut().for_each(|time| *time += shift_s);
        self.gti = self.gti.shifted(shift_s);
        (self.reference, self.mjdref) = (other.reference, other.mjdref);
        self
    }
}
