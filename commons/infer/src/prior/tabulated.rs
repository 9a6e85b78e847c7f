//! A distribution function by its table.

use super::{Prior, inside};
use crate::{Error, Result, error::require};
use astrarium_num::interp::bracket;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Straight lines between tabulated points of the distribution function: a histogram as density.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Tabulated {
    /// The values, rising.
    pub x: Vec<f64>,
    /// The probability up to each of them, rising from 0 to 1.
    pub cdf: Vec<f64>,
}

impl Default for Tabulated {
    fn default() -> Self {
        Self { x: vec![0.0, 1.0], cdf: vec![0.0, 1.0] }
    }
}

impl Tabulated {
    fn density(&self, x: f64) -> f64 {
        let i = bracket(&self.x, x);
        (self.cdf[i + 1] - self.cdf[i]) / (self.x[i + 1] - self.x[i])
    }
}

/// The straight line through two tables' points about `at`.
fn line(from: &[f64], to: &[f64], at: f64) -> f64 {
    let i = bracket(from, at);
    let part = (at - from[i]) / (from[i + 1] - from[i]);
    (to[i] + (to[i + 1] - to[i]) * part).clamp(to[i], to[i + 1])
}

fn rising(what: &'static str, values: &[f64]) -> Result<()> {
    match values.windows(2).find(|pair| !(pair[0].is_finite() && pair[1].is_finite() && pair[0] < pair[1])) {
        None => Ok(()),
        Some(pair) => Err(Error::Setting { what, found: pair[1], expected: "finite numbers that rise strictly" }),
    }
}

impl Prior for Tabulated {
    fn check(&self) -> Result<()> {
        let (n, found) = (self.x.len(), self.cdf.len());
        if n < 2 {
            return Err(Error::Length { what: "x", found: n, expected: 2 });
        }
        if n != found {
            return Err(Error::Length { what: "cdf", found, expected: n });
        }
        rising("x", &self.x)?;
        rising("cdf", &self.cdf)?;
        require(self.cdf[0] == 0.0, "the first value of cdf", self.cdf[0], "0")?;
        require(self.cdf[n - 1] == 1.0, "the last value of cdf", self.cdf[n - 1], "1")
    }
    fn support(&self) -> [f64; 2] {
        [self.x[0], self.x[self.x.len() - 1]]
    }
    fn ppf(&self, u: f64) -> f64 {
        line(&self.cdf, &self.x, u)
    }
    fn cdf(&self, x: f64) -> f64 {
        let [low, high] = self.support();
        line(&self.x, &self.cdf, x.clamp(low, high))
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if inside(self.support(), x) { libm::log(self.density(x)) } else { f64::NEG_INFINITY }
    }
    fn ln_pdf_slope(&self, _: f64) -> f64 {
        0.0
    }
}
