//! Short gaps filled with values drawn from their neighbours.
use super::LightCurve;
use crate::{Error, Gti, Result, Warning};
use astrarium_num::random::{Purpose, Stream};
use std::ops::Range;

/// Samples in the longest gap that is filled, times this, are drawn from on each side.
const BUFFER: f64 = 10.0;
/// The longest good time interval over this is the longest gap that is filled.
const PART: f64 = 100.0;
/// Part of a bin by which the space between two bins may fall short of another bin.
const SLACK: f64 = 0.01;

/// Which gaps are filled, and from what.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FillOptions {
    /// The longest gap that is filled, s; a hundredth of the longest good time interval if it is not given.
    pub max_length_s: Option<f64>,
    /// Good bins on each side that values are drawn from; ten times as many as the longest gap has, but no more than
    /// the longest good time interval, if it is not given.
    pub buffer_bins: Option<usize>,
    /// Decides the random numbers.
    pub seed: u64,
}

impl LightCurve {
    /// Fills short gaps between good time intervals with bins whose values are drawn, with replacement, from the good
    /// bins nearest to the gap on both sides.
    ///
    /// Bins lie on the grid of the bin before the gap, as many as fit; counts and error of a bin are those of one bin
    /// that is drawn. Neighbouring intervals that are both shorter than half the longest gap, and start closer than
    /// that, are removed first, and so are intervals without a whole bin. Good time then has the filled gaps in it.
    /// Bins outside good time are left out. A warning says how much was filled: it is white noise, which changes the
    /// statistics of a source that varies unless gaps are very short.
    ///
    /// Bin `i` of gap `g` is drawn at the address (seed, simulation, `g`, 0, `i`), so that it depends on nothing else.
    ///
    /// # Errors
    /// [`Error::GtiEmpty`]; [`Error::NotPositive`] for a length or a buffer of nothing; [`Error::TooMany`].
    pub fn fill_bad_time_intervals(&self, options: &FillOptions) -> Result<Self> {
        if self.gti.is_empty() {
            return Err(Error::GtiEmpty);
        }
        let default_s = self.gti.longest_s() / PART;
        let max_length_s = Error::check_positive("max_length_s", options.max_length_s.unwrap_or(default_s))?;
        let buffer = self.buffer(max_length_s, options.buffer_bins)?;
        let kept = self.apply_gti(&self.gti.without_repeated_short(max_length_s / 2.0))?;
        let bins = kept.gti.border_bins(&kept.time_s, kept.bin_s)?;
        let (held, bins): (Vec<[f64; 2]>, Vec<Range<usize>>) =
            kept.gti.intervals().iter().copied().zip(bins).filter(|(_, bins)| !bins.is_empty()).unzip();
        let mut filled = kept.without_bins();
        let (mut gaps, mut n_bins) = (Vec::new(), 0);
        for (at, (interval, bins)) in held.iter().zip(&bins).enumerate() {
            filled.take(&kept, bins.clone());
            let Some(next) = held.get(at + 1).filter(|next| next[0] - interval[1] <= max_length_s) else { continue };
            let stream = Stream::new(options.seed, Purpose::Simulation, gaps.len() as u64);
            n_bins += filled.draw(&kept, bins.end, buffer, stream)?;
            gaps.push([interval[1], next[0]]);
        }
        if !gaps.is_empty() {
            let filled_s = gaps.iter().map(|[start, stop]| stop - start).sum();
            filled.warnings.push(Warning::GapsFilled { n_gaps: gaps.len() as u64, filled_s, n_bins });
        }
        filled.gti = Gti::checked(held)?.union(&Gti::checked(gaps)?);
        Ok(filled)
    }

    /// Good bins on each side of a gap that values are drawn from.
    fn buffer(&self, max_length_s: f64, asked: Option<usize>) -> Result<usize> {
        match asked {
            Some(0) => Err(Error::NotPositive { what: "buffer_bins", value: 0.0 }),
            Some(asked) => Ok(asked),
            None => {
                let bins = |length_s: f64| (length_s / self.bin_s).floor();
                let wanted = (BUFFER * bins(max_length_s)).min(bins(self.gti.longest_s()));
                Ok(wanted.max(1.0) as usize)
            }
        }
    }

