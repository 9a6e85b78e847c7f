//! New points: those that were told, and how far chains went for them.

use super::{
    chains::Field,
    core::Core,
    draws::Draws,
    state::{End, Phase, State},
    table::Row,
};
use crate::space::Wrap;
use astrarium_exec::Evaluations;
use astrarium_num::random::{Purpose, Stream};

/// Draws from the prior for each live point before the density counts as impossible.
const MOST_TRIED: u64 = 10_000;
/// Live points tried as the partner of a chain's start.
const PARTNERS: usize = 8;

impl Core {
    /// Live points from the prior: the first finite ones.
    pub(super) fn take_prior(&self, state: &mut State, rows: &[f64], got: &Evaluations) {
        let dim = self.dim();
        for (i, &ln_l) in got.values.iter().enumerate() {
            if state.live.len() == self.settings.live {
                break;
            }
            state.tried += 1;
            if ln_l > f64::NEG_INFINITY {
                let (u, blob) = (&rows[i * dim..(i + 1) * dim], &got.blob(i)[self.skip..]);
                state.live.push(Row { u, blob, ln_l, birth: f64::NEG_INFINITY, calls: 1 });
            }
        }
        if state.live.len() < self.settings.live {
            if state.tried >= MOST_TRIED * self.settings.live as u64 {
                state.phase = Phase::Done(End::Impossible);
            }
            return;
        }
        self.settle(state);
    }

    /// The live points are there: the first ones die.
    pub(super) fn settle(&self, state: &mut State) {
        state.labels = vec![0; state.live.len()];
        state.sums.ln_x = libm::log(state.live.len() as f64 / state.tried as f64);
        self.sort(state);
        state.phase = Phase::Sampling;
        self.begin(state);
    }

    /// Takes values of uniform draws.
    pub(super) fn take_uniform(&self, state: &mut State, rows: &[f64], got: &Evaluations) {
        let dim = self.dim();
        state.tune.evaluated += got.values.len() as u64;
        let mut calls = 0;
        for (i, &ln_l) in got.values.iter().enumerate() {
            calls += 1;
            if ln_l > state.contour {
                let (u, blob) = (&rows[i * dim..(i + 1) * dim], &got.blob(i)[self.skip..]);
                state.spare.push(Row { u, blob, ln_l, birth: state.contour, calls });
                state.spare_labels.push(0);
                state.tune.found += 1;
                calls = 0;
            }
        }
    }

    /// Takes values of chains.
    pub(super) fn take_chains(&self, state: &mut State, got: &Evaluations) {
        let State { chains, live, labels, order, bound, tune, owners, kernel, contour, .. } = state;
        let field = Field {
            kernel: *kernel,
            wraps: &self.wraps,
            bound,
            scale: tune.scale,
            steps: tune.steps(),
            contour: *contour,
            live,
            labels,
            seeds: order,
        };
        let width = got.blob_len();
        for (i, (&owner, &value)) in owners.iter().zip(&got.values).enumerate() {
            let blob = &got.blobs[i * width + self.skip..(i + 1) * width];
            chains.take(owner as usize, value, blob, &field);
        }
    }

    pub(super) fn fill_from_spare(&self, state: &mut State, slots: &[u32]) {
        let State { live, spare, spare_labels, labels, contour, .. } = state;
        for (k, &slot) in slots.iter().enumerate() {
            live.set(slot as usize, Row { birth: *contour, ..spare.row(k) });
            labels[slot as usize] = spare_labels[k];
        }
        state.keep_spare(|k| k >= slots.len());
    }

    pub(super) fn fill_from_chains(&self, state: &mut State, slots: &[u32]) {
        self.measure_jumps(state);
        let dim = self.dim();
        let State { live, chains, labels, contour, kernel, tune, .. } = state;
        let mut u = vec![0.0; dim];
        for (arrived, &slot) in chains.arrived(dim).zip(slots) {
            u.iter_mut().zip(arrived.at).zip(&self.wraps).for_each(|((u, x), wrap)| *u = wrap.fold(*x));
            let row = Row { u: &u, blob: arrived.blob, ln_l: arrived.ln_l, birth: *contour, calls: arrived.calls };
            live.set(slot as usize, row);
            labels[slot as usize] = arrived.label;
        }
        tune.after_chains(*kernel, chains.tally, dim);
    }

    /// How far chains went, beside how far live points of the same piece are apart.
    pub(super) fn measure_jumps(&self, state: &mut State) {
        if state.order.is_empty() {
            return;
        }
        let mut draws = Draws::new(Stream::new(self.seed, Purpose::Accept, self.run), state.round);
        let State { live, chains, labels, order, bound, tune, .. } = state;
        let is_plain = self.wraps.iter().all(|wrap| *wrap == Wrap::None);
        let mut near = vec![0.0; self.dim()];
        for arrived in chains.arrived(self.dim()) {
            let from = live.row(arrived.seed as usize).u;
            let partner = (0..PARTNERS)
                .map(|_| order[draws.below(order.len())])
                .find(|&other| other != arrived.seed && arrived.is_with(labels[other as usize]));
            let Some(partner) = partner else { continue };
            let Some(whole) = bound.whole.get(arrived.label as usize) else { continue };
            let mut distance = |x: &[f64]| {
                if is_plain {
                    return whole.norm2(x, from);
                }
                nearest(x, from, &self.wraps, &mut near);
                whole.norm2(&near, from)
            };
            let (gone, apart) = (distance(arrived.at), distance(live.row(partner as usize).u));
            tune.jumped(gone, apart);
        }
    }
}

/// The image of `x` that is nearest to `from`.
fn nearest(x: &[f64], from: &[f64], wraps: &[Wrap], out: &mut [f64]) {
    for (((out, x), from), wrap) in out.iter_mut().zip(x).zip(from).zip(wraps) {
        let folded = wrap.fold(*x);
        *out = if *wrap == Wrap::Periodic { folded - (folded - from).round() } else { folded };
    }
}
