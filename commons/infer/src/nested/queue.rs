//! Points found ahead of need: uniform draws, and chains begun together.
//!
//! A point drawn above a contour is, if it lies above a higher one, a draw above that one too. So what was found too early
//! is kept until the contour has passed it.

use super::{
    core::Core,
    state::{Phase, State},
    table::{Row, Table},
};

impl Core {
    /// Whether new points wait in a queue, rather than come in together.
    pub(super) fn has_queue(&self, state: &State) -> bool {
        state.kernel.is_uniform() || self.settings.queue.is_some()
    }

    /// Chains that have all arrived go into the queue.
    pub(super) fn gather(&self, state: &mut State) {
        let are_here = !state.kernel.is_uniform() && state.chains.len() > 0 && state.chains.are_done();
        if state.phase != Phase::Sampling || self.settings.queue.is_none() || !are_here {
            return;
        }
        self.measure_jumps(state);
        let dim = self.dim();
        let State { spare, spare_labels, chains, contour, kernel, tune, .. } = state;
        let mut u = vec![0.0; dim];
        for arrived in chains.arrived(dim) {
            u.iter_mut().zip(arrived.at).zip(&self.wraps).for_each(|((u, x), wrap)| *u = wrap.fold(*x));
            let row = Row { u: &u, blob: arrived.blob, ln_l: arrived.ln_l, birth: *contour, calls: arrived.calls };
            spare.push(row);
            spare_labels.push(arrived.label);
        }
        tune.after_chains(*kernel, chains.tally, dim);
        chains.clear();
    }
}

impl State {
    /// Forgets what waits in the queue and does not lie above the contour.
    pub(super) fn drop_spare(&mut self) {
        if self.spare.ln_l.iter().any(|ln_l| *ln_l <= self.contour) {
            let above: Vec<bool> = self.spare.ln_l.iter().map(|ln_l| *ln_l > self.contour).collect();
            self.keep_spare(|k| above[k]);
        }
    }

    /// Keeps of the queue what is wanted.
    pub(super) fn keep_spare(&mut self, is_kept: impl Fn(usize) -> bool) {
        let kept: Vec<usize> = (0..self.spare.len()).filter(|&k| is_kept(k)).collect();
        self.spare_labels = kept.iter().map(|&k| self.spare_labels[k]).collect();
        self.spare = if kept.is_empty() { Table::default() } else { self.spare.take(&kept) };
    }
}
