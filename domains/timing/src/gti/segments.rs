//! Cutting intervals into segments of equal length, for events and for bins.
use super::Gti;
use crate::{Error, Result};
use std::ops::Range;

/// What a segment of events may stand out of its interval, s.
const EVENT_SLACK_S: f64 = 1e-5;
/// What a bin may stand out of its interval, in widths.
const BIN_SLACK: f64 = 1e-3;

impl Gti {
    /// Segments of `segment_s` in the intervals, one after the other, for events.
    ///
    /// In every interval of at least `segment_s` (less 1e-5 s): `g0 + i segment_s` while that is below
    /// `g1 - segment_s + 1e-5 s`. A segment is half-open, `[start, stop)`.
    ///
    /// # Errors
    /// [`Error::NotPositive`]; [`Error::NoSegment`] if no interval is long enough.
    pub fn segments(&self, segment_s: f64) -> Result<Vec<[f64; 2]>> {
        self.segments_stepped(segment_s, 1.0)
    }

    /// As [`Gti::segments`], with starts `fraction_step segment_s` apart.
    ///
    /// # Errors
    /// As [`Gti::segments`].
    pub fn segments_stepped(&self, segment_s: f64, fraction_step: f64) -> Result<Vec<[f64; 2]>> {
        Error::check_positive("segment_s", segment_s)?;
        let step = Error::check_positive("fraction_step", fraction_step)? * segment_s;
        let mut segments = Vec::new();
        for [first, last] in self.intervals().iter().copied() {
            if last - first + EVENT_SLACK_S < segment_s {
                continue;
            }
            let n = Error::check_count("segments", ((last - segment_s + EVENT_SLACK_S - first) / step).ceil())?;
            segments.extend((0..n).map(|i| first + i as f64 * step).map(|start| [start, start + segment_s]));
        }
        if segments.is_empty() { Err(self.no_segment(segment_s)) } else { Ok(segments) }
    }

    /// Segments of bins: ranges of indices into the bin centres `time_s`, `rint(segment_s / bin_s)` bins each.
    ///
    /// # Errors
    /// [`Error::NotPositive`]; [`Error::BinTooWide`] if a segment would have no bin; [`Error::NoSegment`] if no
    /// interval holds a whole segment.
    pub fn bin_segments(&self, segment_s: f64, time_s: &[f64], bin_s: f64) -> Result<Vec<Range<usize>>> {
        self.bin_segments_stepped([segment_s, 1.0], time_s, bin_s)
    }

    /// As [`Gti::bin_segments`], given `[segment_s, fraction_step]`: starts `int(n fraction_step)` bins apart.
    ///
    /// # Errors
    /// As [`Gti::bin_segments`]; [`Error::BinTooWide`] also if the step is below one bin.
    pub fn bin_segments_stepped(
        &self,
        [segment_s, fraction_step]: [f64; 2],
        time_s: &[f64],
        bin_s: f64,
    ) -> Result<Vec<Range<usize>>> {
        Error::check_positive("segment_s", segment_s)?;
        Error::check_positive("bin_s", bin_s)?;
        Error::check_positive("fraction_step", fraction_step)?;
        let n_bins = Error::check_count("bins a segment", (segment_s / bin_s).round_ties_even())?;
        let step = (n_bins as f64 * fraction_step) as usize;
        if step == 0 {
            return Err(Error::BinTooWide { bin_s, segment_s });
        }
        let mut segments = Vec::new();
        for interval in self.intervals() {
            let [low, high] = inner_edges(interval, bin_s);
            if high - low + bin_s + BIN_SLACK * bin_s < segment_s {
                continue;
            }
            let bins = bins_between(time_s, low, high);
            let starts = bins.clone().step_by(step).take_while(|start| start + n_bins <= bins.end);
            segments.extend(starts.map(|start| start..start + n_bins));
        }
        if segments.is_empty() { Err(self.no_segment(segment_s)) } else { Ok(segments) }
    }

    /// For every interval the range of bins that lie in it as a whole, by their centres.
    ///
    /// An interval shorter than a bin may hold none: the range is empty, and may end before it starts.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the width.
    pub fn border_bins(&self, time_s: &[f64], bin_s: f64) -> Result<Vec<Range<usize>>> {
        Error::check_positive("bin_s", bin_s)?;
        let bins = |interval: &[f64; 2]| {
            let [low, high] = inner_edges(interval, bin_s);
            bins_between(time_s, low, high)
        };
        Ok(self.intervals().iter().map(bins).collect())
    }

    fn no_segment(&self, segment_s: f64) -> Error {
        Error::NoSegment { segment_s, longest_s: self.longest_s(), n_intervals: self.len() }
    }
}

/// Centres of the first and the last bin that an interval can hold, with some slack.
fn inner_edges([start, stop]: &[f64; 2], bin_s: f64) -> [f64; 2] {
    let margin = bin_s / 2.0 - BIN_SLACK * bin_s;
    [start + margin, stop - margin]
}

/// Bins with `low <= t <= high`; ends before it starts if both limits lie between two bins in reverse.
fn bins_between(time_s: &[f64], low: f64, high: f64) -> Range<usize> {
    let first = time_s.partition_point(|t| *t < low);
    first..time_s.partition_point(|t| *t <= high)
}
