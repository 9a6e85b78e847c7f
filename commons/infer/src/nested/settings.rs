//! What a nested run is asked to do.

use super::bound::BoundKind;
use crate::{Result, error::require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How new points above a contour are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KernelKind {
    /// `unif` while that costs fewer evaluations a point than chains would (from 10 parameters on only if it promises fewer
    /// than 20), then `rwalk` from 10 to 20 parameters, else `rslice`; back to `unif` where its bound promises far less.
    #[default]
    Auto,
    /// Uniform draws from the bound.
    Unif,
    /// Random walks from live points.
    Rwalk,
    /// Slices along the half axes of the bound, in random order.
    Slice,
    /// Slices along random directions in the bound's metric.
    Rslice,
}

/// Settings of nested sampling. `None` is a rule that the field's text gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Nested {
    /// Live points.
    pub live: usize,
    /// Points replaced together, as one batch; a tenth of the live ones. It is part of the result, unlike the number of
    /// workers.
    pub width: Option<usize>,
    /// Chains begun together from one contour. Their ends replace points one after the other, as long as they lie above the
    /// contour that has risen meanwhile: a long batch a round, though points die one by one (`width` is then
    /// 1). Of `q` chains among `n` live points the share `(n/q) ln(1 + q/n)` is of use. `None` is as many as die together.
    pub queue: Option<usize>,
    /// How new points are found.
    pub kernel: KernelKind,
    /// Where they are looked for.
    pub bound: BoundKind,
    /// Steps of a chain at first: `rwalk` max(40, 8 d) proposals, `slice` 3 sweeps of d, `rslice` 5 d slices.
    pub steps: Option<usize>,
    /// Whether the steps follow the jump ratio.
    pub adapt_steps: bool,
    /// Factor on the volumes of the bound; 1.25, or 1 where the bootstrap is used.
    pub enlarge: Option<f64>,
    /// Resamplings that a bound must survive; 20 for `unif`, else 0.
    pub bootstrap: Option<usize>,
    /// Evaluations between two bounds, per live point; 1 for `unif`, else the steps of a chain. Where a bound of `unif` gave
    /// hardly a new point it stays for up to four times as long.
    pub update_interval: Option<f64>,
    /// Evaluations before the first bound, per live point.
    pub first_update_calls: f64,
    /// The efficiency of the whole cube below which the first bound is made. A bound lies around the live points, so that
    /// a mode which holds none of them is lost: for narrow modes far from all others make it small, at some `live / 10 ×
    /// 1 / first_update_efficiency` evaluations before the bound.
    pub first_update_efficiency: f64,
    /// Ends when what is left would raise ln Z by less.
    pub dlogz: f64,
    /// Ends after so many evaluations.
    pub max_calls: Option<u64>,
    /// Ends after so many replacements.
    pub max_iterations: Option<u64>,
    /// Ends when the contour has reached this ln L.
    pub max_ln_l: Option<f64>,
    /// Ends when the effective number of points is as large.
    pub min_ess: Option<f64>,
    /// Simulated prior volumes behind ln Z and its error.
    pub replicas: usize,
    /// Bootstraps of the strands.
    pub bootstraps: usize,
}

impl Default for Nested {
    fn default() -> Self {
        Self {
            live: 500,
            width: None,
            queue: None,
            kernel: KernelKind::Auto,
            bound: BoundKind::Multi,
            steps: None,
            adapt_steps: true,
            enlarge: None,
            bootstrap: None,
            update_interval: None,
            first_update_calls: 2.0,
            first_update_efficiency: 0.1,
            dlogz: 0.01,
            max_calls: None,
            max_iterations: None,
            max_ln_l: None,
            min_ess: None,
            replicas: 100,
            bootstraps: 100,
        }
    }
}

impl Nested {
    /// `Ok` if the settings make sense for so many parameters.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) names the first that does not.
    pub fn check(&self, dim: usize) -> Result<()> {
        let live = self.live as f64;
        require(self.live > dim + 1, "live", live, "more live points than parameters plus one")?;
        let width = self.width.unwrap_or(1);
        require(width > 0 && 2 * width <= self.live, "width", width as f64, "from 1 to half of the live points")?;
        let queue = self.queue.unwrap_or(1);
        require(queue > 0 && queue <= self.live, "queue", queue as f64, "from 1 to the live points")?;
        require(self.steps != Some(0), "steps", 0.0, "at least one step")?;
        let enlarge = self.enlarge.unwrap_or(1.0);
        require(enlarge >= 1.0 && enlarge.is_finite(), "enlarge", enlarge, "a factor of at least 1")?;
        let interval = self.update_interval.unwrap_or(1.0);
        require(interval > 0.0, "update_interval", interval, "a number above zero")?;
        require(self.dlogz > 0.0, "dlogz", self.dlogz, "a number above zero")?;
        require(self.first_update_calls >= 0.0, "first_update_calls", self.first_update_calls, "no negative number")?;
        let efficiency = self.first_update_efficiency;
        require((0.0..=1.0).contains(&efficiency), "first_update_efficiency", efficiency, "a number from 0 to 1")?;
        require(self.replicas > 1, "replicas", self.replicas as f64, "at least 2")?;
        require(self.bootstraps > 1, "bootstraps", self.bootstraps as f64, "at least 2")
    }

    /// Points replaced together.
    pub(super) fn width(&self) -> usize {
        let own = if self.queue.is_some() { 1 } else { self.live / 10 };
        self.width.unwrap_or(own).max(1)
    }

    /// Points looked for together where so many are missing.
    pub(super) fn together(&self, missing: usize) -> usize {
        missing.max(self.queue.unwrap_or(1))
    }
}
