//! Segments of event files, decoded where their rows lie.
use super::{Band, counting::place};
use crate::{EventSeries, EventSource, Grid, Result, Selection};
use astrarium_exec::Cx;
use std::ops::Range;

/// Rows that are looked at for one band after the other while they are in the cache. It changes no result: counts are
/// whole numbers.
const PIECE: u64 = 4096;

/// Counts the events of a segment in its bins, one pass over the rows for all bands.
pub(super) fn fill(
    (series, selections): (&EventSeries, &[Vec<Selection>]),
    (grid, [start_s, stop_s]): (Grid, [f64; 2]),
    bands: &mut [Band],
    cx: &Cx<'_>,
) -> Result<()> {
    for (at, (source, selections)) in series.sources().iter().zip(selections).enumerate() {
        let first = series.row_at(at, start_s)?;
        let rows = first..series.row_at(at, stop_s)?.max(first);
        cx.read_bytes((rows.end - rows.start) * source.row_bytes() as u64);
        count((source, rows), selections, (grid, start_s), bands)?;
    }
    bands.iter_mut().for_each(Band::counted);
    Ok(())
}

/// Counts the events of some rows of one file.
fn count(
    (source, rows): (&EventSource, Range<u64>),
    selections: &[Selection],
    (grid, start_s): (Grid, f64),
    bands: &mut [Band],
) -> Result<()> {
    let inv_bin = grid.inv_bin();
    for piece in pieces(rows, selections.len()) {
        for (selection, band) in selections.iter().zip(&mut *bands) {
            let (counts, n_events) = (&mut band.counts[..], &mut band.n_events);
            source.for_times(piece.clone(), selection, start_s, |since_s| {
                *n_events += 1;
                if let Some(count) = counts.get_mut(place(since_s, inv_bin)) {
                    *count += 1.0;
                }
            })?;
        }
    }
    Ok(())
}

/// Several bands share pieces; one takes all rows at once.
fn pieces(rows: Range<u64>, n_bands: usize) -> impl Iterator<Item = Range<u64>> {
    let size = if n_bands > 1 { PIECE } else { u64::MAX };
    let mut from = rows.start;
    std::iter::from_fn(move || {
        let piece = from..rows.end.min(from.saturating_add(size));
        from = piece.end;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Checks the order of the rows between two segments.
pub(super) fn check_gap(series: &EventSeries, [after_s, start_s]: [Option<f64>; 2]) -> Result<()> {
    for (at, source) in series.sources().iter().enumerate() {
        let first = after_s.map_or(Ok(0), |time_s| series.row_at(at, time_s))?;
        let last = start_s.map_or(Ok(source.n_rows()), |time_s| series.row_at(at, time_s))?;
        source.for_times(first..last.max(first), &Selection::default(), 0.0, |_| ())?;
    }
    Ok(())
}
