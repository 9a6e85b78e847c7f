//! Differential evolution, a generation at a time.

use super::{Bounds, Lbfgsb, LbfgsbState, Optimiser, Outcome, Progress, Status, minus, sobol::Sobol};
use crate::error::{Result, positive, require};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use astrarium_num::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// Settings of [`Evolution`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EvolutionSettings {
    /// Members for each parameter.
    pub members_per_parameter: usize,
    /// The mutation's factor is drawn anew between these two for each generation.
    pub mutation: [f64; 2],
    /// The share of parameters taken from the mutant.
    pub recombination: f64,
    /// Ends when the spread of the values is this share of their mean, …
    pub relative_tolerance: f64,
    /// … plus this.
    pub absolute_tolerance: f64,
    /// Generations at most.
    pub max_generations: u64,
    /// The seed of all random numbers.
    pub seed: u64,
}

impl Default for EvolutionSettings {
    fn default() -> Self {
        Self {
            members_per_parameter: 15,
            mutation: [0.5, 1.0],
            recombination: 0.7,
            relative_tolerance: 0.01,
            absolute_tolerance: 0.0,
            max_generations: 1000,
            seed: 0,
        }
    }
}

/// Differential evolution (best/1/bin): minimises `−ln P` in a finite box with many modes.
///
/// A generation is one batch: each member's rival is the best member plus `F` times the difference of two others,
/// crossed with the member; parameters that leave the box are drawn anew within it. Members are replaced when the whole
/// generation is known. It starts from scrambled Sobol points and the point given, and ends with [`Lbfgsb`] from the best
/// member if there is a polisher.
///
/// # Source
/// Storn and Price 1997, J. Global Optim. 11, 341
#[derive(Clone, Debug)]
pub struct Evolution {
    settings: EvolutionSettings,
    bounds: Bounds,
    polish: Option<Lbfgsb>,
}

/// Where [`Evolution`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvolutionState {
    /// Members, one after the other; their values are empty before the first tell.
    #[serde(with = "astrarium_exec::f64s")]
    members: Vec<f64>,
    f: Vec<f64>,
    generation: u64,
    n_eval: u64,
    spread: Option<Status>,
    polish: Option<LbfgsbState>,
    status: Status,
}

impl EvolutionState {
    /// Generations evaluated after the first.
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

impl Evolution {
    /// Within finite `bounds`; `polish` gives the slope and tolerances of the polisher.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for bounds or settings that make no sense.
    pub fn new(settings: EvolutionSettings, bounds: Bounds, polish: Option<super::LbfgsbSettings>) -> Result<Self> {
        bounds.finite()?;
        positive("members_per_parameter", settings.members_per_parameter as f64)?;
        let [low, high] = settings.mutation;
        require(low > 0.0 && low <= high && high <= 2.0, "mutation", low, "two rising numbers above 0, 2 at most")?;
        let recombination = settings.recombination;
        require((0.0..=1.0).contains(&recombination), "recombination", recombination, "a share from 0 to 1")?;
        let polish = polish.map(|settings| Lbfgsb::new(settings, bounds.clone())).transpose()?;
        Ok(Self { settings, bounds, polish })
    }

    fn n_members(&self) -> usize {
        (self.settings.members_per_parameter * self.bounds.dim()).max(5)
    }

    /// The member's rival of this generation.
    fn rival(&self, state: &EvolutionState, best: usize, member: usize, rows: &mut Vec<f64>) {
        let (dim, n, step) = (self.bounds.dim(), self.n_members() as u64, state.generation + 1);
        let [low, high] = self.settings.mutation;
        let dither = Stream::new(self.settings.seed, Purpose::Trajectory, 0).uniforms(step, 0)[0];
        let factor = low + (high - low) * dither;
        let stream = Stream::new(self.settings.seed, Purpose::Move, member as u64);
        // two different members, neither of them this one
        let a = (member as u64 + 1 + stream.below(step, 0, n - 1)) % n;
        let mut b = stream.below(step, 1, n - 2);
        for taken in [a.min(member as u64), a.max(member as u64)] {
            b += u64::from(b >= taken);
        }
        let kept = stream.below(step, 2, dim as u64) as usize;
        let mut uniforms = vec![0.0; 2 * dim];
        stream.fill_uniform(step, 3, &mut uniforms);
        let of = |k: usize, i: usize| state.members[k * dim + i];
        for i in 0..dim {
            let crossed = i == kept || uniforms[i] < self.settings.recombination;
            let mutant = of(best, i) + factor * (of(a as usize, i) - of(b as usize, i));
            let value = if crossed { mutant } else { of(member, i) };
            let [low, high] = [self.bounds.lower()[i], self.bounds.upper()[i]];
            let inside = low <= value && value <= high;
            rows.push(if inside { value } else { self.bounds.clip(i, low + uniforms[dim + i] * (high - low)) });
        }
    }

