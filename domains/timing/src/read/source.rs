//! One open event file.
use super::columns::EventTable;
use super::facts::Facts;
use super::hot::{Rows, TimeLaw};
use super::select::{Selection, Stored};
use super::{gti, gti::Target};
use crate::{Compat, Error, Filter, Gti, GtiStrategy, InputSpec, MjdRef, Result, Warning};
use astrarium_exec::{Input, spec_hash};
use astrarium_io::{ReadOptions, fits::Fits};
use astrarium_num::Double;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Bytes that are read at once when going over many rows: they stay in the nearest caches.
const PIECE_BYTES: usize = 1 << 17;
/// Rows in which a search only bisects: they lie on a page or two.
const FEW: u64 = 256;

/// An event file as it lies on disk: nothing but headers and good time intervals is in memory.
///
/// Times are seconds from [`reference`](Self::reference), which itself counts from [`mjdref`](Self::mjdref): the
/// stored time of the first event, cut to whole units, plus what the header adds to all times. The difference of a
/// stored time and that origin is exact for all formats in use, so that nothing of a stored digit is lost. Cheap to
/// clone, `Send` and `Sync`.
#[derive(Clone, Debug)]
pub struct EventSource {
    path: PathBuf,
    spec: InputSpec,
    pub(super) events: EventTable,
    pub(super) law: TimeLaw,
    reference: Double,
    gti: Gti,
    warnings: Vec<Warning>,
}

impl EventSource {
    /// Opens a file; a gzip file is inflated once.
    ///
    /// # Errors
    /// [`Error::Io`] for what is no FITS file, cut off or lacks a keyword of its tables; [`Error::NoEventTable`],
    /// [`Error::NoColumn`]; [`Error::NoGti`], [`Error::GtiTable`]; [`Error::Unit`], [`Error::BadKeyword`],
    /// [`Error::ColumnFormat`]; [`Error::TimeNotFinite`] if the first time is none.
    pub fn open(path: &Path, spec: &InputSpec) -> Result<Self> {
        Self::open_with(path, spec, &ReadOptions::default())
    }

    /// As [`EventSource::open`], with limits on the memory that a gzip file may take.
    ///
    /// # Errors
    /// As [`EventSource::open`].
    pub fn open_with(path: &Path, spec: &InputSpec, options: &ReadOptions) -> Result<Self> {
        Self::of_fits(&Fits::open_with(path, options)?, spec)
    }

    /// The events of a file that is open.
    pub(crate) fn of_fits(fits: &Fits, spec: &InputSpec) -> Result<Self> {
        let path = fits.path();
        let mut events = EventTable::find(fits, spec)?;
        let stored = Stored::of(path, &events.time)?;
        let origin = origin(path, &events)?;
        let added = events.times.zero + events.times.pixel;
        let reference = Double::from_product(origin, events.time_unit_s) + added;
        let law = TimeLaw { stored, origin, unit_s: events.time_unit_s, shift_s: 0.0 };
        let forced_zero = (spec.compat == Compat::Stingray).then_some(added);
        let target = Target { reference, mjdref: events.times.mjdref, forced_zero };
        let (found, noted) = gti::read(fits, &events, spec, target)?;
        let mut warnings = std::mem::take(&mut events.warnings);
        warnings.extend(noted);
        let gti = match found {
            Some(gti) => gti,
            None => span_of_rows(&events, &law)?,
        };
        Ok(Self { path: path.into(), spec: spec.clone(), events, law, reference, gti, warnings })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was asked when it was opened.
    #[must_use]
    pub fn spec(&self) -> &InputSpec {
        &self.spec
    }

    /// What its headers say.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.events.facts
    }

    /// Good time intervals, seconds from the reference.
    #[must_use]
    pub fn gti(&self) -> &Gti {
        &self.gti
    }

    /// Time 0 of all times here, seconds since [`mjdref`](Self::mjdref).
    #[must_use]
    pub fn reference(&self) -> Double {
        self.reference
    }

    /// The day from which the reference is counted; day 0 if the header gives none.
    #[must_use]
    pub fn mjdref(&self) -> MjdRef {
        self.events.times.mjdref.unwrap_or_default()
    }

