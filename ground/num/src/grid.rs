//! Grids of numbers: evenly spaced, evenly spaced in logarithm, edges and centres of cells.

use crate::error::{Error, Result, check_rising};

/// `n` numbers from `start` to `stop`, evenly spaced, both ends exactly.
///
/// `start + i (stop − start)/(n − 1)`. Falls if `stop < start`; one number is `start`.
///
/// # Errors
/// [`Error::Domain`] if an end, or their difference, is not finite.
pub fn linear(start: f64, stop: f64, n: usize) -> Result<Vec<f64>> {
    let span = stop - start;
    for (what, value) in [("grid start", start), ("grid stop", stop), ("grid span", span)] {
        if !value.is_finite() {
            return Err(Error::Domain { what, value, expected: "a finite number" });
        }
    }
    let step = span / (n.max(2) - 1) as f64;
    let mut grid: Vec<f64> = (0..n).map(|i| start + i as f64 * step).collect();
    if n > 1 {
        grid[n - 1] = stop;
    }
    Ok(grid)
}

/// `n` numbers from `start` to `stop`, evenly spaced in logarithm, both ends exactly.
///
/// `start (stop/start)^(i/(n − 1))`, relative error below 1e-15 times the logarithm of `stop/start`.
///
/// # Errors
/// [`Error::Domain`] unless both ends are positive and finite.
pub fn log(start: f64, stop: f64, n: usize) -> Result<Vec<f64>> {
    for (what, value) in [("grid start", start), ("grid stop", stop)] {
        if !(value > 0.0 && value.is_finite()) {
            return Err(Error::Domain { what, value, expected: "a positive finite number" });
        }
    }
    let mut grid = linear(libm::log(start), libm::log(stop), n)?;
    grid.iter_mut().for_each(|x| *x = libm::exp(*x));
    if let Some(first) = grid.first_mut() {
        *first = start;
    }
    if n > 1 {
        grid[n - 1] = stop;
    }
    Ok(grid)
}

/// Edges `start, start + width …` of cells whose widths grow by the factor `1 + growth`, until an edge is above
/// `stop`.
///
/// # Errors
/// [`Error::Domain`] unless `width > 0`, `growth >= 0`, both finite, and the edges rise in float64.
pub fn growing_edges(start: f64, stop: f64, width: f64, growth: f64) -> Result<Vec<f64>> {
    let fits = width > 0.0 && width.is_finite() && start + width > start;
    if !fits {
        return Err(Error::Domain {
            what: "first width",
            value: width,
            expected: "a positive width that changes start",
        });
    }
    if !(growth >= 0.0 && growth.is_finite()) {
        return Err(Error::Domain { what: "growth", value: growth, expected: "a finite number from 0" });
    }
    let mut edges = vec![start];
    let (mut edge, mut width) = (start, width);
    while edge <= stop {
        let next = edge + width;
        if next <= edge || !next.is_finite() {
            return Err(Error::Domain { what: "cell width", value: width, expected: "a width that changes the edge" });
        }
        edges.push(next);
        (edge, width) = (next, width * (1.0 + growth));
    }
    Ok(edges)
}

/// The middles of the cells between `edges`: one fewer than edges, none for fewer than two.
pub fn centres(edges: &[f64]) -> Vec<f64> {
    edges.windows(2).map(|pair| 0.5 * pair[0] + 0.5 * pair[1]).collect()
}

/// The widths of the cells between `edges`.
pub fn widths(edges: &[f64]) -> Vec<f64> {
    edges.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Edges of cells around rising centres: half way between neighbours, the outer cells as wide to both sides.
///
/// # Errors
/// [`Error::TooFew`] for fewer than two centres, [`Error::NotRising`] or [`Error::NotFinite`] if they do not rise.
pub fn edges(centres: &[f64]) -> Result<Vec<f64>> {
    if centres.len() < 2 {
        return Err(Error::TooFew { what: "centres", found: centres.len(), needed: 2 });
    }
    check_rising("centres", centres)?;
    let middles: Vec<f64> = self::centres(centres);
    let first = centres[0] - (middles[0] - centres[0]);
    let last = centres[centres.len() - 1];
    let end = last + (last - middles[middles.len() - 1]);
    Ok([first].into_iter().chain(middles).chain([end]).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ends_are_exact(a in 1e-6..1e6f64, b in 1e-6..1e6f64, n in 2usize..50) {
            for grid in [linear(a, b, n).unwrap(), log(a, b, n).unwrap()] {
                prop_assert_eq!((grid[0], grid[n - 1], grid.len()), (a, b, n));
            }
            let ratio = (b / a).powf(1.0 / (n - 1) as f64);
            let grid = log(a, b, n).unwrap();
            prop_assert!(grid.windows(2).all(|pair| (pair[1] / pair[0] / ratio - 1.0).abs() < 1e-13));
        }

        #[test]
        fn centres_lie_between_edges(a in -10.0..10.0f64, span in 0.1..10.0f64, n in 2usize..50) {
            let centre = linear(a, a + span, n).unwrap();
            let edge = edges(&centre).unwrap();
            prop_assert_eq!(edge.len(), n + 1);
            for (found, expected) in centres(&edge).iter().zip(&centre) {
                prop_assert!((found - expected).abs() < 1e-13);
            }
            let total: f64 = widths(&edge).iter().sum();
            prop_assert!((total - span * n as f64 / (n - 1) as f64).abs() < 1e-12);
        }
    }

    #[test]
    fn degenerate_grids_are_defined() {
        assert_eq!(linear(1.0, 2.0, 0).unwrap(), [0.0; 0]);
        assert_eq!((linear(1.0, 2.0, 1).unwrap(), log(1.0, 2.0, 1).unwrap()), (vec![1.0], vec![1.0]));
        assert_eq!(linear(2.0, 1.0, 3).unwrap(), [2.0, 1.5, 1.0]);
        assert!(centres(&[1.0]).is_empty());
    }

    #[test]
    fn widths_grow() {
        assert_eq!(growing_edges(1.0, 7.0, 1.0, 1.0).unwrap(), [1.0, 2.0, 4.0, 8.0]);
        assert_eq!(growing_edges(1.0, 0.0, 1.0, 1.0).unwrap(), [1.0]);
    }

    #[test]
    fn unfit_grids_are_refused() {
        assert!(linear(0.0, f64::INFINITY, 3).is_err() && linear(-f64::MAX, f64::MAX, 3).is_err());
        assert!(log(0.0, 1.0, 3).is_err() && log(1.0, f64::NAN, 3).is_err());
        assert!(growing_edges(1e20, 2e20, 1.0, 0.0).is_err() && growing_edges(0.0, 1.0, 0.1, -0.5).is_err());
        assert!(edges(&[1.0]).is_err() && edges(&[1.0, 1.0]).is_err());
    }
}
