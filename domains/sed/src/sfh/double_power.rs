//! Rising and falling power laws.
use super::StarFormation;
use super::cumulative::{self, Powers};
use crate::parameters::component;
use crate::{Error, Result};

component! {
    /// `ψ = N / ((t/τ)^α + (t/τ)^-β)`.
    ///
    /// # Source
    /// Behroozi, Wechsler & Conroy 2013, `ApJ` 770, 57; Carnall et al. 2018, MNRAS 480, 4379
    pub struct DoublePower {
        /// `N`, solar masses a year: twice the rate at `τ`.
        norm_msun_yr = 1.0, "Msun/yr", 1.0 .. 1e4 log;
        /// `τ`, years: where the powers meet.
        tau_yr = 3e9, "yr", 1e8 .. 1.3e10 log;
        /// `α`, of the fall.
        alpha = 2.0, "", 0.01 .. 1000.0 log;
        /// `β`, of the rise.
        beta = 2.0, "", 0.01 .. 1000.0 log;
    }
}

impl StarFormation for DoublePower {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.norm_msun_yr", self.norm_msun_yr)?;
        Error::check_positive("sfh.tau_yr", self.tau_yr)?;
        Error::check_positive("sfh.alpha", self.alpha)?;
        Error::check_positive("sfh.beta", self.beta)
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        if t_yr <= 0.0 {
            return 0.0;
        }
        let ln = (t_yr / self.tau_yr).ln();
        self.norm_msun_yr / ((self.alpha * ln).exp() + (-self.beta * ln).exp())
    }

    fn breaks_yr(&self, _: f64, out: &mut Vec<f64>) {
        out.push(self.tau_yr);
    }

    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64 {
        let mut out = [0.0];
        self.fill_formed(&[t_yr], age_yr, &mut out);
        out[0]
    }

    fn fill_formed(&self, t_yr: &[f64], age_yr: f64, out: &mut [f64]) {
        let powers = Powers { rise: self.beta, fall: self.alpha, kink: self.tau_yr };
        cumulative::fill(|t| self.sfr_msun_yr(t, age_yr), &powers, t_yr, out);
    }
}
