//! Bins by shares of the rate.
use super::bins::Binned;
use crate::parameters::{Parametric, Quantity};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// Rates constant in bins of lookback time, told by `z_i` in 0 to 1 that break a stick: the youngest bin has the share
/// `1 - z_1` of the rates, the next `z_1 (1 - z_2)`, the oldest `z_1 z_2 …`.
///
/// With beta priors `z_i ~ Beta((N - i) α, α)` the shares of `N` bins are of a symmetric Dirichlet distribution.
///
/// # Source
/// Leja et al. 2017, `ApJ` 837, 170; Betancourt 2012, arXiv:1010.3436
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dirichlet {
    /// Solar masses formed up to now.
    pub formed_mass_msun: f64,
    /// The breaks, one fewer than bins.
    pub z: Vec<f64>,
    /// Edges in lookback years, from 0; the last becomes the galaxy's age. Empty: those of `continuity`.
    pub edges_yr: Vec<f64>,
}

impl Default for Dirichlet {
    /// Even shares of six bins.
    fn default() -> Self {
        let z = (1..6).map(|i| f64::from(6 - i) / f64::from(7 - i)).collect();
        Self { formed_mass_msun: 1e10, z, edges_yr: Vec::new() }
    }
}

impl Parametric for Dirichlet {
    fn quantities(&self) -> Vec<Quantity> {
        let mass = Quantity { name: "formed_mass_msun".into(), unit: "Msun", range: [1e6, 1e13], log: true };
        let z = |i: usize| Quantity { name: format!("z_{}", i + 1).into(), unit: "", range: [0.0, 1.0], log: false };
        std::iter::once(mass).chain((0..self.z.len()).map(z)).collect()
    }

    fn get(&self, place: usize) -> f64 {
        if place == 0 { self.formed_mass_msun } else { self.z[place - 1] }
    }

    fn set(&mut self, place: usize, value: f64) {
        if place == 0 {
            self.formed_mass_msun = value;
        } else {
            self.z[place - 1] = value;
        }
    }
}

impl Binned for Dirichlet {
    fn mass_msun(&self) -> f64 {
        self.formed_mass_msun
    }
    fn own_edges_yr(&self) -> &[f64] {
        &self.edges_yr
    }
    fn n_bins(&self) -> usize {
        self.z.len() + 1
    }

    fn relative_rates(&self, n: usize) -> Vec<f64> {
        let mut left = 1.0;
        let share = |i: usize| {
            let z = if i + 1 == n { 0.0 } else { self.z[i] };
            let share = left * (1.0 - z);
            left *= z;
            share
        };
        (0..n).map(share).collect()
    }

    fn check_rates(&self) -> Result<()> {
        match self.z.iter().position(|z| !(0.0..=1.0).contains(z)) {
            Some(index) => {
                let value = self.z[index];
                Err(Error::BadValue { what: "sfh.z", index, value, expected: "a number from 0 to 1" })
            }
            None => Ok(()),
        }
    }
}
