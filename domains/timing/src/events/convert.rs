//! From light curves to events and back.
use super::EventList;
use crate::{Compat, Error, LightCurve, Result};

/// Most events that a light curve may be turned into.
const MOST_EVENTS: f64 = 4e9;

impl EventList {
    /// As many events at the centre of each bin as it has counts.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for counts that are negative or not finite; [`Error::TooMany`].
    pub fn from_light_curve(curve: &LightCurve) -> Result<Self> {
        if let Some(value) = curve.counts.iter().copied().find(|counts| !(*counts >= 0.0 && counts.is_finite())) {
            return Err(Error::NotPositive { what: "the counts of a bin", value });
        }
        let n: f64 = curve.counts.iter().sum();
        if n > MOST_EVENTS {
            return Err(Error::TooMany { what: "events", n, most: MOST_EVENTS as u64 });
        }
        let copies = |(time, counts): (&f64, &f64)| std::iter::repeat_n(*time, *counts as usize);
        let mut list = Self::new(curve.time_s.iter().zip(&curve.counts).flat_map(copies).collect())?
            .with_reference(curve.reference, curve.mjdref)
            .with_gti(curve.gti.clone());
        list.facts = curve.facts.clone();
        Ok(list)
    }

    /// Light curve in bins of `bin_s` over the whole span of the good time intervals.
    ///
    /// # Errors
    /// As [`LightCurve::from_events`].
    pub fn to_light_curve(&self, bin_s: f64) -> Result<LightCurve> {
        LightCurve::from_events(self, bin_s, Compat::None)
    }
}
