//! What least squares fits are made of: residuals, their Jacobian, and losses that outliers do not rule.

use astrarium_exec::{Cx, Error, Evaluate, Evaluations, Rows, Scratch};
use serde::{Deserialize, Serialize};

/// A model as residuals `r_i(θ) = (model − data) / σ`.
pub trait Residuals: Sync {
    /// Parameters.
    fn dim(&self) -> usize;

    /// Residuals, the same number everywhere.
    fn n_residuals(&self) -> usize;

    /// Writes the residuals at `theta` of fit `entity`; no number at all marks a point that cannot be.
    fn residuals(&self, theta: &[f64], entity: u64, out: &mut [f64]);

    /// Whether [`jacobian`](Self::jacobian) is there.
    fn has_jacobian(&self) -> bool {
        false
    }

    /// Writes `∂r_i / ∂θ_j`, residual by residual.
    fn jacobian(&self, _theta: &[f64], _entity: u64, _out: &mut [f64]) {}
}

/// Residuals as an evaluator: the value is `−½ Σ r²`; along come the number of residuals, the
/// residuals, then the Jacobian if there is one.
#[derive(Clone, Copy)]
pub struct Squares<'a>(pub &'a dyn Residuals);

impl Evaluate for Squares<'_> {
    fn dim(&self) -> usize {
        self.0.dim()
    }
    fn scratch(&self) -> Scratch {
        Scratch::new(Vec::<f64>::new())
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, scratch: &mut Scratch, _: &Cx) -> Result<(), Error> {
        let (n, blob) = (self.0.n_residuals(), scratch.of::<Vec<f64>>());
        let slopes = if self.0.has_jacobian() { n * rows.dim } else { 0 };
        for row in 0..rows.len() {
            blob.clear();
            blob.resize(1 + n + slopes, 0.0);
            blob[0] = n as f64;
            let (residuals, jacobian) = blob[1..].split_at_mut(n);
            self.0.residuals(rows.row(row), rows.entity[row], residuals);
            if slopes > 0 {
                self.0.jacobian(rows.row(row), rows.entity[row], jacobian);
            }
            let sum: f64 = residuals.iter().map(|r| r * r).sum();
            out.push_with(-0.5 * sum, blob);
        }
        Ok(())
    }
}

/// How much a residual counts: `½ s² Σ ρ((r/s)²)` is minimised, with `s` the scale of [`LevenbergSettings`].
///
/// [`LevenbergSettings`]: super::LevenbergSettings
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// `ρ = z`.
    #[default]
    Square,
    /// `ρ = z` up to 1, then `2 √z − 1`.
    Huber,
    /// `ρ = 2 (√(1 + z) − 1)`.
    SoftL1,
    /// `ρ = ln(1 + z)`.
    Cauchy,
    /// `ρ = arctan z`.
    Arctan,
}

impl Loss {
    /// `ρ` and its first two derivatives at `z ≥ 0`.
    pub(super) fn at(self, z: f64) -> [f64; 3] {
        match self {
            Self::Square => [z, 1.0, 0.0],
            Self::Huber if z <= 1.0 => [z, 1.0, 0.0],
            Self::Huber => [2.0 * z.sqrt() - 1.0, 1.0 / z.sqrt(), -0.5 / (z * z.sqrt())],
            Self::SoftL1 => {
                let root = (1.0 + z).sqrt();
                [2.0 * (root - 1.0), 1.0 / root, -0.5 / (root * root * root)]
            }
            Self::Cauchy => [libm::log1p(z), 1.0 / (1.0 + z), -1.0 / (1.0 + z).powi(2)],
            Self::Arctan => {
                let t = 1.0 + z * z;
                [libm::atan(z), 1.0 / t, -2.0 * z / (t * t)]
            }
        }
    }
}

/// Residuals and their Jacobian at a point, residual by residual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Local {
    #[serde(with = "astrarium_exec::f64s")]
    pub(super) residuals: Vec<f64>,
    #[serde(with = "astrarium_exec::f64s")]
    pub(super) jacobian: Vec<f64>,
}

/// The residuals and, if given, the Jacobian that came along with a row.
///
/// # Errors
/// [`Error::WrongLength`] if that is not what came.
pub(super) fn along(got: &Evaluations, row: usize, dim: usize, is_given: bool) -> Result<(&[f64], &[f64]), Error> {
    let blob = got.blob(row);
    let n = blob.first().map_or(0, |n| *n as usize);
    let needed = 1 + n + if is_given { n * dim } else { 0 };
    if n == 0 || blob.len() < needed {
        let (found, expected) = (blob.len() as u64, needed.max(2) as u64);
        return Err(Error::WrongLength { block: 0, what: "numbers for residuals and derivatives", found, expected });
    }
    Ok((&blob[1..=n], &blob[1 + n..needed]))
}
