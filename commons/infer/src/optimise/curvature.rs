//! Second derivatives: covariance and the Laplace evidence.

use super::{Slope, check_length};
use crate::error::{Result, require};
use astrarium_exec::{Engine, Error as ExecError, Evaluate, Evaluations, Rows, evaluate};
use astrarium_num::linalg::{Cholesky, DMatrix};

/// Steps of the differences, as shares of a first guess of the standard deviation: with gradients, and without.
const SHARE: f64 = 1e-3;
const SHARE_OF_VALUES: f64 = 0.03;

/// The matrix of second derivatives of `f = −ln P` at a point, and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Curvature {
    /// `∂²f / ∂x_i ∂x_j`.
    pub hessian: DMatrix<f64>,
    /// Its inverse: the covariance of the parameters if ln P is nearly quadratic. `None` where the point is no minimum.
    pub covariance: Option<DMatrix<f64>>,
    /// `½ ln det` of the Hessian; NaN where the point is no minimum.
    pub half_ln_det: f64,
    /// Points evaluated.
    pub n_eval: u64,
}

impl Curvature {
    /// The Laplace evidence, `ln Z ≈ ln P* + (d/2) ln 2π − ½ ln det H`, with `ln P*` the largest ln of likelihood times
    /// prior: exact for a normal posterior, a cross-check elsewhere.
    ///
    /// # Source
    /// Tierney and Kadane 1986, JASA 81, 82
    pub fn laplace(&self, ln_p: f64) -> f64 {
        ln_p + 0.5 * self.hessian.nrows() as f64 * libm::log(std::f64::consts::TAU) - self.half_ln_det
    }
}

/// The second derivatives of `−ln P` at `x`, by central differences of gradients ([`Slope::Given`]), else of values.
///
/// Two batches: one for steps of the right size (a thousandth of the standard deviation, 3 hundredths without gradients),
/// one with them. `2 d` gradients each, or `2 d²` values and one in the second. With gradients the relative error is
/// about 1e-6 times the third derivative in units of the standard deviations, without them about 1e-4.
///
/// # Errors
/// [`Error::Length`](crate::Error::Length), [`Error::Setting`](crate::Error::Setting) if ln P is not finite at `x` or
/// close to it; the evaluator's.
pub fn curvature(of: &dyn Evaluate, x: &[f64], slope: Slope, engine: &Engine) -> Result<Curvature> {
    check_length("point", x.len(), of.dim())?;
    let guess: Vec<f64> = x.iter().map(|x| f64::EPSILON.powf(0.25) * x.abs().max(1e-3)).collect();
    let mut cost = 0;
    let first = diagonal(of, x, &guess, slope, (engine, &mut cost))?;
    let share = if slope == Slope::Given { SHARE } else { SHARE_OF_VALUES };
    let step = |(c, guess): (&f64, &f64)| if *c > 0.0 { share / c.sqrt() } else { *guess };
    let steps: Vec<f64> = first.iter().zip(&guess).map(step).collect();
    let hessian = if slope == Slope::Given {
        from_gradients(of, x, &steps, (engine, &mut cost))?
    } else {
        from_values(of, x, &steps, (engine, &mut cost))?
    };
    let factor = Cholesky::new(hessian.clone());
    let half_ln_det = factor.as_ref().map_or(f64::NAN, |l| l.l().diagonal().iter().map(|d| libm::log(*d)).sum());
    let covariance = factor.map(|factor| factor.inverse());
    Ok(Curvature { hessian, covariance, half_ln_det, n_eval: cost })
}

/// Evaluates points; all of them must be finite.
fn at(of: &dyn Evaluate, values: &[f64], (engine, cost): (&Engine, &mut u64)) -> Result<Evaluations> {
    let dim = of.dim();
    let entity = vec![0; values.len() / dim];
    let got = evaluate(of, Rows { dim, values, entity: &entity }, engine)?;
    *cost += got.values.len() as u64;
    for value in &got.values {
        require(value.is_finite(), "ln P beside the minimum", *value, "a finite number; move away from the bounds")?;
    }
    Ok(got)
}

