//! A random step of given size.

use super::{Move, Part, below};
use crate::{
    Error, Result,
    error::{positive, require},
};
use astrarium_num::special::norm_ppf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q = s + w`, w normal with given standard deviations, of every parameter or of one: walkers without company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Metropolis {
    /// Standard deviations: one for all free parameters, or one for each.
    pub width: Vec<f64>,
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
        Self { width: vec![0.1], mode: Mode::All, factor: 1.0 }
    }
}

impl Move for Metropolis {
    fn check(&self, dim: usize, _: usize) -> Result<()> {
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
                let width = self.width.get(k).unwrap_or(&self.width[0]);
                rows[first + k] += factor * width * norm_ppf(draws[2 + k]);
            }
            at.periods.fold(&mut rows[first..]);
        }
    }
}
