//! The differential-evolution move.

use super::{Move, Part, below, enough};
use crate::{
    Result,
    error::{finite, require},
};
use astrarium_num::special::norm_ppf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q = s + γ (c2 − c1)` by two other walkers, `γ = γ0 (1 + σ ε)`, ε normal; now and then `γ0 = 1`, from mode to mode.
///
/// # Source
/// ter Braak 2006, Stat. Comput. 16, 239; Nelson, Ford & Payne 2014, The Astrophysical Journal Supplement 210, 11
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Differential {
    /// γ0; 0 means `2.38 / √(2d)`.
    pub gamma: f64,
    /// σ.
    pub sigma: f64,
    /// How often γ0 is 1.
    pub jumps: f64,
}

impl Default for Differential {
    fn default() -> Self {
        Self { gamma: 0.0, sigma: 1e-5, jumps: 0.1 }
    }
}

impl Move for Differential {
    fn check(&self, _: usize, walkers: usize) -> Result<()> {
        finite("gamma", self.gamma)?;
        require(self.sigma >= 0.0 && self.sigma.is_finite(), "sigma", self.sigma, "a finite number, not below zero")?;
        require((0.0..=1.0).contains(&self.jumps), "jumps", self.jumps, "a fraction from 0 to 1")?;
        enough(walkers, 4)
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let n = at.n_others();
        let gamma = if self.gamma == 0.0 { 2.38 / (2.0 * at.dim as f64).sqrt() } else { self.gamma };
        let mut draws = vec![0.0; 4 * at.len()];
        at.stream.fill_uniform(at.step, 0, &mut draws);
        for (i, four) in draws.as_chunks::<4>().0.iter().enumerate() {
            let first = below(four[0], n);
            let second = (first + 1 + below(four[1], n - 1)) % n;
            let (from, to, s) = (at.other(first), at.other(second), at.walker(i));
            let gamma = if four[3] < self.jumps { 1.0 } else { gamma } * (1.0 + self.sigma * norm_ppf(four[2]));
            let start = rows.len();
            rows.extend(to.iter().zip(from).map(|(to, from)| to - from));
            at.periods.shorten(&mut rows[start..]);
            rows[start..].iter_mut().zip(s).for_each(|(q, s)| *q = s + gamma * *q);
            at.periods.fold(&mut rows[start..]);
        }
    }
}
