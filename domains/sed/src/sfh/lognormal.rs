//! Normal in the logarithm of time.
use super::StarFormation;
use crate::parameters::component;
use crate::{Compat, Error, Result};
use astrarium_num::special::norm_cdf;
use std::f64::consts::PI;

component! {
    /// `ψ = N/(√(2π) σ t) exp(-ln²(t/τ)/(2σ²))`, so that `N` is the mass formed in all time.
    ///
    /// With `compat = "galapy"` without the `1/t`, `N` in solar masses a year.
    ///
    /// # Source
    /// Gladders et al. 2013, `ApJ` 770, 64
    pub struct Lognormal {
        /// `N`, solar masses (compat: solar masses a year).
        norm_msun = 1e10, "Msun", 1.0 .. 1e13 log;
        /// `σ`, the width in ln t.
        sigma_star = 2.0, "", 0.01 .. 5.0;
        /// `τ`, years: the median.
        tau_star_yr = 3e8, "yr", 1e6 .. 1e11 log;
        + {
            /// Which form.
            compat: Compat = Compat::None;
        }
    }
}

impl StarFormation for Lognormal {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.norm_msun", self.norm_msun)?;
        Error::check_positive("sfh.sigma_star", self.sigma_star)?;
        Error::check_positive("sfh.tau_star_yr", self.tau_star_yr)
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        if t_yr <= 0.0 {
            return 0.0;
        }
        let u = (t_yr / self.tau_star_yr).ln() / self.sigma_star;
        let height = self.norm_msun / ((2.0 * PI).sqrt() * self.sigma_star) * (-0.5 * u * u).exp();
        if self.compat == Compat::Galapy { height } else { height / t_yr }
    }

    fn formed_msun(&self, t_yr: f64, _: f64) -> f64 {
        if t_yr <= 0.0 {
            return 0.0;
        }
        let u = (t_yr / self.tau_star_yr).ln() / self.sigma_star;
        if self.compat == Compat::Galapy {
            // ∫ exp(-ln²(t/τ)/(2σ²)) dt = √(2π) σ τ exp(σ²/2) Φ(u - σ)
            let area = self.tau_star_yr * (0.5 * self.sigma_star * self.sigma_star).exp();
            return self.norm_msun * area * norm_cdf(u - self.sigma_star);
        }
        self.norm_msun * norm_cdf(u)
    }
}