    /// Ends the search when the members agree, and polishes the best.
    fn settle(&self, state: &mut EvolutionState) {
        let n = state.f.len() as f64;
        let mean = state.f.iter().sum::<f64>() / n;
        let variance = state.f.iter().map(|f| (f - mean).powi(2)).sum::<f64>() / n;
        let is_close =
            variance.sqrt() <= self.settings.absolute_tolerance + self.settings.relative_tolerance * mean.abs();
        if is_close {
            state.spread = Some(Status::Spread);
        } else if state.generation >= self.settings.max_generations {
            state.spread = Some(if state.f[best(&state.f)] < f64::INFINITY { Status::Limit } else { Status::Start });
        }
        let Some(status) = state.spread else { return };
        state.status = status;
        let from = state.members[best(&state.f) * self.bounds.dim()..][..self.bounds.dim()].to_vec();
        if let (Some(polish), true) = (&self.polish, status != Status::Start) {
            state.polish = polish.start(&from).ok();
            state.status = Status::Running;
        }
    }
}

/// The first member of the smallest value.
fn best(f: &[f64]) -> usize {
    (0..f.len()).min_by(|&a, &b| f[a].total_cmp(&f[b])).unwrap_or(0)
}

impl AskTell for Evolution {
    type State = EvolutionState;
    type Info = Progress;

    fn ask(&self, state: &EvolutionState, rows: &mut Vec<f64>) -> Ask {
        match (&state.polish, &self.polish) {
            _ if state.status != Status::Running => return Ask::Done,
            (Some(polishing), Some(polish)) => return polish.ask(polishing, rows),
            _ if state.f.is_empty() => rows.extend(&state.members),
            _ => {
                let best = best(&state.f);
                (0..state.f.len()).for_each(|member| self.rival(state, best, member, rows));
            }
        }
        Ask::Rows
    }

    fn tell(
        &self,
        state: &mut EvolutionState,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<Progress, ExecError> {
        state.n_eval += got.values.len() as u64;
        if let (Some(polishing), Some(polish)) = (&mut state.polish, &self.polish) {
            let progress = polish.tell(polishing, rows, got)?;
            if polish.outcome(polishing).status != Status::Running {
                state.status = state.spread.unwrap_or(Status::Spread);
            }
            return Ok(Progress { f: progress.f, n_eval: state.n_eval });
        }
        if state.f.is_empty() {
            state.f = got.values.iter().map(|value| minus(*value)).collect();
        } else {
            let dim = self.bounds.dim();
            state.generation += 1;
            for (k, value) in got.values.iter().enumerate() {
                if minus(*value) <= state.f[k] {
                    state.members[k * dim..][..dim].copy_from_slice(&rows[k * dim..][..dim]);
                    state.f[k] = minus(*value);
                }
            }
        }
        self.settle(state);
        Ok(Progress { f: state.f[best(&state.f)], n_eval: state.n_eval })
    }
}

impl Optimiser for Evolution {
    fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn start(&self, x: &[f64]) -> Result<EvolutionState> {
        self.bounds.check_start(x)?;
        let sobol = Sobol::new(self.settings.seed);
        let others = (1..self.n_members()).flat_map(|k| self.bounds.at(&sobol.point(k as u32, x.len())));
        Ok(EvolutionState {
            members: x.iter().copied().chain(others).collect(),
            f: Vec::new(),
            generation: 0,
            n_eval: 0,
            spread: None,
            polish: None,
            status: Status::Running,
        })
    }

    fn outcome(&self, state: &EvolutionState) -> Outcome {
        let k = best(&state.f);
        let x = state.members[k * self.bounds.dim()..][..self.bounds.dim()].to_vec();
        let f = state.f.get(k).copied().unwrap_or(f64::INFINITY);
        let found = Outcome { x, f, gradient: None, n_eval: state.n_eval, status: state.status, covariance: None };
        let polished = state.polish.as_ref().zip(self.polish.as_ref()).map(|(state, polish)| polish.outcome(state));
        match polished {
            Some(polished) if polished.f <= found.f => {
                Outcome { n_eval: state.n_eval, status: state.status, ..polished }
            }
            _ => found,
        }
    }
}
