//! A light curve looked at segment by segment.
use super::LightCurve;
use crate::{Error, Gti, Result, Warning};
use astrarium_num::Double;
use std::ops::Range;

/// Fewer bins than these are no segment.
const FEWEST_BINS: usize = 2;
/// Relative difference of a segment's length from the asked one that is not worth a word.
const SAME: f64 = 1e-9;

/// What a function gave for each segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis<T> {
    /// Starts of the segments, s from the reference of the curve.
    pub start_s: Vec<f64>,
    /// Stops of the segments, s.
    pub stop_s: Vec<f64>,
    /// The results.
    pub results: Vec<T>,
    /// What was decided on the way.
    pub warnings: Vec<Warning>,
}

impl LightCurve {
    /// Applies a function to segments of `rint(segment_s / bin_s)` bins in the good time intervals, whose starts lie
    /// `fraction_step` of a segment apart.
    ///
    /// A segment starts and stops with its first and last bin, and that is its good time. Segments of fewer than two
    /// bins are left out, with a warning: starts, stops and results are those of the others.
    ///
    /// # Errors
    /// [`Error::NotPositive`]; [`Error::BinTooWide`]; [`Error::NoSegment`] if no interval holds a whole segment; what
    /// the function gives.
    pub fn analyze_segments<T, E: From<Error>>(
        &self,
        segment_s: f64,
        fraction_step: f64,
        analyze: impl FnMut(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<Analysis<T>, E> {
        let segments = self.gti.bin_segments_stepped([segment_s, fraction_step], &self.time_s, self.bin_s)?;
        let used_s = segments.first().map_or(0, Range::len) as f64 * self.bin_s;
        let half_s = self.bin_s / 2.0;
        let edges = |bins: &Range<usize>| [self.time_s[bins.start] - half_s, self.time_s[bins.end - 1] + half_s];
        let segments = segments.into_iter().map(|bins| (edges(&bins), bins));
        let mut found = self.analyze_each(segments, analyze)?;
        if (used_s / segment_s - 1.0).abs() > SAME {
            found.warnings.push(Warning::SegmentRounded { asked_s: segment_s, used_s, bin_s: self.bin_s });
        }
        Ok(found)
    }

    /// Applies a function to the whole bins of each good time interval, as [`LightCurve::analyze_segments`] to segments;
    /// starts and stops are those of the intervals.
    ///
    /// # Errors
    /// What the function gives.
    pub fn analyze_by_gti<T, E: From<Error>>(
        &self,
        analyze: impl FnMut(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<Analysis<T>, E> {
        let bins = self.gti.border_bins(&self.time_s, self.bin_s)?;
        self.analyze_each(self.gti.intervals().iter().copied().zip(bins), analyze)
    }

    fn analyze_each<T, E: From<Error>>(
        &self,
        segments: impl Iterator<Item = ([f64; 2], Range<usize>)>,
        mut analyze: impl FnMut(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<Analysis<T>, E> {
        let mut found = Analysis { start_s: Vec::new(), stop_s: Vec::new(), results: Vec::new(), warnings: Vec::new() };
        let (mut n_short, mut n_segments) = (0, 0);
        for ([start_s, stop_s], bins) in segments {
            n_segments += 1;
            if bins.len() < FEWEST_BINS {
                n_short += 1;
                continue;
            }
            found.results.push(analyze(&self.bins(bins, Gti::single(start_s, stop_s)?))?);
            found.start_s.push(start_s);
            found.stop_s.push(stop_s);
        }
        if n_short > 0 {
            found.warnings.push(Warning::ShortSegments { n_short, n_segments });
        }
        Ok(found)
    }

    /// The length of segments, s, all of which hold at least `min_counts` counts and `min_bins` bins.
    ///
    /// The search starts from the larger of `min_bins` bins and `⌈min_counts / mean rate / bin_s⌉` bins, the mean taken
    /// inside good time, and adds a bin until every segment of
    /// [`Gti::bin_segments`] has its counts.
    ///
    /// # Errors
    /// [`Error::BadRange`] for a number of counts below 0 or none; [`Error::TooFewCounts`] if no length will do.
    pub fn estimate_segment_size(&self, min_counts: f64, min_bins: usize) -> Result<f64> {
        if !(min_counts >= 0.0 && min_counts.is_finite()) {
            return Err(Error::BadRange { what: "the counts of a segment", low: min_counts, high: f64::INFINITY });
        }
        let mut intervals = self.gti.border_bins(&self.time_s, self.bin_s)?;
        // longest first, so that those which hold no segment come last
        intervals.sort_by_key(|bins| std::cmp::Reverse(bins.len()));
        let most = intervals.first().map_or(0, Range::len);
        let before = self.counts_before();
        let counts = |bins: Range<usize>| f64::from(before[bins.end] - before[bins.start]);
        let n_good: usize = intervals.iter().map(Range::len).sum();
        let good: f64 = intervals.iter().filter(|bins| !bins.is_empty()).map(|bins| counts(bins.clone())).sum();
        let needed = if min_counts > 0.0 { (min_counts * n_good as f64 / good).ceil() } else { 1.0 };
        // NaN and what no curve has become too many
        let first = if needed <= most as f64 { (needed as usize).max(min_bins).max(1) } else { most + 1 };
        let enough = |n: usize| {
            let long = intervals.iter().take_while(|bins| bins.len() >= n);
            let starts = |bins: &Range<usize>| (bins.start..=bins.end - n).step_by(n);
            long.flat_map(starts).all(|start| counts(start..start + n) >= min_counts)
        };
        match (first..=most).find(|n| enough(*n)) {
            Some(n) => Ok(n as f64 * self.bin_s),
            None => Err(Error::TooFewCounts { min_counts, min_bins, longest_s: self.gti.longest_s() }),
        }
    }

    /// Counts before each bin, and before the end, exact enough for their differences to be sums.
    fn counts_before(&self) -> Vec<Double> {
        let sums = self.counts.iter().scan(Double::from(0.0), |sum, counts| {
            // what is no number can only lie outside good time
            *sum += if counts.is_finite() { *counts } else { 0.0 };
            Some(*sum)
        });
        std::iter::once(Double::from(0.0)).chain(sums).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(bin_s: f64, counts: &[f64]) -> LightCurve {
        let time_s = (0..counts.len()).map(|bin| (bin as f64 + 0.5) * bin_s).collect();
        LightCurve::new(time_s, counts.to_vec(), Some(bin_s)).unwrap()
    }

    fn sum(part: &LightCurve) -> Result<f64> {
        Ok(part.counts.iter().sum())
    }

    #[test]
    fn segments_end_with_their_last_bin() {
        let ten = curve(0.5, &(0..10).map(f64::from).collect::<Vec<_>>());
        let found = ten.analyze_segments(2.0, 1.0, sum).unwrap();
        assert_eq!((found.start_s, found.stop_s), (vec![0.0, 2.0], vec![2.0, 4.0]));
        // 0 + 1 + 2 + 3 and 4 + 5 + 6 + 7
        assert_eq!((found.results, found.warnings), (vec![6.0, 22.0], vec![]));
        let moving = ten.analyze_segments(2.0, 0.5, |part| Ok::<_, Error>((part.len(), part.gti.clone()))).unwrap();
        assert_eq!(moving.start_s, [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(moving.results[3], (4, Gti::single(3.0, 5.0).unwrap()));
        let rounded = ten.analyze_segments(2.2, 1.0, sum).unwrap();
        assert_eq!(rounded.warnings, [Warning::SegmentRounded { asked_s: 2.2, used_s: 2.0, bin_s: 0.5 }]);
    }

    #[test]
    fn segments_keep_to_good_time() {
        let gti = Gti::new(vec![[0.0, 2.0], [2.5, 3.0], [3.5, 7.25]]).unwrap();
        let eight = curve(1.0, &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]).with_gti(gti).unwrap();
        let found = eight.analyze_segments(2.0, 1.0, sum).unwrap();
        assert_eq!((found.start_s, found.results), (vec![0.0, 4.0], vec![3.0, 48.0]));
        let found = eight.analyze_by_gti(sum).unwrap();
        assert_eq!((found.start_s, found.stop_s), (vec![0.0, 3.5], vec![2.0, 7.25]));
        assert_eq!((found.results, found.warnings.len()), (vec![3.0, 112.0], 1));
        assert_eq!(found.warnings[0].to_string(), "1 of 3 segments hold fewer than two bins and are left out");
    }

    #[test]
    fn segments_that_cannot_be() {
        let three = curve(1.0, &[1.0, 2.0, 3.0]);
        assert!(matches!(three.analyze_segments(4.0, 1.0, sum), Err(Error::NoSegment { .. })));
        assert!(matches!(three.analyze_segments(f64::NAN, 1.0, sum), Err(Error::NotPositive { .. })));
        assert!(matches!(three.analyze_segments(2.0, 0.0, sum), Err(Error::NotPositive { .. })));
        assert!(matches!(three.analyze_segments(2.0, 0.1, sum), Err(Error::BinTooWide { .. })));
        let single = three.analyze_segments(1.0, 1.0, sum).unwrap();
        assert_eq!((single.results.len(), single.start_s.len(), single.warnings.len()), (0, 0, 1));
        let refused = three.analyze_by_gti(|_| Err::<(), _>(Error::Empty { what: "answer" }));
        assert!(matches!(refused, Err(Error::Empty { what: "answer" })));
    }

    #[test]
    fn lengths_that_hold_enough() {
        let mut counts = vec![3.0; 150];
        assert_eq!(curve(1.0, &counts).estimate_segment_size(10.0, 3).unwrap(), 4.0);
        assert_eq!(curve(1.0, &counts).estimate_segment_size(10.0, 5).unwrap(), 5.0);
        counts[2] = 1.0;
        counts[3] = 1.0;
        // of two bins the second pair would hold 2 counts
        assert_eq!(curve(1.0, &counts).estimate_segment_size(3.0, 1).unwrap(), 3.0);
        assert_eq!(curve(1.0, &counts).estimate_segment_size(0.0, 1).unwrap(), 1.0);
        assert_eq!(curve(0.2, &[100.0; 5000]).estimate_segment_size(100.0, 40).unwrap(), 8.0);
        // ten tenths are one: the sum is that of the exact values
        assert_eq!(curve(1.0, &[0.1; 20]).estimate_segment_size(1.0, 1).unwrap(), 10.0);
    }

    #[test]
    fn lengths_look_at_good_time_alone() {
        let mut counts = vec![1.0; 40];
        counts[20..30].fill(f64::NAN);
        counts[30..].fill(1000.0);
        let curve = curve(1.0, &counts).with_gti(Gti::single(0.0, 20.0).unwrap()).unwrap();
        assert_eq!(curve.estimate_segment_size(5.0, 1).unwrap(), 5.0);
        assert!(matches!(curve.estimate_segment_size(21.0, 1), Err(Error::TooFewCounts { .. })));
        assert!(matches!(curve.estimate_segment_size(1.0, 21), Err(Error::TooFewCounts { .. })));
        assert!(matches!(curve.estimate_segment_size(f64::NAN, 1), Err(Error::BadRange { .. })));
        let dark = LightCurve { counts: vec![0.0; 40], ..curve };
        assert!(matches!(dark.estimate_segment_size(1.0, 1), Err(Error::TooFewCounts { .. })));
    }
}
