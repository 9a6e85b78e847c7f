//! The loop of nested sampling, as a sampler that asks and tells.

use super::{
    draws::Draws,
    kernel::Kernel,
    settings::{KernelKind, Nested},
    state::{Phase, State},
};
use crate::space::Wrap;
use astrarium_exec::{Ask, AskTell, Error, Evaluations};
use astrarium_num::random::{Purpose, Stream};

/// One run: settings, the shape of the cube, an address for random numbers.
#[derive(Clone, Debug)]
pub(super) struct Core {
    pub settings: Nested,
    pub wraps: Vec<Wrap>,
    pub seed: u64,
    /// Which run of a seed this is: 0, or the number of a batch added later.
    pub run: u64,
    /// Leading numbers of a row's blob that are not kept.
    pub skip: usize,
}

/// How a run stands after a tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Replacements so far.
    pub iteration: u64,
    /// Evaluations so far.
    pub calls: u64,
    /// ln Z of the points that died.
    pub ln_z: f64,
    /// By how much the rest could raise it.
    pub remainder: f64,
}

impl Core {
    pub(super) fn dim(&self) -> usize {
        self.wraps.len()
    }

    pub(super) fn draws(&self, state: &State) -> Draws {
        Draws::new(Stream::new(self.seed, Purpose::Move, self.run), state.round)
    }

    /// The first state: rows from the prior.
    pub(super) fn start(&self) -> State {
        let mut state = State::new();
        self.propose(&mut state);
        state
    }

    /// The first state of a run that begins above a contour, where the points of `live` show the way.
    pub(super) fn start_above(&self, contour: f64, live: super::table::Table, kernel: Kernel) -> State {
        let mut state = State::new();
        state.phase = Phase::Sampling;
        state.borrowed = true;
        state.labels = vec![0; live.len()];
        state.live = live;
        self.sort(&mut state);
        state.kernel = kernel;
        state.tune.begin(kernel.steps(&self.settings, self.dim()));
        self.renew_bound(&mut state);
        state.contour = contour;
        state.slots = (0..state.live.len() as u32).collect();
        if !kernel.is_uniform() {
            self.start_chains(&mut state);
        }
        self.go_on(&mut state);
        state
    }

    pub(super) fn sort(&self, state: &mut State) {
        let live = &state.live;
        state.order = (0..live.len() as u32).collect();
        state.order.sort_by(|&a, &b| live.ln_l[a as usize].total_cmp(&live.ln_l[b as usize]));
    }

    /// Completes and begins iterations until rows are wanted, or the run is done.
    pub(super) fn go_on(&self, state: &mut State) {
        while state.phase == Phase::Sampling {
            self.gather(state);
            if self.is_complete(state) {
                self.complete(state);
                if state.phase == Phase::Sampling {
                    self.begin(state);
                }
            } else {
                if state.kernel == Kernel::Unif && self.settings.kernel == KernelKind::Auto && self.is_dear(state) {
                    self.leave_uniform(state);
                    self.start_chains(state);
                } else if state.kernel == Kernel::Unif && self.calls_left(state) == 0 {
                    // a bound that reached for a stray point is not kept until all are found
                    self.renew_bound(state);
                }
                self.propose(state);
                if !state.rows.is_empty() {
                    return;
                }
            }
        }
    }

    /// Whether there is a new point for each that died.
    fn is_complete(&self, state: &State) -> bool {
        if self.has_queue(state) { state.spare.len() >= state.slots.len() } else { state.chains.are_done() }
    }

    /// New points take the places of those that died.
    fn complete(&self, state: &mut State) {
        let survivors = state.order.len();
        let slots = std::mem::take(&mut state.slots);
        if state.borrowed {
            (state.borrowed, state.order) = (false, Vec::new());
        }
        if self.has_queue(state) {
            self.fill_from_spare(state, &slots);
        } else {
            self.fill_from_chains(state, &slots);
        }
        let live = &state.live;
        let ln_l = |i: u32| live.ln_l[i as usize];
        if !state.order.is_empty() {
            for &slot in &slots {
                let rank = state.order.partition_point(|&other| ln_l(other) < ln_l(slot));
                state.ranks.entered.push((rank as u32, survivors as u32));
            }
        }
        state.order.extend(&slots);
        state.order.sort_by(|&a, &b| ln_l(a).total_cmp(&ln_l(b)));
        state.iteration += slots.len() as u64;
        let at = (state.sums.ln_x, state.counts.calls);
        let adapts = self.settings.adapt_steps && !state.kernel.is_uniform();
        state.tune.replaced(slots.len(), 2 * state.live.len() as u64, adapts, at);
    }
}

impl AskTell for Core {
    type State = State;
    type Info = Progress;

    fn ask(&self, state: &State, rows: &mut Vec<f64>) -> Ask {
        if state.end().is_some() {
            return Ask::Done;
        }
        rows.extend_from_slice(&state.rows);
        Ask::Rows
    }

    fn tell(&self, state: &mut State, rows: &[f64], got: &Evaluations) -> Result<Progress, Error> {
        let (found, expected) = ((got.values.len() * self.dim()) as u64, state.rows.len() as u64);
        if found != expected {
            return Err(Error::WrongLength { block: 0, what: "coordinates told", found, expected });
        }
        let (found, expected) = (got.blob_len() as u64, self.skip as u64);
        if found < expected {
            return Err(Error::WrongLength { block: 0, what: "numbers that came along", found, expected });
        }
        state.counts.add(got);
        state.counts.steps += 1;
        match state.phase {
            Phase::Prior => self.take_prior(state, rows, got),
            _ if state.kernel.is_uniform() => self.take_uniform(state, rows, got),
            _ => self.take_chains(state, got),
        }
        if state.phase == Phase::Prior {
            self.propose(state);
        } else {
            self.go_on(state);
        }
        Ok(state.progress())
    }
}
