//! Bins by the ratios of neighbours.
use super::bins::Binned;
use crate::parameters::{Parametric, Quantity};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// Rates constant in bins of lookback time, told by `log10(SFR_i/SFR_{i+1})` of neighbours, youngest first.
///
/// A Student's t prior of scale 0.3 and two degrees of freedom on each ratio makes the continuity prior of the source; bins
/// are 0 to 30 Myr, to 100 Myr, even in the logarithm to 0.85 of the galaxy's age, and the rest, unless edges are given.
///
/// # Source
/// Leja et al. 2019, `ApJ` 876, 3
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Continuity {
    /// Solar masses formed up to now.
    pub formed_mass_msun: f64,
    /// `log10` of each bin's rate over the next older one's: one fewer than bins.
    pub log_sfr_ratios: Vec<f64>,
    /// Edges in lookback years, from 0; the last becomes the galaxy's age. Empty: as above.
    pub edges_yr: Vec<f64>,
}

impl Default for Continuity {
    fn default() -> Self {
        Self { formed_mass_msun: 1e10, log_sfr_ratios: vec![0.0; 6], edges_yr: Vec::new() }
    }
}

impl Parametric for Continuity {
    fn quantities(&self) -> Vec<Quantity> {
        let mass = Quantity { name: "formed_mass_msun".into(), unit: "Msun", range: [1e6, 1e13], log: true };
        let ratio = |i: usize| Quantity {
            name: format!("log_sfr_ratio_{}", i + 1).into(),
            unit: "",
            range: [-5.0, 5.0],
            log: false,
        };
        std::iter::once(mass).chain((0..self.log_sfr_ratios.len()).map(ratio)).collect()
    }

    fn get(&self, place: usize) -> f64 {
        if place == 0 { self.formed_mass_msun } else { self.log_sfr_ratios[place - 1] }
    }

    fn set(&mut self, place: usize, value: f64) {
        if place == 0 {
            self.formed_mass_msun = value;
        } else {
            self.log_sfr_ratios[place - 1] = value;
        }
    }
}

impl Binned for Continuity {
    fn mass_msun(&self) -> f64 {
        self.formed_mass_msun
    }
    fn own_edges_yr(&self) -> &[f64] {
        &self.edges_yr
    }
    fn n_bins(&self) -> usize {
        self.log_sfr_ratios.len() + 1
    }

    fn relative_rates(&self, n: usize) -> Vec<f64> {
        // logarithms, the youngest bin's being 0
        let mut rates = vec![0.0; n];
        for i in 1..n {
            rates[i] = rates[i - 1] - self.log_sfr_ratios[i - 1];
        }
        let most = rates.iter().fold(f64::NEG_INFINITY, |most: f64, rate| most.max(*rate));
        rates.iter_mut().for_each(|rate| *rate = 10f64.powf(*rate - most));
        rates
    }

    fn check_rates(&self) -> Result<()> {
        match self.log_sfr_ratios.iter().position(|ratio| !ratio.is_finite()) {
            Some(index) => {
                let value = self.log_sfr_ratios[index];
                Err(Error::BadValue { what: "sfh.log_sfr_ratios", index, value, expected: "a finite number" })
            }
            None => Ok(()),
        }
    }
}
