//! Which draws teach the map.

use super::{
    metric::{Metric, Sample},
    settings::{NutsSettings, Rounding},
};
use serde::{Deserialize, Serialize};

/// Draws of a window: while the chain still falls towards the bulk, then the first one in it, which grow by [`GROWTH`].
const EARLY: usize = 10;
const FIRST: usize = 80;
const GROWTH: f64 = 1.5;

/// The draws since the last but one change of windows: old ones are forgotten a window at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Window {
    samples: Vec<Sample>,
    /// Where the newest window begins.
    newest: usize,
    length: usize,
}

impl Window {
    pub(super) fn new() -> Self {
        Self { samples: Vec::new(), newest: 0, length: FIRST }
    }

    /// Nothing is learnt any more.
    pub(super) fn close(&mut self) {
        (self.samples, self.newest) = (Vec::new(), 0);
    }

    pub(super) fn push(&mut self, sample: Sample) {
        self.samples.push(sample);
    }

    /// After draw `draw`: a new map, if it is time for one.
    pub(super) fn metric(&mut self, draw: u64, settings: &NutsSettings, before: &Metric) -> Option<Metric> {
        let last = settings.last_window();
        if draw >= last {
            return None;
        }
        let is_early = draw < settings.early_end();
        let length = if is_early { EARLY } else { self.length };
        let is_full = self.samples.len() - self.newest >= length;
        let has_room = is_early || last - draw >= length as u64;
        let switches = is_full && has_room;
        if switches {
            self.samples.drain(..self.newest);
            self.newest = self.samples.len();
            if !is_early {
                self.length = (GROWTH * self.length as f64) as usize;
            }
        }
        let is_low_rank = settings.rounding == Rounding::LowRank;
        let every = if is_low_rank { settings.update_every } else { 1 };
        let is_due = switches || (draw + 1).is_multiple_of(every) || draw + 1 == last;
        if is_due { Metric::fitted(&self.samples, is_low_rank, before) } else { None }
    }
}
