//! The walk move.

use super::{Move, Part, below, enough};
use crate::{Result, error::require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q = s + Σ_k w_k (c_k − c̄) / √(n − 1)`, w normal: a normal step with the covariance of n other walkers.
///
/// # Source
/// Goodman & Weare 2010, Commun. Appl. Math. Comput. Sci. 5, 65
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Walk {
    /// Other walkers, drawn anew for each; 0 means all of them.
    pub helpers: usize,
}

impl Walk {
    fn helpers_among(&self, others: usize) -> usize {
        if self.helpers == 0 { others } else { self.helpers.min(others) }
    }
}

impl Move for Walk {
    fn check(&self, _: usize, walkers: usize) -> Result<()> {
        require(self.helpers != 1, "helpers", 1.0, "0 for all, or at least 2")?;
        enough(walkers, 4)
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let n = self.helpers_among(at.n_others());
        let (mut chosen, mut weights, mut picks) = ((0..at.n_others()).collect::<Vec<_>>(), vec![0.0; n], vec![0.0; n]);
        // each walker has its own numbers: n for the helpers, n for the weights
        let width = (n as u64).div_ceil(2);
        let mut away = Vec::new();
        for i in 0..at.len() {
            let draw = 2 * width * i as u64;
            at.stream.fill_normal(at.step, draw, &mut weights);
            if n < at.n_others() {
                at.stream.fill_uniform(at.step, draw + width, &mut picks);
                (0..n).for_each(|k| chosen.swap(k, k + below(picks[k], at.n_others() - k)));
            }
            let mean = weights.iter().sum::<f64>() / n as f64;
            let first = rows.len();
            rows.extend_from_slice(at.walker(i));
            // Σ w (c − c̄) = Σ (w − w̄) (c − c0) for any c0
            for (k, w) in weights.iter().enumerate() {
                at.difference(at.other(chosen[0]), at.other(chosen[k]), &mut away);
                let w = (w - mean) / (n as f64 - 1.0).sqrt();
                rows[first..].iter_mut().zip(&away).for_each(|(q, x)| *q += w * x);
            }
            at.periods.fold(&mut rows[first..]);
            if n < at.n_others() {
                chosen.sort_unstable();
            }
        }
    }
}
