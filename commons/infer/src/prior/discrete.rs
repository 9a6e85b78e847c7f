//! Single values.

use super::Prior;
use crate::{Error, Result, error::finite};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of several values, each with its weight: choices, whole numbers, classes.
///
/// In the unit cube every value has a cell as wide as its probability; the way back gives the cell's middle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Discrete {
    /// The values, rising.
    pub values: Vec<f64>,
    /// Their weights, normalised or not; empty means equal ones.
    pub weights: Vec<f64>,
}

impl Default for Discrete {
    fn default() -> Self {
        Self { values: vec![0.0, 1.0], weights: Vec::new() }
    }
}

impl Discrete {
    fn weight(&self, i: usize) -> f64 {
        self.weights.get(i).copied().unwrap_or(1.0)
    }
    fn total(&self) -> f64 {
        (0..self.values.len()).map(|i| self.weight(i)).sum()
    }
    fn find(&self, x: f64) -> Option<usize> {
        self.values.iter().position(|value| *value == x)
    }
}

impl Prior for Discrete {
    fn check(&self) -> Result<()> {
        let (n, weights) = (self.values.len(), self.weights.len());
        if n == 0 {
            return Err(Error::Length { what: "values", found: 0, expected: 1 });
        }
        if weights != 0 && weights != n {
            return Err(Error::Length { what: "weights", found: weights, expected: n });
        }
        self.values.iter().try_for_each(|value| finite("values", *value))?;
        if let Some(pair) = self.values.windows(2).find(|pair| pair[1] <= pair[0]) {
            return Err(Error::Setting { what: "values", found: pair[1], expected: "a number above the one before" });
        }
        let is_bad = |weight: &&f64| !(**weight > 0.0 && weight.is_finite());
        if let Some(&found) = self.weights.iter().find(is_bad) {
            return Err(Error::Setting { what: "weights", found, expected: "a finite number above zero" });
        }
        Ok(())
    }
    fn support(&self) -> [f64; 2] {
        [self.values[0], self.values[self.values.len() - 1]]
    }
    fn ppf(&self, u: f64) -> f64 {
        let (mut left, last) = (u * self.total(), self.values.len() - 1);
        for i in 0..last {
            left -= self.weight(i);
            if left < 0.0 {
                return self.values[i];
            }
        }
        self.values[last]
    }
    fn cdf(&self, x: f64) -> f64 {
        let below: f64 = (0..self.values.len()).filter(|&i| self.values[i] < x).map(|i| self.weight(i)).sum();
        let own = self.find(x).map_or(0.0, |i| self.weight(i));
        (below + 0.5 * own) / self.total()
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        self.find(x).map_or(f64::NEG_INFINITY, |i| libm::log(self.weight(i) / self.total()))
    }
    fn ln_pdf_slope(&self, _: f64) -> f64 {
        0.0
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
