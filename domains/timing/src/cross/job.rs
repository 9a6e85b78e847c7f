//! The sum over segments of two bands, as a job.
use super::{CrossSpec, CrossSpectrum};
use crate::fourier::{Transform, add_weighted_cross, add_weighted_power};
use crate::segments::{Band, Input, Plan, PlanSpec, Scratch, Segments};
use crate::{
    Error, EventInput, EventList, EventSeries, Feed, Filter, Grid, Held, LightCurve, Result, SegmentCounts, Warning,
};
use astrarium_exec::{Blocks, Cx, Durable, Engine, Identity, Job, spec_hash, sums};

/// Raised whenever the numbers of a cross spectrum change.
const RESULTS_VERSION: u32 = 1;

sums! {
    /// Sums over segments: `k = 0 … n/2` four times over in each array, real and imaginary part of `conj(F1) F2`,
    /// `|F1|²`, `|F2|²`.
    pub struct CrossSum {
        /// unnormalised
        #[serde(with = "astrarium_exec::f64s")]
        unnorm: Vec<f64>,
        /// each segment normalised with its own counts; empty if that is not asked
        #[serde(with = "astrarium_exec::f64s")]
        own: Vec<f64>,
        /// counts of band 1
        photons1: f64,
        /// counts of band 2
        photons2: f64,
        /// variances of a bin of band 1
        variance1: f64,
        /// variances of a bin of band 2
        variance2: f64,
        /// segments that have such variances
        n_variance: u64,
        /// segments summed
        n_segments: u64,
        /// segments without counts in a band
        n_empty: u64,
    }
}

/// An averaged cross spectrum as a job over blocks of segments: a fold, to be run on any engine.
///
/// Two bands of one input are made in one pass over it.
///
/// # Example
/// ```no_run
/// use astrarium_exec::Engine;
/// use astrarium_timing::{CrossJob, CrossSpec, EventSource, InputSpec};
/// let source = EventSource::open("events.fits".as_ref(), &InputSpec::default())?;
/// let spec = CrossSpec { bands_kev: Some([[2.0, 10.0], [0.5, 2.0]]), ..CrossSpec::new(16.0, 0.01) };
/// let spectrum = CrossJob::from_file(source, &spec)?.run(&Engine::with_threads(2))?;
/// let lags_s = spectrum.time_lag_s();
/// # Ok::<(), astrarium_timing::Error>(())
/// ```
#[derive(Debug)]
pub struct CrossJob<'a> {
    spec: CrossSpec,
    segments: Segments<'a>,
    identity: Identity,
    warnings: Vec<Warning>,
}

impl<'a> CrossJob<'a> {
    /// Of two bands of events in memory.
    ///
    /// # Errors
    /// What [`CrossSpec::check`] refuses; [`Error::Empty`] without bands; [`Error::NoValues`] where the events lack the
    /// energies or channels of the bands; [`Error::BinTooWide`], [`Error::NoSegment`]; [`Error::GapsInSpan`] without a
    /// segment length where the good time has gaps.
    pub fn from_events(events: impl Into<Held<'a, EventList>>, spec: &CrossSpec) -> Result<Self> {
        Self::plan(vec![Input::events(events.into(), spec.filters()?.into())?], spec)
    }

    /// Of two lists of events; what is good is good in both. Bands of the spec apply to one list each.
    ///
    /// # Errors
    /// As [`CrossJob::from_events`], but no bands are needed.
    pub fn from_two_events(
        first: impl Into<Held<'a, EventList>>,
        second: impl Into<Held<'a, EventList>>,
        spec: &CrossSpec,
    ) -> Result<Self> {
        let [a, b] = spec.filters().unwrap_or_default();
        Self::plan(vec![Input::events(first.into(), vec![a])?, Input::events(second.into(), vec![b])?], spec)
    }

    /// Of two bands of the events of a file, or a series of files, decoded where they lie, in one pass over the rows.
    ///
    /// # Errors
    /// As [`CrossJob::from_events`].
    pub fn from_file(source: impl Into<EventSeries>, spec: &CrossSpec) -> Result<Self> {
        Self::plan(vec![Input::files(source.into(), &spec.filters()?)?], spec)
    }

    /// Of two bands of all that an [`InputSpec`](crate::InputSpec) names.
    ///
    /// # Errors
    /// As [`CrossJob::from_events`].
    pub fn from_input(input: EventInput, spec: &CrossSpec) -> Result<Self> {
        match input {
            EventInput::Files(series) => Self::from_file(*series, spec),
            EventInput::Memory(events) => Self::from_events(*events, spec),
        }
    }

    /// Of the events of two files, or series of them; what is good is good in both. Bands of the spec apply to one each.
    ///
    /// # Errors
    /// As [`CrossJob::from_events`], but no bands are needed.
    pub fn from_two_files(
        first: impl Into<EventSeries>,
        second: impl Into<EventSeries>,
        spec: &CrossSpec,
    ) -> Result<Self> {
        let [a, b]: [Filter; 2] = spec.filters().unwrap_or_default();
        Self::plan(vec![Input::files(first.into(), &[a])?, Input::files(second.into(), &[b])?], spec)
    }

