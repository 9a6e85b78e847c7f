//! The same rate at all times.
use super::StarFormation;
use crate::parameters::component;
use crate::{Error, Result};

component! {
    /// `ψ` from `start_yr` on.
    pub struct Constant {
        /// `ψ`, solar masses a year.
        sfr_msun_yr = 1.0, "Msun/yr", 1.0 .. 1e4 log;
        /// When it begins, years after the galaxy's first star.
        start_yr = 0.0, "yr", 0.0 .. 1.3e10;
    }
}

impl StarFormation for Constant {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.sfr_msun_yr", self.sfr_msun_yr)?;
        Error::check_not_negative("sfh.start_yr", self.start_yr)
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        if t_yr >= self.start_yr { self.sfr_msun_yr } else { 0.0 }
    }

    fn breaks_yr(&self, _: f64, out: &mut Vec<f64>) {
        out.push(self.start_yr);
    }

    fn formed_msun(&self, t_yr: f64, _: f64) -> f64 {
        self.sfr_msun_yr * (t_yr - self.start_yr).max(0.0)
    }
}
