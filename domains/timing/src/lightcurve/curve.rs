//! The curve, and how it is made.
use crate::binning::{Bins, compatible_bin_s, median_step_s, poisson_errors};
use crate::{Compat, Error, EventList, Facts, Gti, MaskOptions, MjdRef, Result, Warning};
use astrarium_num::Double;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the counts of a bin scatter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ErrDist {
    /// Photon counts.
    #[default]
    Poisson,
    /// Normal, with the errors that are given.
    Gauss,
    /// Nothing is known.
    None,
}

impl ErrDist {
    /// The name in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Poisson => "poisson",
            Self::Gauss => "gauss",
            Self::None => "none",
        }
    }

    /// The kind of this name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Self::Poisson, Self::Gauss, Self::None].into_iter().find(|kind| kind.name() == name)
    }
}

/// Counts in bins of equal width, given at the centres of the bins.
///
/// Times and intervals are seconds from [`reference`](Self::reference), as in an [`EventList`]. Bins may have gaps
/// between them, but all have the width [`bin_s`](Self::bin_s).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LightCurve {
    /// Centres of the bins, s from `reference`, ascending.
    pub time_s: Vec<f64>,
    /// Counts per bin.
    pub counts: Vec<f64>,
    /// Errors of the counts.
    pub counts_err: Vec<f64>,
    /// What the errors mean.
    pub err_dist: ErrDist,
    /// Width of a bin, s.
    pub bin_s: f64,
    /// Time 0 of `time_s` and `gti`, s since `mjdref`.
    pub reference: Double,
    /// Day of time 0 of `reference`.
    pub mjdref: MjdRef,
    /// Good time intervals, s from `reference`.
    pub gti: Gti,
    /// What the headers say.
    pub facts: Facts,
    /// Decisions taken on the way here.
    pub warnings: Vec<Warning>,
}

impl LightCurve {
    /// Takes counts at bin centres, with Poisson errors.
    ///
    /// The width is the median step if it is not given; without a GTI one interval holds all bins.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Empty`], [`Error::NotPositive`], [`Error::TimeNotFinite`], [`Error::Unsorted`].
    pub fn new(time_s: Vec<f64>, counts: Vec<f64>, bin_s: Option<f64>) -> Result<Self> {
        Error::check_length("counts", counts.len(), time_s.len())?;
        let bin_s = Error::check_positive("bin_s", bin_s.map_or_else(|| median_step_s(&time_s), Ok)?)?;
        if let Some(row) = time_s.iter().position(|time| !time.is_finite()) {
            return Err(Error::TimeNotFinite { file: None, row: row as u64 });
        }
        if let Some(row) = crate::events::first_descent(&time_s) {
            let (time_s, previous_s) = (time_s[row], time_s[row - 1]);
            return Err(Error::Unsorted { file: None, row: row as u64, time_s, previous_s });
        }
        let (Some(first), Some(last)) = (time_s.first(), time_s.last()) else {
            return Err(Error::Empty { what: "bins" });
        };
        let gti = Gti::single(first - bin_s / 2.0, last + bin_s / 2.0)?;
        let counts_err = poisson_errors(&counts);
        Ok(Self { time_s, counts, counts_err, bin_s, gti, ..Self::default() })
    }

    /// Takes count rates, counts/s, as [`LightCurve::new`] takes counts.
    ///
    /// # Errors
    /// As [`LightCurve::new`].
    pub fn from_rates(time_s: Vec<f64>, mut rates: Vec<f64>, bin_s: Option<f64>) -> Result<Self> {
        let bin_s = bin_s.map_or_else(|| median_step_s(&time_s), Ok)?;
        rates.iter_mut().for_each(|rate| *rate *= bin_s);
        Self::new(time_s, rates, Some(bin_s))
    }

    /// Bins events over the whole span of their good time intervals, with Poisson errors.
    ///
    /// The first bin starts with the first interval; a rest at the end counts as a bin from 0.99 of it on. Bins
    /// outside the intervals are there, with what events they hold. The width may be changed to suit the frame time
    /// of the detector ([`compatible_bin_s`]); a warning says so.
    ///
    /// # Errors
    /// [`Error::GtiEmpty`]; [`Error::NotPositive`]; [`Error::TooMany`]; [`Error::BinTooWide`] if not one bin fits.
    pub fn from_events(events: &EventList, bin_s: f64, compat: Compat) -> Result<Self> {
        let (bin_s, warning) = compatible_bin_s(bin_s, events.facts.frame_s, compat)?;
        let [start_s, stop_s] = events.gti.span().ok_or(Error::GtiEmpty)?;
        let mut curve = Self::from_times(&events.time_s, Bins::over(start_s, stop_s - start_s, bin_s)?)?;
        curve.gti = events.gti.clone();
        (curve.reference, curve.mjdref) = (events.reference, events.mjdref);
        curve.facts = events.facts.clone();
        curve.warnings = events.warnings.iter().cloned().chain(warning).collect();
        Ok(curve)
    }

