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
    #[inline(always)]
    fn z(&self, r: f64) -> f64 {
        let root = (self.a - 1.0) * r + 1.0;
        root * root / self.a
    }
}

/// `q = c + z (s − c)` for each moving walker s, its partner c by the second half of `draws`; each number by itself: the
/// instruction set changes the speed alone.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn along(stretch: Stretch, at: &Part<'_>, draws: &[f64], rows: &mut [f64]) {
    let (stretches, partners) = draws.split_at(at.len());
    let each = rows.chunks_exact_mut(at.dim).zip(stretches).zip(partners);
    for (i, ((q, r), partner)) in each.enumerate() {
        let (s, c) = (at.walker(i), at.other(below(*partner, at.n_others())));
        let z = stretch.z(*r);
        for ((q, s), c) in q.iter_mut().zip(s).zip(c) {
            *q = c + z * (s - c);
        }
        at.periods.stretch(q, s, c, z);
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
        let first = rows.len();
        rows.resize(first + at.len() * at.dim, 0.0);
        along(*self, at, &draws, &mut rows[first..]);
    }

    fn ln_factors(&self, at: &Part<'_>, _: &[f64], out: &mut [f64]) {
        let power = at.dim as f64 - 1.0;
        at.stream.fill_uniform(at.step, 0, out);
        out.iter_mut().for_each(|out| *out = self.z(*out));
        ln_each(out);
        out.iter_mut().for_each(|out| *out *= power);
    }
}
