//! Where gradients come from.

use super::Bounds;
use astrarium_exec::Evaluations;
use serde::{Deserialize, Serialize};

/// Where gradients come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Slope {
    /// The evaluator gives `d` numbers along with each value: the gradient of ln P.
    #[default]
    Given,
    /// Forward differences, `d` more points for each value, all in one batch; step `ε^(1/2) max(|x|, 1)`.
    Forward,
    /// Central differences, `2 d` more points; step `ε^(1/3) max(|x|, 1)`, one-sided at a bound.
    Central,
}

impl Slope {
    /// The point, then its neighbours, all within the box.
    pub(crate) fn ask(self, x: &[f64], bounds: &Bounds, rows: &mut Vec<f64>) {
        rows.extend(x);
        let mut neighbour = |i: usize, value: f64| {
            let first = rows.len();
            rows.extend(x);
            rows[first + i] = value;
        };
        for (i, &x) in x.iter().enumerate() {
            match self {
                Self::Given => (),
                Self::Forward => {
                    let h = f64::EPSILON.sqrt() * x.abs().max(1.0);
                    let ahead = bounds.clip(i, x + h);
                    neighbour(i, if ahead - x >= 0.5 * h { ahead } else { bounds.clip(i, x - h) });
                }
                Self::Central => {
                    let h = f64::EPSILON.cbrt() * x.abs().max(1.0);
                    neighbour(i, bounds.clip(i, x + h));
                    neighbour(i, bounds.clip(i, x - h));
                }
            }
        }
    }

    /// `f = −ln P` and its gradient at the first of these rows; no number there is infinity and no slope.
    pub(crate) fn tell(self, rows: &[f64], got: &Evaluations, first: usize, dim: usize) -> (f64, Vec<f64>) {
        let f = minus(got.values[first]);
        let x = &rows[first * dim..][..dim];
        let at = |row: usize, i: usize| (rows[row * dim + i], minus(got.values[row]));
        let gradient = match self {
            Self::Given => got.blob(first).iter().take(dim).map(|g| -g).collect(),
            Self::Forward => (0..dim).map(|i| between([at(first + 1 + i, i), (x[i], f), (x[i], f)])).collect(),
            Self::Central => {
                let sides = |i: usize| [at(first + 1 + 2 * i, i), (x[i], f), at(first + 2 + 2 * i, i)];
                (0..dim).map(|i| between(sides(i))).collect()
            }
        };
        (f, gradient)
    }
}

/// What is minimised: `−ln P`; what is no number is as bad as can be.
pub(crate) fn minus(ln_density: f64) -> f64 {
    if ln_density.is_nan() { f64::INFINITY } else { -ln_density }
}

/// The slope between the outermost of three points whose values are finite.
fn between(points: [(f64, f64); 3]) -> f64 {
    let mut finite = points.into_iter().filter(|(_, f)| f.is_finite());
    match (finite.next(), finite.next_back()) {
        (Some(a), Some(b)) if a.0 != b.0 => (b.1 - a.1) / (b.0 - a.0),
        _ => 0.0,
    }
}
