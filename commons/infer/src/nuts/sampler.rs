//! The sampler that asks and tells.

use super::{
    chain::{Chain, Rules},
    settings::NutsSettings,
    tree::Answer,
};
use crate::{Result, optimise::check_length};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use serde::{Deserialize, Serialize};

/// The no-U-turn sampler over the real line in each coordinate.
///
/// A draw is a point of a trajectory of the Hamiltonian `|v|²/2 − ln P(q_0 + F y)` that doubles forwards or backwards
/// until it turns, chosen with weights `e^−ΔE` and a preference for the farther half. `F` and the leapfrog's step are
/// learnt from the first draws: `F` from draws and gradients together, so that a normal density becomes round; the step
/// by dual averaging of the acceptance. A trajectory whose energy rises by 1000 ends as a divergence.
///
/// Its evaluator gives ln P, and as what comes along `d` numbers, the gradient of ln P, then whatever is to be kept with
/// a draw ([`OverReal`](crate::OverReal) does). Chains are independent of each other and of their number: chain `k` has
/// the same bits alone.
///
/// # Source
/// Hoffman and Gelman 2014, JMLR 15, 1593; Betancourt 2017, arXiv:1701.02434 (choice of the draw); scales and directions
/// from draws and gradients: as nuts-rs 0.18 chooses them
#[derive(Clone, Debug)]
pub struct Nuts {
    settings: NutsSettings,
    dim: usize,
    seed: u64,
}

/// Where [`Nuts`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NutsState {
    chains: Vec<Chain>,
}

/// What a watcher sees of a leapfrog of all chains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Draws so far of all chains, those of tuning included.
    pub draws: u64,
    /// Gradients so far.
    pub gradients: u64,
}

impl NutsState {
    /// The chains.
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }
}

impl Nuts {
    /// In `dim` coordinates.
    ///
    /// # Errors
    /// Those of [`NutsSettings::check`].
    pub fn new(settings: NutsSettings, dim: usize, seed: u64) -> Result<Self> {
        settings.check()?;
        Ok(Self { settings, dim, seed })
    }

    /// Chains that start at these points, one after the other.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) if there are other than `chains` points.
    pub fn start(&self, x: &[f64]) -> Result<NutsState> {
        check_length("starting points of chains", x.len(), self.settings.chains * self.dim)?;
        let chains = x.chunks_exact(self.dim).enumerate().map(|(k, x)| Chain::new(k as u64, x));
        Ok(NutsState { chains: chains.collect() })
    }

    /// The share of all draws that are done.
    pub fn fraction(&self, state: &NutsState) -> f64 {
        let all = (self.settings.tune + self.settings.draws) * state.chains.len() as u64;
        state.chains.iter().map(Chain::n_draws).sum::<u64>() as f64 / all as f64
    }

    /// Every answer is whole, and every start finite.
    fn check(&self, state: &NutsState, got: &Evaluations) -> std::result::Result<(), ExecError> {
        let (found, expected) = (got.blob_len() as u64, self.dim as u64);
        if found < expected {
            return Err(ExecError::WrongLength { block: 0, what: "numbers of a gradient", found, expected });
        }
        for (row, chain) in state.chains.iter().filter(|chain| !chain.is_done()).enumerate() {
            let is_finite = got.values[row].is_finite() && got.blob(row)[..self.dim].iter().all(|g| g.is_finite());
            if chain.starts() && !is_finite {
                let message = format!("ln P is {} at the start of a chain; start where it is finite", got.values[row]);
                return Err(ExecError::Evaluation { row, message });
            }
        }
        Ok(())
    }
}

impl AskTell for Nuts {
    type State = NutsState;
    type Info = Progress;

    fn ask(&self, state: &NutsState, rows: &mut Vec<f64>) -> Ask {
        state.chains.iter().for_each(|chain| chain.ask(rows));
        if state.chains.iter().all(Chain::is_done) { Ask::Done } else { Ask::Rows }
    }

    fn tell(&self, state: &mut NutsState, _: &[f64], got: &Evaluations) -> std::result::Result<Progress, ExecError> {
        self.check(state, got)?;
        let rules = Rules { settings: &self.settings, seed: self.seed };
        for (row, chain) in state.chains.iter_mut().filter(|chain| !chain.is_done()).enumerate() {
            let (gradient, along) = got.blob(row).split_at(self.dim);
            chain.tell(rules, &Answer { ln_p: got.values[row], gradient, along });
        }
        let draws = state.chains.iter().map(Chain::n_draws).sum();
        Ok(Progress { draws, gradients: state.chains.iter().map(|chain| chain.n_gradients().0).sum() })
    }
}
