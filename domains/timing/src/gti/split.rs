//! Cutting a list of intervals into several lists.
use super::Gti;
use crate::{Error, Result};

impl Gti {
    /// Middles of the gaps longer than `gap_s`.
    ///
    /// # Errors
    /// [`Error::NotPositive`].
    pub fn large_gaps(&self, gap_s: f64) -> Result<Vec<f64>> {
        Error::check_positive("gap_s", gap_s)?;
        let gaps = self.intervals().windows(2).filter(|pair| pair[1][0] - pair[0][1] > gap_s);
        Ok(gaps.map(|pair| (pair[1][0] + pair[0][1]) / 2.0).collect())
    }

    /// The list cut before the intervals with these indices, which must increase; every piece may be empty.
    #[must_use]
    pub fn split_at(&self, indices: &[usize]) -> Vec<Self> {
        let edges = indices.iter().map(|i| (*i).min(self.len())).chain([self.len()]);
        let mut from = 0;
        let mut piece = |to: usize| {
            let to = to.max(from);
            let list = Self::swept(self.intervals()[from..to].to_vec());
            from = to;
            list
        };
        edges.map(&mut piece).collect()
    }

    /// The list cut wherever a gap is longer than `gap_s`.
    ///
    /// # Errors
    /// [`Error::NotPositive`].
    pub fn split_at_gaps(&self, gap_s: f64) -> Result<Vec<Self>> {
        let middles = self.large_gaps(gap_s)?;
        let index = |middle: &f64| self.intervals().partition_point(|[_, stop]| stop < middle);
        Ok(self.split_at(&middles.iter().map(index).collect::<Vec<_>>()))
    }

    /// Lists of about `exposure_s` each: `n = rint(total / exposure_s)` lists of `total / n`.
    ///
    /// If there are at most `n` intervals, long ones are first cut into pieces of `exposure_s`. A list then takes
    /// the intervals at whose start the summed exposure lies in `[k, k + 1) total / n`; a list stays empty where one
    /// interval spans its whole share. With `n <= 1` the list is returned whole.
    ///
    /// # Errors
    /// [`Error::NotPositive`].
    pub fn split_by_exposure(&self, exposure_s: f64) -> Result<Vec<Self>> {
        Error::check_positive("exposure_s", exposure_s)?;
        let n = Error::check_count("lists", (self.exposure_s() / exposure_s).round_ties_even())?;
        if n <= 1 {
            return Ok(vec![self.clone()]);
        }
        let fine = if self.len() <= n { self.cut_into(exposure_s) } else { self.clone() };
        let starts: Vec<f64> = fine.intervals().iter().scan(0.0, exposure_before).collect();
        let share = fine.exposure_s() / n as f64;
        let index = |k: usize| starts.partition_point(|before| *before < k as f64 * share);
        Ok(fine.split_at(&(1..n).map(index).collect::<Vec<_>>()))
    }

    /// As [`Gti::split_by_exposure`], where gaps longer than `gap_s` always begin a new list.
    ///
    /// # Errors
    /// [`Error::NotPositive`].
    pub fn split_by_exposure_and_gaps(&self, exposure_s: f64, gap_s: f64) -> Result<Vec<Self>> {
        let pieces = self.split_at_gaps(gap_s)?;
        let lists: Result<Vec<Vec<Self>>> = pieces.iter().map(|piece| piece.split_by_exposure(exposure_s)).collect();
        Ok(lists?.into_iter().flatten().collect())
    }

    /// Every interval cut into touching pieces of `length_s`, the last one shorter.
    fn cut_into(&self, length_s: f64) -> Self {
        let mut pieces = Vec::new();
        for [start, stop] in self.intervals().iter().copied() {
            let n = ((stop - start) / length_s).ceil().max(1.0) as usize;
            let edge = |i: usize| if i == n { stop } else { start + i as f64 * length_s };
            pieces.extend((0..n).map(|i| [edge(i), edge(i + 1)]));
        }
        Self::swept(pieces)
    }
}

/// Running sum of the lengths before each interval.
fn exposure_before(sum: &mut f64, [start, stop]: &[f64; 2]) -> Option<f64> {
    let before = *sum;
    *sum += stop - start;
    Some(before)
}
