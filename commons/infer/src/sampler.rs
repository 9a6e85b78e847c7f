//! What every sampler is to those who run it.

use crate::{Error, Gradient, LogDensity, NanPolicy, Result, Run, Space};
use astrarium_exec::{Engine, Identity, Input, Saving, spec_hash};
use serde::Serialize;
use std::fmt::Debug;

/// A sampler with its settings: a member of the family [`SamplerKind`](crate::samplers::SamplerKind).
///
/// The result has the same bits for any number of threads and ranks, and for any kill and resume.
pub trait RunSampler: Debug + Send + Sync {
    /// Whether the settings and this space go together, before anything is evaluated.
    ///
    /// # Errors
    /// The setting or parameter that does not.
    fn check(&self, space: &Space) -> Result<()>;

    /// Whether it needs gradients.
    fn needs_gradient(&self) -> bool {
        false
    }

    /// Runs to its own end, to a limit, or to a stop.
    ///
    /// A run that was stopped early gives what it has, with a verdict that says so; with `how.saving` the same call goes
    /// on from there.
    ///
    /// # Errors
    /// Those of [`check`](Self::check), the density's, the disk's.
    fn run(&self, target: Target<'_>, how: How<'_>) -> Result<Run>;
}

/// What is sampled.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The density.
    pub density: &'a dyn LogDensity,
    /// The same with its slope, if it knows it.
    pub gradient: Option<&'a dyn Gradient>,
}

impl<'a> Target<'a> {
    /// A density without gradients.
    pub fn plain(density: &'a dyn LogDensity) -> Self {
        Self { density, gradient: None }
    }

    /// A density with gradients.
    pub fn smooth(density: &'a dyn Gradient) -> Self {
        Self { density, gradient: Some(density) }
    }

    /// The gradient that `sampler` needs.
    ///
    /// # Errors
    /// [`Error::NoGradient`] if there is none.
    pub fn require_gradient(self, sampler: &'static str) -> Result<&'a dyn Gradient> {
        self.gradient.ok_or(Error::NoGradient { sampler })
    }
}

/// With what, and under whose eyes.
pub struct How<'a> {
    /// Threads, ranks and limits.
    pub engine: &'a Engine,
    /// The seed of all random numbers.
    pub seed: u64,
    /// Which fit of a catalogue this is: what rows are marked with; 0 where there is one.
    pub entity: u64,
    /// What NaN means.
    pub nan: NanPolicy,
    /// Where checkpoints go, if any; a run of the same identity that stands there is resumed.
    pub saving: Option<Saving<'a>>,
    /// The data behind the density, as part of the run's identity.
    pub inputs: &'a [Input],
    /// Who looks on, step by step; `false` ends the run.
    pub watch: Option<&'a mut dyn FnMut(&Glance) -> bool>,
}

impl<'a> How<'a> {
    /// On this engine, from this seed; without checkpoints and lookers-on.
    pub fn new(engine: &'a Engine, seed: u64) -> Self {
        Self { engine, seed, entity: 0, nan: NanPolicy::Error, saving: None, inputs: &[], watch: None }
    }

    /// What makes two runs of a sampler the same run. `version` is raised when its numbers change.
    pub fn identity(&self, sampler: &str, version: u32, settings: &impl Serialize, space: &Space) -> Identity {
        Identity {
            kind: format!("infer.{sampler}"),
            results_version: version,
            spec: spec_hash(&(settings, space.parameters(), self.nan, self.entity)),
            inputs: self.inputs.to_vec(),
            seed: self.seed,
            block_size: 1,
            simd: self.engine.simd_label().to_owned(),
        }
    }
}

/// How a run stands, for those who look on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    /// Steps done.
    pub step: u64,
    /// Rows evaluated.
    pub calls: u64,
    /// How far it is, from 0 to 1, where that is known.
    pub fraction: Option<f64>,
    /// Numbers worth a look, by name: acceptance, ln Z, what is left of it.
    pub numbers: Vec<(&'static str, f64)>,
}
