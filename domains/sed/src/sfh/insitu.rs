//! One zone with inflow.
use super::StarFormation;
use crate::parameters::component;
use crate::{Error, Result};
use astrarium_num::lanes;

component! {
    /// Gas falls in, forms stars, is recycled and blown out; the fraction of gas in stars a time `τ_star` is constant.
    ///
    /// With `x = t/(3 τ_star)`, `γ = 1 + 3 ψ_max^-0.3 - 0.45`, `ψ = ψ_max (exp(-x) - exp(-3 γ x))`. Masses of gas and dust and
    /// metallicities follow in closed form ([`Matter`](crate::Matter)).
    ///
    /// # Source
    /// Lapi et al. 2018, `ApJ` 857, 22; Pantoni et al. 2019, `ApJ` 880, 129; Lapi et al. 2020, `ApJ` 897, 81
    pub struct Insitu {
        /// `ψ_max`, solar masses a year: about twice the largest rate.
        psi_max_msun_yr = 100.0, "Msun/yr", 1.0 .. 1e4 log;
        /// `τ_star`, years: gas over star formation.
        tau_star_yr = 3e8, "yr", 1e6 .. 1e11 log;
    }
}

/// Ratio of the times of inflow and of star formation.
const S: f64 = 3.0;
/// Part of the mass that comes back at once.
const RETURNED: f64 = 0.45;
/// Dimensionless time below which differences of exponentials are taken as series.
const EARLY: f64 = 1e-4;

impl Insitu {
    /// `γ`.
    pub fn gamma(&self) -> f64 {
        1.0 + 3.0 * self.psi_max_msun_yr.powf(-0.3) - RETURNED
    }

    /// `x`.
    pub(crate) fn x(&self, t_yr: f64) -> f64 {
        t_yr / (S * self.tau_star_yr)
    }

    /// The time that `x` counts, years.
    pub(crate) fn x_time_yr(&self) -> f64 {
        S * self.tau_star_yr
    }

    /// Mass formed, with `b = 3 γ`.
    fn formed_by(&self, b: f64, t_yr: f64) -> f64 {
        let x = self.x(t_yr);
        let scale = self.psi_max_msun_yr * S * self.tau_star_yr;
        if b * x < EARLY {
            return scale * x * x * (b - 1.0) * (0.5 - x * (b + 1.0) / 6.0 + x * x * (b * b + b + 1.0) / 24.0);
        }
        scale * ((-b * x).exp_m1() / b - (-x).exp_m1())
    }

    /// The same galaxy with another mass formed at an age: `ψ_max` that gives it.
    pub(crate) fn with_mass(&self, mass_msun: f64, age_yr: f64) -> Self {
        let mut galaxy = self.clone();
        // the mass is nearly proportional to ψ_max, so that steps in the logarithms converge at once
        for _ in 0..60 {
            let formed = galaxy.formed_msun(age_yr, age_yr);
            let step = (mass_msun / formed).ln();
            galaxy.psi_max_msun_yr *= step.exp();
            if step.abs() < 1e-15 {
                break;
            }
        }
        galaxy
    }
}

/// Masses formed at many times, with `b = 3 γ`.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_formed(b: f64, psi_max: f64, x_time_yr: f64, (t_yr, out): (&[f64], &mut [f64])) {
    let (scale, per_yr, per_b) = (psi_max * x_time_yr, 1.0 / x_time_yr, 1.0 / b);
    for (t_yr, out) in t_yr.iter().zip(out) {
        let x = per_yr * t_yr;
        let late = lanes::exp_m1(-b * x) * per_b - lanes::exp_m1(-x);
        let early = x * x * (b - 1.0) * (0.5 - x * (b + 1.0) / 6.0 + x * x * (b * b + b + 1.0) / 24.0);
        *out = scale * if b * x < EARLY { early } else { late };
    }
}

impl StarFormation for Insitu {
    fn check(&self) -> Result<()> {
        Error::check_positive("sfh.psi_max_msun_yr", self.psi_max_msun_yr)?;
        Error::check_positive("sfh.tau_star_yr", self.tau_star_yr)
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        let x = self.x(t_yr);
        -self.psi_max_msun_yr * (-x).exp() * (-(S * self.gamma() - 1.0) * x).exp_m1()
    }

    fn formed_msun(&self, t_yr: f64, _: f64) -> f64 {
        self.formed_by(S * self.gamma(), t_yr)
    }

    fn fill_formed(&self, t_yr: &[f64], _: f64, out: &mut [f64]) {
        assert_eq!(t_yr.len(), out.len(), "one mass for each time");
        fill_formed(S * self.gamma(), self.psi_max_msun_yr, self.x_time_yr(), (t_yr, out));
    }

    fn insitu(&self) -> Option<&Insitu> {
        Some(self)
    }
}
