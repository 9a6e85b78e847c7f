//! The list itself: what is allowed in it, and its lengths.
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// Good time intervals: sorted, non-overlapping, touching allowed.
///
/// Times are seconds from the reference of the events or light curve that the intervals belong to. An interval of
/// length zero is allowed, an empty list too (it is what an intersection can leave), but [`Gti::new`] refuses one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<[f64; 2]>", into = "Vec<[f64; 2]>")]
pub struct Gti {
    intervals: Vec<[f64; 2]>,
}

impl Gti {
    /// Takes intervals as they are given, sorted by time.
    ///
    /// # Errors
    /// [`Error::GtiEmpty`] without an interval, [`Error::GtiNotFinite`], [`Error::GtiReversed`] where a stop is before
    /// its start, [`Error::GtiOverlap`] where a start is before the previous stop.
    pub fn new(intervals: Vec<[f64; 2]>) -> Result<Self> {
        if intervals.is_empty() {
            return Err(Error::GtiEmpty);
        }
        Self::checked(intervals)
    }

    /// As [`Gti::new`], where an empty list is fine.
    pub(crate) fn checked(intervals: Vec<[f64; 2]>) -> Result<Self> {
        for (index, [start_s, stop_s]) in intervals.iter().copied().enumerate() {
            if !(start_s.is_finite() && stop_s.is_finite()) {
                return Err(Error::GtiNotFinite { index, start_s, stop_s });
            }
            if stop_s < start_s {
                return Err(Error::GtiReversed { index, start_s, stop_s });
            }
        }
        match intervals.windows(2).position(|pair| pair[1][0] < pair[0][1]) {
            Some(index) => Err(Error::GtiOverlap {
                index: index + 1,
                stop_s: intervals[index][1],
                start_s: intervals[index + 1][0],
            }),
            None => Ok(Self { intervals }),
        }
    }

    /// Intervals known to be sorted and apart, because a sweep made them.
    pub(super) fn swept(intervals: Vec<[f64; 2]>) -> Self {
        debug_assert!(Self::checked(intervals.clone()).is_ok(), "a sweep gives sorted intervals: {intervals:?}");
        Self { intervals }
    }

    /// Takes intervals in any order and merges those that overlap or touch.
    ///
    /// # Errors
    /// [`Error::GtiNotFinite`] and [`Error::GtiReversed`] as [`Gti::new`].
    pub fn from_unsorted(mut intervals: Vec<[f64; 2]>) -> Result<Self> {
        intervals.iter().enumerate().try_for_each(|(index, one)| {
            Self::checked(vec![*one]).map(drop).map_err(|error| error.at_interval(index))
        })?;
        intervals.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        Ok(Self::swept(super::algebra::merged(intervals)))
    }

    /// One interval.
    ///
    /// # Errors
    /// [`Error::GtiReversed`] or [`Error::GtiNotFinite`].
    pub fn single(start_s: f64, stop_s: f64) -> Result<Self> {
        Self::new(vec![[start_s, stop_s]])
    }

    /// The intervals, `[start_s, stop_s]`.
    pub fn intervals(&self) -> &[[f64; 2]] {
        &self.intervals
    }

    /// Number of intervals.
    pub fn len(&self) -> usize {
        self.intervals.len()
    }

    /// Whether there is no interval.
    pub fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    /// Length of every interval, s.
    pub fn lengths_s(&self) -> Vec<f64> {
        self.intervals.iter().map(|[start, stop]| stop - start).collect()
    }

    /// Sum of the lengths, s.
    pub fn exposure_s(&self) -> f64 {
        self.intervals.iter().map(|[start, stop]| stop - start).sum()
    }

    /// Sum of the lengths of the intervals not shorter than `min_length_s`, s.
    pub fn exposure_of_long_s(&self, min_length_s: f64) -> f64 {
        self.intervals.iter().map(|[start, stop]| stop - start).filter(|length| *length >= min_length_s).sum()
    }

    /// Length of the longest interval, s; 0 without one.
    pub fn longest_s(&self) -> f64 {
        self.intervals.iter().map(|[start, stop]| stop - start).fold(0.0, f64::max)
    }

    /// First start and last stop, s; `None` without an interval.
    pub fn span(&self) -> Option<[f64; 2]> {
        Some([self.intervals.first()?[0], self.intervals.last()?[1]])
    }

    /// The intervals moved by `shift_s`.
    #[must_use]
    pub fn shifted(&self, shift_s: f64) -> Self {
        Self { intervals: self.intervals.iter().map(|[start, stop]| [start + shift_s, stop + shift_s]).collect() }
    }

    /// The intervals not shorter than `min_length_s`.
    #[must_use]
    pub fn without_short(&self, min_length_s: f64) -> Self {
        let long = |[start, stop]: &[f64; 2]| stop - start >= min_length_s;
        Self { intervals: self.intervals.iter().copied().filter(long).collect() }
    }

    /// The intervals without neighbours that are both shorter than `min_length_s` and start closer than that.
    #[must_use]
    pub fn without_repeated_short(&self, min_length_s: f64) -> Self {
        let mut keep = vec![true; self.len()];
        for (i, pair) in self.intervals.windows(2).enumerate() {
            let short = pair.iter().all(|[start, stop]| stop - start < min_length_s);
            if short && pair[1][0] - pair[0][0] < min_length_s {
                keep[i] = false;
                keep[i + 1] = false;
            }
        }
        Self { intervals: self.intervals.iter().zip(keep).filter(|(_, keep)| *keep).map(|(one, _)| *one).collect() }
    }
}

impl TryFrom<Vec<[f64; 2]>> for Gti {
    type Error = Error;
    fn try_from(intervals: Vec<[f64; 2]>) -> Result<Self> {
        Self::checked(intervals)
    }
}

impl From<Gti> for Vec<[f64; 2]> {
    fn from(gti: Gti) -> Self {
        gti.intervals
    }
}
