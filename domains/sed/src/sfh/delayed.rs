//! Power law and exponential.
use super::StarFormation;
use crate::parameters::component;
use crate::{Error, Result};
use astrarium_num::special::{gamma_p, ln_gamma};

component! {
    /// `ψ = N t^k exp(-t/τ)`, `t` in years; mass by the incomplete gamma function.
    pub struct Delayed {
        /// `N`, solar masses a year at one year (give the mass formed instead: this number has awkward sizes).
        norm_msun_yr = 1.0, "Msun/yr", 1e-20 .. 1e4 log;
        /// `k`; 1 is what is called delayed.
        k_shape = 0.2, "", 0.0 .. 5.0;
        /// `τ`, years.
        tau_star_yr = 1e8, "yr", 1e6 .. 1e11 log;
    }
}

impl StarFormation for Delayed {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.norm_msun_yr", self.norm_msun_yr)?;
        Error::check_positive("sfh.tau_star_yr", self.tau_star_yr)?;
        if self.k_shape > -1.0 && self.k_shape.is_finite() {
            return Ok(());
        }
        Err(Error::OutOfRange { what: "sfh.k_shape", value: self.k_shape, expected: "a number above -1" })
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        if t_yr < 0.0 {
            return 0.0;
        }
        self.norm_msun_yr * t_yr.powf(self.k_shape) * (-t_yr / self.tau_star_yr).exp()
    }

    fn formed_msun(&self, t_yr: f64, _: f64) -> f64 {
        if t_yr <= 0.0 {
            return 0.0;
        }
        let (x, order) = (t_yr / self.tau_star_yr, self.k_shape + 1.0);
        if self.k_shape == 1.0 {
            // 1 - e^-x (1 + x) without cancellation
            let part = if x < 1e-2 {
                x * x * (0.5 - x * (1.0 / 3.0 - x * (0.125 - x * (1.0 / 30.0 - x / 144.0))))
            } else {
                -(-x).exp_m1() - x * (-x).exp()
            };
            return self.norm_msun_yr * self.tau_star_yr.powi(2) * part;
        }
        self.norm_msun_yr * (order * self.tau_star_yr.ln() + ln_gamma(order)).exp() * gamma_p(order, x)
    }
}
