//! All stars at once.
use super::StarFormation;
use crate::parameters::component;
use crate::{Error, Result};

component! {
    /// A simple population: all its mass at one time.
    pub struct Burst {
        /// Solar masses.
        burst_mass_msun = 1e10, "Msun", 1e6 .. 1e13 log;
        /// When it was born, years after the galaxy's first star.
        time_yr = 0.0, "yr", 0.0 .. 1.3e10;
    }
}

impl StarFormation for Burst {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.burst_mass_msun", self.burst_mass_msun)?;
        Error::check_not_negative("sfh.time_yr", self.time_yr)
    }

    fn sfr_msun_yr(&self, _: f64, _: f64) -> f64 {
        0.0
    }

    fn formed_msun(&self, _: f64, _: f64) -> f64 {
        0.0
    }

    fn instant(&self, age_yr: f64) -> Option<(f64, f64)> {
        (self.time_yr <= age_yr).then_some((self.time_yr, self.burst_mass_msun))
    }
}
