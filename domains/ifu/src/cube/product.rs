//! Products with the basis at all knots: tuned, and with the same bits for every instruction set.
use super::store::Store;
use std::ops::Range;

/// Columns of a tile, that stay in registers.
pub(super) const TILE: usize = 32;
/// Rows of a tile that are summed before sums are added; they stay in the cache.
const PANEL: usize = 128;
/// Lines of the left factor that are taken together.
const TOGETHER: usize = 4;

/// A matrix `[row][column]`, cut into tiles of columns: the right factor of a product.
#[derive(Clone, Debug, Default)]
pub(super) struct Matrix<S> {
    n_rows: usize,
    n_columns: usize,
    /// `[tile][row][column of the tile]`, noughts beyond the last column.
    tiles: Vec<S>,
}

impl<S: Store> Matrix<S> {
    /// Noughts.
    pub(super) fn new(n_rows: usize, n_columns: usize) -> Self {
        Self { n_rows, n_columns, tiles: vec![S::default(); n_columns.div_ceil(TILE) * n_rows * TILE] }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub(super) fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Sets a row.
    pub(super) fn set_row(&mut self, row: usize, values: &[f64]) {
        for (tile, values) in values.chunks(TILE).enumerate() {
            let to = &mut self.tiles[(tile * self.n_rows + row) * TILE..][..values.len()];
            to.iter_mut().zip(values).for_each(|(to, value)| *to = S::of(*value));
        }
    }

    pub(super) fn transposed(&self) -> Self {
        let mut other = Self::new(self.n_columns, self.n_rows);
        for (tile, rows) in self.tiles.chunks(self.n_rows * TILE).enumerate() {
            for (row, values) in rows.as_chunks::<TILE>().0.iter().enumerate() {
                let to = &mut other.tiles[row / TILE * other.n_rows * TILE + row % TILE..];
                let columns = tile * TILE..((tile + 1) * TILE).min(self.n_columns);
                columns.zip(values).for_each(|(column, value)| to[column * TILE] = *value);
            }
        }
        other
    }

    /// Adds `A M` to `out`, lines of `A` being spaxels. Of each line `inner` tells the numbers that may differ from nought, and
    /// `outer` the columns of the product that are wanted; others may stay as they are.
    pub(super) fn add_product(&self, a: &[S], (inner, outer): (&[Range<usize>], &[Range<usize>]), out: &mut [S]) {
        let lines = a.len() / self.n_rows;
        for panel in (0..self.n_rows).step_by(PANEL) {
            for (tile, rows) in self.tiles.chunks(self.n_rows * TILE).enumerate() {
                for first in (0..lines).step_by(TOGETHER) {
                    let group = first..(first + TOGETHER).min(lines);
                    let (inner, outer) = (union(&inner[group.clone()]), union(&outer[group.clone()]));
                    let rows_here = inner.start.max(panel)..inner.end.min(panel + PANEL);
                    if rows_here.is_empty() || outer.start >= (tile + 1) * TILE || outer.end <= tile * TILE {
                        continue;
                    }
                    let a = &a[group.start * self.n_rows..group.end * self.n_rows];
                    let rows = &rows[rows_here.start * TILE..rows_here.end * TILE];
                    let to = &mut out[group.start * self.n_columns..group.end * self.n_columns];
                    add_tile((a, self.n_rows, rows_here.start), rows, (to, self.n_columns, tile * TILE));
                }
            }
        }
    }
}

/// The smallest range that holds all.
fn union(ranges: &[Range<usize>]) -> Range<usize> {
    let held = ranges.iter().filter(|range| !range.is_empty());
    held.fold(Range { start: usize::MAX, end: 0 }, |all, range| all.start.min(range.start)..all.end.max(range.end))
}

/// Adds the product of a few lines, from a number on, with rows of a tile, to their columns from one on.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn add_tile<S: Store>(
    (a, stride, from): (&[S], usize, usize),
    rows: &[S],
    (out, n_columns, column): (&mut [S], usize, usize),
) {
    let rows = rows.as_chunks::<TILE>().0;
    let n_lines = a.len() / stride;
    // lines that are missing are the last one again, and not written
    let lines: [&[S]; TOGETHER] = std::array::from_fn(|line| &a[line.min(n_lines - 1) * stride + from..][..rows.len()]);
    let mut sums = [[S::default(); TILE]; TOGETHER];
    for (k, row) in rows.iter().enumerate() {
        for (sums, line) in sums.iter_mut().zip(&lines) {
            let factor = line[k];
            for c in 0..TILE {
                sums[c] = factor.times_plus(row[c], sums[c]);
            }
        }
    }
    for (out, sums) in out.chunks_mut(n_columns).zip(&sums) {
        out[column..].iter_mut().zip(sums).for_each(|(out, sum)| *out += *sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::testkit::uniform;

    #[test]
    fn tiles_give_the_product() {
        // more than a panel, no whole number of tiles or groups
        let (n_lines, n_rows, n_columns) = (7, 300, 75);
        let right = uniform(n_rows * n_columns, 1);
        let mut matrix = Matrix::<f64>::new(n_rows, n_columns);
        right.chunks(n_columns).enumerate().for_each(|(row, values)| matrix.set_row(row, values));
        let mut left = uniform(n_lines * n_rows, 2);
        left[3 * n_rows..4 * n_rows].fill(0.0);
        left[n_rows..n_rows + 40].fill(0.0);
        let mut inner = vec![0..n_rows; n_lines];
        (inner[1], inner[3]) = (40..n_rows, 0..0);
        check(&matrix, (&left, &inner), |k, column| right[k * n_columns + column]);
        let all = vec![0..n_columns; n_lines];
        let left = uniform(n_lines * n_columns, 3);
        check(&matrix.transposed(), (&left, &all), |k, column| right[column * n_columns + k]);
    }

    /// Against sums by hand, added to ones.
    fn check(matrix: &Matrix<f64>, (left, inner): (&[f64], &[Range<usize>]), right: impl Fn(usize, usize) -> f64) {
        let (n, n_columns) = (matrix.n_rows(), matrix.n_columns());
        let mut out = vec![1.0; inner.len() * n_columns];
        matrix.add_product(left, (inner, &vec![0..n_columns; inner.len()]), &mut out);
        for (at, found) in out.iter().enumerate() {
            let (line, column) = (at / n_columns, at % n_columns);
            let sum: f64 = (0..n).map(|k| left[line * n + k] * right(k, column)).sum();
            assert!((found - 1.0 - sum).abs() < 1e-11, "{line} {column}: {found} {sum}");
        }
    }
}
