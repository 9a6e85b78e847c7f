//! Tempering, drawing, fitting.

use super::{mixture::Mixture, past::Past, settings::AdaptiveMixture};
use crate::{Counts, nested::Draws};
use astrarium_exec::{Ask, AskTell, Error, Evaluations, f64s};
use astrarium_num::{
    random::{Purpose, Stream},
    special::norm_cdf,
};
use serde::{Deserialize, Serialize};

/// Halvings in the search for the temperature.
const HALVINGS: usize = 60;
/// The largest uniform number below 1 that a coordinate may have.
const BELOW_ONE: f64 = 1.0 - 1.0 / (1_u64 << 53) as f64;

/// A stage that is done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// The power of the likelihood that the next mixture was fitted to.
    pub beta: f64,
    /// ln Z of its draws, with the whole likelihood.
    pub ln_z: f64,
    /// Effective number over the number of draws, with the whole likelihood.
    pub effective_part: f64,
    /// Components of the next mixture.
    pub components: u32,
}

/// All there is between two tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stages {
    pub(super) mixture: Mixture,
    past: Past,
    pub(super) done: Vec<Stage>,
    /// Draws with β = 1 that went into the mixture.
    full: usize,
    pub(super) is_final: bool,
    pub(super) is_done: bool,
    batch: u64,
    /// Draws of the stage: in the prior's normal coordinates, in the cube, ln L, ln(prior/mixture).
    #[serde(with = "f64s")]
    x: Vec<f64>,
    #[serde(with = "f64s")]
    pub(super) u: Vec<f64>,
    #[serde(with = "f64s")]
    pub(super) ln_l: Vec<f64>,
    #[serde(with = "f64s")]
    pub(super) ln_ratio: Vec<f64>,
    #[serde(with = "f64s")]
    pub(super) blobs: Vec<f64>,
    pub(super) counts: Counts,
}

/// The sampler.
#[derive(Clone, Debug)]
pub(super) struct Sampler {
    pub settings: AdaptiveMixture,
    pub dim: usize,
    pub seed: u64,
    /// Leading numbers of a row's blob that are not kept.
    pub skip: usize,
}

/// How it stands after a tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Progress {
    pub calls: u64,
    pub fraction: Option<f64>,
    pub stage: usize,
    pub effective_part: f64,
}

/// ln of the sum of `exp`, and the effective number of the terms.
pub(super) fn ln_sum(ln: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let most = ln.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return (most, 0.0);
    }
    let (sum, squares) = ln.fold((0.0, 0.0), |(sum, squares): (f64, f64), ln| {
        let w = libm::exp(ln - most);
        (sum + w, squares + w * w)
    });
    (most + libm::log(sum), sum * sum / squares)
}

