//! An algorithm that goes in steps, and who watches it.

use crate::{Cx, Fault};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// An algorithm that goes in steps. It owns its settings; all that changes is in `State`.
pub trait Iteration {
    /// All the next step needs, hence all a checkpoint holds.
    type State: Clone + Serialize + DeserializeOwned;
    /// What a watcher may want to know of a step.
    type Info;
    /// The domain's error.
    type Error: Fault;

    /// One step.
    ///
    /// # Errors
    /// On any error, interruption included, `state` has the bits it had before: build aside, then swap.
    fn step(&self, state: &mut Self::State, cx: &Cx) -> Result<Self::Info, Self::Error>;
}

/// A state and how many steps led to it, counted over all runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct At<S> {
    /// Steps done.
    pub step: u64,
    /// Where they led.
    pub state: S,
}

impl<S> At<S> {
    /// Before the first step.
    pub fn start(state: S) -> Self {
        Self { step: 0, state }
    }
}

/// A watcher's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Go {
    /// Go on.
    On,
    /// The result is good enough.
    Converged,
    /// A watcher's limit: evaluations, size.
    Limit,
}

/// Why a driven run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// A watcher said so.
    Converged,
    /// A watcher's limit, or the engine's time limit.
    Limit,
    /// The stop flag.
    Interrupted,
    /// All steps were done.
    MaxSteps,
}

/// How a driven run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Why.
    pub why: Why,
    /// Steps done, counted over all runs.
    pub step: u64,
}

/// Progress, traces, checkpoints, stopping rules. A closure is one.
pub trait Watch<A: Iteration> {
    /// After each step; every watcher sees every step.
    ///
    /// # Errors
    /// An error ends the run, with its reason.
    fn after(&mut self, at: &At<A::State>, info: &A::Info) -> Result<Go, A::Error>;

    /// Once, when the loop ends for whatever reason, an error included.
    ///
    /// # Errors
    /// Reported unless the run has failed already.
    fn end(&mut self, _at: &At<A::State>) -> Result<(), A::Error> {
        Ok(())
    }

    /// Whether it writes what all ranks have alike: then it watches on rank 0 only.
    fn is_writer(&self) -> bool {
        false
    }
}

impl<A: Iteration, F: FnMut(&At<A::State>, &A::Info) -> Result<Go, A::Error>> Watch<A> for F {
    fn after(&mut self, at: &At<A::State>, info: &A::Info) -> Result<Go, A::Error> {
        self(at, info)
    }
}
