//! The record that every sampler returns.

use crate::{Parameter, Space};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a sampler found, with all that says how, and whether to trust it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The sampler's name.
    pub sampler: String,
    /// The free parameters, in the order of the columns of `points.theta`.
    pub parameters: Vec<Parameter>,
    /// The derived quantities, in the order of the columns of `points.blobs`.
    pub blob_names: Vec<String>,
    /// The points.
    pub points: Points,
    /// The evidence, of samplers that find one.
    pub evidence: Option<Evidence>,
    /// What it cost.
    pub counts: Counts,
    /// The seed of its random numbers.
    pub seed: u64,
    /// The sampler's settings, complete.
    pub settings: Value,
    /// Numbers that say how well it went, by name: acceptance, autocorrelation times, effective sample sizes.
    pub diagnostics: BTreeMap<String, Value>,
    /// Whether to trust it.
    pub verdict: Verdict,
}

/// Points, row by row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// Numbers of a row of `theta` (and of `u`).
    pub dim: usize,
    /// Free parameters.
    pub theta: Vec<f64>,
    /// ln L of each point.
    pub ln_likelihood: Vec<f64>,
    /// ln of the prior's density at each point; 0 where it is improper.
    pub ln_prior: Vec<f64>,
    /// ln of each point's weight, normalised or not; `None` where all weigh the same.
    pub ln_weight: Option<Vec<f64>>,
    /// The ln L above which each point was drawn, −∞ from the whole prior: nested sampling's.
    pub ln_likelihood_birth: Option<Vec<f64>>,
    /// Coordinates in the unit cube.
    pub u: Option<Vec<f64>>,
    /// How the points lie in chains, where they do.
    pub chains: Option<Chains>,
    /// Derived quantities, as many for each point as the run has names.
    pub blobs: Vec<f64>,
}

/// Points in chains: point `draw * chains + chain` is the chain's draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chains {
    /// Chains; of an ensemble its walkers.
    pub chains: usize,
    /// Draws of each.
    pub draws: usize,
    /// How many groups of chains know nothing of each other: ensembles, or the chains themselves.
    pub independent: usize,
}

/// `ln Z = ln ∫ L dπ`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// ln Z.
    pub ln_z: f64,
    /// The standard error to quote.
    pub ln_z_err: f64,
    /// All standard errors, by the way they were found.
    pub errors: BTreeMap<String, f64>,
    /// `∫ ln(L/Z) (L/Z) dπ`, nats, where it is known.
    pub information: Option<f64>,
}

/// What a run cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows for which a value was asked.
    pub calls: u64,
    /// Steps of the sampler.
    pub steps: u64,
    /// Rows that failed, by reason.
    pub failed: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts the rows and failures of a batch.
    pub fn add(&mut self, got: &astrarium_exec::Evaluations) {
        self.calls += got.values.len() as u64;
        for (_, why) in &got.failed {
            match self.failed.get_mut(why.as_ref()) {
                Some(count) => *count += 1,
                None => drop(self.failed.insert(why.to_string(), 1)),
            }
        }
    }
}

/// Whether to trust a result, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether every check was passed.
    pub ok: bool,
    /// What was found where a check was not passed, what was expected, what to try.
    pub reasons: Vec<String>,
}

impl Default for Verdict {
    fn default() -> Self {
        Self { ok: true, reasons: Vec::new() }
    }
}

impl Verdict {
    /// Notes a check that was not passed.
    pub fn doubt(&mut self, reason: impl Into<String>) {
        self.ok = false;
        self.reasons.push(reason.into());
    }

    /// Notes a reason unless `holds`.
    pub fn expect(&mut self, holds: bool, reason: impl FnOnce() -> String) {
        if !holds {
            self.doubt(reason());
        }
    }
}

impl Run {
    /// A run of `sampler` over `space`, yet without points.
    pub fn new(sampler: &str, space: &Space, blob_names: &[String]) -> Self {
        Self {
            sampler: sampler.to_owned(),
            parameters: space.free().cloned().collect(),
            blob_names: blob_names.to_vec(),
            points: Points { dim: space.dim(), ..Points::default() },
            evidence: None,
            counts: Counts::default(),
            seed: 0,
            settings: Value::Null,
            diagnostics: BTreeMap::new(),
            verdict: Verdict::default(),
        }
    }

    /// Notes a diagnostic.
    pub fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.diagnostics.insert(name.to_owned(), value.into());
    }
}

impl Points {
    /// How many points.
    pub fn len(&self) -> usize {
        self.ln_likelihood.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ln_likelihood.is_empty()
    }

    /// The free parameters of point `i`.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.theta[i * self.dim..][..self.dim]
    }

    /// The values of the free parameter `k`, point by point.
    pub fn column(&self, k: usize) -> Vec<f64> {
        self.theta.iter().skip(k).step_by(self.dim).copied().collect()
    }

    /// Weights that sum to 1.
    pub fn weights(&self) -> Vec<f64> {
        let Some(ln_weight) = &self.ln_weight else { return vec![1.0 / self.len() as f64; self.len()] };
        let most = ln_weight.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut weights: Vec<f64> = ln_weight.iter().map(|ln| libm::exp(ln - most)).collect();
        let sum = astrarium_num::sum::pairwise(&weights);
        weights.iter_mut().for_each(|weight| *weight /= sum);
        weights
    }
}