    /// Decisions taken while opening.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Number of events in the file.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.events.table.n_rows()
    }

    /// Bytes of an event in the file.
    #[must_use]
    pub fn row_bytes(&self) -> usize {
        self.events.table.row_bytes()
    }

    /// Number of the HDU that holds the events.
    #[must_use]
    pub fn event_hdu(&self) -> usize {
        self.events.table.header().place().hdu
    }

    /// The bytes of whole rows.
    pub(crate) fn raw_rows(&self, rows: Range<u64>) -> Result<&[u8]> {
        Ok(self.events.table.raw_rows(rows)?)
    }

    /// A key that sorts as the time of a row does.
    pub(crate) fn key(&self, row: u64, bytes: &[u8]) -> Result<u64> {
        let time_s = self.law.time_s(bytes);
        if !time_s.is_finite() {
            return Err(Error::TimeNotFinite { file: Some(self.path.clone()), row });
        }
        // of a negative number all bits are turned, of a positive one the sign
        let bits = (time_s + 0.0).to_bits();
        Ok(if bits >> 63 == 1 { !bits } else { bits | 1 << 63 })
    }

    /// The files that decide what is read, and which of their events were chosen, as a run's identity holds them.
    ///
    /// # Errors
    /// [`Error::Exec`] if one cannot be looked at.
    pub fn inputs(&self) -> Result<Vec<Input>> {
        inputs_of(&self.spec, [self.path()], None)
    }

    /// Which columns it has: channels, detectors, energies, a law of energies.
    pub(super) fn columns(&self) -> [bool; 4] {
        let EventTable { pi, detector, energy, calibration, .. } = &self.events;
        [pi.is_some(), detector.is_some(), energy.is_some(), calibration.is_some()]
    }

    /// The same file with times from the reference of another, moved as a list in memory is: to the same bits.
    pub(super) fn seen_from(&self, first: &Self) -> Self {
        let between = self.mjdref().seconds_after(first.mjdref());
        let shift_s = f64::from(self.reference + between - first.reference);
        let mut moved = self.clone();
        let facts = &mut moved.events.facts;
        facts.t_start = facts.t_start.map(|start| start + between);
        facts.t_stop = facts.t_stop.map(|stop| stop + between);
        moved.events.times.mjdref = Some(first.mjdref());
        moved.law.shift_s += shift_s;
        moved.gti = self.gti.shifted(shift_s);
        moved.reference = first.reference;
        moved
    }

    /// Makes a choice of events ready for this file.
    ///
    /// # Errors
    /// [`Error::BadRange`]; [`Error::NoColumn`] without the column that it needs, [`Error::NoEnergy`] if energies are
    /// chosen and no law gives them; [`Error::ColumnFormat`].
    pub fn select(&self, filter: &Filter) -> Result<Selection> {
        Selection::compile(&self.path, &self.events, filter, &self.spec)
    }

    /// The choice of events that was asked for when the file was opened.
    ///
    /// # Errors
    /// As [`EventSource::select`].
    pub fn selection(&self) -> Result<Selection> {
        self.select(&self.spec.filter())
    }

    /// Rows with `start_s <= time < stop_s`, by bisection: the file must be sorted.
    ///
    /// # Errors
    /// [`Error::TimeNotFinite`] if the search meets a time that is none.
    pub fn rows(&self, start_s: f64, stop_s: f64) -> Result<Range<u64>> {
        let first = self.row_at(start_s)?;
        Ok(first..self.row_at(stop_s)?.max(first))
    }

    /// The first row whose time is not before `time_s`, by interpolation and bisection.
    ///
    /// # Errors
    /// As [`EventSource::rows`].
    pub fn row_at(&self, time_s: f64) -> Result<u64> {
        let mut between = 0..self.n_rows();
        while !between.is_empty() {
            for row in self.guesses(&between, time_s)? {
                if between.contains(&row) {
                    if self.time_s(row)? < time_s { between.start = row + 1 } else { between.end = row }
                }
            }
        }
        Ok(between.start)
    }

    /// Rows to look at next when a time is looked for: on both sides of where it would be if events came evenly, and the
    /// middle, so that no distribution of events takes long. Thereby a search touches few pages of the file, each of
    /// which costs more than the search itself.
    fn guesses(&self, between: &Range<u64>, time_s: f64) -> Result<[u64; 3]> {
        let length = between.end - between.start;
        let middle = between.start + length / 2;
        if length < FEW {
            return Ok([middle; 3]);
        }
        let [first_s, last_s] = [self.time_s(between.start)?, self.time_s(between.end - 1)?];
        let part = ((time_s - first_s) / (last_s - first_s)).clamp(0.0, 1.0);
        let guess = between.start + (length as f64 * part) as u64;
        let width = 2 * length.isqrt();
        Ok([guess.saturating_sub(width), guess.saturating_add(width), middle])
    }

    /// The time of one row.
    ///
    /// # Errors
    /// [`Error::Io`] beyond the last row; [`Error::TimeNotFinite`].
    pub fn time_s(&self, row: u64) -> Result<f64> {
        let time_s = self.law.time_s(self.events.table.raw_rows(row..row.saturating_add(1))?);
        if time_s.is_finite() { Ok(time_s) } else { Err(Error::TimeNotFinite { file: Some(self.path.clone()), row }) }
    }

    /// Hands the times of the events of a range of rows that pass, less `start_s`, to `sink`, in order.
    ///
    /// The order is checked, also against the row before the range: a caller whose ranges cover the file has
    /// checked all of it. One pass; about 2 ns an event where every event passes and rows are in memory.
    ///
    /// # Errors
    /// [`Error::Unsorted`] and [`Error::TimeNotFinite`], naming file and row; [`Error::Io`] for rows beyond the last.
    #[inline]
    pub fn for_times(
        &self,
        rows: Range<u64>,
        selection: &Selection,
        start_s: f64,
        mut sink: impl FnMut(f64),
    ) -> Result<()> {
        let stride = self.row_bytes();
        let mut previous_s =
            if rows.start > 0 && !rows.is_empty() { self.time_s(rows.start - 1)? } else { f64::NEG_INFINITY };
        let mut piece = Vec::new();
        let n_piece = (PIECE_BYTES / stride.max(1)).max(1) as u64;
        for first in rows.clone().step_by(n_piece as usize) {
            self.events.table.copy_rows(first..rows.end.min(first.saturating_add(n_piece)), &mut piece)?;
            let rows = Rows { file: &self.path, bytes: &piece, stride, first, previous_s };
            previous_s = rows.for_times(&self.law, selection, |time_s| sink(time_s - start_s))?;
        }
        Ok(())
    }

    /// As [`EventSource::for_times`], into a buffer that is cleared first.
    ///
    /// # Errors
    /// As [`EventSource::for_times`].
    pub fn times(&self, rows: Range<u64>, selection: &Selection, start_s: f64, out: &mut Vec<f64>) -> Result<()> {
        out.clear();
        out.reserve(usize::try_from(rows.end.saturating_sub(rows.start).min(self.n_rows())).unwrap_or(0));
        self.for_times(rows, selection, start_s, |time_s| out.push(time_s))
    }

    /// Which events of a range of rows pass.
    ///
    /// # Errors
    /// [`Error::Io`] for rows beyond the last.
    pub fn marks(&self, rows: Range<u64>, selection: &Selection) -> Result<Vec<bool>> {
        let bytes = self.events.table.raw_rows(rows)?;
        let stride = self.row_bytes();
        let mut marks = vec![true; bytes.len().checked_div(stride).unwrap_or(0)];
        if !marks.is_empty() {
            selection.conditions.iter().for_each(|condition| condition.mark(bytes, stride, &mut marks));
        }
        Ok(marks)
    }

    /// The first row that is out of order, `None` in a sorted file. Reads all times.
    ///
    /// # Errors
    /// [`Error::TimeNotFinite`].
    pub fn first_unsorted_row(&self) -> Result<Option<u64>> {
        match self.for_times(0..self.n_rows(), &Selection::default(), 0.0, |_| ()) {
            Ok(()) => Ok(None),
            Err(Error::Unsorted { row, .. }) => Ok(Some(row)),
            Err(other) => Err(other),
        }
    }
}

