//! Whether a gradient is the gradient.

use crate::{Result, error::require, optimise::check_length};
use astrarium_exec::{Engine, Evaluate, Rows, evaluate};

/// A gradient may differ from the differences by this share of the largest component.
const TOLERANCE: f64 = 1e-5;

/// A component of a gradient that is not what differences say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mismatch {
    /// The coordinate.
    pub coordinate: usize,
    /// The point's number.
    pub point: usize,
    /// The component of the gradient.
    pub gradient: f64,
    /// The central difference.
    pub difference: f64,
}

/// Compares gradients with central differences at some points, in one batch of `1 + 2 d` rows for each.
///
/// Step `ε^(1/3) max(|x|, 1)`; a component may differ by 1e-5 of itself or of a thousandth of the largest one. Points where
/// ln P is not finite are left out.
///
/// # Errors
/// [`Error::Length`](crate::Error::Length) if the points are not whole; the evaluator's.
pub fn check_gradient(of: &dyn Evaluate, points: &[f64], engine: &Engine) -> Result<Vec<Mismatch>> {
    let dim = of.dim();
    require(dim > 0 && !points.is_empty(), "points", 0.0, "at least one")?;
    check_length("numbers of the last point", points.len() % dim, 0)?;
    let mut rows = Vec::new();
    for x in points.chunks_exact(dim) {
        rows.extend(x);
        for i in 0..dim {
            let h = f64::EPSILON.cbrt() * x[i].abs().max(1.0);
            for moved in [x[i] + h, x[i] - h] {
                let first = rows.len();
                rows.extend(x);
                rows[first + i] = moved;
            }
        }
    }
    let entity = vec![0; rows.len() / dim];
    let got = evaluate(of, Rows { dim, values: &rows, entity: &entity }, engine)?;
    let mut found = Vec::new();
    for point in 0..points.len() / dim {
        let centre = point * (1 + 2 * dim);
        check_length("numbers of a gradient", got.blob(centre).len().min(dim), dim)?;
        let gradient = &got.blob(centre)[..dim];
        let largest = gradient.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
        for (i, &gradient) in gradient.iter().enumerate() {
            let (a, b) = (centre + 1 + 2 * i, centre + 2 + 2 * i);
            let difference = (got.values[a] - got.values[b]) / (rows[a * dim + i] - rows[b * dim + i]);
            let allowed = TOLERANCE * difference.abs().max(1e-3 * largest) + rounding(got.values[centre]);
            let is_wrong = gradient.is_nan() || (gradient - difference).abs() > allowed;
            if got.values[centre].is_finite() && difference.is_finite() && is_wrong {
                found.push(Mismatch { coordinate: i, point, gradient, difference });
            }
        }
    }
    Ok(found)
}

/// What rounding of ln P does to a difference.
fn rounding(ln_p: f64) -> f64 {
    10.0 * f64::EPSILON.cbrt().powi(2) * ln_p.abs().max(1.0)
}