    /// Appends bins of another curve.
    fn take(&mut self, from: &Self, bins: Range<usize>) {
        self.time_s.extend(&from.time_s[bins.clone()]);
        self.counts.extend(&from.counts[bins.clone()]);
        self.counts_err.extend(&from.counts_err[bins]);
    }

    /// Appends bins for the gap before bin `next` of a curve without bad bins; their number.
    fn draw(&mut self, from: &Self, next: usize, buffer: usize, stream: Stream) -> Result<u64> {
        let (before_s, after_s) = (from.time_s[next - 1], from.time_s[next]);
        let space = ((after_s - before_s) / from.bin_s - 1.0 + SLACK).max(0.0);
        let n = Error::check_count("bins in a gap", space.floor())?;
        let sources = next.saturating_sub(buffer)..(next.saturating_add(buffer)).min(from.len());
        for i in 0..n {
            let drawn = sources.start + stream.below(0, i as u64, sources.len() as u64) as usize;
            self.time_s.push(before_s + (i + 1) as f64 * from.bin_s);
            self.counts.push(from.counts[drawn]);
            self.counts_err.push(from.counts_err[drawn]);
        }
        Ok(n as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 bins of 1 s, each with its own counts, and good time as it is given.
    fn curve(gti: &[[f64; 2]]) -> LightCurve {
        let time_s: Vec<f64> = (0..100).map(|bin| f64::from(bin) + 0.5).collect();
        let counts: Vec<f64> = (0..100).map(f64::from).collect();
        let errors = counts.iter().map(|counts| counts / 10.0).collect();
        let curve = LightCurve::new(time_s, counts, Some(1.0)).unwrap();
        curve.with_errors(errors, crate::ErrDist::Gauss).unwrap().with_gti(Gti::new(gti.to_vec()).unwrap()).unwrap()
    }

    fn up_to(max_length_s: f64) -> FillOptions {
        FillOptions { max_length_s: Some(max_length_s), ..FillOptions::default() }
    }

    #[test]
    fn gaps_hold_values_of_their_neighbours() {
        let gappy = curve(&[[0.0, 40.0], [42.5, 70.0], [80.0, 100.0]]);
        let options = FillOptions { buffer_bins: Some(5), seed: 3, ..up_to(3.0) };
        let filled = gappy.fill_bad_time_intervals(&options).unwrap();
        assert_eq!(filled.gti.intervals(), [[0.0, 70.0], [80.0, 100.0]]);
        let times: Vec<f64> = (0..70).chain(80..100).map(|bin| f64::from(bin) + 0.5).collect();
        assert_eq!(filled.time_s, times);
        for (bin, time_s) in times.iter().enumerate() {
            let kept = !(40..43).contains(&bin);
            let expected = time_s - 0.5;
            // bin 42 stands out of its interval, so it is no source and is drawn anew
            let near = (35.0..40.0).contains(&filled.counts[bin]) || (43.0..48.0).contains(&filled.counts[bin]);
            assert!(if kept { filled.counts[bin] == expected } else { near }, "bin {bin}: {}", filled.counts[bin]);
            assert_eq!(filled.counts_err[bin], filled.counts[bin] / 10.0);
        }
        assert_eq!(filled.warnings, [Warning::GapsFilled { n_gaps: 1, filled_s: 2.5, n_bins: 3 }]);
        assert_eq!(filled, gappy.fill_bad_time_intervals(&options).unwrap());
    }

    #[test]
    fn draws_are_even_over_both_sides() {
        let time_s: Vec<f64> = (0..20_000).map(|bin| f64::from(bin) + 0.5).collect();
        let counts: Vec<f64> = (0..20_000).map(|bin| f64::from(bin % 4)).collect();
        let gti = Gti::new(vec![[0.0, 4.0], [19_996.0, 20_000.0]]).unwrap();
        let curve = LightCurve::new(time_s, counts, Some(1.0)).unwrap().with_gti(gti).unwrap();
        let filled = curve.fill_bad_time_intervals(&FillOptions { buffer_bins: Some(4), ..up_to(20_000.0) }).unwrap();
        // intervals so short are removed where their starts are close, which these are not
        assert_eq!(filled.len(), 20_000);
        for value in 0..4 {
            let n = filled.counts.iter().filter(|counts| **counts == f64::from(value)).count() as f64;
            // six standard deviations of a binomial number around a quarter
            assert!((n - 5000.0).abs() < 6.0 * (20_000.0_f64 * 0.25 * 0.75).sqrt(), "{value}: {n}");
        }
    }

    #[test]
    fn gaps_without_bins_get_some() {
        let whole = curve(&[[0.0, 50.0], [52.0, 100.0]]);
        let holes = whole.masked(&whole.good().unwrap()).unwrap();
        let filled = holes.fill_bad_time_intervals(&up_to(2.0)).unwrap();
        assert_eq!((filled.len(), &filled.time_s[49..53]), (100, &[49.5, 50.5, 51.5, 52.5][..]));
        assert_eq!(filled.gti.intervals(), [[0.0, 100.0]]);
    }

    #[test]
    fn gaps_too_long_stay() {
        let gappy = curve(&[[0.0, 50.0], [53.0, 100.0]]);
        // half a second, a hundredth of the longest interval
        let same = gappy.fill_bad_time_intervals(&FillOptions::default()).unwrap();
        assert_eq!((same.gti.intervals(), same.len(), same.warnings.len()), (gappy.gti.intervals(), 97, 0));
        let whole = curve(&[[0.0, 100.0]]);
        assert_eq!(whole.fill_bad_time_intervals(&up_to(5.0)).unwrap(), whole);
    }

    #[test]
    fn short_intervals_in_a_row_are_removed() {
        let flaky = curve(&[[0.0, 40.0], [45.0, 46.0], [47.0, 48.0], [50.0, 100.0]]);
        let filled = flaky.fill_bad_time_intervals(&up_to(10.0)).unwrap();
        assert_eq!(filled.gti.intervals(), [[0.0, 100.0]]);
        let GapsOf(n_gaps, n_bins) = gaps(&filled);
        assert_eq!((n_gaps, n_bins), (1, 10));
        // an interval shorter than a bin holds none, and is part of the gap
        let sliver = curve(&[[0.0, 40.0], [40.7, 41.2], [42.0, 100.0]]);
        let GapsOf(n_gaps, n_bins) = gaps(&sliver.fill_bad_time_intervals(&up_to(2.0)).unwrap());
        assert_eq!((n_gaps, n_bins), (1, 2));
    }

    struct GapsOf(u64, u64);

    fn gaps(curve: &LightCurve) -> GapsOf {
        match curve.warnings[..] {
            [Warning::GapsFilled { n_gaps, n_bins, .. }] => GapsOf(n_gaps, n_bins),
            ref other => panic!("expected filled gaps, found {other:?}"),
        }
    }

    #[test]
    fn nothing_to_fill_from() {
        let whole = curve(&[[0.0, 50.0], [52.0, 100.0]]);
        assert!(matches!(whole.fill_bad_time_intervals(&up_to(0.0)), Err(Error::NotPositive { .. })));
        assert!(matches!(whole.fill_bad_time_intervals(&up_to(f64::NAN)), Err(Error::NotPositive { .. })));
        let none = FillOptions { buffer_bins: Some(0), ..up_to(2.0) };
        assert!(matches!(whole.fill_bad_time_intervals(&none), Err(Error::NotPositive { .. })));
        let blind = LightCurve { gti: Gti::default(), ..whole };
        assert!(matches!(blind.fill_bad_time_intervals(&up_to(2.0)), Err(Error::GtiEmpty)));
    }
}
