//! Histories of star formation.
//!
//! A form is a rate over the galaxy's time `t`, counted in years from its first star; [`SfhSpec`] adds the mass formed and the
//! time at which star formation stops. Forms of bins and of quantiles are told in lookback time, so every function knows the
//! galaxy's age.

mod bins;
mod cumulative;
mod history;
#[cfg(test)]
mod tests;

pub use history::{History, SfhSpec};

use crate::Result;
use crate::parameters::{Parametric, components};

/// A form of star formation.
pub trait StarFormation: Parametric + std::fmt::Debug + Send + Sync {
    /// Looks for parameters that make no history.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) and its kin, with the parameter.
    fn check(&self) -> Result<()>;

    /// Rate, solar masses a year, at a time of a galaxy of this age, both in years.
    fn sfr_msun_yr(&self, t_yr: f64, age_yr: f64) -> f64;

    /// Mass formed up to a time, solar masses, without [`instant`](Self::instant).
    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64;

    /// [`formed_msun`](Self::formed_msun) at many times, which rise.
    ///
    /// # Panics
    /// If `out` has not as many elements as `t_yr`.
    fn fill_formed(&self, t_yr: &[f64], age_yr: f64, out: &mut [f64]) {
        assert_eq!(t_yr.len(), out.len(), "one mass for each time");
        t_yr.iter().zip(out).for_each(|(t_yr, out)| *out = self.formed_msun(*t_yr, age_yr));
    }

    /// Adds the times at which the rate jumps or turns, years.
    fn breaks_yr(&self, _age_yr: f64, _out: &mut Vec<f64>) {}

    /// Time and mass of stars that are born all at once, if some are.
    fn instant(&self, _age_yr: f64) -> Option<(f64, f64)> {
        None
    }

    /// The galaxy as one zone with inflow, of which gas, dust and metals are known in closed form.
    fn insitu(&self) -> Option<&Insitu> {
        None
    }
}

components! {
    /// The forms known by name.
    pub enum SfhKind: StarFormation {
        "insitu" => insitu::Insitu, "one zone with inflow, outflow and recycling; gas, dust and metals come with it";
        "constant" => constant::Constant, "the same rate at all times";
        "delayed" => delayed::Delayed, "t^k exp(-t/τ)";
        "exponential" => exponential::Exponential, "exp(-t/τ)";
        "lognormal" => lognormal::Lognormal, "ln t is normal";
        "double-power" => double_power::DoublePower, "rises and falls as powers of time";
        "burst" => burst::Burst, "all stars at once";
        "post-starburst" => post_starburst::PostStarburst, "an old population and a burst that faded";
        "rejuvenation" => rejuvenation::Rejuvenation, "an old population, a pause, and a young one";
        "continuity" => continuity::Continuity, "bins of lookback time by the ratios of neighbours";
        "dirichlet" => dirichlet::Dirichlet, "bins of lookback time by shares of the rate";
        "dense-basis" => dense_basis::DenseBasis, "a smooth curve through quantiles of the mass formed";
        "table" => table::Table, "straight lines between a user's points";
    }
}

impl Default for SfhKind {
    fn default() -> Self {
        Self::Insitu(Insitu::default())
    }
}
