//! The sum over segments, as a job.
use super::{PowerSpec, PowerSpectrum};
use crate::fourier::{Transform, add_weighted_power};
use crate::segments::{Band, Input, Plan, PlanSpec, Scratch, Segments};
use crate::{
    Error, EventInput, EventList, EventSeries, Feed, Filter, Grid, Held, LightCurve, Result, SegmentCounts, Warning,
};
use astrarium_exec::{Blocks, Cx, Durable, Engine, Identity, Job, spec_hash, sums};
use astrarium_num::fft::add_power;

/// Raised whenever the numbers of a power spectrum change.
const RESULTS_VERSION: u32 = 1;

sums! {
    /// Sums over segments: all that an averaged power spectrum is made of.
    pub struct PowerSum {
        /// `Σ |F_k|²`, `k = 0 … n/2`
        #[serde(with = "astrarium_exec::f64s")]
        unnorm: Vec<f64>,
        /// the same, each segment normalised with its own counts; empty if that is not asked
        #[serde(with = "astrarium_exec::f64s")]
        own: Vec<f64>,
        /// counts
        photons: f64,
        /// variances of a bin
        variance: f64,
        /// segments that have such a variance
        n_variance: u64,
        /// segments summed
        n_segments: u64,
        /// segments without counts
        n_empty: u64,
    }
}

/// An averaged power spectrum as a job over blocks of segments: a fold, to be run on any engine.
///
/// The bits of the result depend on the input and the spec alone: events in memory and in a file give the same.
///
/// # Example
/// ```no_run
/// use astrarium_exec::Engine;
/// use astrarium_timing::{EventSource, InputSpec, PowerJob, PowerSpec};
/// let source = EventSource::open("events.fits".as_ref(), &InputSpec::default())?;
/// let job = PowerJob::from_file(source, &PowerSpec::new(16.0, 1.0 / 1024.0))?;
/// let spectrum = job.run(&Engine::with_threads(2))?;
/// # Ok::<(), astrarium_timing::Error>(())
/// ```
#[derive(Debug)]
pub struct PowerJob<'a> {
    spec: PowerSpec,
    segments: Segments<'a>,
    identity: Identity,
    warnings: Vec<Warning>,
}

impl<'a> PowerJob<'a> {
    /// Of events in memory.
    ///
    /// # Errors
    /// What [`PowerSpec::check`] refuses; [`Error::BinTooWide`], [`Error::NoSegment`]; [`Error::GapsInSpan`] without a
    /// segment length where the good time has gaps.
    pub fn from_events(events: impl Into<Held<'a, EventList>>, spec: &PowerSpec) -> Result<Self> {
        Self::plan(Input::events(events.into(), vec![Filter::default()])?, spec)
    }

    /// Of the events of a file, or a series of files, that its [`InputSpec`](crate::InputSpec) chooses, decoded where
    /// they lie: one pass over the rows, in memory that does not depend on their number. Files must be sorted; that
    /// they are is checked on the way.
    ///
    /// # Errors
    /// As [`PowerJob::from_events`].
    pub fn from_file(source: impl Into<EventSeries>, spec: &PowerSpec) -> Result<Self> {
        Self::plan(Input::files(source.into(), &[Filter::default()])?, spec)
    }

    /// Of all that an [`InputSpec`](crate::InputSpec) names.
    ///
    /// # Errors
    /// As [`PowerJob::from_events`].
    pub fn from_input(input: EventInput, spec: &PowerSpec) -> Result<Self> {
        match input {
            EventInput::Files(series) => Self::from_file(*series, spec),
            EventInput::Memory(events) => Self::from_events(*events, spec),
        }
    }

    /// Of a light curve, whose bins are taken as they are. Where its errors are Gaussian, they are the noise.
    ///
    /// # Errors
    /// As [`PowerJob::from_events`].
    pub fn from_curve(curve: impl Into<Held<'a, LightCurve>>, spec: &PowerSpec) -> Result<Self> {
        Self::plan(Input::Curve { curve: curve.into() }, spec)
    }

    /// Of light curves or segments that come one after the other.
    ///
    /// # Errors
    /// As [`PowerJob::from_events`]; [`Error::Empty`] without a segment length.
    pub fn from_feed(feed: Feed<'a>, spec: &PowerSpec) -> Result<Self> {
        Self::plan(Input::Feed(feed), spec)
    }

