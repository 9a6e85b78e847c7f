//! A universe that has been checked: its densities and its rate of expansion.
use super::dark_energy::DarkEnergy;
use super::integrate::Halving;
use super::neutrinos::Neutrinos;
use super::spec::CosmologySpec;
use crate::constants::{
    GIGAYEAR_S, LIGHT_SPEED_KM_S, LIGHT_SPEED_M_S, MEGAPARSEC_KM, NEWTON_M3_KG_S2, STEFAN_BOLTZMANN_W_M2_K4,
};
use crate::{Error, Result};
use std::f64::consts::PI;

/// A universe whose parameters have been checked.
///
/// Methods take one redshift and compute by quadrature: relative errors of 1e-14 or so at every redshift from 1e-9 to 1e9,
/// some microseconds each; [`table`](Self::table) is for many. Redshifts down to -1 (the future) are allowed, where
/// distances are negative; at -1 and below, and for NaN, the answer is NaN.
#[derive(Clone, Debug)]
pub struct Cosmology {
    spec: CosmologySpec,
    omega_gamma: f64,
    omega_nu: f64,
    omega_de: f64,
    omega_k: f64,
    pub(super) hubble_distance_mpc: f64,
    pub(super) hubble_time_gyr: f64,
    neutrinos: Neutrinos,
    pub(super) halving: Halving,
}

impl Cosmology {
    /// See [`CosmologySpec::plan`].
    pub(super) fn new(spec: &CosmologySpec) -> Result<Self> {
        check(spec)?;
        let hubble_per_s = spec.h0_km_s_mpc / MEGAPARSEC_KM;
        let critical_kg_m3 = 3.0 * hubble_per_s * hubble_per_s / (8.0 * PI * NEWTON_M3_KG_S2);
        let photons_kg_m3 = 4.0 * STEFAN_BOLTZMANN_W_M2_K4 / LIGHT_SPEED_M_S.powi(3) * spec.t_cmb_k.powi(4);
        let omega_gamma = photons_kg_m3 / critical_kg_m3;
        let neutrinos = Neutrinos::new(spec.n_eff, &spec.m_nu_ev, spec.t_cmb_k, spec.neutrinos)?;
        let omega_nu = omega_gamma * neutrinos.relative_density(1.0);
        let others = spec.omega_m + omega_gamma + omega_nu;
        let made = Self {
            omega_gamma,
            omega_nu,
            omega_de: spec.omega_de.unwrap_or(1.0 - others),
            omega_k: spec.omega_de.map_or(0.0, |omega_de| 1.0 - spec.omega_m - omega_de - omega_gamma - omega_nu),
            hubble_distance_mpc: LIGHT_SPEED_KM_S / spec.h0_km_s_mpc,
            hubble_time_gyr: 1.0 / (hubble_per_s * GIGAYEAR_S),
            neutrinos,
            halving: Halving::new(spec.dark_energy.corners().iter().map(|z| z.ln_1p()).collect()),
            spec: spec.clone(),
        };
        made.check_big_bang()?;
        Ok(made)
    }

    /// Universes that turned round have no beginning: `E²` is above zero back to `z = 10⁶` in all others.
    fn check_big_bang(&self) -> Result<()> {
        const N_LOOKS: usize = 1400;
        let ln_last = 1e6f64.ln();
        for i in 0..=N_LOOKS {
            let x = (ln_last * i as f64 / N_LOOKS as f64).exp();
            let e_squared = self.e_squared(x);
            if e_squared.is_nan() || e_squared <= 0.0 {
                return Err(Error::NoBigBang { z: x - 1.0, e_squared });
            }
        }
        Ok(())
    }

    /// The parameters.
    pub fn spec(&self) -> &CosmologySpec {
        &self.spec
    }

    /// Density today of photons over the critical one.
    pub fn omega_gamma(&self) -> f64 {
        self.omega_gamma
    }

    /// Density today of neutrinos over the critical one.
    pub fn omega_nu(&self) -> f64 {
        self.omega_nu
    }

    /// Density today of dark energy over the critical one.
    pub fn omega_de(&self) -> f64 {
        self.omega_de
    }

    /// Curvature today, `1 - Σ Ω`: above zero for an open universe; exactly 0 if the spec leaves out `omega_de`.
    pub fn omega_k(&self) -> f64 {
        self.omega_k
    }

    /// `c / H0`, Mpc.
    pub fn hubble_distance_mpc(&self) -> f64 {
        self.hubble_distance_mpc
    }

    /// `1 / H0`, 10⁹ years.
    pub fn hubble_time_gyr(&self) -> f64 {
        self.hubble_time_gyr
    }

    /// The equation of state of dark energy.
    pub fn dark_energy(&self) -> &DarkEnergy {
        &self.spec.dark_energy
    }