    /// Of two light curves with the same bins.
    ///
    /// # Errors
    /// As [`CrossJob::from_events`]; [`Error::StepDiffers`] and [`Error::Differ`] where the bins are not the same.
    pub fn from_curves(
        first: impl Into<Held<'a, LightCurve>>,
        second: impl Into<Held<'a, LightCurve>>,
        spec: &CrossSpec,
    ) -> Result<Self> {
        Self::plan(vec![Input::Curve { curve: first.into() }, Input::Curve { curve: second.into() }], spec)
    }

    /// Of light curves or segments that come in pairs, one after the other.
    ///
    /// # Errors
    /// As [`CrossJob::from_events`]; [`Error::Empty`] without a segment length.
    pub fn from_feeds(first: Feed<'a>, second: Feed<'a>, spec: &CrossSpec) -> Result<Self> {
        Self::plan(vec![Input::Feed(first), Input::Feed(second)], spec)
    }

    fn plan(inputs: Vec<Input<'a>>, spec: &CrossSpec) -> Result<Self> {
        spec.check()?;
        let CrossSpec { segment_s, bin_s, segments_per_block, compat, .. } = *spec;
        let plan = Plan::new(inputs, PlanSpec { segment_s, bin_s, segments_per_block, compat })?;
        let identity = plan.identity("timing.cross", RESULTS_VERSION, spec_hash(spec))?;
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
    pub fn spec(&self) -> &CrossSpec {
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
    pub fn run(&self, engine: &Engine) -> Result<CrossSpectrum> {
        self.finish(&engine.fold(self)?)
    }

    /// Counts of one segment of a band.
    pub(super) fn counts(&self, band: usize, photons: f64, variance: Option<f64>) -> SegmentCounts {
        let Grid { n_bins, bin_s } = self.segments.grid;
        let background_per_s = self.spec.background_per_s[band];
        SegmentCounts { n_bins: n_bins as u64, bin_s, photons, variance, background_per_s }
    }

    fn add(&self, bands: &mut [Band], sum: &mut CrossSum) {
        let [a, b] = bands else { return };
        if a.is_empty || b.is_empty {
            sum.n_empty += 1;
            return;
        }
        self.segments.transform.run(&a.counts, &mut a.spectrum);
        self.segments.transform.run(&b.counts, &mut b.spectrum);
        add_all(a, b, [1.0; 3], &mut sum.unnorm);
        if !self.spec.common_mean {
            let one = self.counts(0, a.photons, a.variance);
            let two = self.counts(1, b.photons, b.variance);
            let factors = [SegmentCounts::geometric(&one, &two), one, two].map(|counts| counts.factor(self.spec.norm));
            add_all(a, b, factors, &mut sum.own);
        }
        sum.photons1 += a.photons;
        sum.photons2 += b.photons;
        sum.variance1 += a.variance.unwrap_or(0.0);
        sum.variance2 += b.variance.unwrap_or(0.0);
        sum.n_variance += u64::from(a.variance.is_some() && b.variance.is_some());
        sum.n_segments += 1;
    }
}

/// Adds cross power and both powers, each times its factor.
fn add_all(a: &Band, b: &Band, [cross, power1, power2]: [f64; 3], sums: &mut [f64]) {
    let n_freq = a.spectrum.out.len();
    let (re, rest) = sums.split_at_mut(n_freq);
    let (im, rest) = rest.split_at_mut(n_freq);
    let (sum1, sum2) = rest.split_at_mut(n_freq);
    add_weighted_cross((&a.spectrum.out, &b.spectrum.out), cross, (re, im));
    add_weighted_power(&a.spectrum.out, power1, sum1);
    add_weighted_power(&b.spectrum.out, power2, sum2);
}

impl Job for CrossJob<'_> {
    type Part = CrossSum;
    type Scratch = Scratch;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.segments.blocks()
    }

    fn part(&self) -> CrossSum {
        let zeros = vec![0.0; 4 * self.segments.grid.n_freq()];
        CrossSum {
            own: if self.spec.common_mean { Vec::new() } else { zeros.clone() },
            unnorm: zeros,
            photons1: 0.0,
            photons2: 0.0,
            variance1: 0.0,
            variance2: 0.0,
            n_variance: 0,
            n_segments: 0,
            n_empty: 0,
        }
    }

    fn scratch(&self) -> Scratch {
        self.segments.scratch()
    }

    fn read(&self, index: u64, scratch: &mut Scratch) -> Result<bool> {
        self.segments.read(index, scratch)
    }

    fn block(&self, index: u64, sum: &mut CrossSum, scratch: &mut Scratch, cx: &Cx<'_>) -> Result<()> {
        self.segments.each(index, scratch, cx, |bands| self.add(bands, sum))
    }
}

impl Durable for CrossJob<'_> {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}
