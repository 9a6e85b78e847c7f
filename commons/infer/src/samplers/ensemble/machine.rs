//! The ensemble as ask and tell.

use super::{
    Ensemble,
    moves::{MoveKind, Part, bounds},
};
use crate::{Counts, Space, Wrap};
use astrarium_exec::{Ask, AskTell, Error, Evaluations, f64s};
use astrarium_num::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The entity that draws the moves, which no ensemble is.
const CHOICE: u64 = u64::MAX;

/// Periodic parameters: which, the lower end, the period.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Periods(Vec<(usize, f64, f64)>);

impl Periods {
    /// Those of a space.
    pub(super) fn of(space: &Space) -> Self {
        let periodic = (0..space.dim()).filter(|k| space.wrap(*k) == Wrap::Periodic);
        Self(periodic.map(|k| (k, space.support(k)[0], space.support(k)[1] - space.support(k)[0])).collect())
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Brings a place back between the ends.
    pub(super) fn fold(&self, place: &mut [f64]) {
        for &(k, low, period) in &self.0 {
            place[k] = low + period * Wrap::Periodic.fold((place[k] - low) / period);
        }
    }

    /// Makes a difference the short way round.
    pub(super) fn shorten(&self, difference: &mut [f64]) {
        for &(k, _, period) in &self.0 {
            difference[k] -= period * (difference[k] / period).round();
        }
    }

    /// Puts the periodic parameters of `q` at `c + z (s − c)`, or marks it as rejected where that is beyond half the
    /// circle.
    pub(super) fn stretch(&self, q: &mut [f64], s: &[f64], c: &[f64], z: f64) {
        for &(k, low, period) in &self.0 {
            let short = (s[k] - c[k]) - period * ((s[k] - c[k]) / period).round();
            let far = (z * short).abs() > 0.5 * period;
            let folded = low + period * Wrap::Periodic.fold((c[k] + z * short - low) / period);
            q[k] = if far { f64::NAN } else { folded };
        }
    }
}

/// Walkers, ensemble after ensemble, and where they have been.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Walkers {
    told: u64,
    /// Whole steps done.
    pub step: u64,
    /// The part that moves next.
    part: usize,
    /// The walkers of each ensemble in the order in which they are dealt.
    order: Vec<u32>,
    /// Where they are.
    #[serde(with = "f64s")]
    pub theta: Vec<f64>,
    /// ln of the posterior there.
    #[serde(with = "f64s")]
    pub ln: Vec<f64>,
    /// ln L and blobs there.
    #[serde(with = "f64s")]
    pub along: Vec<f64>,
    /// How often each has moved.
    pub accepted: Vec<u64>,
    /// What it cost.
    pub counts: Counts,
    /// Kept places, draw after draw.
    #[serde(with = "f64s")]
    pub chain: Vec<f64>,
    /// ln of the posterior there.
    #[serde(with = "f64s")]
    pub chain_ln: Vec<f64>,
    /// ln L and blobs there.
    #[serde(with = "f64s")]
    pub chain_along: Vec<f64>,
    /// Memory that is kept from tell to tell, no part of what is known.
    #[serde(skip)]
    desk: Desk,
}

/// Numbers of the walkers that move.
#[derive(Clone, Debug, Default)]
struct Desk {
    ln_factors: Vec<f64>,
    draws: Vec<f64>,
}

/// What stands in memory for use makes no difference.
impl PartialEq for Desk {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// `n` noughts in memory that is used again.
fn noughts(memory: &mut Vec<f64>, n: usize) -> &mut [f64] {
    memory.clear();
    memory.resize(n, 0.0);
    memory
}

impl Walkers {
    /// Tells so far.
    pub(super) fn told(&self) -> u64 {
        self.told
    }
}

/// What a tell did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accepted {
    /// Walkers that moved.
    pub moved: usize,
    /// Walkers that tried.
    pub tried: usize,
    /// Whether it ended a step.
    pub is_whole: bool,
}

/// Ensembles that step together: one batch holds the moving parts of all.
#[derive(Debug)]
pub struct Machine {
    dim: usize,
    ensembles: usize,
    walkers: usize,
    seed: u64,
    max_steps: u64,
    thin: u64,
    start: Vec<f64>,
    /// Upper ends of the moves' shares, from 0 to 1.
    shares: Vec<f64>,
    moves: Vec<MoveKind>,
    periods: Periods,
}

impl Machine {
    /// Ensembles with these settings from these points.
    pub(super) fn new(settings: &Ensemble, space: &Space, start: Vec<f64>, seed: u64) -> Self {
        let total: f64 = settings.moves.iter().map(|weighted| weighted.weight).sum();
        let mut sum = 0.0;
        let mut share = |weight: f64| {
            sum += weight / total;
            sum
        };
        Self {
            dim: space.dim(),
            ensembles: settings.ensembles,
            walkers: settings.walkers_in(space.dim()),
            seed,
            max_steps: settings.max_steps,
            thin: settings.thin.max(1),
            start,
            shares: settings.moves.iter().map(|weighted| share(weighted.weight)).collect(),
            moves: settings.moves.iter().map(|weighted| weighted.of.clone()).collect(),
            periods: Periods::of(space),
        }
    }

