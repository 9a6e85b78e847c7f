//! The rows that are asked for.

use super::{
    bound::BoundKind,
    chains::{Chains, Field},
    core::Core,
    draws::Draws,
    kernel::Kernel,
    state::{Phase, State},
};

/// Draws from a bound for each row wanted, before it is given up.
const MOST_DRAWN: usize = 4000;

impl Core {
    /// The next rows.
    pub(super) fn propose(&self, state: &mut State) {
        let mut draws = self.draws(state);
        state.round += 1;
        state.owners.clear();
        let mut rows = std::mem::take(&mut state.rows);
        rows.clear();
        match (state.phase, state.kernel) {
            (Phase::Prior, _) => (0..self.settings.live * self.dim()).for_each(|_| rows.push(draws.uniform())),
            (_, Kernel::Cube) => {
                let wanted = self.wanted(state) * self.dim();
                (0..wanted).for_each(|_| rows.push(draws.uniform()));
            }
            (_, Kernel::Unif) => self.propose_from_bound(state, &mut draws, &mut rows),
            _ => self.propose_chains(state, &mut draws, &mut rows),
        }
        state.rows = rows;
    }

    /// Rows worth asking for: as many as should give the points that are missing, but none beyond the next bound.
    fn wanted(&self, state: &State) -> usize {
        let missing = self.settings.together(state.slots.len()).saturating_sub(state.spare.len()).max(1) as f64;
        // as if one of two had been found before
        let efficiency = (state.tune.found as f64 + 1.0) / (state.tune.evaluated as f64 + 2.0);
        let most =
            if state.kernel == Kernel::Unif { self.calls_left(state) as f64 } else { 4.0 * state.live.len() as f64 };
        (missing / efficiency).ceil().min(most.max(missing)) as usize
    }

    fn propose_from_bound(&self, state: &mut State, draws: &mut Draws, rows: &mut Vec<f64>) {
        let (dim, wanted) = (self.dim(), self.wanted(state));
        if self.settings.bound == BoundKind::None {
            (0..wanted * dim).for_each(|_| rows.push(draws.uniform()));
            return;
        }
        let mut point = vec![0.0; dim];
        for _ in 0..wanted * MOST_DRAWN {
            state.tune.drawn += 1;
            if state.bound.draw(draws, &self.wraps, &mut point) {
                rows.extend_from_slice(&point);
                if rows.len() == wanted * dim {
                    return;
                }
            }
        }
        if rows.is_empty() {
            // hardly any of the bound lies in the cube: chains, whatever was asked, and the verdict says so
            self.leave_uniform(state);
            self.start_chains(state);
        }
    }

    fn propose_chains(&self, state: &mut State, draws: &mut Draws, rows: &mut Vec<f64>) {
        let mut chains: Chains = std::mem::take(&mut state.chains);
        let mut owners = std::mem::take(&mut state.owners);
        let field = self.field(state);
        for k in 0..chains.len() {
            if !chains.is_done(k) && chains.propose(k, &field, draws, rows) {
                owners.push(k as u32);
            }
        }
        (state.chains, state.owners) = (chains, owners);
    }

    pub(super) fn start_chains(&self, state: &mut State) {
        let mut draws = self.draws(state);
        state.round += 1;
        let mut chains = std::mem::take(&mut state.chains);
        chains.start(self.settings.together(state.slots.len()), &self.field(state), &mut draws);
        state.chains = chains;
    }

    fn field<'a>(&'a self, state: &'a State) -> Field<'a> {
        Field {
            kernel: state.kernel,
            wraps: &self.wraps,
            bound: &state.bound,
            scale: state.tune.scale,
            steps: state.tune.steps(),
            contour: state.contour,
            live: &state.live,
            labels: &state.labels,
            seeds: &state.order,
        }
    }
}
