//! Makes the polynomials of a table.
use super::super::expansion::Cosmology;
use super::super::quantity::Quantity;
use super::LAST_Z;
use super::shape::Shape;
use std::f64::consts::PI;

/// Chebyshev nodes of a piece.
const N_NODES: usize = 32;
/// Coefficients below this part of the largest are left out.
const NEGLIGIBLE: f64 = 1e-16;
/// How far the factor may be off between the nodes, as a part of its value there.
///
/// Quadrature itself is off by a tenth of that.
const GOOD: f64 = 3e-14;
/// The same for magnitudes, absolute.
const GOOD_MAG: f64 = 1e-13;
/// Halvings of a piece before it is left to quadrature.
const DEEPEST: u32 = 6;
/// Redshifts at which pieces end at first: all galaxies, recombination.
const BORDERS_Z: [f64; 2] = [12.0, 1200.0];

/// Polynomials on pieces of `s`, from today (`s = 1`) backwards.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    pub(super) shape: Shape,
    /// Least `s` of each piece, falling.
    pub(super) borders: Vec<f64>,
    pub(super) pieces: Vec<Piece>,
}

/// A polynomial `Σ c_k T_k(t)`, `t = scale s + shift`; none where no polynomial is good enough.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) scale: f64,
    pub(super) shift: f64,
    /// Highest order first.
    pub(super) coefficients: Option<Vec<f64>>,
}

impl Pieces {
    pub(super) fn build(cosmology: &Cosmology, quantity: Quantity) -> Self {
        let shape = Shape::of(quantity);
        let mut made = Self { shape, borders: Vec::new(), pieces: Vec::new() };
        let s = |z: f64| (1.0 + z).sqrt().recip();
        let corners = cosmology.dark_energy().corners().iter().filter(|z| **z > 0.0 && **z < LAST_Z);
        let mut ends: Vec<f64> = corners.copied().chain([0.0, LAST_Z]).chain(BORDERS_Z).map(s).collect();
        ends.sort_by(|a, b| b.total_cmp(a));
        ends.dedup();
        let maker = Maker { cosmology, quantity, shape };
        for ends in ends.windows(2) {
            made.add(&maker, (ends[1], ends[0]), DEEPEST);
        }
        made
    }

    /// Pieces that are left to quadrature.
    #[cfg(test)]
    pub(super) fn n_direct(&self) -> usize {
        self.pieces.iter().filter(|piece| piece.coefficients.is_none()).count()
    }

    /// Adds the pieces of a range, the latest first.
    fn add(&mut self, maker: &Maker, (low, high): (f64, f64), depth: u32) {
        let found = maker.polynomial(low, high);
        if found.is_none() && depth > 0 {
            let middle = 0.5 * (low + high);
            self.add(maker, (middle, high), depth - 1);
            self.add(maker, (low, middle), depth - 1);
            return;
        }
        let scale = 2.0 / (high - low);
        self.borders.push(low);
        self.pieces.push(Piece { scale, shift: -1.0 - scale * low, coefficients: found });
    }
}

struct Maker<'a> {
    cosmology: &'a Cosmology,
    quantity: Quantity,
    shape: Shape,
}

impl Maker<'_> {
    /// The coefficients on a range of `s`, highest order first, if they are good.
    fn polynomial(&self, low: f64, high: f64) -> Option<Vec<f64>> {
        let place = |t: f64| low + (high - low) * 0.5 * (t + 1.0);
        let values: Vec<f64> = (0..N_NODES).map(|j| self.factor(place(node(j, N_NODES)))).collect();
        if values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut coefficients = chebyshev(&values);
        let largest = coefficients.iter().fold(0.0, |most: f64, c| most.max(c.abs()));
        let n = coefficients.iter().rposition(|c| c.abs() > NEGLIGIBLE * largest).map_or(1, |last| last + 1);
        coefficients.truncate(n);
        let good = |factor: f64| if self.shape == Shape::Modulus { GOOD_MAG } else { GOOD * factor.abs() };
        // a polynomial of half the order has its nodes between these
        let off = |t: f64| {
            let factor = self.factor(place(t));
            (sum(&coefficients, t) - factor).abs() <= good(factor)
        };
        if !(0..N_NODES / 2).map(|j| node(2 * j, N_NODES + 7)).all(off) {
            return None;
        }
        coefficients.reverse();
        Some(coefficients)
    }

    fn factor(&self, s: f64) -> f64 {
        // (1 - s²)/s² without cancellation near today
        let z = (1.0 - s) * (1.0 + s) / (s * s);
        self.shape.factor(self.cosmology.at(self.quantity, z), z)
    }
}

/// The `j`-th of `n` Chebyshev nodes.
fn node(j: usize, n: usize) -> f64 {
    (PI * (j as f64 + 0.5) / n as f64).cos()
}

/// Coefficients of the polynomial through values at the nodes, lowest order first.
///
/// Angles are reduced as whole numbers and the first value is taken off, so that rounding is that of what varies.
fn chebyshev(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let angle = |k: usize, j: usize| PI * ((k * (2 * j + 1)) % (4 * n)) as f64 / (2 * n) as f64;
    let one = |k: usize| {
        let terms = values.iter().enumerate().map(|(j, value)| (value - values[0]) * angle(k, j).cos());
        terms.sum::<f64>() * if k == 0 { 1.0 } else { 2.0 } / n as f64
    };
    let mut coefficients: Vec<f64> = (0..n).map(one).collect();
    coefficients[0] += values[0];
    coefficients
}

/// The polynomial with these coefficients, lowest order first.
fn sum(coefficients: &[f64], t: f64) -> f64 {
    let (b1, b2) = coefficients[1..].iter().rev().fold((0.0, 0.0), |(b1, b2), c| (2.0 * t * b1 - b2 + c, b1));
    t * b1 - b2 + coefficients[0]
}