/// `x` moved along some parameters.
fn moved(x: &[f64], by: &[(usize, f64)], rows: &mut Vec<f64>) {
    let first = rows.len();
    rows.extend(x);
    by.iter().for_each(|(i, h)| rows[first + i] += h);
}

/// Guesses of the diagonal.
fn diagonal(of: &dyn Evaluate, x: &[f64], h: &[f64], slope: Slope, with: (&Engine, &mut u64)) -> Result<Vec<f64>> {
    let mut rows = x.to_vec();
    for (i, h) in h.iter().enumerate() {
        moved(x, &[(i, *h)], &mut rows);
        moved(x, &[(i, -h)], &mut rows);
    }
    let got = at(of, &rows, with)?;
    if slope == Slope::Given {
        let all = gradients(&got, x.len())?;
        return Ok((0..x.len()).map(|i| (all[1 + 2 * i][i] - all[2 + 2 * i][i]) / (2.0 * h[i])).collect());
    }
    let f = |k: usize| -got.values[k];
    Ok((0..x.len()).map(|i| (f(1 + 2 * i) - 2.0 * f(0) + f(2 + 2 * i)) / (h[i] * h[i])).collect())
}

/// The gradients of `f` that came along.
fn gradients(got: &Evaluations, dim: usize) -> std::result::Result<Vec<Vec<f64>>, ExecError> {
    (0..got.values.len())
        .map(|row| {
            let gradient: Vec<f64> = got.blob(row).iter().take(dim).map(|g| -g).collect();
            super::check_gradient(&gradient, dim).map(|()| gradient)
        })
        .collect()
}

fn from_gradients(of: &dyn Evaluate, x: &[f64], h: &[f64], with: (&Engine, &mut u64)) -> Result<DMatrix<f64>> {
    let mut rows = Vec::new();
    for (i, h) in h.iter().enumerate() {
        moved(x, &[(i, *h)], &mut rows);
        moved(x, &[(i, -h)], &mut rows);
    }
    let got = at(of, &rows, with)?;
    let all = gradients(&got, x.len())?;
    let dim = x.len();
    let step = |i: usize| rows[2 * i * dim + i] - rows[(2 * i + 1) * dim + i];
    let one = |i: usize, j: usize| (all[2 * i][j] - all[2 * i + 1][j]) / step(i);
    Ok(DMatrix::from_fn(dim, dim, |i, j| 0.5 * (one(i, j) + one(j, i))))
}

fn from_values(of: &dyn Evaluate, x: &[f64], h: &[f64], with: (&Engine, &mut u64)) -> Result<DMatrix<f64>> {
    let dim = x.len();
    let mut rows = x.to_vec();
    for i in 0..dim {
        for j in 0..=i {
            let signs: &[(f64, f64)] = if i == j {
                &[(0.5, 0.5), (-0.5, -0.5)]
            } else {
                &[(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]
            };
            for (a, b) in signs {
                moved(x, &[(i, a * h[i]), (j, b * h[j])], &mut rows);
            }
        }
    }
    let got = at(of, &rows, with)?;
    let mut next = got.values.iter().skip(1).map(|value| -value);
    let mut take = || next.next().unwrap_or(f64::NAN);
    let centre = -got.values[0];
    let mut hessian = DMatrix::zeros(dim, dim);
    for i in 0..dim {
        for j in 0..=i {
            let second = if i == j {
                (take() - 2.0 * centre + take()) / (h[i] * h[i])
            } else {
                (take() - take() - take() + take()) / (4.0 * h[i] * h[j])
            };
            (hessian[(i, j)], hessian[(j, i)]) = (second, second);
        }
    }
    Ok(hessian)
}
