//! Which points die, and when the run is over.

use super::{
    core::Core,
    state::{End, Phase, State},
};

impl Core {
    /// Goes on after an end.
    pub(super) fn resume(&self, state: &mut State) {
        state.phase = Phase::Sampling;
        self.begin(state);
        self.go_on(state);
    }

    /// The worst points die, their successors are looked for; or the run is done.
    pub(super) fn begin(&self, state: &mut State) {
        if let Some(end) = self.is_over(state) {
            state.phase = Phase::Done(end);
            return;
        }
        let ln_l = |k: usize| state.live.ln_l[state.order[k] as usize];
        let n = state.order.len();
        // all ties die together; the best ones survive
        let mut dying =
            state.order.partition_point(|&i| state.live.ln_l[i as usize] <= ln_l(self.settings.width() - 1));
        if dying == n {
            dying = state.order.partition_point(|&i| state.live.ln_l[i as usize] < ln_l(n - 1));
        }
        state.contour = ln_l(dying - 1);
        self.choose_kernel(state);
        self.bury(state, dying);
        state.drop_spare();
        if !state.kernel.is_uniform() && state.spare.len() < state.slots.len() {
            self.start_chains(state);
        }
    }

    fn is_over(&self, state: &State) -> Option<End> {
        let settings = &self.settings;
        let ln_l = |k: usize| state.live.ln_l[state.order[k] as usize];
        let (least, most) = (ln_l(0), ln_l(state.order.len() - 1));
        if state.sums.remainder(most) < settings.dlogz {
            return Some(End::Remainder);
        }
        if least == most {
            return Some(End::Plateau);
        }
        if settings.max_ln_l.is_some_and(|limit| state.contour >= limit) {
            return Some(End::Contour);
        }
        if settings.min_ess.is_some_and(|size| state.sums.effective_size() >= size) {
            return Some(End::Size);
        }
        let is_full = settings.max_calls.is_some_and(|limit| state.counts.calls >= limit)
            || settings.max_iterations.is_some_and(|limit| state.iteration >= limit);
        is_full.then_some(End::Limit)
    }

    fn bury(&self, state: &mut State, dying: usize) {
        let n = state.order.len();
        state.slots.clear();
        state.slots.extend(state.order.drain(..dying));
        for (k, &slot) in state.slots.iter().enumerate() {
            let row = state.live.row(slot as usize);
            state.dead.push(row);
            state.sums.death(row.ln_l, n - k);
        }
    }
}
