//! The stretch move.

use super::{Move, Part, below, enough};
use crate::{Result, error::require};
use astrarium_num::special::ln_each;
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
}

/// `q = c + z (s − c)`, each number by itself: the instruction set changes the speed alone.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn along(q: &mut [f64], [s, c]: [&[f64]; 2], z: f64) {
    for ((q, s), c) in q.iter_mut().zip(s).zip(c) {
        *q = c + z * (s - c);
    }
}

impl Move for Stretch {
    fn check(&self, _: usize, walkers: usize) -> Result<()> {
        require(self.a > 1.0 && self.a.is_finite(), "a", self.a, "a finite number above 1")?;
        enough(walkers, 2)
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        // the stretch of each walker, then what its partner is drawn by
        let mut draws = vec![0.0; 2 * at.len()];
        at.stream.fill_uniform(at.step, 0, &mut draws);
        let (stretches, partners) = draws.split_at(at.len());
        let first = rows.len();
        rows.resize(first + at.len() * at.dim, 0.0);
        let others = partners.iter().map(|partner| at.other(below(*partner, at.n_others())));
        let proposed = rows[first..].chunks_exact_mut(at.dim).zip(stretches);
        for (i, ((q, r), c)) in proposed.zip(others).enumerate() {
            let (z, s) = (self.z(*r), at.walker(i));
            along(q, [s, c], z);
            at.periods.stretch(q, s, c, z);
        }
    }

    fn ln_factors(&self, at: &Part<'_>, _: &[f64], out: &mut [f64]) {
        let power = at.dim as f64 - 1.0;
        at.stream.fill_uniform(at.step, 0, out);
        out.iter_mut().for_each(|out| *out = self.z(*out));
        ln_each(out);
        out.iter_mut().for_each(|out| *out *= power);
    }
}