    /// `E² = H²/H0²` at `x = 1 + z`.
    pub(super) fn e_squared(&self, x: f64) -> f64 {
        let radiation =
            if self.omega_gamma == 0.0 { 0.0 } else { self.omega_gamma * (1.0 + self.neutrinos.relative_density(x)) };
        let slow = x * x * ((radiation * x + self.spec.omega_m) * x + self.omega_k);
        if self.omega_de == 0.0 { slow } else { slow + self.omega_de * self.spec.dark_energy.density(x - 1.0) }
    }

    /// `E(z) = H(z)/H0`.
    pub fn e(&self, z: f64) -> f64 {
        if z > -1.0 { self.e_squared(1.0 + z).sqrt() } else { f64::NAN }
    }

    /// Hubble's parameter, km/s/Mpc.
    pub fn hubble_km_s_mpc(&self, z: f64) -> f64 {
        self.spec.h0_km_s_mpc * self.e(z)
    }

    /// Matter (without neutrinos) over the critical density of the time, `Ω_m (1+z)³/E²`.
    pub fn omega_m_at(&self, z: f64) -> f64 {
        self.spec.omega_m * (1.0 + z).powi(3) / self.e(z).powi(2)
    }

    /// Dark energy over the critical density of the time, `Ω_de I(z)/E²`; nought throughout if there is none.
    pub fn omega_de_at(&self, z: f64) -> f64 {
        if self.omega_de == 0.0 { 0.0 } else { self.omega_de * self.de_density_scale(z) / self.e(z).powi(2) }
    }

    /// Curvature at the time, `Ω_k (1+z)²/E²`.
    pub fn omega_k_at(&self, z: f64) -> f64 {
        self.omega_k * (1.0 + z).powi(2) / self.e(z).powi(2)
    }

    /// Photons over the critical density of the time, `Ω_γ (1+z)⁴/E²`.
    pub fn omega_gamma_at(&self, z: f64) -> f64 {
        self.omega_gamma * (1.0 + z).powi(4) / self.e(z).powi(2)
    }

    /// Neutrinos over the critical density of the time.
    pub fn omega_nu_at(&self, z: f64) -> f64 {
        self.omega_gamma_at(z) * self.nu_relative_density(z)
    }

    /// Energy density of neutrinos over that of photons; nought if there are no photons.
    pub fn nu_relative_density(&self, z: f64) -> f64 {
        self.neutrinos.relative_density(1.0 + z)
    }

    /// Pressure over energy density of dark energy.
    pub fn w(&self, z: f64) -> f64 {
        self.spec.dark_energy.w(z)
    }

    /// Density of dark energy over that of today, `I(z)`.
    pub fn de_density_scale(&self, z: f64) -> f64 {
        self.spec.dark_energy.density(z)
    }

    /// Critical density, g/cm³: `3 H²/(8 π G)`.
    pub fn critical_density_g_cm3(&self, z: f64) -> f64 {
        const G_CM3_PER_KG_M3: f64 = 1e-3;
        let hubble_per_s = self.hubble_km_s_mpc(z) / MEGAPARSEC_KM;
        3.0 * hubble_per_s * hubble_per_s / (8.0 * PI * NEWTON_M3_KG_S2) * G_CM3_PER_KG_M3
    }

    /// Temperature of the microwave background, K.
    pub fn t_cmb_k(&self, z: f64) -> f64 {
        self.spec.t_cmb_k * (1.0 + z)
    }
}

fn check(spec: &CosmologySpec) -> Result<()> {
    let cosmology = |what, value, expected| Err(Error::Cosmology { what, value, expected });
    if !(spec.h0_km_s_mpc.is_finite() && spec.h0_km_s_mpc > 0.0) {
        return cosmology("h0_km_s_mpc", spec.h0_km_s_mpc, "a number above zero");
    }
    let densities = [
        ("omega_m", spec.omega_m),
        ("t_cmb_k", spec.t_cmb_k),
        ("n_eff", spec.n_eff),
        ("omega_b", spec.omega_b.unwrap_or(0.0)),
    ];
    if let Some(&(what, value)) = densities.iter().find(|(_, value)| !(value.is_finite() && *value >= 0.0)) {
        return cosmology(what, value, "a number of zero or above");
    }
    if let Some(omega_b) = spec.omega_b.filter(|omega_b| *omega_b > spec.omega_m) {
        return cosmology("omega_b", omega_b, "no more than omega_m, of which it is a part");
    }
    if let Some(omega_de) = spec.omega_de.filter(|omega_de| !omega_de.is_finite()) {
        return cosmology("omega_de", omega_de, "a finite number");
    }
    spec.dark_energy.check()
}
