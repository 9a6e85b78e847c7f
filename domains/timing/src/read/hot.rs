//! The hot path: from the bytes of rows to times, in one pass.
//!
//! Rows are taken in pieces that fit the nearest cache: times are decoded and checked for order, marks are made for
//! the events that pass, and what passes goes to the sink.
use super::select::{Selection, Stored};
use crate::{Error, Result};
use std::path::Path;

/// Rows taken at once. It changes no result: no sum runs over a piece.
const PIECE: usize = 1024;

/// From stored times to seconds from the reference: `(stored scale + zero - origin) unit + shift`.
#[derive(Clone, Debug)]
pub(super) struct TimeLaw {
    pub(super) stored: Stored,
    pub(super) origin: f64,
    pub(super) unit_s: f64,
    /// From the reference of another file to that of this one, s; 0 for a file by itself.
    pub(super) shift_s: f64,
}

impl TimeLaw {
    #[inline]
    pub(super) fn time_s(&self, row: &[u8]) -> f64 {
        (self.stored.f64_in(row) - self.origin) * self.unit_s + self.shift_s
    }

    /// Times of whole rows; the column of doubles has its own loop.
    pub(super) fn decode(&self, rows: &[u8], stride: usize, out: &mut [f64]) {
        use astrarium_io::fits::Element;
        let rows = rows.chunks_exact(stride);
        if self.stored.element != Element::F64 {
            return rows.zip(out).for_each(|(row, time)| *time = self.time_s(row));
        }
        let (offset, scale, zero) = (self.stored.offset, self.stored.scale, self.stored.zero);
        let (origin, unit_s, shift_s) = (self.origin, self.unit_s, self.shift_s);
        rows.zip(out).for_each(|(row, time)| {
            let stored = f64::from_be_bytes(*row[offset..].first_chunk().expect("the column lies in the row"));
            *time = (stored * scale + zero - origin) * unit_s + shift_s;
        });
    }
}

/// A range of rows as it lies in the file, and what to expect of it.
pub(super) struct Rows<'a> {
    pub(super) file: &'a Path,
    pub(super) bytes: &'a [u8],
    pub(super) stride: usize,
    /// Number of the first row, for messages.
    pub(super) first: u64,
    /// Time of the row before, below which none may be; minus infinity if there is none.
    pub(super) previous_s: f64,
}

impl Rows<'_> {
    /// Hands every time that passes to `sink`, after checking that all are numbers in ascending order;
    /// the last time of all.
    pub(super) fn for_times(self, law: &TimeLaw, selection: &Selection, mut sink: impl FnMut(f64)) -> Result<f64> {
        let mut times = [0.0; PIECE];
        let mut marks = [true; PIECE];
        let (mut previous_s, mut first) = (self.previous_s, self.first);
        for rows in self.bytes.chunks(PIECE * self.stride) {
            let times = &mut times[..rows.len() / self.stride];
            law.decode(rows, self.stride, times);
            check_order(self.file, times, previous_s, first)?;
            if selection.is_open() {
                times.iter().for_each(|time| sink(*time));
            } else {
                let marks = &mut marks[..times.len()];
                marks.fill(true);
                selection.conditions.iter().for_each(|condition| condition.mark(rows, self.stride, marks));
                times.iter().zip(marks).filter(|(_, passes)| **passes).for_each(|(time, _)| sink(*time));
            }
            previous_s = times.last().copied().unwrap_or(previous_s);
            first += times.len() as u64;
        }
        Ok(previous_s)
    }
}

/// All times are finite and none is below the one before.
fn check_order(file: &Path, times: &[f64], previous_s: f64, first: u64) -> Result<()> {
    let starts = times.first().is_none_or(|time| *time >= previous_s);
    // a NaN compares as false; infinities can only stand at the ends
    let ascends = times.windows(2).fold(true, |all, pair| all & (pair[1] >= pair[0]));
    let ends = times.first().is_none_or(|time| time.is_finite()) && times.last().is_none_or(|time| time.is_finite());
    if starts && ascends && ends {
        return Ok(());
    }
    let mut previous_s = previous_s;
    for (row, time_s) in (first..).zip(times.iter().copied()) {
        if !time_s.is_finite() {
            return Err(Error::TimeNotFinite { file: Some(file.into()), row });
        }
        if time_s < previous_s {
            return Err(Error::Unsorted { file: Some(file.into()), row, time_s, previous_s });
        }
        previous_s = time_s;
    }
    Ok(())
}