impl Sampler {
    /// Before the first row: from the prior, or from a mixture that knows the posterior.
    pub(super) fn start(&self, mixture: Option<Mixture>) -> Stages {
        Stages {
            is_final: mixture.is_some(),
            mixture: mixture.unwrap_or_else(|| Mixture::prior(self.dim)),
            past: Past::default(),
            done: Vec::new(),
            full: 0,
            is_done: false,
            batch: 0,
            x: Vec::new(),
            u: Vec::new(),
            ln_l: Vec::new(),
            ln_ratio: Vec::new(),
            blobs: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn wanted(&self, state: &Stages) -> usize {
        let settings = &self.settings;
        if state.is_final {
            settings.final_draws
        } else if state.done.is_empty() {
            settings.first_draws
        } else {
            settings.stage_draws
        }
    }

    /// Whether the final draws are as many effective ones as were asked for.
    fn is_enough(&self, state: &Stages) -> bool {
        let ln_w = state.ln_l.iter().zip(&state.ln_ratio).map(|(l, r)| l + r);
        state.is_final && self.settings.target_size.is_some_and(|size| ln_sum(ln_w).1 >= size)
    }

    /// The next rows, in both coordinates: a function of the state.
    fn draw(&self, state: &Stages) -> (Vec<f64>, Vec<f64>) {
        let n = self.settings.batch.min(self.wanted(state) - state.ln_l.len());
        let mut draws = Draws::new(Stream::new(self.seed, Purpose::Mixture, state.done.len() as u64), state.batch);
        let mut x = vec![0.0; n * self.dim];
        x.chunks_exact_mut(self.dim).for_each(|x| state.mixture.draw(&mut draws, x));
        let u = x.iter().map(|x| norm_cdf(*x).clamp(f64::MIN_POSITIVE, BELOW_ONE)).collect();
        (x, u)
    }

    /// A stage has all its draws: another mixture, or the end.
    fn settle(&self, state: &mut Stages) {
        let n = state.ln_l.len() as f64;
        let (sum, size) = ln_sum(state.ln_l.iter().zip(&state.ln_ratio).map(|(l, r)| l + r));
        let stage = Stage { beta: 1.0, ln_z: sum - libm::log(n), effective_part: size / n, components: 0 };
        if state.is_final {
            state.done.push(stage);
            state.is_done = true;
            return;
        }
        state.past.add(state.mixture.clone(), &state.x, &state.ln_l);
        let beta = self.temperature(state);
        let at = state.done.len() as u64;
        let points = self.resampled(&state.past, beta, at);
        let mut draws = Draws::new(Stream::new(self.seed, Purpose::Start, at), 0);
        let settings = &self.settings;
        let seeds = Mixture::seeds(&points, self.dim, settings.components, &mut draws);
        let (_, effective) = ln_sum(state.past.ln_weights(beta));
        state.mixture = Mixture::fit(&points, self.dim, &seeds, settings.shape(effective));
        state.done.push(Stage { beta, components: state.mixture.components() as u32, ..stage });
        state.full += usize::from(beta == 1.0);
        state.is_final = state.full >= settings.full_stages || state.done.len() >= settings.max_stages;
        if state.is_final {
            state.past = Past::default();
        }
        for list in [&mut state.x, &mut state.u, &mut state.ln_l, &mut state.ln_ratio, &mut state.blobs] {
            list.clear();
        }
        state.batch = 0;
    }

    /// The largest power, up to 1, with which as many draws of all stages are effective as the least part of this one's;
    /// never smaller than before.
    fn temperature(&self, state: &Stages) -> f64 {
        let least = self.settings.least_part * state.ln_l.len() as f64;
        let size = |beta: f64| ln_sum(state.past.ln_weights(beta)).1;
        let before = state.done.last().map_or(0.0, |stage| stage.beta);
        if size(1.0) >= least {
            return 1.0;
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if size(middle) >= least { low = middle } else { high = middle }
        }
        low.max(before)
    }

    /// Points of equal weight, by systematic resampling.
    fn resampled(&self, past: &Past, beta: f64, stage: u64) -> Vec<f64> {
        let n = self.settings.fit_points;
        let ln_weights: Vec<f64> = past.ln_weights(beta).collect();
        let (total, _) = ln_sum(ln_weights.iter().copied());
        let offset = Stream::new(self.seed, Purpose::Resampling, stage + 1).uniforms(0, 0)[0];
        let (mut points, mut below, mut k) = (Vec::with_capacity(n * self.dim), 0.0, 0);
        let share = |k: usize| libm::exp(ln_weights[k] - total);
        for i in 0..n {
            let at = (offset + i as f64) / n as f64;
            while k + 1 < ln_weights.len() && below + share(k) <= at {
                below += share(k);
                k += 1;
            }
            points.extend_from_slice(past.x(k, self.dim));
        }
        points
    }
}

/// `β ln L`, −∞ staying impossible.
pub(super) fn tempered(beta: f64, ln_l: f64) -> f64 {
    if ln_l == f64::NEG_INFINITY { ln_l } else { beta * ln_l }
}

impl AskTell for Sampler {
    type State = Stages;
    type Info = Progress;

    fn ask(&self, state: &Stages, rows: &mut Vec<f64>) -> Ask {
        if state.is_done {
            return Ask::Done;
        }
        rows.extend(self.draw(state).1);
        Ask::Rows
    }

    fn tell(&self, state: &mut Stages, rows: &[f64], got: &Evaluations) -> Result<Progress, Error> {
        let (found, expected) = ((got.values.len() * self.dim) as u64, rows.len() as u64);
        if found != expected {
            return Err(Error::WrongLength { block: 0, what: "coordinates told", found, expected });
        }
        let (x, u) = self.draw(state);
        let (found, expected) = (u.len() as u64, rows.len() as u64);
        if found != expected {
            return Err(Error::WrongLength { block: 0, what: "coordinates asked for", found, expected });
        }
        state.counts.add(got);
        state.counts.steps += 1;
        state.ln_ratio.extend(x.chunks_exact(self.dim).map(|x| state.mixture.ln_ratio(x)));
        state.x.extend(x);
        state.u.extend(u);
        state.ln_l.extend(&got.values);
        if got.blob_len() > self.skip {
            (0..got.values.len()).for_each(|i| state.blobs.extend(&got.blob(i)[self.skip..]));
        }
        state.batch += 1;
        if state.ln_l.len() >= self.wanted(state) || self.is_enough(state) {
            self.settle(state);
        }
        let done = state.ln_l.len() as f64 / self.wanted(state) as f64;
        Ok(Progress {
            calls: state.counts.calls,
            fraction: state.is_final.then_some(done),
            stage: state.done.len(),
            effective_part: state.done.last().map_or(0.0, |stage| stage.effective_part),
        })
    }
}