/// Event files of one spec and what else it names, as a run's identity holds them; with the strategy of several.
pub(super) fn inputs_of<'a>(
    spec: &'a InputSpec,
    files: impl IntoIterator<Item = &'a Path>,
    strategy: Option<GtiStrategy>,
) -> Result<Vec<Input>> {
    // parts of another choice of events belong to another run, wherever the files lie
    let choice = (spec.filter(), &spec.extension, spec.compat);
    let choice = strategy.map_or_else(|| spec_hash(&choice), |strategy| spec_hash(&(&choice, strategy))).to_le_bytes();
    let others = [spec.gti.as_deref(), spec.rmf.as_deref()].into_iter().flatten();
    let input = |file: &Path| Input::of(file).map(|input| input.with_headers(&choice));
    Ok(files.into_iter().chain(others).map(input).collect::<std::result::Result<_, _>>()?)
}

/// The stored time of the first event, cut to whole units; TSTART without events.
fn origin(path: &Path, events: &EventTable) -> Result<f64> {
    if events.table.n_rows() == 0 {
        let start = events.times.span()[0].map_or(0.0, f64::from);
        return Ok((start / events.time_unit_s).floor());
    }
    let first = events.time.f64_at(0)?;
    if first.is_finite() { Ok(first.floor()) } else { Err(Error::TimeNotFinite { file: Some(path.into()), row: 0 }) }
}

/// From half a frame before the first row to half a frame after the last: what the reference program takes.
fn span_of_rows(events: &EventTable, law: &TimeLaw) -> Result<Gti> {
    let Some(last) = events.table.n_rows().checked_sub(1) else { return Err(Error::GtiEmpty) };
    let time = |row: u64| Ok::<_, Error>(law.time_s(events.table.raw_rows(row..row + 1)?));
    let half = f64::from(events.times.frame) / 2.0;
    Gti::single(time(0)? - half, time(last)? + half)
}
