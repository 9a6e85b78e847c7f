//! Which samples are good, and intervals from such a judgement.
use super::{Gti, compat};
use crate::{Compat, Error, Result, binning::median_step_s};

/// How samples are held against the intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaskOptions {
    /// Width of a sample, s: it must lie in an interval as a whole. 0 for events, `None` for the median step.
    pub bin_s: Option<f64>,
    /// Cut from the start and from the stop of every interval, s.
    pub safe_s: [f64; 2],
    /// Intervals shorter than this are left out, s.
    pub min_length_s: f64,
    /// Part of a sample's width by which it may stand out.
    pub epsilon: f64,
    /// Reproduces a reference program instead.
    pub compat: Compat,
}

impl Default for MaskOptions {
    fn default() -> Self {
        Self { bin_s: None, safe_s: [0.0; 2], min_length_s: 0.0, epsilon: 0.001, compat: Compat::None }
    }
}

impl MaskOptions {
    /// Samples are events: points without a width.
    pub fn events() -> Self {
        Self { bin_s: Some(0.0), ..Self::default() }
    }

    /// Samples are bins of `bin_s`, given by their centres.
    pub fn bins(bin_s: f64) -> Self {
        Self { bin_s: Some(bin_s), ..Self::default() }
    }
}

/// How intervals are made of a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ConditionOptions {
    /// Cut from the start and from the stop of every interval, s.
    pub safe_s: [f64; 2],
    /// Half the width of a sample, s; half the first step if it is not given.
    pub half_width_s: Option<f64>,
}

impl Gti {
    /// True for every sample that lies in any interval.
    ///
    /// A sample at `t` of width `w` is good if `start - e w + w/2 <= t <= stop + e w - w/2` for an interval, after
    /// the safe intervals were cut. Samples may come in any order. Cost `O(n log m)`, for sorted samples `O(n + m)`.
    ///
    /// # Errors
    /// [`Error::Empty`] without samples when the width is to be their median step; [`Error::NotPositive`] for a
    /// negative width.
    pub fn mask(&self, time_s: &[f64], options: &MaskOptions) -> Result<Vec<bool>> {
        let bin_s = options.bin_s.map_or_else(|| median_step_s(time_s), Ok)?;
        if !(bin_s >= 0.0 && bin_s.is_finite()) {
            return Err(Error::NotPositive { what: "the width of a sample (bin_s)", value: bin_s });
        }
        let usable = self.usable(options);
        Ok(match options.compat {
            Compat::Stingray => compat::mask(&usable, time_s, bin_s, options.epsilon),
            Compat::None => mask_of(&usable, time_s, |_| bin_s, options.epsilon),
        })
    }

    /// As [`Gti::mask`], with a width for each sample.
    ///
    /// # Errors
    /// [`Error::Length`] if there are not as many widths as samples.
    pub fn mask_widths(&self, time_s: &[f64], width_s: &[f64], options: &MaskOptions) -> Result<Vec<bool>> {
        Error::check_length("widths", width_s.len(), time_s.len())?;
        Ok(mask_of(&self.usable(options), time_s, |i| width_s[i], options.epsilon))
    }

    /// The intervals that are long enough, with the safe intervals cut.
    fn usable(&self, options: &MaskOptions) -> Vec<[f64; 2]> {
        let [before, after] = options.safe_s;
        let long = self.intervals().iter().filter(|[start, stop]| stop - start >= options.min_length_s);
        long.map(|[start, stop]| [start + before, stop - after]).filter(|[start, stop]| start <= stop).collect()
    }

    /// Intervals in which a condition holds: for each run of good samples `[t_i - h + safe, t_j + h - safe]`.
    ///
    /// Runs that the safe intervals leave nothing of are dropped; a condition that never holds gives an empty list.
    ///
    /// # Errors
    /// [`Error::Length`] if the arrays differ in length, [`Error::Empty`] with fewer than two samples and no width,
    /// [`Error::TimeNotFinite`].
    pub fn from_condition(time_s: &[f64], good: &[bool], options: &ConditionOptions) -> Result<Self> {
        Error::check_length("condition", good.len(), time_s.len())?;
        if let Some(row) = time_s.iter().position(|t| !t.is_finite()) {
            return Err(Error::TimeNotFinite { file: None, row: row as u64 });
        }
        let half = match (options.half_width_s, time_s) {
            (Some(half), _) => half,
            (None, [first, second, ..]) => (second - first) / 2.0,
            (None, _) => return Err(Error::Empty { what: "times (two are needed for a width)" }),
        };
        let [before, after] = options.safe_s;
        let mut intervals = Vec::new();
        let mut from = 0;
        for run in good.chunk_by(|a, b| a == b) {
            let last = from + run.len() - 1;
            let interval = [time_s[from] - half + before, time_s[last] + half - after];
            if run[0] && interval[0] <= interval[1] {
                intervals.push(interval);
            }
            from = last + 1;
        }
        match Self::checked(intervals.clone()) {
            Err(Error::GtiOverlap { .. }) => Self::from_unsorted(intervals),
            other => other,
        }
    }
}

/// The mask by its definition; the interval found last is tried first.
fn mask_of(intervals: &[[f64; 2]], time_s: &[f64], width_s: impl Fn(usize) -> f64, epsilon: f64) -> Vec<bool> {
    let mut hint = 0;
    let inside = |(i, t): (usize, &f64)| {
        let margin = width_s(i) * (0.5 - epsilon);
        let next_starts_later = |at: usize| intervals.get(at + 1).is_none_or(|next| next[0] > *t);
        if hint >= intervals.len() || intervals[hint][0] > *t || !next_starts_later(hint) {
            // the last interval that starts at or before t
            hint = intervals.partition_point(|interval| interval[0] <= *t).saturating_sub(1);
        }
        let holds = |[start, stop]: &[f64; 2]| *t >= start + margin && *t <= stop - margin;
        intervals.get(hint).is_some_and(holds)
    };
    time_s.iter().enumerate().map(inside).collect()
}
