//! Which knots of velocity spaxels have: what is nought elsewhere need not be multiplied.
use super::place::Sorted;
use super::velocity::Velocities;
use std::ops::Range;

/// The smallest range that holds both.
fn joined(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    match (a.is_empty(), b.is_empty()) {
        (_, true) => a.clone(),
        (true, _) => b.clone(),
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}

/// From a square of `n` by `n` to one of `n + 1 - size`: what each spaxel and the `size - 1` after it have, along both axes.
pub(super) fn over_windows(spans: &[Range<usize>], n: usize, size: usize) -> Vec<Range<usize>> {
    let fewer = n + 1 - size;
    let all = |parts: &mut dyn Iterator<Item = Range<usize>>| parts.fold(0..0, |all, part| joined(&all, &part));
    let rows: Vec<Range<usize>> = (0..n * fewer)
        .map(|to| {
            let (y, x) = (to / fewer, to % fewer);
            all(&mut (0..size).map(|k| spans[y * n + x + k].clone()))
        })
        .collect();
    (0..fewer * fewer).map(|to| all(&mut (0..size).map(|k| rows[to + k * fewer].clone()))).collect()
}

/// The knots of each spaxel, border included: those of all stars whose footprints reach it.
pub(super) fn knots_of(sorted: &Sorted, velocities: &Velocities, (n_all, size): (usize, usize)) -> Vec<Range<usize>> {
    let of_cell = |&(low, high): &(f64, f64)| {
        if low <= high { velocities.place(low).0..velocities.place(high).0 + 4 } else { 0..0 }
    };
    let cells: Vec<Range<usize>> = sorted.rapidities_of.iter().map(of_cell).collect();
    over_windows(&cells, n_all + size - 1, size)
}

/// The numbers `[knot][k]`, `k` below the rank, of ranges of knots.
pub(super) fn of_rank(knots: &[Range<usize>], rank: usize) -> Vec<Range<usize>> {
    knots.iter().map(|knots| knots.start * rank..knots.end * rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_hold_what_their_spaxels_have() {
        let mut spans = vec![0..0; 16];
        (spans[0], spans[6], spans[15]) = (3..5, 8..9, 1..2);
        let windows = over_windows(&spans, 4, 2);
        assert_eq!(windows, [3..5, 8..9, 8..9, 0..0, 8..9, 8..9, 0..0, 0..0, 1..2]);
    }
}
