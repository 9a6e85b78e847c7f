//! Molecular clouds around young stars, and diffuse dust around all of them.
use super::phase::Phase;
use super::{Dust, Place};
use crate::parameters::component;
use crate::physics::SOLAR_METALLICITY;
use crate::{Error, Result};

component! {
    /// Dust of two phases that has its mass from the galaxy's: `A_V` of clouds is
    /// `2.56·10⁻⁴ norm (Z_gas/Z_☉) f M_gas/(N R²)`, of diffuse dust `2·10⁻² norm (1 - f) M_dust/R²` (radii in pc).
    ///
    /// Stars leave their clouds between `τ_esc` and twice that; each phase radiates what it absorbs as a grey body of its own
    /// size, whose temperature is solved, and of what diffuse dust absorbs a part goes into bands of aromatic molecules.
    ///
    /// # Source
    /// Ronconi et al. 2024, A&A 685, A161, section 2.2; Silva et al. 1998, `ApJ` 509, 103
    pub struct TwoPhase {
        /// `f`, the part of the gas that is in clouds.
        f_mc = 0.5, "", 0.0 .. 1.0;
        /// Factor on the clouds' extinction.
        norm_mc = 100.0, "", 0.1 .. 1e4 log;
        /// `N`, number of clouds.
        n_mc = 1e3, "", 1.0 .. 1e5 log;
        /// `R` of a cloud, pc.
        r_mc_pc = 10.0, "pc", 1.0 .. 1e5 log;
        /// `τ_esc`, years: when stars begin to leave.
        tau_esc_yr = 1e7, "yr", 1e4 .. 1e8 log;
        /// Slope of the clouds' extinction below 100 µm.
        slope_mc_low = 1.3, "", 0.0 .. 5.0;
        /// And above.
        slope_mc_upp = 1.6, "", 0.0 .. 5.0;
        /// Factor on the diffuse dust's extinction.
        norm_dd = 1.0, "", 0.1 .. 1e4 log;
        /// `R` of the diffuse dust, pc.
        r_dust_pc = 1e3, "pc", 1.0 .. 1e5 log;
        /// Part of the light absorbed by diffuse dust that aromatic molecules radiate.
        f_pah = 0.2, "", 0.0 .. 1.0;
        /// Slope of the diffuse dust's extinction below 100 µm.
        slope_dd_low = 0.7, "", 0.0 .. 5.0;
        /// And above.
        slope_dd_upp = 2.0, "", 0.0 .. 5.0;
    }
}

/// Keeps no clouds from dividing by nought.
const FEW: f64 = 1e-7;

impl Dust for TwoPhase {
    fn check(&self) -> Result<()> {
        for (what, value) in [
            ("dust.norm_mc", self.norm_mc),
            ("dust.n_mc", self.n_mc),
            ("dust.tau_esc_yr", self.tau_esc_yr),
            ("dust.norm_dd", self.norm_dd),
        ] {
            Error::check_not_negative(what, value)?;
        }
        Error::check_positive("dust.r_mc_pc", self.r_mc_pc)?;
        Error::check_positive("dust.r_dust_pc", self.r_dust_pc)?;
        Error::check_part("dust.f_mc", self.f_mc)?;
        Error::check_part("dust.f_pah", self.f_pah)
    }

    /// 1 up to `τ_esc`, `2 - τ/τ_esc` up to twice that.
    fn inside(&self, age_yr: f64) -> f64 {
        if age_yr <= self.tau_esc_yr { 1.0 } else { (2.0 - age_yr / self.tau_esc_yr).max(0.0) }
    }

    fn clouds(&self, place: &Place<'_>) -> Phase {
        let Place { matter, physics } = place;
        let column = self.f_mc * matter.gas_msun / (self.n_mc + FEW) / (self.r_mc_pc * self.r_mc_pc);
        Phase {
            av_mag: 2.56e-4 * self.norm_mc * (matter.z_gas / SOLAR_METALLICITY) * column,
            slopes: [self.slope_mc_low, self.slope_mc_upp],
            surface: Phase::surface_of(self.n_mc, self.r_mc_pc, physics),
        }
    }

    fn diffuse(&self, place: &Place<'_>) -> Phase {
        let Place { matter, physics } = place;
        Phase {
            av_mag: 2e-2 * self.norm_dd * (1.0 - self.f_mc) * matter.dust_msun / (self.r_dust_pc * self.r_dust_pc),
            slopes: [self.slope_dd_low, self.slope_dd_upp],
            surface: Phase::surface_of(1.0, self.r_dust_pc, physics),
        }
    }

    fn aromatic(&self) -> f64 {
        self.f_pah
    }
}
