//! A point-spread function that is the same at all wavelengths, across the coefficients of spaxels.
//!
//! What blurs images, and what makes spectra of coefficients, act on different axes; so the blur may come first, where there are
//! fewer numbers and where the border need not be made into spectra.
use super::store::Store;
use crate::blur::Stencil;

/// From coefficients `[y][x][number]` of a field with border to those of its rows, or back.
pub(super) struct Across<'a> {
    pub(super) stencil: &'a Stencil<'a>,
    /// Spaxels along the field, without border.
    pub(super) n: usize,
    /// Numbers of a spaxel.
    pub(super) width: usize,
}

/// `sum += weight · values`.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn add<S: Store>(weight: S, values: &[S], sum: &mut [S]) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum = weight.times_plus(*value, *sum));
}

impl Across<'_> {
    fn n_all(&self) -> usize {
        self.n + 2 * self.stencil.reach()
    }

    /// A row of the field, from the rows of the bordered field that it takes from.
    pub(super) fn row<S: Store>(&self, bordered: &[S], room: &mut Vec<S>, out: &mut [S]) {
        let (n_all, width, size) = (self.n_all(), self.width, self.stencil.size());
        out.fill(S::default());
        let Some(along) = self.stencil.separated() else {
            for (x, out) in out.chunks_mut(width).enumerate() {
                for (k, weight) in self.stencil.weights().iter().enumerate() {
                    let from = (k / size) * n_all + x + k % size;
                    add(S::of(*weight), &bordered[from * width..][..width], out);
                }
            }
            return;
        };
        room.clear();
        room.resize(n_all * width, S::default());
        for (weight, row) in along.iter().zip(bordered.chunks(n_all * width)) {
            add(S::of(*weight), row, room);
        }
        for (x, out) in out.chunks_mut(width).enumerate() {
            for (dx, weight) in along.iter().enumerate() {
                add(S::of(*weight), &room[(x + dx) * width..][..width], out);
            }
        }
    }

    /// The transpose: row `y` of the bordered field, from all rows of the field.
    pub(super) fn adjoint_row<S: Store>(&self, field: &[S], y: usize, room: &mut Vec<S>, out: &mut [S]) {
        let (n, width, size) = (self.n, self.width, self.stencil.size());
        out.fill(S::default());
        // row y - dy of the field has taken from here with the weights of dy
        let from_rows = (0..size).filter_map(|dy| Some((dy, y.checked_sub(dy).filter(|row| *row < n)?)));
        let spread = |weights: &mut dyn Iterator<Item = f64>, row: &[S], out: &mut [S]| {
            for (dx, weight) in weights.enumerate() {
                add(S::of(weight), row, &mut out[dx * width..][..n * width]);
            }
        };
        let Some(along) = self.stencil.separated() else {
            for (dy, row) in from_rows {
                let weights = &self.stencil.weights()[dy * size..][..size];
                spread(&mut weights.iter().copied(), &field[row * n * width..][..n * width], out);
            }
            return;
        };
        room.clear();
        room.resize(n * width, S::default());
        for (dy, row) in from_rows {
            add(S::of(along[dy]), &field[row * n * width..][..n * width], room);
        }
        spread(&mut along.iter().copied(), room, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blur::Psf;
    use crate::telescope::{Psf as PsfSpec, PsfShape};
    use astrarium_num::testkit::uniform;

    #[test]
    fn rows_are_those_of_the_whole_blur_and_its_transpose() {
        let (n, width) = (5, 3);
        for shape in [PsfShape::Gaussian, PsfShape::Moffat { beta: 4.0 }] {
            let spec = PsfSpec { shape, fwhm_arcsec: 0.4, exponent: 0.0, reference_aa: 5000.0 };
            let psf = Psf::new(&spec, (n, 0.2), &[5000.0], 0.0).for_values(width);
            let stencil = psf.stencil().expect("one for all channels");
            assert_eq!(stencil.separated().is_some(), shape == PsfShape::Gaussian);
            let across = Across { stencil: &stencil, n, width };
            let n_all = across.n_all();
            let bordered = uniform(n_all * n_all * width, 1);
            let field = uniform(n * n * width, 2);
            let (mut expected, mut found, mut room) = (vec![0.0; n * width], vec![0.0; n * width], Vec::new());
            for y in 0..n {
                psf.apply(&bordered, y..y + 1, &mut expected);
                across.row(&bordered[y * n_all * width..], &mut room, &mut found);
                assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-14), "{shape:?} {y}");
            }
            let (mut expected, mut found) = (vec![0.0; n_all * width], vec![0.0; n_all * width]);
            for y in 0..n_all {
                psf.adjoint(&field, y..y + 1, &mut expected);
                across.adjoint_row(&field, y, &mut room, &mut found);
                assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-14), "{shape:?} {y}");
            }
        }
    }
}
