//! A row of the table of all sources.

use crate::{Points, posterior::quantiles};
use serde::{Deserialize, Serialize};

/// The quantiles of a normal distribution at −2, −1, 0, 1 and 2 standard deviations.
const QUANTILES: [f64; 5] =
    [0.022_750_131_948_179_21, 0.158_655_253_931_457_05, 0.5, 0.841_344_746_068_543, 0.977_249_868_051_820_8];

/// What is kept of a posterior.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Mean and standard deviation of each parameter.
    pub moments: Vec<[f64; 2]>,
    /// Quantiles of each parameter at −2, −1, 0, 1, 2 standard deviations of a normal distribution.
    pub quantiles: Vec<[f64; 5]>,
    /// The point of the largest ln L, and ln L there.
    pub best: Vec<f64>,
    /// ln L there.
    pub ln_likelihood: f64,
    /// ln Z and its error, of samplers that find it.
    pub ln_z: Option<[f64; 2]>,
    /// The effective number of points by their weights.
    pub effective_size: f64,
    /// Reasons not to trust it; none is well.
    pub flags: Vec<String>,
    /// The same quantiles of what else follows from the fit ([`Beside`](super::Beside)).
    pub beside: Vec<[f64; 5]>,
}

/// The row of a posterior's points; `ln_z` and `flags` from who found them.
pub fn summarise(points: &Points, ln_z: Option<[f64; 2]>, flags: Vec<String>) -> Summary {
    let weights = points.weights();
    let (mean, sd) = (points.mean(), points.standard_deviation());
    let of = |k: usize| {
        let found = quantiles(&points.column(k), &weights, &QUANTILES);
        std::array::from_fn(|i| found[i])
    };
    let highest =
        (0..points.len()).max_by(|&a, &b| points.ln_likelihood[a].total_cmp(&points.ln_likelihood[b]).then(b.cmp(&a)));
    Summary {
        moments: mean.into_iter().zip(sd).map(|(mean, sd)| [mean, sd]).collect(),
        quantiles: (0..points.dim).map(of).collect(),
        best: highest.map_or_else(Vec::new, |i| points.row(i).to_vec()),
        ln_likelihood: highest.map_or(f64::NAN, |i| points.ln_likelihood[i]),
        ln_z,
        effective_size: points.effective_size(),
        flags,
        beside: Vec::new(),
    }
}
