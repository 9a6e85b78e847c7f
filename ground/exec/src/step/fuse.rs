//! Many fits in shared batches.

use super::{Ask, AskTell, Evaluate, Evaluations, Rows, ask::n_rows, evaluate};
use crate::{Cx, Error};
use std::collections::VecDeque;

/// One fit of several.
#[derive(Clone, Debug)]
pub struct Fit<S: AskTell> {
    /// Who asks.
    pub sampler: S,
    /// Which source or galaxy.
    pub entity: u64,
    /// Where it stands.
    pub state: S::State,
}

/// What a fit has asked for, and what it got so far.
#[derive(Default)]
struct Open {
    rows: Vec<f64>,
    got: Evaluations,
}

/// Runs all fits to their end in shared batches of at most `batch` rows: each has the bits that it has alone.
///
/// # Errors
/// The evaluator's, a sampler's, a stop; then every state is between two steps, and the same call goes on.
pub fn fuse<S: AskTell>(fits: &mut [Fit<S>], of: &dyn Evaluate, batch: usize, cx: &Cx) -> Result<(), Error> {
    let dim = of.dim();
    let mut open: Vec<Open> = fits.iter().map(|_| Open::default()).collect();
    let mut waiting = VecDeque::new(); // (fit, row), in order
    let mut ask: Vec<usize> = (0..fits.len()).collect();
    loop {
        for fit in ask.drain(..) {
            open[fit] = Open::default();
            if fits[fit].sampler.ask(&fits[fit].state, &mut open[fit].rows) == Ask::Rows {
                waiting.extend((0..n_rows(open[fit].rows.len(), dim)?).map(|row| (fit, row)));
            }
        }
        let now: Vec<(usize, usize)> = waiting.drain(..batch.max(1).min(waiting.len())).collect();
        if now.is_empty() {
            return Ok(());
        }
        let values: Vec<f64> =
            now.iter().flat_map(|&(fit, row)| &open[fit].rows[row * dim..][..dim]).copied().collect();
        let entity: Vec<u64> = now.iter().map(|&(fit, _)| fits[fit].entity).collect();
        let got = evaluate(of, Rows { dim, values: &values, entity: &entity }, cx.engine())?;
        for (i, &(fit, _)) in now.iter().enumerate() {
            let mine = &mut open[fit];
            mine.got.push_row(&got, i);
            if mine.got.values.len() * dim == mine.rows.len() {
                fits[fit].sampler.tell(&mut fits[fit].state, &mine.rows, &mine.got)?;
                ask.push(fit);
            }
        }
    }
}
