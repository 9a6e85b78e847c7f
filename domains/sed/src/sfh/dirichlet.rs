//! Bins by shares of the rate.
use super::{StarFormation, bins};
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

impl Dirichlet {
    fn rates(&self, age_yr: f64) -> (Vec<f64>, Vec<f64>) {
        let edges = bins::edges_yr(&self.edges_yr, self.z.len() + 1, age_yr);
        let n = edges.len() - 1;
        let mut left = 1.0;
        let mut rates: Vec<f64> = (0..n)
            .map(|i| {
                let z = if i + 1 == n { 0.0 } else { self.z[i] };
                let share = left * (1.0 - z);
                left *= z;
                share
            })
            .collect();
        let mass: f64 = edges.windows(2).zip(&rates).map(|(edge, rate)| rate * (edge[1] - edge[0])).sum();
        rates.iter_mut().for_each(|rate| *rate *= self.formed_mass_msun / mass);
        (edges, rates)
    }
}

impl StarFormation for Dirichlet {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.formed_mass_msun", self.formed_mass_msun)?;
        if let Some(index) = self.z.iter().position(|z| !(0.0..=1.0).contains(z)) {
            return Err(Error::BadValue { what: "sfh.z", index, value: self.z[index], expected: "a number from 0 to 1" });
        }
        bins::check_edges(&self.edges_yr, self.z.len() + 1)
    }

    fn sfr_msun_yr(&self, t_yr: f64, age_yr: f64) -> f64 {
        let (edges, rates) = self.rates(age_yr);
        bins::rate(&edges, &rates, t_yr)
    }

    fn breaks_yr(&self, age_yr: f64, out: &mut Vec<f64>) {
        let edges = bins::edges_yr(&self.edges_yr, self.z.len() + 1, age_yr);
        out.extend(edges.into_iter().map(|edge| age_yr - edge));
    }

    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64 {
        let mut out = [0.0];
        self.fill_formed(&[t_yr], age_yr, &mut out);
        out[0]
    }

    fn fill_formed(&self, t_yr: &[f64], age_yr: f64, out: &mut [f64]) {
        let (edges, rates) = self.rates(age_yr);
        bins::fill(&edges, &rates, t_yr, out);
    }
}
