//! Lines of one value in a table of values.

use crate::error::{Result, check_length, check_rising};
use std::collections::BTreeMap;

/// Corners of a cell that lie above the level, as bits: left below, right below, right above, left above. Each case is
/// the sides that a line enters and leaves by, high ground on its left.
const SIDES: [&[[Side; 2]]; 16] = {
    use Side::{Above, Below, Left, Right};
    [
        &[],
        &[[Below, Left]],
        &[[Right, Below]],
        &[[Right, Left]],
        &[[Above, Right]],
        &[[Below, Left], [Above, Right]],
        &[[Above, Below]],
        &[[Above, Left]],
        &[[Left, Above]],
        &[[Below, Above]],
        &[[Right, Below], [Left, Above]],
        &[[Right, Above]],
        &[[Left, Right]],
        &[[Below, Right]],
        &[[Left, Below]],
        &[],
    ]
};

#[derive(Clone, Copy)]
enum Side {
    Below,
    Right,
    Above,
    Left,
}

/// An edge between two neighbouring points: its first point, and whether it goes up.
type Edge = (usize, usize, bool);

/// Closed lines around all that lies above `level` in a table of values at the crossings of `x` and `y`.
///
/// `values` has a row of `x.len()` values for each of `y`; a value that is not a number lies below every level. Between
/// neighbours the values are taken as linear; beyond the table all is low, so that a line which would leave it follows
/// its border. High ground is on the left of each line: borders of holes turn the other way. Where the corners of a cell
/// lie high and low in turn, the two low ones are joined if their mean with the high ones is low.
///
/// # Errors
/// [`Error::NotRising`](crate::Error::NotRising) for `x` or `y`; [`Error::Length`](crate::Error::Length) unless there are
/// `x.len() * y.len()` values.
///
/// # Source
/// Lorensen & Cline 1987 ("marching squares" is its two-dimensional case)
pub fn contours(x: &[f64], y: &[f64], values: &[f64], level: f64) -> Result<Vec<Vec<[f64; 2]>>> {
    check_rising("x", x)?;
    check_rising("y", y)?;
    check_length("values", values, x.len() * y.len())?;
    let table = Table { x, y, values, level };
    let mut next = table.steps();
    let mut lines = Vec::new();
    while let Some((&first, _)) = next.first_key_value() {
        let mut line = Vec::new();
        let mut at = first;
        while let Some(following) = next.remove(&at) {
            line.push(table.crossing(at));
            at = following;
        }
        lines.push(line);
    }
    Ok(lines)
}

/// The table with a ring of low ground around it: point (0, 0) is in the ring.
struct Table<'a> {
    x: &'a [f64],
    y: &'a [f64],
    values: &'a [f64],
    level: f64,
}

impl Table<'_> {
    fn value(&self, i: usize, j: usize) -> f64 {
        let inside = (1..=self.x.len()).contains(&i) && (1..=self.y.len()).contains(&j);
        if inside { self.values[(j - 1) * self.x.len() + i - 1] } else { f64::NEG_INFINITY }
    }

    fn is_high(&self, i: usize, j: usize) -> bool {
        self.value(i, j) > self.level
    }

    /// From each edge that a line crosses to the next.
    fn steps(&self) -> BTreeMap<Edge, Edge> {
        let mut next = BTreeMap::new();
        for j in 0..=self.y.len() {
            for i in 0..=self.x.len() {
                let edge = |side: Side| match side {
                    Side::Below => (i, j, false),
                    Side::Right => (i + 1, j, true),
                    Side::Above => (i, j + 1, false),
                    Side::Left => (i, j, true),
                };
                next.extend(self.sides(i, j).iter().map(|[from, to]| (edge(*from), edge(*to))));
            }
        }
        next
    }

    /// The case of a cell.
    fn sides(&self, i: usize, j: usize) -> &'static [[Side; 2]] {
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
        let case: usize = (0..4).filter(|&k| self.is_high(corners[k].0, corners[k].1)).map(|k| 1 << k).sum();
        let middle = 0.25 * corners.iter().map(|&(i, j)| self.value(i, j)).sum::<f64>();
        match case {
            5 if middle > self.level => &[[Side::Below, Side::Right], [Side::Above, Side::Left]],
            10 if middle > self.level => &[[Side::Left, Side::Below], [Side::Right, Side::Above]],
            _ => SIDES[case],
        }
    }

    /// Where the line crosses an edge.
    fn crossing(&self, (i, j, upward): Edge) -> [f64; 2] {
        let (k, l) = if upward { (i, j + 1) } else { (i + 1, j) };
        let (from, to) = (self.value(i, j), self.value(k, l));
        let part = (self.level - from) / (to - from);
        // next to low ground that has no value the line runs through the high point
        let part = if part.is_finite() && from.is_finite() && to.is_finite() {
            part
        } else {
            f64::from(u8::from(self.is_high(k, l)))
        };
        let place = |axis: &[f64], a: usize, b: usize| {
            let at = |index: usize| axis[index.clamp(1, axis.len()) - 1];
            at(a) + part * (at(b) - at(a))
        };
        [place(self.x, i, k), place(self.y, j, l)]
    }
}

