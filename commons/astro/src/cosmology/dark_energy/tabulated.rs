//! An equation of state from a table.
use super::EquationOfState;
use crate::Result;
use crate::error::{check_finite, check_length, check_rising};
use astrarium_num::interp::lerp;
use serde::{Deserialize, Serialize};

/// Straight lines between given `w(z)`, constant beyond the ends.
///
/// On a line `w = a + b z` the density changes by `((1+z)/(1+z_i))^(3 (1+a-b)) exp(3 b (z - z_i))`, exactly. Each corner
/// ends a piece of a table of distances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tabulated {
    /// Redshifts, rising from 0 or above.
    pub z: Vec<f64>,
    /// `w` there.
    pub w: Vec<f64>,
}

impl Default for Tabulated {
    fn default() -> Self {
        Self { z: vec![0.0], w: vec![-1.0] }
    }
}

impl EquationOfState for Tabulated {
    fn w(&self, z: f64) -> f64 {
        lerp(&self.z, &self.w, z)
    }

    fn density(&self, z: f64) -> f64 {
        let last = self.z.len() - 1;
        let first_piece = self.constant(0.0, z.min(self.z[0]), self.w[0]);
        let pieces = (0..last).take_while(|&i| self.z[i] < z).map(|i| self.line(i, z.min(self.z[i + 1])));
        let beyond = if z > self.z[last] { self.constant(self.z[last], z, self.w[last]) } else { 0.0 };
        (3.0 * (first_piece + pieces.sum::<f64>() + beyond)).exp()
    }

    fn corners(&self) -> &[f64] {
        &self.z
    }

    fn check(&self) -> Result<()> {
        if self.z.is_empty() {
            return check_length("dark energy: z", 0, 1);
        }
        check_rising("dark energy: z", &self.z)?;
        check_length("dark energy: w", self.w.len(), self.z.len())?;
        check_finite("dark energy: w", &self.w)?;
        match self.z[0] {
            first if first >= 0.0 => Ok(()),
            value => Err(crate::Error::Cosmology { what: "dark energy: z[0]", value, expected: "a redshift of 0 or more" }),
        }
    }
}

impl Tabulated {
    /// `∫ (1 + w) dz/(1 + z)` with constant `w`.
    fn constant(&self, from: f64, to: f64, w: f64) -> f64 {
        (1.0 + w) * (to.ln_1p() - from.ln_1p())
    }

    /// The same from node `i` to `to` on the line that begins there.
    fn line(&self, i: usize, to: f64) -> f64 {
        let b = (self.w[i + 1] - self.w[i]) / (self.z[i + 1] - self.z[i]);
        let a = self.w[i] - b * self.z[i];
        (1.0 + a - b) * (to.ln_1p() - self.z[i].ln_1p()) + b * (to - self.z[i])
    }
}
