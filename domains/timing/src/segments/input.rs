//! What segments are cut from.
use super::Feed;
use crate::{EventList, EventSeries, Filter, Gti, Held, LightCurve, MjdRef, Result, Selection};
use astrarium_exec::{Input as Fingerprint, spec_hash};
use astrarium_num::Double;

/// Pieces of an array that are looked at to tell it from others, and their length.
const SAMPLES: [usize; 2] = [64, 1024];

/// One input, and the bands that are made of it.
#[derive(Debug)]
pub(crate) enum Input<'a> {
    /// events in memory; `shift_s` is added to their times to get those of the first input
    Events {
        events: Held<'a, EventList>,
        filters: Vec<Filter>,
        /// which events pass each filter; none for a filter that all pass
        marks: Vec<Option<Vec<bool>>>,
        shift_s: f64,
    },
    /// events in files; for each file the choice of each band
    Files { series: Box<EventSeries>, selections: Vec<Vec<Selection>>, shift_s: f64 },
    /// a light curve
    Curve { curve: Held<'a, LightCurve> },
    /// light curves to come
    Feed(Feed<'a>),
}

impl<'a> Input<'a> {
    pub(crate) fn events(events: Held<'a, EventList>, filters: Vec<Filter>) -> Result<Self> {
        let marks = |filter: &Filter| (!filter.is_open()).then(|| events.marks(filter)).transpose();
        let marks = filters.iter().map(marks).collect::<Result<_>>()?;
        Ok(Self::Events { events, filters, marks, shift_s: 0.0 })
    }

    pub(crate) fn files(series: EventSeries, filters: &[Filter]) -> Result<Self> {
        let mut selections = vec![Vec::new(); series.sources().len()];
        for filter in filters {
            selections.iter_mut().zip(series.select(filter)?).for_each(|(bands, selection)| bands.push(selection));
        }
        Ok(Self::Files { series: Box::new(series), selections, shift_s: 0.0 })
    }

    pub(super) fn n_bands(&self) -> usize {
        match self {
            Self::Events { filters, .. } => filters.len(),
            Self::Files { selections, .. } => selections[0].len(),
            Self::Curve { .. } | Self::Feed(_) => 1,
        }
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Events { .. } | Self::Files { .. } => "events",
            Self::Curve { .. } => "a light curve",
            Self::Feed(_) => "a feed",
        }
    }

    pub(super) fn gti(&self) -> Option<&Gti> {
        match self {
            Self::Events { events, .. } => Some(&events.gti),
            Self::Files { series, .. } => Some(series.gti()),
            Self::Curve { curve } => Some(&curve.gti),
            Self::Feed(_) => None,
        }
    }

    /// Time 0 of its times.
    fn zero(&self) -> Option<(MjdRef, Double)> {
        match self {
            Self::Events { events, .. } => Some((events.mjdref, events.reference)),
            Self::Files { series, .. } => Some((series.mjdref(), series.reference())),
            Self::Curve { curve } => Some((curve.mjdref, curve.reference)),
            Self::Feed(_) => None,
        }
    }

    /// Seconds to be added to its times to get those of `first`.
    pub(super) fn seconds_after(&self, first: &Self) -> f64 {
        let (Some((mjdref, reference)), Some((first_mjdref, first_reference))) = (self.zero(), first.zero()) else {
            return 0.0;
        };
        f64::from(mjdref.seconds_after(first_mjdref) + (reference - first_reference))
    }

    pub(super) fn set_shift(&mut self, by_s: f64) {
        match self {
            Self::Events { shift_s, .. } | Self::Files { shift_s, .. } => *shift_s = by_s,
            Self::Curve { .. } | Self::Feed(_) => {}
        }
    }

    /// The time between two read-outs of the detector, s; 0 if it is not known.
    pub(super) fn frame_s(&self) -> f64 {
        match self {
            Self::Events { events, .. } => events.facts.frame_s,
            Self::Files { series, .. } => series.facts().frame_s,
            Self::Curve { .. } | Self::Feed(_) => 0.0,
        }
    }

    /// What tells it from other inputs.
    pub(super) fn fingerprints(&self) -> Result<Vec<Fingerprint>> {
        match self {
            Self::Events { events, filters, .. } => {
                let facts = (filters, events.gti.intervals(), samples(&events.time_s));
                Ok(vec![in_memory("events", events.time_s.len(), spec_hash(&facts))])
            }
            Self::Files { series, .. } => series.inputs(),
            Self::Curve { curve } => {
                let facts = (curve.gti.intervals(), samples(&curve.time_s), samples(&curve.counts));
                Ok(vec![in_memory("light curve", curve.counts.len(), spec_hash(&facts))])
            }
            Self::Feed(_) => Ok(vec![in_memory("feed", 0, 0)]),
        }
    }
}

fn in_memory(name: &str, n: usize, sample: u64) -> Fingerprint {
    Fingerprint { name: name.to_string(), size: n as u64, sample, ..Fingerprint::default() }
}

/// Pieces spread evenly over an array.
fn samples(values: &[f64]) -> Vec<&[f64]> {
    let [n_pieces, length] = SAMPLES;
    let step = (values.len() / n_pieces).max(length);
    values.chunks(step).map(|piece| &piece[..length.min(piece.len())]).collect()
}
