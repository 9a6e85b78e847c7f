//! Light curves that come one after the other: from a simulation, a socket, a Python generator.
use super::Band;
use crate::{Compat, Error, Grid, LightCurve, Result};
use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, PoisonError},
};

/// One item of a [`Feed`].
#[derive(Clone, Debug)]
pub enum FeedItem {
    /// a light curve, which is cut into segments by its good time intervals
    Curve(Box<LightCurve>),
    /// the counts of one segment
    Counts(Vec<f64>),
    /// the values of one segment and their Gaussian errors
    Values {
        /// values per bin
        values: Vec<f64>,
        /// their standard errors
        err: Vec<f64>,
    },
}

type Items<'a> = Box<dyn Iterator<Item = Result<FeedItem>> + Send + 'a>;

/// A source of segments whose number is not known: read once, in order, never held in memory as a whole.
pub struct Feed<'a> {
    make: Box<dyn Fn() -> Option<Items<'a>> + Send + Sync + 'a>,
    state: Mutex<State<'a>>,
}

#[derive(Default)]
struct State<'a> {
    items: Option<Items<'a>>,
    queue: VecDeque<FeedSegment>,
    n_items: u64,
}

/// The bins of a segment.
#[derive(Clone, Debug)]
pub(crate) struct FeedSegment {
    counts: Vec<f64>,
    err: Option<Vec<f64>>,
}

impl FeedSegment {
    pub(crate) fn give(&self, band: &mut Band, compat: Compat) {
        band.take(&self.counts, self.err.as_deref(), compat);
    }
}

impl fmt::Debug for Feed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").finish_non_exhaustive()
    }
}

impl<'a> Feed<'a> {
    /// A source that can be read again from its start, as resuming needs.
    pub fn again<I>(make: impl Fn() -> I + Send + Sync + 'a) -> Self
    where
        I: Iterator<Item = Result<FeedItem>> + Send + 'a,
    {
        Self { make: Box::new(move || Some(Box::new(make()))), state: Mutex::default() }
    }

    /// A source that is spent when it has been read.
    pub fn once(items: impl Iterator<Item = Result<FeedItem>> + Send + 'a) -> Self {
        let items: Mutex<Option<Items<'a>>> = Mutex::new(Some(Box::new(items)));
        Self {
            make: Box::new(move || items.lock().unwrap_or_else(PoisonError::into_inner).take()),
            state: Mutex::default(),
        }
    }

    /// Back to the first item.
    pub(crate) fn rewind(&self) -> Result<()> {
        let items = (self.make)().ok_or(Error::FeedSpent)?;
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State { items: Some(items), ..State::default() };
        Ok(())
    }

    /// The next segments, at most `n` of them; fewer at the end only.
    pub(crate) fn read(&self, grid: Grid, n: usize, out: &mut Vec<FeedSegment>) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while out.len() < n {
            if let Some(segment) = state.queue.pop_front() {
                out.push(segment);
                continue;
            }
            let Some(item) = state.items.as_mut().and_then(Iterator::next) else { break };
            let index = state.n_items;
            state.n_items += 1;
            cut(item?, grid, index, &mut state.queue)?;
        }
        Ok(())
    }
}

fn cut(item: FeedItem, grid: Grid, item_index: u64, queue: &mut VecDeque<FeedSegment>) -> Result<()> {
    let (counts, err) = match item {
        FeedItem::Counts(counts) => (counts, None),
        FeedItem::Values { values, err } => (values, Some(err)),
        FeedItem::Curve(curve) => return super::curve::cut(&curve, grid, queue),
    };
    let lengths = [Some(counts.len()), err.as_ref().map(Vec::len)];
    if let Some(found) = lengths.into_iter().flatten().find(|n| *n != grid.n_bins) {
        return Err(Error::FeedLength { item: item_index, found, expected: grid.n_bins });
    }
    if let Some(bin) = counts.iter().chain(err.iter().flatten()).position(|count| !count.is_finite()) {
        return Err(Error::FeedNotFinite { item: item_index, bin: bin % grid.n_bins });
    }
    queue.push_back(FeedSegment { counts, err });
    Ok(())
}

impl FeedSegment {
    pub(super) fn new(counts: &[f64], err: Option<&[f64]>) -> Self {
        Self { counts: counts.to_vec(), err: err.map(<[f64]>::to_vec) }
    }
}

/// Two streams of a cross spectrum must end together.
pub(crate) fn check_pairs(fed: &[Vec<FeedSegment>]) -> Result<()> {
    match fed {
        [a, b] if a.len() != b.len() => Err(Error::FeedsDiffer { first: a.len(), second: b.len() }),
        _ => Ok(()),
    }
}
