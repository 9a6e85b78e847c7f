//! From times to counts in bins: the grid, the histogram, Poisson errors, widths that suit the detector.
use crate::{Compat, Error, Result, Warning};
use astrarium_num::special::chi2_isf;
use std::collections::BTreeMap;

/// A grid of bins of equal width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins {
    /// Start of the first bin, s.
    pub start_s: f64,
    /// Width, s.
    pub bin_s: f64,
    /// Number of bins.
    pub n: usize,
}

/// A rest of a bin from which on it counts as whole.
const WHOLE: f64 = 0.99;

impl Bins {
    /// The bins that fit into `length_s`: `int(length / width)`, and one more if the rest is at least 0.99 of a bin.
    ///
    /// # Errors
    /// [`Error::NotPositive`]; [`Error::TooMany`].
    pub fn over(start_s: f64, length_s: f64, bin_s: f64) -> Result<Self> {
        Error::check_positive("bin_s", bin_s)?;
        let whole = (length_s / bin_s).max(0.0);
        let n = Error::check_count("bins", whole.floor() + f64::from(u8::from(whole.fract() >= WHOLE)))?;
        Ok(Self { start_s, bin_s, n })
    }

    /// Centres of the bins, s.
    #[must_use]
    pub fn centres_s(&self) -> Vec<f64> {
        (0..self.n).map(|i| self.start_s + (i as f64 + 0.5) * self.bin_s).collect()
    }

    /// Counts in each bin: bin `floor((t - start) / width)`, the upper edge of the grid excluded.
    #[must_use]
    pub fn counts(&self, time_s: &[f64]) -> Vec<f64> {
        let mut counts = vec![0.0; self.n];
        for time in time_s {
            let place = (time - self.start_s) / self.bin_s;
            if place >= 0.0
                && let Some(bin) = counts.get_mut(place as usize)
            {
                *bin += 1.0;
            }
        }
        counts
    }
}

/// Median difference of successive times, s.
///
/// # Errors
/// [`Error::Empty`] with fewer than two times.
pub fn median_step_s(time_s: &[f64]) -> Result<f64> {
    let mut steps: Vec<f64> = time_s.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| !step.is_nan()).collect();
    if steps.is_empty() {
        return Err(Error::Empty { what: "times (two are needed for a step)" });
    }
    let n = steps.len();
    let (below, middle, _) = steps.select_nth_unstable_by(n / 2, f64::total_cmp);
    let middle = *middle;
    Ok(if n % 2 == 1 { middle } else { f64::midpoint(below.iter().copied().fold(f64::NEG_INFINITY, f64::max), middle) })
}

/// Probability of a normal number above one standard deviation.
const TAIL: f64 = 0.158_655_253_931_457_05;

/// Symmetric 1-sigma error of `n` counts: half the width of the frequentist (central) interval.
///
/// `(isf(q, 2 n + 2) - isf(1 - q, 2 n)) / 4` with the upper quantiles of chi-squared and `q` the normal tail at one
/// sigma; the lower limit of no count is 0, which gives 0.92.
///
/// # Source
/// Gehrels 1986, `ApJ` 303, 336; Garwood 1936.
#[must_use]
pub fn poisson_error(n: f64) -> f64 {
    let upper = chi2_isf(TAIL, 2.0 * (n + 1.0));
    let lower = if n > 0.0 { chi2_isf(1.0 - TAIL, 2.0 * n) } else { 0.0 };
    (upper - lower) / 4.0
}

/// [`poisson_error`] of every bin, worked out once for each number of counts.
#[must_use]
pub fn poisson_errors(counts: &[f64]) -> Vec<f64> {
    let mut known: BTreeMap<u64, f64> = BTreeMap::new();
    let error = |n: &f64| *known.entry(n.to_bits()).or_insert_with(|| poisson_error(*n));
    counts.iter().map(error).collect()
}

/// Relative difference up to which widths count as equal.
const SAME_WIDTH: f64 = 1e-4;
/// Frames a bin up to which unequal numbers of frames in bins matter.
const FEW_FRAMES: f64 = 100.0;

/// The bin width to use for data with a frame time: a whole number of frames if a bin has up to 100 of them.
///
/// Bins of 2.5 frames hold 2 or 3 by turns, which is a beat in the light curve; from some 100 frames on that is below
/// one per cent, and the width stays as it was asked. With `compat = "stingray"` it is always changed, however many
/// frames there are. The warning says what was changed.
///
/// # Errors
/// [`Error::NotPositive`] for the width.
pub fn compatible_bin_s(asked_s: f64, frame_s: f64, compat: Compat) -> Result<(f64, Option<Warning>)> {
    Error::check_positive("bin_s", asked_s)?;
    let frames = asked_s / frame_s;
    let matters = frame_s > 0.0 && (frames <= FEW_FRAMES || compat == Compat::Stingray);
    if !matters || (frames - 1.0).abs() <= SAME_WIDTH {
        return Ok((asked_s, None));
    }
    let used_s = frame_s * frames.round_ties_even().max(1.0);
    let changed = (used_s / asked_s - 1.0).abs() > SAME_WIDTH;
    Ok((used_s, changed.then_some(Warning::BinQuantised { asked_s, used_s, frame_s })))
}

#[cfg(test)]
mod tests {
    use super::{Bins, compatible_bin_s, median_step_s, poisson_error};
    use crate::Compat;

    #[test]
    fn bins_that_fit() {
        assert_eq!(Bins::over(0.0, 10.0, 3.0).unwrap().n, 3);
        assert_eq!(Bins::over(0.0, 11.98, 3.0).unwrap().n, 4);
        assert_eq!(Bins::over(0.0, 0.3, 0.1).unwrap().n, 3);
        assert!(Bins::over(0.0, 1.0, 1e-300).is_err());
        assert!(Bins::over(0.0, 1.0, 0.0).is_err());
    }

    #[test]
    fn edges_belong_to_the_later_bin() {
        let bins = Bins { start_s: 1.0, bin_s: 0.5, n: 3 };
        assert_eq!(bins.counts(&[0.9, 1.0, 1.49, 1.5, 2.0, 2.5, f64::NAN]), [2.0, 1.0, 1.0]);
        assert_eq!(bins.centres_s(), [1.25, 1.75, 2.25]);
    }

    #[test]
    fn error_of_no_count_and_of_many() {
        // upper limit of no count at one sigma: -ln(0.15866)
        assert!((poisson_error(0.0) - 0.920_511_3).abs() < 1e-6);
        // large numbers: sqrt(n), the interval is a little wider
        assert!((poisson_error(1e4) / 100.0 - 1.0).abs() < 0.006);
    }

    #[test]
    fn widths_near_the_frame_time() {
        let (used, warning) = compatible_bin_s(2.4, 1.0, Compat::None).unwrap();
        assert!((used, warning.is_some()) == (2.0, true));
        let nicer = 2.0_f64.powi(-12);
        assert_eq!(compatible_bin_s(nicer, 4e-8, Compat::None).unwrap(), (nicer, None));
        assert!((compatible_bin_s(nicer, 4e-8, Compat::Stingray).unwrap().0 - 2.4416e-4).abs() < 1e-12);
        assert_eq!(compatible_bin_s(0.5, 0.0, Compat::Stingray).unwrap().0, 0.5);
    }

    #[test]
    fn median_of_steps() {
        assert_eq!(median_step_s(&[0.0, 1.0, 3.0]).unwrap(), 1.5);
        assert_eq!(median_step_s(&[0.0, 1.0, 3.0, 4.0]).unwrap(), 1.0);
        assert!(median_step_s(&[0.0]).is_err());
    }
}