    /// Which of the moves is drawn for a step.
    pub(super) fn choice(&self, step: u64) -> usize {
        if self.moves.len() == 1 {
            return 0;
        }
        let [u, _] = Stream::new(self.seed, Purpose::Shuffle, CHOICE).uniforms(step, 0);
        self.shares.partition_point(|share| *share <= u).min(self.moves.len() - 1)
    }

    fn move_of(&self, step: u64) -> &MoveKind {
        &self.moves[self.choice(step)]
    }

    /// The moving part of ensemble `g`.
    fn part<'a>(&'a self, state: &'a Walkers, g: usize, parts: usize) -> Part<'a> {
        let walkers = self.walkers;
        Part {
            dim: self.dim,
            theta: &state.theta[g * walkers * self.dim..][..walkers * self.dim],
            order: &state.order[g * walkers..][..walkers],
            moving: bounds(walkers, parts, state.part),
            parts,
            periods: &self.periods,
            stream: Stream::new(self.seed, Purpose::Move, g as u64),
            step: state.told,
        }
    }

    /// Deals the walkers of each ensemble for the next step.
    fn deal(&self, state: &mut Walkers) {
        let n = self.walkers;
        state.order.clear();
        let draws = noughts(&mut state.desk.draws, n);
        for g in 0..self.ensembles {
            let first = state.order.len();
            state.order.extend(0..n as u32);
            let order = &mut state.order[first..];
            Stream::new(self.seed, Purpose::Shuffle, g as u64).fill_uniform(state.step, 0, draws);
            for k in (1..n).rev() {
                order.swap(k, ((draws[k] * (k + 1) as f64) as usize).min(k));
            }
        }
    }

    fn begin(&self, state: &mut Walkers, rows: &[f64], got: &Evaluations) -> Result<(), Error> {
        let alive = |ln: &[f64]| ln.iter().any(|ln| *ln > f64::NEG_INFINITY);
        if let Some(g) = got.values.chunks_exact(self.walkers).position(|ln| !alive(ln)) {
            let message =
                format!("every walker of ensemble {g} starts where the posterior is nought; choose another start");
            return Err(Error::Evaluation { row: g * self.walkers, message });
        }
        (state.theta, state.ln, state.along) = (rows.to_vec(), got.values.clone(), got.blobs.clone());
        state.accepted = vec![0; self.ensembles * self.walkers];
        self.deal(state);
        Ok(())
    }

    /// Walkers that stand here, where `step` steps and `told` tells have used up their random numbers.
    pub(super) fn stand(&self, (theta, ln): (Vec<f64>, Vec<f64>), step: u64, told: u64) -> Walkers {
        let accepted = vec![0; self.walkers];
        let mut state = Walkers { told: told.max(1), step, theta, ln, accepted, ..Walkers::default() };
        self.deal(&mut state);
        state
    }

    /// The walkers that move next, in the order of their rows.
    pub(super) fn moving(&self, state: &Walkers) -> Vec<usize> {
        let (from, to) = bounds(self.walkers, self.move_of(state.step).parts(), state.part);
        let each =
            (0..self.ensembles).flat_map(|g| state.order[g * self.walkers..][from..to].iter().map(move |w| (g, w)));
        each.map(|(g, walker)| g * self.walkers + *walker as usize).collect()
    }

    /// A whole step of the one ensemble by a move that is none of the machine's, a proposal for each walker.
    pub(super) fn tell_own(&self, state: &mut Walkers, got: Proposals<'_>) {
        self.take(state, 0, got, |_, i| i);
        state.counts.calls += got.ln.len() as u64;
        state.told += 1;
        self.end_step(state);
    }

    /// Moves the walkers of ensemble `g` whose proposals are taken: how many.
    fn accept(&self, state: &mut Walkers, g: usize, got: Proposals<'_>) -> usize {
        let mut ln_factors = std::mem::take(&mut state.desk.ln_factors);
        let kind = self.move_of(state.step);
        let at = self.part(state, g, kind.parts());
        let first = at.moving.0;
        kind.ln_factors(&at, got.rows, noughts(&mut ln_factors, got.ln.len()));
        let got = Proposals { ln_factors: &ln_factors, ..got };
        let whom = |state: &Walkers, i| g * self.walkers + state.order[g * self.walkers + first + i] as usize;
        let moved = self.take(state, g, got, whom);
        state.desk.ln_factors = ln_factors;
        moved
    }