    fn plan(input: Input<'a>, spec: &PowerSpec) -> Result<Self> {
        spec.check()?;
        let PowerSpec { segment_s, bin_s, segments_per_block, compat, .. } = *spec;
        let plan = Plan::new(vec![input], PlanSpec { segment_s, bin_s, segments_per_block, compat })?;
        let identity = plan.identity("timing.power", RESULTS_VERSION, spec_hash(spec))?;
        Ok(Self { spec: spec.clone(), segments: plan.segments, identity, warnings: plan.warnings })
    }

    /// The same job for the instruction set that an engine was told to use; else it is the best of this machine.
    #[must_use]
    pub fn for_engine(mut self, engine: &Engine) -> Self {
        self.segments.transform = Transform::new(self.segments.grid, engine.simd());
        self.identity.simd = engine.simd_label().to_string();
        self
    }

    /// What was asked.
    pub fn spec(&self) -> &PowerSpec {
        &self.spec
    }

    /// How a segment is cut into bins.
    pub fn grid(&self) -> Grid {
        self.segments.grid
    }

    /// The number of segments, those without counts included; none where they are yet to come.
    pub fn n_segments(&self) -> Option<u64> {
        self.segments.n_segments()
    }

    /// What was decided for the user.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Runs the job and makes the spectrum.
    ///
    /// # Errors
    /// What the data give reason for: [`Error::Unsorted`], [`Error::TimeNotFinite`], [`Error::NoCounts`].
    pub fn run(&self, engine: &Engine) -> Result<PowerSpectrum> {
        self.finish(&engine.fold(self)?)
    }

    /// Counts of one segment.
    pub(super) fn counts(&self, photons: f64, variance: Option<f64>) -> SegmentCounts {
        let Grid { n_bins, bin_s } = self.segments.grid;
        let background_per_s = self.spec.background_per_s;
        SegmentCounts { n_bins: n_bins as u64, bin_s, photons, variance, background_per_s }
    }

    /// Gives the band of each segment of a block.
    pub(super) fn each(
        &self,
        index: u64,
        scratch: &mut Scratch,
        cx: &Cx<'_>,
        mut give: impl FnMut(&mut Band),
    ) -> Result<()> {
        self.segments.each(index, scratch, cx, |bands| give(&mut bands[0]))
    }

    /// Adds a segment to a sum.
    pub(super) fn add(&self, band: &mut Band, sum: &mut PowerSum) {
        if band.is_empty {
            sum.n_empty += 1;
            return;
        }
        self.segments.transform.run(&band.counts, &mut band.spectrum);
        add_power(&band.spectrum.out, &mut sum.unnorm);
        if !self.spec.common_mean {
            let factor = self.counts(band.photons, band.variance).factor(self.spec.norm);
            add_weighted_power(&band.spectrum.out, factor, &mut sum.own);
        }
        sum.photons += band.photons;
        sum.variance += band.variance.unwrap_or(0.0);
        sum.n_variance += u64::from(band.variance.is_some());
        sum.n_segments += 1;
    }
}

impl Job for PowerJob<'_> {
    type Part = PowerSum;
    type Scratch = Scratch;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.segments.blocks()
    }

    fn part(&self) -> PowerSum {
        let n_freq = self.segments.grid.n_freq();
        let own = if self.spec.common_mean { Vec::new() } else { vec![0.0; n_freq] };
        let (photons, variance) = (0.0, 0.0);
        PowerSum { unnorm: vec![0.0; n_freq], own, photons, variance, n_variance: 0, n_segments: 0, n_empty: 0 }
    }

    fn scratch(&self) -> Scratch {
        self.segments.scratch()
    }

    fn read(&self, index: u64, scratch: &mut Scratch) -> Result<bool> {
        self.segments.read(index, scratch)
    }

    fn block(&self, index: u64, sum: &mut PowerSum, scratch: &mut Scratch, cx: &Cx<'_>) -> Result<()> {
        self.each(index, scratch, cx, |band| self.add(band, sum))
    }
}

impl Durable for PowerJob<'_> {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}
