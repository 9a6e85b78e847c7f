//! The loop of nested sampling, as a sampler that asks and tells.

use super::{
    bound::{Bound, BoundKind},
    chains::{Chains, Field},
    draws::Draws,
    kernel::{DEAR, Kernel},
    settings::{KernelKind, Nested},
    state::{End, Phase, State},
    table::Row,
};
use crate::space::Wrap;
use astrarium_exec::{Ask, AskTell, Error, Evaluations};
use astrarium_num::random::{Purpose, Stream};

/// Draws from the prior for each live point before the density counts as impossible.
const MOST_TRIED: u64 = 10_000;
/// Draws from a bound for each row wanted, before it is given up.
const MOST_DRAWN: usize = 4000;
/// Draws from a bound for each evaluation beyond which uniform draws are dear.
const DEAR_DRAWS: u64 = 100;
/// Bounds from one attempt to divide the points to the next, where one ellipsoid was enough for chains.
const RARELY: u32 = 4;
/// Live points tried as the partner of a chain's start.
const PARTNERS: usize = 8;

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
    fn dim(&self) -> usize {
        self.wraps.len()
    }

    fn draws(&self, state: &State) -> Draws {
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

    /// Live points from the prior: the first finite ones.
    fn take_prior(&self, state: &mut State, rows: &[f64], got: &Evaluations) {
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
        state.labels = vec![0; state.live.len()];
        state.sums.ln_x = libm::log(state.live.len() as f64 / state.tried as f64);
        self.sort(state);
        state.phase = Phase::Sampling;
        self.begin(state);
    }

    fn sort(&self, state: &mut State) {
        let live = &state.live;
        state.order = (0..live.len() as u32).collect();
        state.order.sort_by(|&a, &b| live.ln_l[a as usize].total_cmp(&live.ln_l[b as usize]));
    }

    /// Takes values of uniform draws.
    fn take_uniform(&self, state: &mut State, rows: &[f64], got: &Evaluations) {
        let dim = self.dim();
        state.tune.evaluated += got.values.len() as u64;
        let mut calls = 0;
        for (i, &ln_l) in got.values.iter().enumerate() {
            calls += 1;
            if ln_l > state.contour {
                let (u, blob) = (&rows[i * dim..(i + 1) * dim], &got.blob(i)[self.skip..]);
                state.spare.push(Row { u, blob, ln_l, birth: state.contour, calls });
                state.tune.found += 1;
                calls = 0;
            }
        }
    }

    /// Takes values of chains.
    fn take_chains(&self, state: &mut State, got: &Evaluations) {
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
        for (i, (&owner, &value)) in owners.iter().zip(&got.values).enumerate() {
            chains.take(owner as usize, value, &got.blob(i)[self.skip..], &field);
        }
    }

    /// Completes and begins iterations until rows are wanted, or the run is done.
    fn go_on(&self, state: &mut State) {
        while state.phase == Phase::Sampling {
            if self.is_complete(state) {
                self.complete(state);
                if state.phase == Phase::Sampling {
                    self.begin(state);
                }
            } else {
                if state.kernel == Kernel::Unif && self.settings.kernel == KernelKind::Auto && is_dear(state) {
                    self.leave_uniform(state);
                    self.start_chains(state);
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
        if state.kernel.is_uniform() { state.spare.len() >= state.slots.len() } else { state.chains.are_done() }
    }

    /// New points take the places of those that died.
    fn complete(&self, state: &mut State) {
        let survivors = state.order.len();
        let slots = std::mem::take(&mut state.slots);
        if state.borrowed {
            (state.borrowed, state.order) = (false, Vec::new());
        }
        if state.kernel.is_uniform() {
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

    fn fill_from_spare(&self, state: &mut State, slots: &[u32]) {
        let State { live, spare, labels, contour, .. } = state;
        for (k, &slot) in slots.iter().enumerate() {
            live.set(slot as usize, Row { birth: *contour, ..spare.row(k) });
            labels[slot as usize] = 0;
        }
        let rest: Vec<usize> = (slots.len()..spare.len()).collect();
        *spare = if rest.is_empty() { super::table::Table::default() } else { spare.take(&rest) };
    }

    fn fill_from_chains(&self, state: &mut State, slots: &[u32]) {
        self.measure_jumps(state, slots);
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
    fn measure_jumps(&self, state: &mut State, slots: &[u32]) {
        if state.order.is_empty() {
            return;
        }
        let mut draws = Draws::new(Stream::new(self.seed, Purpose::Accept, self.run), state.round);
        let State { live, chains, labels, order, bound, tune, .. } = state;
        let is_plain = self.wraps.iter().all(|wrap| *wrap == Wrap::None);
        let mut near = vec![0.0; self.dim()];
        for (arrived, _) in chains.arrived(self.dim()).zip(slots) {
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

    /// The worst points die, their successors are looked for; or the run is done.
    fn begin(&self, state: &mut State) {
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
        if state.kernel.is_uniform() {
            let State { spare, contour, .. } = state;
            if spare.ln_l.iter().any(|ln_l| ln_l <= contour) {
                let kept: Vec<usize> = (0..spare.len()).filter(|&i| spare.ln_l[i] > *contour).collect();
                *spare = spare.take(&kept);
            }
        } else {
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

    /// A bound where one is due, another kernel where that is.
    fn choose_kernel(&self, state: &mut State) {
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
        let interval = state.kernel.interval(settings, state.tune.steps() as usize);
        if (calls - state.tune.bound_calls) as f64 >= interval * n {
            self.renew_bound(state);
        }
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
    fn leave_uniform(&self, state: &mut State) {
        state.tune.left_uniform = true;
        state.spare.clear();
        self.change_kernel(state, Kernel::chain(self.dim()));
    }

    fn change_kernel(&self, state: &mut State, kernel: Kernel) {
        state.spare.clear();
        state.kernel = kernel;
        state.tune.begin(kernel.steps(&self.settings, self.dim()));
        self.renew_bound(state);
    }

    fn renew_bound(&self, state: &mut State) {
        let (settings, dim) = (&self.settings, self.dim());
        if settings.bound == BoundKind::None {
            let centre = vec![0.5; dim];
            // the ellipsoid whose axes are those of the uniform distribution
            let unit: Vec<f64> =
                (0..dim * dim).map(|k| if k % (dim + 1) == 0 { dim as f64 / 12.0 } else { 0.0 }).collect();
            let around = super::ellipsoid::Ellipsoid::with_covariance(centre, &unit);
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
    }

    fn start_chains(&self, state: &mut State) {
        let mut draws = self.draws(state);
        state.round += 1;
        let mut chains = std::mem::take(&mut state.chains);
        chains.start(state.slots.len(), &self.field(state), &mut draws);
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

    /// The next rows.
    fn propose(&self, state: &mut State) {
        let mut draws = self.draws(state);
        state.round += 1;
        state.owners.clear();
        let mut rows = std::mem::take(&mut state.rows);
        rows.clear();
        match (state.phase, state.kernel) {
            (Phase::Prior, _) => (0..self.settings.live * self.dim()).for_each(|_| rows.push(draws.uniform())),
            (_, Kernel::Cube) => {
                let wanted = wanted(state) * self.dim();
                (0..wanted).for_each(|_| rows.push(draws.uniform()));
            }
            (_, Kernel::Unif) => self.propose_from_bound(state, &mut draws, &mut rows),
            _ => self.propose_chains(state, &mut draws, &mut rows),
        }
        state.rows = rows;
    }

    fn propose_from_bound(&self, state: &mut State, draws: &mut Draws, rows: &mut Vec<f64>) {
        let (dim, wanted) = (self.dim(), wanted(state));
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
        for k in 0..state.slots.len() {
            if !chains.is_done(k) && chains.propose(k, &field, draws, rows) {
                owners.push(k as u32);
            }
        }
        (state.chains, state.owners) = (chains, owners);
    }
}

/// Rows worth asking for: as many as should give the points that are missing.
fn wanted(state: &State) -> usize {
    let missing = state.slots.len().saturating_sub(state.spare.len()).max(1) as f64;
    // as if one of two had been found before
    let efficiency = (state.tune.found as f64 + 1.0) / (state.tune.evaluated as f64 + 2.0);
    let most = 4.0 * state.live.len() as f64;
    (missing / efficiency).ceil().min(most) as usize
}

/// Whether uniform draws cost more than chains would.
fn is_dear(state: &State) -> bool {
    let tune = &state.tune;
    let is_enough = tune.evaluated as f64 >= DEAR * DEAR;
    let is_dear = tune.evaluated as f64 > DEAR * tune.found as f64;
    is_enough && (is_dear || tune.drawn > DEAR_DRAWS * tune.evaluated)
}

/// The image of `x` that is nearest to `from`.
fn nearest(x: &[f64], from: &[f64], wraps: &[Wrap], out: &mut [f64]) {
    for (((out, x), from), wrap) in out.iter_mut().zip(x).zip(from).zip(wraps) {
        let folded = wrap.fold(*x);
        *out = if *wrap == Wrap::Periodic { folded - (folded - from).round() } else { folded };
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
        let most = state.order.last().map_or(f64::NEG_INFINITY, |&i| state.live.ln_l[i as usize]);
        Ok(Progress {
            iteration: state.iteration,
            calls: state.counts.calls,
            ln_z: state.sums.ln_z,
            remainder: state.sums.remainder(most),
        })
    }
}
