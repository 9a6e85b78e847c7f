//! Exponential decline.
use super::StarFormation;
use crate::parameters::component;
use crate::{Error, Result};

component! {
    /// `ψ = N exp(-(t - t_0)/τ)` from `t_0` on; a negative `τ` rises.
    pub struct Exponential {
        /// `N`, solar masses a year: the rate at the beginning.
        norm_msun_yr = 1.0, "Msun/yr", 1.0 .. 1e4 log;
        /// `τ`, years.
        tau_yr = 1e9, "yr", 1e8 .. 1e10 log;
        /// `t_0`, years after the galaxy's first star.
        start_yr = 0.0, "yr", 0.0 .. 1.3e10;
    }
}

impl StarFormation for Exponential {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.norm_msun_yr", self.norm_msun_yr)?;
        Error::check_not_negative("sfh.start_yr", self.start_yr)?;
        if self.tau_yr != 0.0 && self.tau_yr.is_finite() {
            return Ok(());
        }
        Err(Error::OutOfRange { what: "sfh.tau_yr", value: self.tau_yr, expected: "a number that is not zero" })
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        let since = t_yr - self.start_yr;
        if since >= 0.0 { self.norm_msun_yr * (-since / self.tau_yr).exp() } else { 0.0 }
    }

    fn breaks_yr(&self, _: f64, out: &mut Vec<f64>) {
        out.push(self.start_yr);
    }

    fn formed_msun(&self, t_yr: f64, _: f64) -> f64 {
        let since = (t_yr - self.start_yr).max(0.0);
        -self.norm_msun_yr * self.tau_yr * (-since / self.tau_yr).exp_m1()
    }
}
