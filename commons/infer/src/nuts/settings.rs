//! What the sampler is told.

use crate::error::{Result, positive, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the density is made round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// A scale for each coordinate.
    Diagonal,
    /// Scales, and the directions along which draws and gradients disagree with them.
    #[default]
    LowRank,
}

/// How far a trajectory goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Until it turns back (the no-U-turn sampler).
    #[default]
    UntilItTurns,
    /// A random number of leapfrogs from 1 to twice this less one: chains in one batch never wait for each other.
    Leapfrogs(u32),
}

/// Settings of [`Nuts`](super::Nuts).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NutsSettings {
    /// Chains, independent of each other; one batch holds a leapfrog of each.
    pub chains: usize,
    /// Draws of a chain that are kept.
    pub draws: u64,
    /// Draws of a chain before them, which teach it.
    pub tune: u64,
    /// A trajectory has 2^this points at most.
    pub max_depth: u32,
    /// The mean acceptance that the step is chosen for.
    pub target_acceptance: f64,
    /// How the density is made round.
    pub rounding: Rounding,
    /// Draws between two estimates of the map that does it.
    pub update_every: u64,
    /// How far a trajectory goes.
    pub length: Length,
}

impl Default for NutsSettings {
    fn default() -> Self {
        Self {
            chains: 4,
            draws: 1000,
            tune: 800,
            max_depth: 10,
            target_acceptance: 0.8,
            rounding: Rounding::LowRank,
            update_every: 20,
            length: Length::UntilItTurns,
        }
    }
}

impl NutsSettings {
    /// Whether they make sense.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) names the one that does not.
    pub fn check(&self) -> Result<()> {
        positive("chains", self.chains as f64)?;
        positive("draws", self.draws as f64)?;
        positive("update_every", self.update_every as f64)?;
        let depth = f64::from(self.max_depth);
        require((1.0..=30.0).contains(&depth), "max_depth", depth, "1 to 30")?;
        let target = self.target_acceptance;
        require(target > 0.0 && target < 1.0, "target_acceptance", target, "a number between 0 and 1")?;
        require(self.length != Length::Leapfrogs(0), "leapfrogs", 0.0, "at least one")
    }

    /// The draw at which only the step is still learnt.
    pub(super) fn last_window(&self) -> u64 {
        self.tune - self.tune * 15 / 100
    }

    /// The draw at which windows grow.
    pub(super) fn early_end(&self) -> u64 {
        self.tune * 30 / 100
    }
}
