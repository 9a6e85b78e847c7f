//! Bisection.

use std::cmp::Ordering;

/// On which side of equal elements a value is to be inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before them: `a[i−1] < v <= a[i]`.
    Left,
    /// After them: `a[i−1] <= v < a[i]`.
    Right,
}

/// The index at which `value` keeps `sorted` in order, as NumPy's `searchsorted` gives it.
///
/// NaN counts as larger than every number and equal to NaN. In an array that is not sorted the result is some
/// index from 0 to its length.
pub fn search_sorted(sorted: &[f64], value: f64, side: Side) -> usize {
    match side {
        Side::Left => sorted.partition_point(|&a| order(a, value) == Ordering::Less),
        Side::Right => sorted.partition_point(|&a| order(a, value) != Ordering::Greater),
    }
}

/// [`search_sorted`] of each value; in linear time where the values are sorted, too.
pub fn search_sorted_many(sorted: &[f64], values: &[f64], side: Side) -> Vec<usize> {
    let mut at = 0;
    let mut last = f64::NEG_INFINITY;
    let next = |&value: &f64| {
        // forwards from the place of a smaller value in steps that double, from the start otherwise
        let from = if order(last, value) == Ordering::Greater { 0 } else { at };
        let mut step = 1;
        let last_before = if side == Side::Left { Ordering::Less } else { Ordering::Equal };
        let before = |i: usize| order(sorted[i], value) <= last_before;
        while from + step < sorted.len() && before(from + step) {
            step *= 2;
        }
        let end = (from + step + 1).min(sorted.len());
        (at, last) = (from + search_sorted(&sorted[from..end], value, side), value);
        at
    };
    values.iter().map(next).collect()
}

/// NumPy's order: NaN after all numbers, and equal to itself.
fn order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// The interval of a rising grid that `x` lies in: `i` with `grid[i] <= x < grid[i+1]`, the first or the last one
/// for an `x` outside, the last one for the last point (and NaN).
///
/// Nought for fewer than two points.
pub fn bracket(grid: &[f64], x: f64) -> usize {
    search_sorted(grid, x, Side::Right).saturating_sub(1).min(grid.len().saturating_sub(2))
}
