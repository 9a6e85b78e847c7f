//! Products with the basis at all knots: tuned, and with the same bits for every instruction set.
use super::store::Store;

/// Channels, and rows of the basis, that stay in the cache.
const TILE: usize = 512;
const PANEL: usize = 64;
/// Rows of the basis that are taken together.
const TOGETHER: usize = 4;

/// Adds `Y D` to `out`: `Y` is `[spaxel][row]`, `D` `[row][channel]`, `out` `[spaxel][channel]`.
///
/// Rows that are nought in all of a group of spaxels are left out, which changes no bit.
pub(super) fn forward<S: Store>(y: &[S], basis: &[S], n_channels: usize, out: &mut [S]) {
    let n_rows = basis.len() / n_channels;
    for from in (0..n_channels).step_by(TILE) {
        let to = (from + TILE).min(n_channels);
        for panel in (0..n_rows).step_by(PANEL) {
            let rows = panel..(panel + PANEL).min(n_rows);
            for (y, out) in y.chunks(n_rows).zip(out.chunks_mut(n_channels)) {
                if y[rows.clone()].iter().any(|value| *value != S::default()) {
                    add_rows(
                        &y[rows.clone()],
                        &basis[rows.start * n_channels..],
                        n_channels,
                        (from, &mut out[from..to]),
                    );
                }
            }
        }
    }
}

/// Adds the rows of a panel, four at a time.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn add_rows<S: Store>(y: &[S], basis: &[S], stride: usize, (from, out): (usize, &mut [S])) {
    let n = out.len();
    for (k, y) in y.as_chunks::<TOGETHER>().0.iter().enumerate() {
        if y.iter().all(|value| *value == S::default()) {
            continue;
        }
        let row = |i: usize| &basis[(k * TOGETHER + i) * stride + from..][..n];
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        for i in 0..n {
            out[i] += (y[0] * a[i] + y[1] * b[i]) + (y[2] * c[i] + y[3] * d[i]);
        }
    }
}

/// Running sums of a dot product.
const SUMS: usize = 16;

/// Writes `G Dᵀ` of the rows in each spaxel's span: `G` is `[spaxel][channel]`, `out` `[spaxel][row]`; other rows stay.
pub(super) fn transposed<S: Store>(
    g: &[S],
    basis: &[S],
    n_channels: usize,
    (spans, out): (&[std::ops::Range<usize>], &mut [S]),
) {
    let n_rows = basis.len() / n_channels;
    for panel in (0..n_rows).step_by(PANEL) {
        let end = (panel + PANEL).min(n_rows);
        for ((g, out), span) in g.chunks(n_channels).zip(out.chunks_mut(n_rows)).zip(spans) {
            let rows = panel.max(span.start)..end.min(span.end);
            if !rows.is_empty() {
                dots(g, &basis[rows.start * n_channels..rows.end * n_channels], &mut out[rows]);
            }
        }
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn dots<S: Store>(g: &[S], basis: &[S], out: &mut [S]) {
    let n = g.len();
    let (g_whole, g_rest) = g.as_chunks::<SUMS>();
    for (row, out) in basis.chunks(n).zip(out) {
        let (whole, rest) = row.as_chunks::<SUMS>();
        let mut sums = [S::default(); SUMS];
        for (a, b) in g_whole.iter().zip(whole) {
            for k in 0..SUMS {
                sums[k] += a[k] * b[k];
            }
        }
        let mut sum = S::default();
        g_rest.iter().zip(rest).for_each(|(a, b)| sum += *a * *b);
        sums.iter().for_each(|part| sum += *part);
        *out = sum;
    }
}
