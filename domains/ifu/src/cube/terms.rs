//! What a star's spectrum is a sum of: spectra of nodes and, where curves between them are smooth, their slopes.
use super::place::{Placed, corners};

/// The largest weight of a slope in a cubic, for a width of 1.
const LARGEST: f64 = 4.0 / 27.0;
/// Most terms of a star: values and slopes along both axes, at four nodes.
const MOST: usize = 16;

/// Terms of a star.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    n: usize,
    rows: [u32; MOST],
    weights: [f64; MOST],
    /// Derivatives of the weights with respect to the parts of the way to the next metallicity and age.
    slopes: [[f64; MOST]; 2],
}

impl Terms {
    /// Rows of the dictionary and their weights.
    #[inline(always)]
    pub(super) fn weighted(&self) -> impl Iterator<Item = (usize, f64)> {
        (0..self.n).map(|k| (self.rows[k] as usize, self.weights[k]))
    }

    /// The same with the slopes of the weights.
    #[inline(always)]
    pub(super) fn sloped(&self) -> impl Iterator<Item = (usize, f64, [f64; 2])> {
        (0..self.n).map(|k| (self.rows[k] as usize, self.weights[k], [self.slopes[0][k], self.slopes[1][k]]))
    }
}

/// Weights along an axis: of values and slopes `[kind]` at both ends of an interval `[end]`, and their derivatives.
type Along = [[[f64; 2]; 2]; 2];

/// Of a cubic between nodes, `width` apart in the measure in which the slopes are.
#[inline(always)]
fn cubic(t: f64, width: f64) -> Along {
    let u = 1.0 - t;
    let rise = 6.0 * t * u;
    [
        [[(1.0 + 2.0 * t) * u * u, t * t * (3.0 - 2.0 * t)], [width * t * u * u, -width * t * t * u]],
        [[-rise, rise], [width * u * (u - 2.0 * t), width * t * (t - 2.0 * u)]],
    ]
}

/// The rows of the dictionary: `[kind][slot]`, the kinds being values, slopes along metallicity, along age, and along both.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The slot of each node of the library; `u32::MAX` of those that no star has.
    pub(super) slots: Vec<u32>,
    /// Slots.
    pub(super) n_slots: usize,
    /// Ages of the library.
    pub(super) n_age: usize,
    /// Widths between nodes of metallicity and of age, where curves are smooth.
    pub(super) widths: Option<[Vec<f64>; 2]>,
}

impl Layout {
    /// Rows for each attenuation.
    pub(super) fn n_rows(&self) -> usize {
        self.n_slots * if self.widths.is_some() { 4 } else { 1 }
    }

    /// Whether spectra are on straight lines between nodes.
    pub(super) fn is_linear(&self) -> bool {
        self.widths.is_none()
    }

    /// How much a slope counts beside a value, kind and node given: its largest weight.
    pub(super) fn reach(&self, kind: usize, node: usize) -> f64 {
        let Some([of_z, of_age]) = &self.widths else { return 1.0 };
        let widest = |widths: &[f64], node: usize| {
            let around = widths.iter().skip(node.saturating_sub(1)).take(2);
            LARGEST * around.fold(0.0, |most: f64, width| most.max(*width))
        };
        let by_z = if kind % 2 == 1 { widest(of_z, node / self.n_age) } else { 1.0 };
        by_z * if kind >= 2 { widest(of_age, node % self.n_age) } else { 1.0 }
    }

    /// What a star's spectrum is a sum of.
    #[inline(always)]
    pub(super) fn terms(&self, star: &Placed) -> Terms {
        let four = corners(star.node(), self.n_age, self.slots.len()).map(|node| self.slots[node]);
        let [z, t] = star.parts;
        let mut terms = Terms { n: 4, rows: [0; MOST], weights: [0.0; MOST], slopes: [[0.0; MOST]; 2] };
        let Some([of_z, of_age]) = &self.widths else {
            terms.rows[..4].copy_from_slice(&four);
            let weights = [(1.0 - z) * (1.0 - t), (1.0 - z) * t, z * (1.0 - t), z * t];
            terms.weights[..4].copy_from_slice(&weights);
            terms.slopes[0][..4].copy_from_slice(&[t - 1.0, -t, 1.0 - t, t]);
            terms.slopes[1][..4].copy_from_slice(&[z - 1.0, 1.0 - z, -z, z]);
            return terms;
        };
        let width = |widths: &[f64], lower: usize| widths.get(lower).copied().unwrap_or(0.0);
        let by_z = cubic(z, width(of_z, star.node() / self.n_age));
        let by_age = cubic(t, width(of_age, star.node() % self.n_age));
        terms.n = MOST;
        for k in 0..MOST {
            let (kind_z, kind_age, end_z, end_age) = (k / 4 % 2, k / 8, k / 2 % 2, k % 2);
            let (a, b) = (by_z[0][kind_z][end_z], by_age[0][kind_age][end_age]);
            terms.rows[k] = (k / 4 * self.n_slots) as u32 + four[k % 4];
            terms.weights[k] = a * b;
            terms.slopes[0][k] = by_z[1][kind_z][end_z] * b;
            terms.slopes[1][k] = a * by_age[1][kind_age][end_age];
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubics_have_their_ends_and_their_slopes() {
        const STEP: f64 = 1e-6;
        assert_eq!(cubic(0.0, 3.0)[0], [[1.0, 0.0], [0.0, 0.0]]);
        assert_eq!(cubic(1.0, 3.0)[0], [[0.0, 1.0], [0.0, 0.0]]);
        for t in [0.0, 0.2, 0.9] {
            let (above, below, here) = (cubic(t + STEP, 3.0)[0], cubic(t - STEP, 3.0)[0], cubic(t, 3.0)[1]);
            for (kind, end) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let slope = (above[kind][end] - below[kind][end]) / (2.0 * STEP);
                assert!((slope - here[kind][end]).abs() < 1e-9, "{t} {kind} {end}");
            }
        }
    }
}
