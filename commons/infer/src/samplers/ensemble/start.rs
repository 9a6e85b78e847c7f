//! Where walkers start.

use crate::{Error, Result, Space, error::require};
use astrarium_num::{
    linalg::DMatrix,
    random::{Purpose, Stream},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Above this ratio of singular values walkers do not span the space.
const MOST_CONDITION: f64 = 1e8;

/// Where the walkers start.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Start {
    /// Draws from the prior.
    #[default]
    Prior,
    /// A normal cloud about a point.
    Ball {
        /// The point: a value for each free parameter.
        centre: Vec<f64>,
        /// Standard deviations, one for each free parameter.
        width: Vec<f64>,
    },
    /// Given points, row by row, for all walkers of all ensembles.
    Points {
        /// The free parameters.
        theta: Vec<f64>,
    },
}

impl Start {
    /// The start of `walkers` walkers in each of `ensembles`, one after the other.
    pub(super) fn points(&self, space: &Space, [ensembles, walkers]: [usize; 2], seed: u64) -> Result<Vec<f64>> {
        let dim = space.dim();
        let mut theta = vec![0.0; ensembles * walkers * dim];
        let each = theta.chunks_exact_mut(walkers * dim).enumerate();
        match self {
            Self::Prior => {
                space.require_proper("a start from its draws")?;
                let mut u = vec![0.0; walkers * dim];
                for (g, theta) in each {
                    Stream::new(seed, Purpose::Start, g as u64).fill_uniform(0, 0, &mut u);
                    space.transform(&u, theta);
                }
            }
            Self::Ball { centre, width } => {
                length("start.centre", centre, dim)?;
                length("start.width", width, dim)?;
                for (g, theta) in each {
                    Stream::new(seed, Purpose::Start, g as u64).fill_normal(0, 0, theta);
                    for row in theta.chunks_exact_mut(dim) {
                        row.iter_mut().zip(centre.iter().zip(width)).for_each(|(x, (c, w))| *x = c + w * *x);
                    }
                }
            }
            Self::Points { theta: given } => {
                length("start.theta", given, theta.len())?;
                theta.copy_from_slice(given);
            }
        }
        theta.chunks_exact(walkers * dim).try_for_each(|ensemble| spans(space, ensemble))?;
        Ok(theta)
    }
}

fn length(what: &'static str, values: &[f64], expected: usize) -> Result<()> {
    let found = values.len();
    if found == expected { Ok(()) } else { Err(Error::Length { what, found, expected }) }
}

/// `Ok` if the walkers span the space: centred, each parameter scaled to unit length, the condition number is at most 1e8.
fn spans(space: &Space, theta: &[f64]) -> Result<()> {
    let (dim, n) = (space.dim(), theta.len() / space.dim());
    if let Some(i) = theta.iter().position(|x| !x.is_finite()) {
        let name = &space.free().nth(i % dim).expect("one for each column").name;
        return Err(Error::Setting { what: "start", found: theta[i], expected: "finite numbers" }.of(name));
    }
    let mut columns = DMatrix::from_row_slice(n, dim, theta);
    for (mut column, parameter) in columns.column_iter_mut().zip(space.free()) {
        column.add_scalar_mut(-column.mean());
        let most = column.amax();
        if most == 0.0 {
            let same = Error::Setting { what: "start", found: theta[0], expected: "walkers at different values" };
            return Err(same.of(&parameter.name));
        }
        column /= most;
        column.normalize_mut();
    }
    let singular = columns.singular_values();
    let condition = singular.max() / singular.min();
    require(
        condition <= MOST_CONDITION,
        "the condition number of the start",
        condition,
        "at most 1e8: walkers that span the space (another ball or seed, or more walkers)",
    )
}
