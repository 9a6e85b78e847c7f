//! A toy sampler, the affine-invariant ensemble (Goodman & Weare 2010) as ask and tell, and straight lines to fit.

use super::uniform;
use astrarium_exec::{Ask, AskTell, Cx, Error, Evaluate, Evaluations, Fit, Rows, Scratch};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What random numbers are for.
#[derive(Clone, Copy)]
enum Purpose {
    Start = 1,
    Move = 2,
    Partner = 3,
    Accept = 4,
}

/// Stretch moves with a = 2, two halves of the ensemble in turn.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    start: Vec<f64>,
    dim: usize,
    steps: u64,
    entity: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Walkers {
    pub(crate) told: u64,
    pub(crate) theta: Vec<f64>,
    pub(crate) ln: Vec<f64>,
    pub(crate) failures: u64,
}

impl Stretch {
    fn draw(&self, purpose: Purpose, step: u64, walker: usize) -> f64 {
        uniform(purpose as u64 * 4096 + self.entity, step * 4096 + walker as u64)
    }
    fn half(&self, state: &Walkers) -> Range<usize> {
        let half = state.ln.len() / 2;
        if state.told % 2 == 1 { 0..half } else { half..2 * half }
    }
    fn z(&self, state: &Walkers, walker: usize) -> f64 {
        (self.draw(Purpose::Move, state.told, walker) + 1.0).powi(2) / 2.0
    }
}

impl AskTell for Stretch {
    type State = Walkers;
    type Info = usize;

    fn ask(&self, state: &Walkers, rows: &mut Vec<f64>) -> Ask {
        if state.told == 0 {
            rows.extend(&self.start);
        } else if state.told > 2 * self.steps {
            return Ask::Done;
        }
        let half = self.half(state);
        for walker in half.clone() {
            let partner = self.draw(Purpose::Partner, state.told, walker);
            let other = (half.len() as f64 * partner) as usize + if half.start == 0 { half.len() } else { 0 };
            let at = |w: usize| &state.theta[w * self.dim..][..self.dim];
            let z = self.z(state, walker);
            rows.extend(at(walker).iter().zip(at(other)).map(|(x, c)| c + z * (x - c)));
        }
        Ask::Rows
    }

    fn tell(&self, state: &mut Walkers, rows: &[f64], got: &Evaluations) -> Result<usize, Error> {
        state.failures += got.failed.len() as u64;
        let mut accepted = 0;
        if state.told == 0 {
            (state.theta, state.ln) = (rows.to_vec(), got.values.clone());
        } else {
            for (row, walker) in self.half(state).enumerate() {
                let ln_u = self.draw(Purpose::Accept, state.told, walker).ln();
                let gain = got.values[row] - state.ln[walker];
                if ln_u < (self.dim - 1) as f64 * self.z(state, walker).ln() + gain {
                    let new = &rows[row * self.dim..][..self.dim];
                    state.theta[walker * self.dim..][..self.dim].copy_from_slice(new);
                    state.ln[walker] = got.values[row];
                    accepted += 1;
                }
            }
        }
        state.told += 1;
        Ok(accepted)
    }
}

/// Straight lines through each entity's own data; it refuses steep ones and keeps the line's end as a blob.
pub(crate) struct Lines;

impl Evaluate for Lines {
    fn dim(&self) -> usize {
        2
    }
    fn batch_hint(&self) -> usize {
        5
    }
    fn scratch(&self) -> Scratch {
        Scratch::new(Vec::<f64>::new())
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, scratch: &mut Scratch, cx: &Cx) -> Result<(), Error> {
        for i in 0..rows.len() {
            cx.check()?;
            let (row, entity) = (rows.row(i), rows.entity[i]);
            if row[1] > 4.5 {
                out.fail("too steep", &[f64::NAN]);
                continue;
            }
            let model = scratch.of::<Vec<f64>>();
            model.clear();
            model.extend((0..8).map(|x| row[0] + row[1] * f64::from(x)));
            let data = |x: usize| (entity % 5) as f64 + 0.3 * x as f64;
            let ln = model.iter().enumerate().map(|(x, m)| -0.5 * (m - data(x)).powi(2)).sum();
            out.push_with(ln, &model[7..]);
        }
        Ok(())
    }
}

/// Twenty walkers on the line of an entity.
pub(crate) fn fit(entity: u64, steps: u64) -> Fit<Stretch> {
    let start = (0..40).map(|k| 9.0 * (uniform(Purpose::Start as u64 * 4096 + entity, k) - 0.5)).collect();
    Fit { sampler: Stretch { start, dim: 2, steps, entity }, entity, state: Walkers::default() }
}
