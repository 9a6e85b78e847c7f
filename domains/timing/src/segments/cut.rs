//! Inputs cut into segments, and the blocks of a job over them.

use super::feed::FeedSegment;
use super::{Band, Input, curve, events, feed, files};
use crate::fourier::{Grid, Transform};
use crate::{Compat, Result};
use astrarium_exec::{Blocks, Cut, Cx};
use std::ops::Range;

/// What a worker keeps from segment to segment.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) bands: Vec<Band>,
    fed: Vec<Vec<FeedSegment>>,
}

/// The segments of one or two inputs.
#[derive(Debug)]
pub(crate) struct Segments<'a> {
    pub(super) inputs: Vec<Input<'a>>,
    pub(super) cuts: Cuts,
    pub(super) cut: Cut,
    pub(crate) grid: Grid,
    pub(crate) transform: Transform,
    pub(super) compat: Compat,
}

/// Where the segments are.
#[derive(Clone, Debug)]
pub(super) enum Cuts {
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
                    Input::Files { series, shift_s, .. } => files::check_gap(series, gap_s(shift_s))?,
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
                (Input::Files { series, selections, shift_s }, Cuts::Times(cuts)) => {
                    let span_s = cuts[index].map(|time_s| time_s - shift_s);
                    files::fill((series, selections), (self.grid, span_s), mine, cx)?;
                }
                (Input::Feed(_), _) => fed[i][index].give(&mut mine[0], self.compat),
                _ => unreachable!("a plan cuts each input in its own way"),
            }
        }
        Ok(())
    }
}
