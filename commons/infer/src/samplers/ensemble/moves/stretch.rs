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

    /// Two uniform numbers for each walker: the stretch and the partner.
    fn draws(at: &Part<'_>) -> Vec<f64> {
        let mut draws = vec![0.0; 2 * at.len()];
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
        let draws = Self::draws(at);
        for (i, pair) in draws.as_chunks::<2>().0.iter().enumerate() {
            let (z, s, c) = (self.z(pair[0]), at.walker(i), at.other(below(pair[1], at.n_others())));
            let first = rows.len();
            rows.extend(s.iter().zip(c).map(|(s, c)| c + z * (s - c)));
            at.periods.stretch(&mut rows[first..], s, c, z);
        }
    }

    fn ln_factors(&self, at: &Part<'_>, _: &[f64], out: &mut [f64]) {
        let power = at.dim as f64 - 1.0;
        for (pair, out) in Self::draws(at).as_chunks::<2>().0.iter().zip(out) {
            *out = power * libm::log(self.z(pair[0]));
        }
    }
}