    /// Moves those of ensemble `g` whose proposals are taken: how many. `whom` says whose the i-th one is.
    fn take(
        &self,
        state: &mut Walkers,
        g: usize,
        got: Proposals<'_>,
        whom: impl Fn(&Walkers, usize) -> usize,
    ) -> usize {
        let (n, dim) = (got.ln.len(), self.dim);
        let mut draws = std::mem::take(&mut state.desk.draws);
        Stream::new(self.seed, Purpose::Accept, g as u64).fill_uniform(state.told, 0, noughts(&mut draws, n));
        let width = got.along.len() / n;
        let mut moved = 0;
        for (i, draw) in draws.iter().enumerate() {
            let walker = whom(state, i);
            let gain = got.ln_factors[i] + (got.ln[i] - state.ln[walker]);
            if is_taken(gain, *draw) {
                state.theta[walker * dim..][..dim].copy_from_slice(&got.rows[i * dim..][..dim]);
                state.along[walker * width..][..width].copy_from_slice(&got.along[i * width..][..width]);
                state.ln[walker] = got.ln[i];
                state.accepted[walker] += 1;
                moved += 1;
            }
        }
        state.desk.draws = draws;
        moved
    }

    /// Ends a step.
    fn end_step(&self, state: &mut Walkers) {
        state.part = 0;
        state.step += 1;
        state.counts.steps = state.step;
        if state.step.is_multiple_of(self.thin) {
            state.chain.extend_from_slice(&state.theta);
            state.chain_ln.extend_from_slice(&state.ln);
            state.chain_along.extend_from_slice(&state.along);
        }
        if state.step < self.max_steps {
            self.deal(state);
        }
    }

    /// The rows of ensemble `g` in a batch.
    fn rows_of(&self, state: &Walkers, g: usize) -> Range<usize> {
        let (from, to) = bounds(self.walkers, self.move_of(state.step).parts(), state.part);
        g * (to - from)..(g + 1) * (to - from)
    }
}

/// Whether `u < e^gain`, mostly without the exponential: below nought it lies between the odd and even partial sums of its
/// series.
fn is_taken(gain: f64, u: f64) -> bool {
    if gain >= 0.0 {
        return true;
    }
    let upper = 1.0 / (1.0 - gain + 0.5 * gain * gain);
    let lower = 1.0 + gain * (1.0 + gain * (0.5 + gain * (1.0 / 6.0)));
    // a margin above the rounding of both sides, so that the answer is that of the exponential
    u < upper * (1.0 + 1e-15) && (u < lower - 1e-15 || u < libm::exp(gain))
}

/// An ensemble's proposals and their values.
#[derive(Clone, Copy)]
pub(super) struct Proposals<'a> {
    pub(super) rows: &'a [f64],
    pub(super) ln_factors: &'a [f64],
    pub(super) ln: &'a [f64],
    pub(super) along: &'a [f64],
}

impl AskTell for Machine {
    type State = Walkers;
    type Info = Accepted;

    fn ask(&self, state: &Walkers, rows: &mut Vec<f64>) -> Ask {
        if state.told == 0 {
            rows.extend_from_slice(&self.start);
            return Ask::Rows;
        }
        if state.step >= self.max_steps {
            return Ask::Done;
        }
        let kind = self.move_of(state.step);
        (0..self.ensembles).for_each(|g| kind.propose(&self.part(state, g, kind.parts()), rows));
        Ask::Rows
    }

    fn tell(&self, state: &mut Walkers, rows: &[f64], got: &Evaluations) -> Result<Accepted, Error> {
        let tried = got.values.len();
        let (found, expected) = (tried as u64, (rows.len() / self.dim) as u64);
        if found != expected {
            return Err(Error::WrongLength { block: 0, what: "evaluations told", found, expected });
        }
        let mut moved = 0;
        let mut is_whole = false;
        if state.told == 0 {
            self.begin(state, rows, got)?;
        } else {
            let parts = self.move_of(state.step).parts();
            let width = got.blob_len();
            for g in 0..self.ensembles {
                let mine = self.rows_of(state, g);
                let along = &got.blobs[mine.start * width..mine.end * width];
                let (rows, ln) = (&rows[mine.start * self.dim..mine.end * self.dim], &got.values[mine]);
                moved += self.accept(state, g, Proposals { rows, ln_factors: &[], ln, along });
            }
            state.part += 1;
            is_whole = state.part == parts;
            if is_whole {
                self.end_step(state);
            }
        }
        state.counts.add(got);
        state.told += 1;
        Ok(Accepted { moved, tried, is_whole })
    }
}

#[cfg(test)]
mod tests {
    use super::is_taken;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_taken_is_what_the_exponential_says(gain in -40.0..1.0_f64, u in 0.0..1.0_f64, near in -4_i64..4) {
            prop_assert_eq!(is_taken(gain, u), u < libm::exp(gain));
            let edge = f64::from_bits(libm::exp(gain).to_bits().wrapping_add_signed(near)).min(1.0 - 1e-16);
            prop_assert_eq!(is_taken(gain, edge), edge < libm::exp(gain));
        }
    }

    #[test]
    fn nothing_is_taken_where_the_posterior_is_nought() {
        assert!(!is_taken(f64::NEG_INFINITY, 1e-300) && !is_taken(f64::NAN, 0.5));
        assert!(is_taken(-600.0, 1e-300));
    }
}
