//! A random step of given size.

use super::{Move, Part, below};
use crate::{
    Error, Result,
    error::{positive, require},
};
use astrarium_num::{
    linalg::{Cholesky, DMatrix},
    special::norm_ppf,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q = s + w`, w normal with given standard deviations, of every parameter or of one, or with a given covariance: walkers
/// without company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Metropolis {
    /// Standard deviations: one for all free parameters, or one for each.
    pub width: Vec<f64>,
    /// The covariance of all free parameters, row by row, instead of `width`; none by default.
    pub covariance: Vec<f64>,
    /// Which parameters step.
    pub mode: Mode,
    /// The step is multiplied by `exp(U(−ln factor, ln factor))`; 1 leaves it.
    pub factor: f64,
}

/// Which parameters step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All together.
    #[default]
    All,
    /// One, drawn anew for each walker.
    Random,
    /// One, each in its turn.
    Sequential,
}

impl Default for Metropolis {
    fn default() -> Self {
        Self { width: vec![0.1], covariance: Vec::new(), mode: Mode::All, factor: 1.0 }
    }
}

impl Metropolis {
    /// The lower triangle L with L Lᵀ = covariance; `None` without one.
    fn factor(&self, dim: usize) -> Option<DMatrix<f64>> {
        let covariance = (self.covariance.len() == dim * dim).then(|| DMatrix::from_row_slice(dim, dim, &self.covariance));
        Some(Cholesky::new(covariance?)?.unpack())
    }

    fn check_covariance(&self, dim: usize) -> Result<()> {
        let found = self.covariance.len();
        if found != dim * dim {
            return Err(Error::Length { what: "covariance", found, expected: dim * dim });
        }
        let found = self.covariance[0];
        let sound = self.factor(dim).is_some();
        require(sound, "covariance", found, "a positive definite matrix (the number is its first element)")?;
        require(self.mode == Mode::All, "covariance", found, "steps of all parameters together (mode all)")
    }
}

impl Move for Metropolis {
    fn check(&self, dim: usize, _: usize) -> Result<()> {
        if !self.covariance.is_empty() {
            self.check_covariance(dim)?;
        }
        let found = self.width.len();
        if found != 1 && found != dim {
            return Err(Error::Length { what: "width", found, expected: dim });
        }
        self.width.iter().try_for_each(|width| positive("width", *width))?;
        require(self.factor >= 1.0 && self.factor.is_finite(), "factor", self.factor, "a finite number, at least 1")
    }
    fn parts(&self) -> usize {
        1
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let dim = at.dim;
        let triangle = self.factor(dim);
        // for each walker: the factor, the parameter, and a number for each parameter
        let mut draws = vec![0.0; (2 + dim).next_multiple_of(2)];
        let width = draws.len() as u64 / 2;
        for i in 0..at.len() {
            at.stream.fill_uniform(at.step, width * i as u64, &mut draws);
            let factor = libm::exp((2.0 * draws[0] - 1.0) * libm::log(self.factor));
            let only = match self.mode {
                Mode::All => None,
                Mode::Random => Some(below(draws[1], dim)),
                Mode::Sequential => Some((at.step % dim as u64) as usize),
            };
            let first = rows.len();
            rows.extend_from_slice(at.walker(i));
            for k in (0..dim).filter(|k| only.is_none_or(|only| only == *k)) {
                let step = match &triangle {
                    Some(triangle) => (0..=k).map(|j| triangle[(k, j)] * norm_ppf(draws[2 + j])).sum(),
                    None => self.width.get(k).unwrap_or(&self.width[0]) * norm_ppf(draws[2 + k]),
                };
                rows[first + k] += factor * step;
            }
            at.periods.fold(&mut rows[first..]);
        }
    }
}
