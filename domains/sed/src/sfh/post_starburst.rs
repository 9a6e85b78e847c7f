//! An old population and a burst that faded.
use super::{DoublePower, Exponential, StarFormation};
use crate::parameters::component;
use crate::{Error, Result};

/// Power of the burst's rise.
const RISE: f64 = 250.0;

component! {
    /// An exponential decline that stops when a burst begins, whose rate is a double power law rising as `t^250`:
    /// `ψ = M [(1 - f) ψ_e/∫ψ_e + f ψ_b/∫ψ_b]`.
    ///
    /// # Source
    /// Wild et al. 2020, MNRAS 494, 529, section 3
    pub struct PostStarburst {
        /// `M`, solar masses: formed up to now.
        formed_mass_msun = 1e10, "Msun", 1e6 .. 1e13 log;
        /// `τ` of the old stars, years.
        tau_yr = 3e9, "yr", 3e8 .. 1e10 log;
        /// Lookback time of the burst, years.
        burst_age_yr = 5e8, "yr", 1e7 .. 2e9 log;
        /// `f`, the burst's part of the mass.
        fraction = 0.3, "", 0.0 .. 1.0;
        /// `α`, the power of the burst's fall in the galaxy's time.
        alpha = 100.0, "", 0.01 .. 1000.0 log;
    }
}

impl PostStarburst {
    fn old(&self) -> Exponential {
        Exponential { norm_msun_yr: 1.0, tau_yr: self.tau_yr, start_yr: 0.0 }
    }

    fn burst(&self, age_yr: f64) -> DoublePower {
        DoublePower { norm_msun_yr: 1.0, tau_yr: self.burst_yr(age_yr), alpha: self.alpha, beta: RISE }
    }

    fn burst_yr(&self, age_yr: f64) -> f64 {
        (age_yr - self.burst_age_yr).max(1e-3 * age_yr)
    }

    /// What multiplies the two rates.
    fn factors(&self, age_yr: f64) -> (f64, f64) {
        let old = self.old().formed_msun(self.burst_yr(age_yr), age_yr);
        let burst = self.burst(age_yr).formed_msun(age_yr, age_yr);
        (self.formed_mass_msun * (1.0 - self.fraction) / old, self.formed_mass_msun * self.fraction / burst)
    }
}

impl StarFormation for PostStarburst {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.formed_mass_msun", self.formed_mass_msun)?;
        Error::check_positive("sfh.tau_yr", self.tau_yr)?;
        Error::check_positive("sfh.burst_age_yr", self.burst_age_yr)?;
        Error::check_positive("sfh.alpha", self.alpha)?;
        Error::check_part("sfh.fraction", self.fraction)
    }

    fn sfr_msun_yr(&self, t_yr: f64, age_yr: f64) -> f64 {
        let (old, burst) = self.factors(age_yr);
        let before = t_yr < self.burst_yr(age_yr);
        let old = if before { old * self.old().sfr_msun_yr(t_yr, age_yr) } else { 0.0 };
        old + burst * self.burst(age_yr).sfr_msun_yr(t_yr, age_yr)
    }

    fn breaks_yr(&self, age_yr: f64, out: &mut Vec<f64>) {
        out.push(self.burst_yr(age_yr));
    }

    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64 {
        let mut out = [0.0];
        self.fill_formed(&[t_yr], age_yr, &mut out);
        out[0]
    }

    fn fill_formed(&self, t_yr: &[f64], age_yr: f64, out: &mut [f64]) {
        let (old, burst) = self.factors(age_yr);
        self.burst(age_yr).fill_formed(t_yr, age_yr, out);
        let (stops, form) = (self.burst_yr(age_yr), self.old());
        for (t_yr, out) in t_yr.iter().zip(out) {
            *out = burst * *out + old * form.formed_msun(t_yr.min(stops), age_yr);
        }
    }
}
