//! Segments of events and light curves as bins, ready to be transformed: what power and cross spectra share.
mod counting;
mod curve;
mod events;
mod feed;
mod file;
mod input;
mod plan;

pub use feed::{Feed, FeedItem};
pub(crate) use input::Input;
pub(crate) use plan::{Plan, PlanSpec};

use crate::fourier::{Grid, Transform, TransformScratch};
use crate::{Compat, Result};
use astrarium_exec::{Blocks, Cut, Cx};
use feed::FeedSegment;
use std::ops::Range;

/// Fewer events than these are no segment.
const FEWEST_EVENTS: u64 = 2;

/// One band of a segment.
#[derive(Debug)]
pub(crate) struct Band {
    /// counts per bin
    pub(crate) counts: Vec<f64>,
    /// events that were counted
    n_events: u64,
    /// their sum
    pub(crate) photons: f64,
    /// mean squared error of a bin, where errors are given
    pub(crate) variance: Option<f64>,
    /// whether it is left out
    pub(crate) is_empty: bool,
    /// its transform
    pub(crate) spectrum: TransformScratch,
}

impl Band {
    /// Ready for the next segment.
    fn clear(&mut self) {
        self.counts.fill(0.0);
        (self.n_events, self.photons, self.variance, self.is_empty) = (0, 0.0, None, true);
    }

    /// All events have been counted.
    fn counted(&mut self) {
        self.photons = counting::total(&self.counts);
        self.is_empty = self.n_events < FEWEST_EVENTS || self.photons == 0.0;
    }

    /// Bins of a light curve.
    fn take(&mut self, counts: &[f64], err: Option<&[f64]>, compat: Compat) {
        self.counts.copy_from_slice(counts);
        self.photons = counting::total(counts);
        self.variance = err.map(|err| variance(err, compat));
        self.is_empty = counts.iter().all(|count| *count == 0.0);
    }
}

/// The mean of squared errors; the original squares their mean.
fn variance(err: &[f64], compat: Compat) -> f64 {
    let n = err.len() as f64;
    match compat {
        Compat::None => err.iter().map(|err| err * err).sum::<f64>() / n,
        Compat::Stingray => (err.iter().sum::<f64>() / n).powi(2),
    }
}

/// What a worker keeps from segment to segment.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) bands: Vec<Band>,
    fed: Vec<Vec<FeedSegment>>,
}

/// The segments of one or two inputs.
#[derive(Debug)]
pub(crate) struct Segments<'a> {
    inputs: Vec<Input<'a>>,
    cuts: Cuts,
    cut: Cut,
    pub(crate) grid: Grid,
    pub(crate) transform: Transform,
    compat: Compat,
}

/// Where the segments are.
#[derive(Clone, Debug)]
enum Cuts {
    /// from start to stop, s
    Times(Vec<[f64; 2]>),
    /// bins of each input
    Bins(Vec<Vec<Range<usize>>>),
    /// known when they come
    Fed,
}

impl Segments<'_> {
    pub(crate) fn blocks(&self) -> Blocks {
        match self.cuts {
            Cuts::Fed => Blocks::Stream,
            _ => self.cut.blocks(),
        }
    }

    pub(crate) fn n_segments(&self) -> Option<u64> {
        (!matches!(self.cuts, Cuts::Fed)).then_some(self.cut.items as u64)
    }

    pub(crate) fn scratch(&self) -> Scratch {
        let n_bands = self.inputs.iter().map(Input::n_bands).sum();
        let band = |_| Band {
            counts: vec![0.0; self.grid.n_bins],
            n_events: 0,
            photons: 0.0,
            variance: None,
            is_empty: true,
            spectrum: self.transform.scratch(),
        };
        let fed = self.inputs.iter().map(|_| Vec::new()).collect();
        Scratch { bands: (0..n_bands).map(band).collect(), fed }
    }

    /// The next block of a stream; `false` at its end.
    pub(crate) fn read(&self, block: u64, scratch: &mut Scratch) -> Result<bool> {
        for (input, fed) in self.inputs.iter().zip(&mut scratch.fed) {
            fed.clear();
            let Input::Feed(feed) = input else { continue };
            if block == 0 {
                feed.rewind()?;
            }
            feed.read(self.grid, self.cut.size, fed)?;
        }
        feed::check_pairs(&scratch.fed)?;
        Ok(scratch.fed.iter().any(|fed| !fed.is_empty()))
    }

    /// Gives the bands of each segment of a block, one after the other.
    pub(crate) fn each(
        &self,
        block: u64,
        scratch: &mut Scratch,
        cx: &Cx<'_>,
        mut give: impl FnMut(&mut [Band]),
    ) -> Result<()> {
        let indices = match &self.cuts {
            Cuts::Fed => 0..scratch.fed.first().map_or(0, Vec::len),
            _ => self.cut.range(block),
        };
        self.check_gaps(indices.clone())?;
        for index in indices {
            cx.check()?;
            let binning = cx.span("bin");
            self.fill(index, scratch, cx)?;
            drop(binning);
            let _transforming = cx.span("fft");
            give(&mut scratch.bands);
            cx.advance(1);
        }
        Ok(())
    }

    /// Events before the segments of a block, and after the last segment, are in order too: so that the segments were
    /// looked for in sorted events.
    fn check_gaps(&self, indices: Range<usize>) -> Result<()> {
        let Cuts::Times(cuts) = &self.cuts else { return Ok(()) };
        let end = indices.end + usize::from(indices.end == cuts.len());
        for index in indices.start..end {
            for input in &self.inputs {
                let gap_s = |shift_s: &f64| {
                    let before = index.checked_sub(1).and_then(|before| cuts.get(before));
                    [before.map(|cut| cut[1] - shift_s), cuts.get(index).map(|cut| cut[0] - shift_s)]
                };
                match input {
                    Input::File { source, shift_s, .. } => file::check_gap(source, gap_s(shift_s))?,
                    Input::Events { events, shift_s, .. } => events::check_gap(events, gap_s(shift_s))?,
                    Input::Curve { .. } | Input::Feed(_) => {}
                }
            }
        }
        Ok(())
    }

    fn fill(&self, index: usize, scratch: &mut Scratch, cx: &Cx<'_>) -> Result<()> {
        let Scratch { bands, fed } = scratch;
        let mut rest = &mut bands[..];
        for (i, input) in self.inputs.iter().enumerate() {
            let (mine, others) = rest.split_at_mut(input.n_bands());
            rest = others;
            mine.iter_mut().for_each(Band::clear);
            match (input, &self.cuts) {
                (Input::Curve { curve }, Cuts::Bins(cuts)) => {
                    curve::fill(curve, cuts[i][index].clone(), &mut mine[0], self.compat)?;
                }
                (Input::Events { events, marks, shift_s, .. }, Cuts::Times(cuts)) => {
                    let span_s = cuts[index].map(|time_s| time_s - shift_s);
                    events::fill(events, marks, (self.grid, span_s), mine)?;
                }
                (Input::File { source, selections, shift_s }, Cuts::Times(cuts)) => {
                    let span_s = cuts[index].map(|time_s| time_s - shift_s);
                    file::fill(source, selections, (self.grid, span_s), mine, cx)?;
                }
                (Input::Feed(_), _) => fed[i][index].give(&mut mine[0], self.compat),
                _ => unreachable!("a plan cuts each input in its own way"),
            }
        }
        Ok(())
    }
}
