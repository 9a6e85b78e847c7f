//! An old population, a pause, and a young one.
use super::{Exponential, StarFormation};
use crate::parameters::component;
use crate::{Error, Result};

component! {
    /// An exponential decline that is quenched, and a constant rate that begins later: the young stars' mass is
    /// `fraction` of all that is formed.
    pub struct Rejuvenation {
        /// Solar masses formed up to now.
        formed_mass_msun = 1e10, "Msun", 1e6 .. 1e13 log;
        /// `τ` of the old stars, years.
        tau_yr = 1e9, "yr", 1e8 .. 1e10 log;
        /// Lookback time at which the old stars' formation stops, years.
        quenched_age_yr = 2e9, "yr", 1e7 .. 1e10 log;
        /// Lookback time at which it begins again, years.
        again_age_yr = 2e8, "yr", 1e6 .. 2e9 log;
        /// The young stars' part of the mass.
        fraction = 0.05, "", 0.0 .. 1.0;
    }
}

impl Rejuvenation {
    /// When the old stars' formation stops, and when it begins again.
    fn times_yr(&self, age_yr: f64) -> (f64, f64) {
        let again = (age_yr - self.again_age_yr).max(1e-3 * age_yr);
        ((age_yr - self.quenched_age_yr).clamp(1e-3 * age_yr, again), again)
    }
}

impl StarFormation for Rejuvenation {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.formed_mass_msun", self.formed_mass_msun)?;
        Error::check_positive("sfh.tau_yr", self.tau_yr)?;
        Error::check_positive("sfh.quenched_age_yr", self.quenched_age_yr)?;
        Error::check_positive("sfh.again_age_yr", self.again_age_yr)?;
        Error::check_part("sfh.fraction", self.fraction)
    }

    fn sfr_msun_yr(&self, t_yr: f64, age_yr: f64) -> f64 {
        let (stops, again) = self.times_yr(age_yr);
        let old = Exponential { norm_msun_yr: 1.0, tau_yr: self.tau_yr, start_yr: 0.0 };
        if t_yr >= again {
            return self.fraction * self.formed_mass_msun / (age_yr - again);
        }
        let share = (1.0 - self.fraction) * self.formed_mass_msun / old.formed_msun(stops, age_yr);
        if (0.0..stops).contains(&t_yr) { share * old.sfr_msun_yr(t_yr, age_yr) } else { 0.0 }
    }

    fn breaks_yr(&self, age_yr: f64, out: &mut Vec<f64>) {
        out.extend(<[f64; 2]>::from(self.times_yr(age_yr)));
    }

    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64 {
        let (stops, again) = self.times_yr(age_yr);
        let old = Exponential { norm_msun_yr: 1.0, tau_yr: self.tau_yr, start_yr: 0.0 };
        let part = old.formed_msun(t_yr.min(stops), age_yr) / old.formed_msun(stops, age_yr);
        let young = ((t_yr - again) / (age_yr - again)).max(0.0);
        self.formed_mass_msun * ((1.0 - self.fraction) * part + self.fraction * young)
    }
}
