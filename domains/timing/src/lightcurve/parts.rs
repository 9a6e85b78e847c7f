//! Parts of light curves, and curves of parts.
use super::LightCurve;
use crate::{Error, Gti, Result};
use std::ops::Range;

impl LightCurve {
    /// The bins that are marked.
    ///
    /// # Errors
    /// [`Error::Length`] if there are not as many marks as bins.
    pub fn masked(&self, marks: &[bool]) -> Result<Self> {
        Error::check_length("marks", marks.len(), self.len())?;
        let keep =
            |values: &[f64]| values.iter().zip(marks).filter(|(_, keep)| **keep).map(|(value, _)| *value).collect();
        Ok(Self {
            time_s: keep(&self.time_s),
            counts: keep(&self.counts),
            counts_err: keep(&self.counts_err),
            ..self.without_bins()
        })
    }

    /// Everything but the bins.
    pub(super) fn without_bins(&self) -> Self {
        Self {
            err_dist: self.err_dist,
            bin_s: self.bin_s,
            reference: self.reference,
            mjdref: self.mjdref,
            gti: self.gti.clone(),
            facts: self.facts.clone(),
            warnings: self.warnings.clone(),
            ..Self::default()
        }
    }

    /// The bins `range`, which are there, with other good time.
    pub(super) fn bins(&self, range: Range<usize>, gti: Gti) -> Self {
        Self {
            time_s: self.time_s[range.clone()].to_vec(),
            counts: self.counts[range.clone()].to_vec(),
            counts_err: self.counts_err[range].to_vec(),
            gti,
            ..self.without_bins()
        }
    }

    /// The bins `range`, with the good time intervals cut to them.
    ///
    /// # Errors
    /// [`Error::Empty`] if the range holds no bin.
    pub fn truncated(&self, range: Range<usize>) -> Result<Self> {
        let range = range.start..range.end.min(self.len());
        if range.is_empty() {
            return Err(Error::Empty { what: "bins in that range" });
        }
        let mut part = self.bins(range, Gti::default());
        let stop_s = part.start_s() + part.span_s();
        part.gti = self.gti.intersection(&Gti::single(part.start_s(), stop_s)?);
        Ok(part)
    }

    /// The bins whose centres lie in `[start_s, stop_s)`.
    ///
    /// # Errors
    /// As [`LightCurve::truncated`].
    pub fn between(&self, start_s: f64, stop_s: f64) -> Result<Self> {
        let before = |limit: f64| self.time_s.partition_point(|time| *time < limit);
        self.truncated(before(start_s)..before(stop_s))
    }

    /// The bins inside both the curve's own intervals and these, which become the curve's.
    ///
    /// # Errors
    /// None at present beyond those of the mask.
    pub fn apply_gti(&self, gti: &Gti) -> Result<Self> {
        let mut part = self.clone();
        part.gti = self.gti.intersection(gti);
        let good = part.good()?;
        part.masked(&good)
    }

    /// One curve for each good time interval that holds at least `min_bins`.
    ///
    /// # Errors
    /// As [`LightCurve::apply_gti`].
    pub fn split_by_gti(&self, min_bins: usize) -> Result<Vec<Self>> {
        let intervals = self.gti.intervals().iter();
        let curves = intervals.map(|[start, stop]| self.apply_gti(&Gti::single(*start, *stop)?));
        Ok(curves.collect::<Result<Vec<_>>>()?.into_iter().filter(|curve| curve.len() >= min_bins.max(1)).collect())
    }

    /// Curves between gaps: cut where bins are at least `min_gap_s` apart; pieces of fewer than `min_bins` are dropped.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the gap.
    pub fn split_at_gaps(&self, min_gap_s: f64, min_bins: usize) -> Result<Vec<Self>> {
        Error::check_positive("min_gap_s", min_gap_s)?;
        let is_gap = |pair: &[f64]| pair[1] - pair[0] >= min_gap_s;
        let cuts = self.time_s.windows(2).enumerate().filter(|(_, pair)| is_gap(pair)).map(|(bin, _)| bin + 1);
        let edges: Vec<usize> = std::iter::once(0).chain(cuts).chain([self.len()]).collect();
        let pieces = edges.windows(2).filter(|edge| edge[1] - edge[0] >= min_bins.max(1));
        pieces.map(|edge| self.truncated(edge[0]..edge[1])).collect()
    }

    /// The curve with its bins in the order of their counts, smallest first.
    #[must_use]
    pub fn by_counts(&self) -> Self {
        self.reordered(|a, b| self.counts[a].total_cmp(&self.counts[b]))
    }

    fn reordered(&self, compare: impl Fn(usize, usize) -> std::cmp::Ordering) -> Self {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|a, b| compare(*a, *b));
        let pick = |values: &[f64]| order.iter().map(|bin| values[*bin]).collect();
        Self {
            time_s: pick(&self.time_s),
            counts: pick(&self.counts),
            counts_err: pick(&self.counts_err),
            ..self.without_bins()
        }
    }

    /// Joins two curves of equal bin width; where bins of both lie at the same time, counts are `(a + b) / 2` and
    /// errors `sqrt((e_a^2 + e_b^2) / 2)`. Good time is the union.
    ///
    /// # Errors
    /// [`Error::Differ`] if the widths differ by more than a millionth.
    pub fn join(&self, other: &Self) -> Result<Self> {
        if (self.bin_s - other.bin_s).abs() > 1e-6 * self.bin_s {
            let (first, other) = (format!("{} s", self.bin_s), format!("{} s", other.bin_s));
            return Err(Error::Differ { what: "bin widths", first, other });
        }
        let other = other.clone().rebased_to(self);
        let mut all = self.clone();
        all.time_s.extend(&other.time_s);
        all.counts.extend(&other.counts);
        all.counts_err.extend(&other.counts_err);
        let sorted = all.reordered(|a, b| all.time_s[a].total_cmp(&all.time_s[b]));
        let mut joined = self.without_bins();
        for bin in 0..sorted.len() {
            let same = joined.time_s.last().is_some_and(|last| sorted.time_s[bin] - last < self.bin_s / 100.0);
            let (counts, error) = (sorted.counts[bin], sorted.counts_err[bin]);
            if let (true, Some(c), Some(e)) = (same, joined.counts.last_mut(), joined.counts_err.last_mut()) {
                *c = f64::midpoint(*c, counts);
                *e = e.hypot(error) / 2.0_f64.sqrt();
            } else {
                joined.time_s.push(sorted.time_s[bin]);
                joined.counts.push(counts);
                joined.counts_err.push(error);
            }
        }
        joined.gti = self.gti.union(&other.gti);
        joined.facts = self.facts.common_with(&other.facts, &mut joined.warnings);
        Ok(joined)
    }
}