    /// Counts of times on a grid, with Poisson errors.
    ///
    /// # Errors
    /// [`Error::BinTooWide`] for a grid without bins.
    pub fn from_times(time_s: &[f64], bins: Bins) -> Result<Self> {
        if bins.n == 0 {
            return Err(Error::BinTooWide { bin_s: bins.bin_s, segment_s: 0.0 });
        }
        let counts = bins.counts(time_s);
        let gti = Gti::single(bins.start_s, bins.start_s + bins.n as f64 * bins.bin_s)?;
        let counts_err = poisson_errors(&counts);
        Ok(Self { time_s: bins.centres_s(), counts, counts_err, bin_s: bins.bin_s, gti, ..Self::default() })
    }

    /// Replaces the errors.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn with_errors(mut self, counts_err: Vec<f64>, err_dist: ErrDist) -> Result<Self> {
        Error::check_length("errors", counts_err.len(), self.len())?;
        (self.counts_err, self.err_dist) = (counts_err, err_dist);
        Ok(self)
    }

    /// Replaces the good time intervals. Bins that are not finite are an error inside them, a warning outside.
    ///
    /// # Errors
    /// [`Error::CountsNotFinite`] with the bin.
    pub fn with_gti(mut self, gti: Gti) -> Result<Self> {
        let good = gti.mask(&self.time_s, &MaskOptions::bins(self.bin_s))?;
        let broken = |(counts, good): (&f64, &bool)| (!counts.is_finite()).then_some(*good);
        let found: Vec<(usize, bool)> =
            self.counts.iter().zip(&good).map(broken).enumerate().filter_map(|(i, good)| Some((i, good?))).collect();
        if let Some((bin, _)) = found.iter().find(|(_, good)| *good) {
            return Err(Error::CountsNotFinite { bin: *bin, time_s: self.time_s[*bin] });
        }
        if !found.is_empty() {
            self.warnings.push(Warning::NotFiniteOutside { n: found.len() as u64 });
        }
        self.gti = gti;
        Ok(self)
    }

    /// Number of bins.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time_s.len()
    }

    /// Whether there is no bin.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time_s.is_empty()
    }

    /// Start of the first bin, s; NaN without bins.
    #[must_use]
    pub fn start_s(&self) -> f64 {
        self.time_s.first().map_or(f64::NAN, |first| first - self.bin_s / 2.0)
    }

    /// From the start of the first bin to the end of the last, s; 0 without bins.
    #[must_use]
    pub fn span_s(&self) -> f64 {
        self.time_s.last().map_or(0.0, |last| last + self.bin_s / 2.0 - self.start_s())
    }

    /// Count rates, counts/s.
    #[must_use]
    pub fn rates(&self) -> Vec<f64> {
        self.counts.iter().map(|counts| counts / self.bin_s).collect()
    }

    /// Errors of the count rates, counts/s.
    #[must_use]
    pub fn rate_errors(&self) -> Vec<f64> {
        self.counts_err.iter().map(|error| error / self.bin_s).collect()
    }

    /// Which bins lie in a good time interval as a whole.
    ///
    /// # Errors
    /// [`Error::NotPositive`] if the width is broken.
    pub fn good(&self) -> Result<Vec<bool>> {
        self.gti.mask(&self.time_s, &MaskOptions::bins(self.bin_s))
    }

    /// Mean counts of the good bins; NaN if there is none.
    ///
    /// # Errors
    /// As [`LightCurve::good`].
    pub fn mean_counts(&self) -> Result<f64> {
        let good = self.good()?;
        let inside: Vec<f64> =
            self.counts.iter().zip(good).filter(|(_, good)| *good).map(|(counts, _)| *counts).collect();
        Ok(inside.iter().sum::<f64>() / inside.len() as f64)
    }

    /// Mean rate of the good bins, counts/s.
    ///
    /// # Errors
    /// As [`LightCurve::good`].
    pub fn mean_rate(&self) -> Result<f64> {
        Ok(self.mean_counts()? / self.bin_s)
    }
}
