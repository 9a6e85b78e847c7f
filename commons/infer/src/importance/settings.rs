//! What an adaptive mixture is asked to do.

use super::mixture::Shape;
use crate::{Result, error::require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of importance sampling from an adaptive mixture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AdaptiveMixture {
    /// Draws from the prior to begin with.
    pub first_draws: usize,
    /// Draws of each stage that fits the mixture anew.
    pub stage_draws: usize,
    /// Draws that the result is made of, at most.
    pub final_draws: usize,
    /// Ends when so many of them are effective.
    pub target_size: Option<f64>,
    /// Stages at most.
    pub max_stages: usize,
    /// Stages with the whole likelihood before the final draws.
    pub full_stages: usize,
    /// Components of the mixture.
    pub components: usize,
    /// The likelihood is tempered so that as many draws are effective as this part of a stage's.
    pub least_part: f64,
    /// Factor on the fitted covariances.
    pub inflate: f64,
    /// Degrees of freedom of the components.
    pub freedom: u32,
    /// The part of the draws that comes from the prior.
    pub prior_share: f64,
    /// Points that a mixture is fitted to.
    pub fit_points: usize,
    /// Rows of a batch.
    pub batch: usize,
}

impl Default for AdaptiveMixture {
    fn default() -> Self {
        Self {
            first_draws: 60_000,
            stage_draws: 40_000,
            final_draws: 200_000,
            target_size: None,
            max_stages: 12,
            full_stages: 2,
            components: 12,
            least_part: 0.1,
            inflate: 1.1,
            freedom: 5,
            prior_share: 0.05,
            fit_points: 4000,
            batch: 1024,
        }
    }
}

impl AdaptiveMixture {
    /// For a fit to points of equal weight that stand for so many independent ones.
    pub(super) fn shape(&self, effective: f64) -> Shape {
        let repeats = (self.fit_points as f64 / effective).max(1.0);
        Shape { share: self.prior_share, inflate: self.inflate, freedom: self.freedom, repeats }
    }

    /// `Ok` if the settings make sense.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) names the first that does not.
    pub fn check(&self, dim: usize) -> Result<()> {
        let enough = 100 * (dim + 1);
        let counts = [
            ("first_draws", self.first_draws, enough),
            ("stage_draws", self.stage_draws, enough),
            ("final_draws", self.final_draws, enough),
            ("fit_points", self.fit_points, 10 * (dim + 1)),
            ("max_stages", self.max_stages, 1),
            ("components", self.components, 1),
            ("batch", self.batch, 1),
            ("freedom", self.freedom as usize, 3),
        ];
        for (what, found, least) in counts {
            let expected = "more: 100 draws and 10 points of a fit for each parameter, 1 stage, component and row, 3 degrees of freedom";
            require(found >= least, what, found as f64, expected)?;
        }
        let size = self.target_size.unwrap_or(1.0);
        require(size > 0.0 && size.is_finite(), "target_size", size, "a number above zero")?;
        require((1.0..10.0).contains(&self.inflate), "inflate", self.inflate, "a factor from 1 to 10")?;
        let [part, share] = [self.least_part, self.prior_share];
        require(part > 0.0 && part < 1.0, "least_part", part, "a number between 0 and 1")?;
        require(share > 0.0 && share < 1.0, "prior_share", share, "a number between 0 and 1")
    }
}
