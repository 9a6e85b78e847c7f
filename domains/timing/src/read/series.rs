//! Event files one after the other, as one.
use super::source::{EventSource, inputs_of};
use super::{facts::Facts, select::Selection};
use crate::{Error, Filter, Gti, GtiStrategy, MjdRef, Result, Warning};
use astrarium_exec::Input;
use astrarium_num::Double;

/// Pieces of a file whose order is looked at before it is read where it lies.
const PIECES: u64 = 64;
/// Rows in such a piece.
const PIECE_ROWS: u64 = 4096;

/// Event files of one source, one after the other in time, read where they lie as if they were one file.
///
/// All times are those that the joined events would have in memory ([`EventList::join`](crate::EventList::join)): seconds
/// from the reference of the first file. So are good time intervals and facts. Cheap to clone, `Send` and `Sync`.
#[derive(Clone, Debug)]
pub struct EventSeries {
    sources: Vec<EventSource>,
    /// Times of the first and the last row of each; none where there is one file, which is searched as it is.
    spans: Vec<Option<[f64; 2]>>,
    strategy: GtiStrategy,
    gti: Gti,
    facts: Facts,
    warnings: Vec<Warning>,
}

impl From<EventSource> for EventSeries {
    fn from(source: EventSource) -> Self {
        let (gti, facts, warnings) = (source.gti().clone(), source.facts().clone(), source.warnings().to_vec());
        Self { sources: vec![source], spans: vec![None], strategy: GtiStrategy::default(), gti, facts, warnings }
    }
}

impl From<&EventSource> for EventSeries {
    fn from(source: &EventSource) -> Self {
        source.clone().into()
    }
}

impl EventSeries {
    /// Puts open files one after the other, in the order of their times.
    ///
    /// # Errors
    /// [`Error::Empty`] without a file; [`Error::NoSeries`] if one starts before the one before it ends, is not sorted
    /// (of more than 262,144 rows, 64 pieces are looked at; the rest is checked when it is read) or has other
    /// columns; [`Error::GtiNotSeparate`] as the strategy has it; [`Error::TimeNotFinite`].
    pub fn new(sources: &[EventSource], strategy: GtiStrategy) -> Result<Self> {
        let (first, rest) = sources.split_first().ok_or(Error::Empty { what: "event file" })?;
        if rest.is_empty() {
            return Ok(first.into());
        }
        let mut series = Self { warnings: Vec::new(), spans: Vec::new(), ..first.into() };
        series.sources.extend(rest.iter().map(|source| source.seen_from(first)));
        for at in 0..series.sources.len() {
            series.spans.push(series.checked_span(at)?);
        }
        series.warnings = sources.iter().flat_map(|source| source.warnings().to_vec()).collect();
        for source in &series.sources[1..] {
            series.facts = series.facts.common_with(source.facts(), &mut series.warnings);
        }
        let gtis: Vec<Gti> = series.sources.iter().map(|source| source.gti().clone()).collect();
        series.gti = Gti::merge(&gtis, strategy)?;
        series.strategy = strategy;
        Ok(series)
    }

    /// Times of the first and last row of a file that follows those before it.
    fn checked_span(&self, at: usize) -> Result<Option<[f64; 2]>> {
        let source = &self.sources[at];
        let refused = |reason| Err(Error::NoSeries { file: source.path().into(), reason });
        if source.columns() != self.sources[0].columns() {
            return refused("has other columns than the first file");
        }
        let Some(last) = source.n_rows().checked_sub(1) else { return Ok(None) };
        let span = [source.time_s(0)?, source.time_s(last)?];
        if self.spans.iter().flatten().any(|before| before[1] > span[0]) {
            return refused("starts before a file that is named before it ends");
        }
        if !looks_sorted(source)? {
            return refused("is not sorted in time");
        }
        Ok(Some(span))
    }

    /// The files, in time order, all seen from the reference of the first.
    #[must_use]
    pub fn sources(&self) -> &[EventSource] {
        &self.sources
    }

    /// Good time intervals of all files, seconds from the reference.
    #[must_use]
    pub fn gti(&self) -> &Gti {
        &self.gti
    }

    /// What the headers have in common.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Time 0 of all times here, seconds since [`mjdref`](Self::mjdref).
    #[must_use]
    pub fn reference(&self) -> Double {
        self.sources[0].reference()
    }

    /// The day from which the reference is counted.
    #[must_use]
    pub fn mjdref(&self) -> MjdRef {
        self.sources[0].mjdref()
    }

    /// Decisions taken while opening, and facts in which the files differ.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The files that decide what is read, as a run's identity holds them.
    ///
    /// # Errors
    /// [`Error::Exec`] if one cannot be looked at.
    pub fn inputs(&self) -> Result<Vec<Input>> {
        match &self.sources[..] {
            [one] => one.inputs(),
            several => {
                let files = several.iter().map(EventSource::path);
                inputs_of(several[0].spec(), files, Some(self.strategy))
            }
        }
    }

    /// The choice of events that was asked for when the files were opened and this one, ready for each file.
    ///
    /// # Errors
    /// As [`EventSource::select`].
    pub(crate) fn select(&self, filter: &Filter) -> Result<Vec<Selection>> {
        self.sources.iter().map(|source| source.select(&source.spec().filter().and(filter)?)).collect()
    }

    /// The first row of a file whose time is not before `time_s`; a file that lies on one side is not looked into.
    ///
    /// # Errors
    /// As [`EventSource::row_at`].
    pub(crate) fn row_at(&self, at: usize, time_s: f64) -> Result<u64> {
        let source = &self.sources[at];
        match self.spans[at] {
            Some([_, last_s]) if time_s > last_s => Ok(source.n_rows()),
            Some([first_s, _]) if time_s <= first_s => Ok(0),
            _ => source.row_at(time_s),
        }
    }
}

/// Whether no piece of a file that is looked at is out of order; all rows are where there are few.
fn looks_sorted(source: &EventSource) -> Result<bool> {
    let n_rows = source.n_rows();
    let step = n_rows.div_ceil(PIECES).max(PIECE_ROWS);
    let mut last_s = f64::NEG_INFINITY;
    for first in (0..n_rows).step_by(step as usize) {
        if source.time_s(first)? < last_s {
            return Ok(false);
        }
        let piece = first..(first + PIECE_ROWS).min(n_rows);
        match source.for_times(piece, &Selection::default(), 0.0, |time_s| last_s = time_s) {
            Ok(()) => {}
            Err(Error::Unsorted { .. }) => return Ok(false),
            Err(other) => return Err(other),
        }
    }
    Ok(n_rows == 0 || source.time_s(n_rows - 1)? >= last_s)
}