#[cfg(test)]
mod tests {
    use super::contours;
    use crate::grid;

    fn area(line: &[[f64; 2]]) -> f64 {
        let pairs = line.iter().zip(line.iter().cycle().skip(1));
        0.5 * pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>()
    }

    #[test]
    fn a_circle_has_its_area_and_a_ring_a_hole() {
        let x = grid::linear(-2.0, 2.0, 201).unwrap();
        let of =
            |f: fn(f64) -> f64| -> Vec<f64> { x.iter().flat_map(|y| x.iter().map(move |x| f(x.hypot(*y)))).collect() };
        let disc = contours(&x, &x, &of(|r| -r), -1.5).unwrap();
        assert_eq!(disc.len(), 1);
        assert!((area(&disc[0]) - 2.25 * std::f64::consts::PI).abs() < 2e-3, "{}", area(&disc[0]));
        let ring = contours(&x, &x, &of(|r| -(r - 1.0).abs()), -0.5).unwrap();
        let mut areas: Vec<f64> = ring.iter().map(|line| area(line) / std::f64::consts::PI).collect();
        areas.sort_by(f64::total_cmp);
        assert!(areas.len() == 2 && (areas[0] + 0.25).abs() < 2e-3 && (areas[1] - 2.25).abs() < 2e-3, "{areas:?}");
    }

    #[test]
    fn lines_follow_the_border_and_go_around_missing_values() {
        let x = [0.0, 1.0, 2.0];
        let all = contours(&x, &x, &[1.0; 9], 0.5).unwrap();
        assert_eq!(all.len(), 1);
        assert!((area(&all[0]) - 4.0).abs() < 1e-12);
        let mut with_hole = [1.0; 9];
        with_hole[4] = f64::NAN;
        let lines = contours(&x, &x, &with_hole, 0.5).unwrap();
        let areas: f64 = lines.iter().map(|line| area(line)).sum();
        assert!(lines.len() == 2 && (areas - 2.0).abs() < 1e-12, "{lines:?}");
        assert!(contours(&x, &x, &[0.0; 9], 0.5).unwrap().is_empty());
    }

    #[test]
    fn saddles_are_joined_by_their_middle() {
        let x = [0.0, 1.0];
        let apart = contours(&x, &x, &[1.0, 0.0, 0.0, 1.0], 0.6).unwrap();
        let joined = contours(&x, &x, &[1.0, 0.0, 0.0, 1.0], 0.4).unwrap();
        assert_eq!((apart.len(), joined.len()), (2, 1));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(contours(&[0.0, 1.0], &[0.0], &[1.0], 0.0).is_err());
        assert!(contours(&[1.0, 0.0], &[0.0], &[1.0, 2.0], 0.0).is_err());
    }
}
