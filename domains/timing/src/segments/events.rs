//! Segments of events in memory.
use super::{Band, counting};
use crate::{Error, EventList, Grid, Result};
use std::ops::Range;

/// Counts the events of a segment in its bins.
pub(super) fn fill(
    events: &EventList,
    marks: &[Option<Vec<bool>>],
    (grid, [start_s, stop_s]): (Grid, [f64; 2]),
    bands: &mut [Band],
) -> Result<()> {
    let rows = row_at(events, start_s)..row_at(events, stop_s);
    check_order(&events.time_s, rows.clone())?;
    let times_s = &events.time_s[rows.clone()];
    for (marks, band) in marks.iter().zip(bands) {
        band.n_events = match marks {
            None => {
                counting::count(times_s, start_s, grid.inv_bin(), &mut band.counts);
                times_s.len() as u64
            }
            Some(marks) => {
                let marked = (times_s, &marks[rows.clone()]);
                counting::count_marked(marked, start_s, grid.inv_bin(), &mut band.counts)
            }
        };
        band.counted();
    }
    Ok(())
}

/// Checks the order of the events between two segments.
pub(super) fn check_gap(events: &EventList, [after_s, start_s]: [Option<f64>; 2]) -> Result<()> {
    let first = after_s.map_or(0, |time_s| row_at(events, time_s));
    let last = start_s.map_or(events.len(), |time_s| row_at(events, time_s));
    check_order(&events.time_s, first..last.max(first))
}

fn row_at(events: &EventList, time_s: f64) -> usize {
    events.time_s.partition_point(|t| *t < time_s)
}

/// The fields of a list are open, so that its order is not certain: rows ascend, from the one before the range on.
fn check_order(time_s: &[f64], rows: Range<usize>) -> Result<()> {
    let from = rows.start.saturating_sub(1);
    let piece = &time_s[from..rows.end.max(from)];
    // NaN compares as false
    if piece.windows(2).fold(true, |all, pair| all & (pair[1] >= pair[0])) {
        return Ok(());
    }
    let at = piece.windows(2).position(|pair| !matches!(pair[0].partial_cmp(&pair[1]), Some(o) if o.is_le()));
    let row = from + 1 + at.unwrap_or(0);
    let (time_s, previous_s) = (time_s[row], time_s[row - 1]);
    if time_s.is_finite() && previous_s.is_finite() {
        Err(Error::Unsorted { file: None, row: row as u64, time_s, previous_s })
    } else {
        Err(Error::TimeNotFinite { file: None, row: if time_s.is_finite() { row as u64 - 1 } else { row as u64 } })
    }
}
