//! The snooker move.

use super::{Move, Part, below, enough};
use crate::{Result, error::positive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `q = s + γ e (e·(z1 − z2))` along `e = (s − z)/|s − z|`, z, z1, z2 being one walker of each of three other quarters;
/// `f = (d − 1) (ln |q − z| − ln |s − z|)`. To be mixed with [`Differential`](super::Differential), one in five or ten.
///
/// # Source
/// ter Braak & Vrugt 2008, Stat. Comput. 18, 435
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Snooker {
    /// γ.
    pub gamma: f64,
}

impl Default for Snooker {
    fn default() -> Self {
        Self { gamma: 1.7 }
    }
}

/// The orders of three.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

impl Snooker {
    /// z, z1 and z2 of each walker.
    fn partners<'a>(at: &Part<'a>) -> Vec<[&'a [f64]; 3]> {
        let mut draws = vec![0.0; 4 * at.len()];
        at.stream.fill_uniform(at.step, 0, &mut draws);
        let quarters = [0, 1, 2].map(|k| at.others_of(k));
        let of = |four: &[f64; 4]| {
            ORDERS[below(four[3], 6)].map(|k| {
                let quarter = &quarters[k];
                at.other(quarter.start + below(four[k], quarter.len()))
            })
        };
        draws.as_chunks::<4>().0.iter().map(of).collect()
    }
}

fn length(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

impl Move for Snooker {
    fn check(&self, _: usize, walkers: usize) -> Result<()> {
        positive("gamma", self.gamma)?;
        enough(walkers, 8)
    }
    fn parts(&self) -> usize {
        4
    }

    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>) {
        let (mut away, mut apart) = (Vec::new(), Vec::new());
        for (i, [z, z1, z2]) in Self::partners(at).into_iter().enumerate() {
            let s = at.walker(i);
            at.difference(z, s, &mut away);
            at.difference(z2, z1, &mut apart);
            let size = length(&away);
            let along: f64 = away.iter().zip(&apart).map(|(e, x)| e * x).sum::<f64>() / (size * size);
            let first = rows.len();
            rows.extend(s.iter().zip(&away).map(|(s, e)| s + self.gamma * along * e));
            // the distance from z is stretched by this
            at.periods.stretch(&mut rows[first..], s, z, 1.0 + self.gamma * along);
        }
    }

    fn ln_factors(&self, at: &Part<'_>, rows: &[f64], out: &mut [f64]) {
        let power = at.dim as f64 - 1.0;
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let rows = rows.chunks_exact(at.dim).zip(out);
        for (i, ([z, ..], (q, out))) in Self::partners(at).into_iter().zip(rows).enumerate() {
            at.difference(z, at.walker(i), &mut before);
            at.difference(z, q, &mut after);
            *out = power * libm::log(length(&after) / length(&before));
        }
    }
}
