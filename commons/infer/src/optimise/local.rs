//! Residuals and their Jacobian from the rows of a batch.

use super::{
    Bounds, Slope,
    squares::{Local, along},
};
use astrarium_exec::{Error, Evaluations};

/// The residuals at the first row, and the Jacobian there: given, or by differences with the rows after it.
pub(super) fn local(slope: Slope, rows: &[f64], got: &Evaluations, bounds: &Bounds) -> Result<Local, Error> {
    let dim = bounds.dim();
    let (residuals, given) = along(got, 0, dim, slope == Slope::Given)?;
    let jacobian = match slope {
        Slope::Given => given.to_vec(),
        Slope::Forward => differences(rows, got, dim, |i| (1 + i, 0))?,
        Slope::Central => differences(rows, got, dim, |i| (1 + 2 * i, 2 + 2 * i))?,
    };
    Ok(Local { residuals: residuals.to_vec(), jacobian })
}

/// `∂r/∂θ_i` between the two rows of parameter `i`; nought where they are the same point.
fn differences(
    rows: &[f64],
    got: &Evaluations,
    dim: usize,
    pair: impl Fn(usize) -> (usize, usize),
) -> Result<Vec<f64>, Error> {
    let mut jacobian = vec![0.0; along(got, 0, dim, false)?.0.len() * dim];
    for i in 0..dim {
        let (a, b) = pair(i);
        let step = rows[a * dim + i] - rows[b * dim + i];
        let (above, below) = (along(got, a, dim, false)?.0, along(got, b, dim, false)?.0);
        for (k, (a, b)) in above.iter().zip(below).enumerate() {
            let slope = (a - b) / step;
            jacobian[k * dim + i] = if slope.is_finite() { slope } else { 0.0 };
        }
    }
    Ok(jacobian)
}
