//! When another bound or another kernel is due.

use super::{
    bound::{Bound, BoundKind},
    core::Core,
    draws::Draws,
    ellipsoid::Ellipsoid,
    kernel::Kernel,
    settings::KernelKind,
    state::State,
};
use astrarium_num::random::{Purpose, Stream};

/// Draws from a bound for each evaluation beyond which uniform draws are dear.
const DEAR_DRAWS: u64 = 100;
/// Points that chains would have found, before uniform draws are compared with them.
const LEAST_SEEN: f64 = 4.0;
/// How much cheaper uniform draws must promise to be before chains give way to them: bounds of chains have less room.
const FAR_CHEAPER: f64 = 5.0;
/// Bounds from one attempt to divide the points to the next, where one ellipsoid was enough for chains.
const RARELY: u32 = 4;
/// A bound from which a smaller part of the live points came is kept for so many times its interval.
const FEW: f64 = 0.05;
const PATIENCE: f64 = 4.0;

impl Core {
    /// A bound where one is due, another kernel where that is.
    pub(super) fn choose_kernel(&self, state: &mut State) {
        let (settings, calls) = (&self.settings, state.counts.calls);
        let n = state.live.len() as f64;
        if state.kernel == Kernel::Cube {
            let is_due = calls as f64 >= settings.first_update_calls * n
                && (state.iteration as f64) < settings.first_update_efficiency * calls as f64;
            if is_due {
                self.leave_cube(state);
            }
            return;
        }
        if self.calls_left(state) == 0 {
            self.renew_bound(state);
            if self.settings.kernel == KernelKind::Auto && state.tune.left_uniform && self.is_cheap_again(state) {
                self.change_kernel(state, Kernel::Unif);
            }
        }
    }

    /// Whether the bound that chains use now promises uniform draws that cost far less.
    fn is_cheap_again(&self, state: &State) -> bool {
        let promise = libm::exp(state.sums.ln_x - state.bound.ln_volume());
        let chains = state.kernel.calls_of(state.tune.steps() as usize);
        !state.kernel.is_uniform() && promise * chains > FAR_CHEAPER
    }

    /// Evaluations until a bound is due. Few new points would hardly change it: then it stays for longer.
    pub(super) fn calls_left(&self, state: &State) -> u64 {
        let (n, tune) = (state.live.len() as f64, &state.tune);
        let interval = state.kernel.interval(&self.settings, tune.steps() as usize) * n;
        let is_much_the_same = state.kernel.is_uniform() && (tune.found as f64) < FEW * n;
        let due = if is_much_the_same { PATIENCE * interval } else { interval };
        (tune.bound_calls + due.ceil() as u64).saturating_sub(state.counts.calls)
    }

    /// Whether uniform draws cost more evaluations than chains would, or hardly lie in the cube.
    pub(super) fn is_dear(&self, state: &State) -> bool {
        let tune = &state.tune;
        let (spent, gained) = tune.uniform_cost();
        let chains = self.calls_of_chains();
        spent > f64::max(LEAST_SEEN * chains, state.live.len() as f64) && spent > chains * gained
            || tune.evaluated >= DEAR_DRAWS && tune.drawn > DEAR_DRAWS * tune.evaluated
    }

    /// Evaluations for a point by the chains that `auto` would take.
    fn calls_of_chains(&self) -> f64 {
        let chain = Kernel::chain(self.dim());
        chain.calls_of(chain.steps(&self.settings, self.dim()))
    }

    fn leave_cube(&self, state: &mut State) {
        // a bound as uniform draws would need it tells what they would cost
        state.kernel = Kernel::Unif;
        self.renew_bound(state);
        let promise = libm::exp(state.sums.ln_x - state.bound.ln_volume());
        let kernel = Kernel::first(self.settings.kernel, self.dim(), promise);
        if kernel != state.kernel {
            self.change_kernel(state, kernel);
        }
    }

    /// Chains instead of uniform draws.
    pub(super) fn leave_uniform(&self, state: &mut State) {
        state.tune.left_uniform = true;
        self.change_kernel(state, Kernel::chain(self.dim()));
    }

    fn change_kernel(&self, state: &mut State, kernel: Kernel) {
        state.keep_spare(|_| false);
        state.kernel = kernel;
        state.tune.begin(kernel.steps(&self.settings, self.dim()));
        self.renew_bound(state);
    }

    pub(super) fn renew_bound(&self, state: &mut State) {
        let (settings, dim) = (&self.settings, self.dim());
        if settings.bound == BoundKind::None {
            let centre = vec![0.5; dim];
            // the ellipsoid whose axes are those of the uniform distribution
            let unit: Vec<f64> =
                (0..dim * dim).map(|k| if k % (dim + 1) == 0 { dim as f64 / 12.0 } else { 0.0 }).collect();
            let around = Ellipsoid::with_covariance(centre, &unit);
            state.bound = Bound::fixed(around, state.kernel == Kernel::Slice);
            state.tune.bound_made(state.counts.calls, 1);
            return;
        }
        let mut draws = Draws::new(Stream::new(self.seed, Purpose::Bound, self.run), state.tune.bounds);
        let is_tried = state.kernel.is_uniform() || state.tune.singles.is_multiple_of(RARELY);
        let is_multi = settings.bound == BoundKind::Multi && is_tried;
        let before = (&state.bound, &mut draws);
        let safety = state.kernel.safety(settings);
        let (bound, labels) = Bound::around(&state.live.u, &self.wraps, is_multi, safety, before);
        state.tune.bound_made(state.counts.calls, if is_multi { bound.ellipsoids.len() } else { 1 });
        (state.bound, state.labels) = (bound, labels);
        state.spare_labels.fill(u32::MAX);
    }
}
