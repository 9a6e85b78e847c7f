//! The stretch move.

use super::{Move, Part, below, enough};
use crate::{Result, error::require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q = c + z (s − c)` along the line to another walker c, `z = ((a − 1) r + 1)² / a`, `f = (d − 1) ln z`.
///
/// Round a circle the short way to c counts; a stretch beyond half the circle is rejected, as there is no way back.
///
/// # Source
/// Goodman & Weare 2010, Commun. Appl. Math. Comput. Sci. 5, 65
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Stretch {
    /// The largest stretch, above 1.
    pub a: f64,
}

impl Default for Stretch {
    fn default() -> Self {
        Self { a: 2.0 }
    }
}

impl Stretch {
    fn z(&self, r: f64) -> f64 {
        let root = (self.a - 1.0) * r + 1.0;
        root * root / self.a
    }

    /// Uniform numbers: the stretch of each walker, then, if `partners`, what its partner is drawn by.
    fn draws(at: &Part<'_>, partners: bool) -> Vec<f64> {
        let mut draws = vec![0.0; if partners { 2 * at.len() } else { at.len() }];
        at.stream.fill_uniform(at.step, 0, &mut draws);
        draws
    }
}

impl Move for Stretch {
    fn check(&self, _: usize, walkers: usize) -> Result<()> {
        require(self.a > 1.0 && self.a.is_finite(), "a", self.a, "a finite number above 1")?;
        enough(walkers, 2)
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let draws = Self::draws(at, true);
        let (stretches, partners) = draws.split_at(at.len());
        rows.reserve(at.len() * at.dim);
        for (i, (r, partner)) in stretches.iter().zip(partners).enumerate() {
            let (z, s, c) = (self.z(*r), at.walker(i), at.other(below(*partner, at.n_others())));
            let first = rows.len();
            rows.extend(s.iter().zip(c).map(|(s, c)| c + z * (s - c)));
            at.periods.stretch(&mut rows[first..], s, c, z);
        }
    }

    fn ln_factors(&self, at: &Part<'_>, _: &[f64], out: &mut [f64]) {
        let power = at.dim as f64 - 1.0;
        for (r, out) in Self::draws(at, false).iter().zip(out) {
            *out = power * libm::log(self.z(*r));
        }
    }
}
