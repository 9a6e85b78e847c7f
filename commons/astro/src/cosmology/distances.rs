//! Distances and volumes.
use super::expansion::Cosmology;
use std::f64::consts::PI;

/// Radians of an arcsecond.
const ARCSEC_RAD: f64 = PI / 648_000.0;

impl Cosmology {
    /// `∫ dz/E` between two values of `ln(1 + z)`: no differences of primitives, so right to rounding near 0.
    pub(super) fn comoving(&self, from_u: f64, to_u: f64) -> f64 {
        self.halving.integrate(from_u, to_u, |u| {
            let x = u.exp();
            x / self.e_squared(x).sqrt()
        })
    }

    /// `D_M` of a line-of-sight distance, both in units of `c/H0`: `sinh(√Ω_k d)/√Ω_k`, `sin` for closed universes.
    pub(super) fn curved(&self, d: f64) -> f64 {
        let root = self.omega_k().abs().sqrt();
        match self.omega_k() {
            k if k > 0.0 => (root * d).sinh() / root,
            k if k < 0.0 => (root * d).sin() / root,
            _ => d,
        }
    }

    /// Comoving distance along the line of sight, Mpc: `c/H0 ∫ dz/E`.
    pub fn comoving_distance_mpc(&self, z: f64) -> f64 {
        self.hubble_distance_mpc * self.comoving(0.0, ln_1p(z))
    }

    /// Comoving distance across the line of sight, Mpc: what a comoving length is over its angle.
    ///
    /// # Source
    /// Hogg 1999, astro-ph/9905116, eq. 16
    pub fn transverse_distance_mpc(&self, z: f64) -> f64 {
        self.hubble_distance_mpc * self.curved(self.comoving(0.0, ln_1p(z)))
    }

    /// Angular diameter distance, Mpc: `D_M/(1 + z)`.
    pub fn angular_diameter_distance_mpc(&self, z: f64) -> f64 {
        self.transverse_distance_mpc(z) / (1.0 + z)
    }

    /// Angular diameter distance of `z2` seen from `z1`, Mpc, as lenses need it.
    pub fn angular_diameter_distance_between_mpc(&self, z1: f64, z2: f64) -> f64 {
        self.hubble_distance_mpc * self.curved(self.comoving(ln_1p(z1), ln_1p(z2))) / (1.0 + z2)
    }

    /// Luminosity distance, Mpc: `(1 + z) D_M`.
    pub fn luminosity_distance_mpc(&self, z: f64) -> f64 {
        self.transverse_distance_mpc(z) * (1.0 + z)
    }

    /// Distance modulus, mag: `5 log10(D_L/Mpc) + 25`; -∞ at redshift 0, NaN below.
    pub fn distance_modulus_mag(&self, z: f64) -> f64 {
        5.0 * self.luminosity_distance_mpc(z).log10() + 25.0
    }

    /// Comoving volume of the whole sky out to `z`, Mpc³: `4π ∫ D_M² dD_C`.
    ///
    /// In closed form `4π R³ (sinh 2r - 2r)/4` with `r = D_C/R` (`sin` for closed universes), by series where this cancels.
    pub fn comoving_volume_mpc3(&self, z: f64) -> f64 {
        self.volume_of(self.comoving(0.0, ln_1p(z)))
    }

    /// The volume out to a line-of-sight distance in units of `c/H0`, Mpc³.
    pub(super) fn volume_of(&self, d: f64) -> f64 {
        let cube = self.hubble_distance_mpc.powi(3);
        if self.omega_k() == 0.0 {
            return 4.0 / 3.0 * PI * cube * d.powi(3);
        }
        let root = self.omega_k().abs().sqrt();
        PI * cube / root.powi(3) * excess(2.0 * root * d, self.omega_k() > 0.0)
    }

    /// Comoving volume of a redshift and a steradian, Mpc³: `c/H0 D_M²/E`.
    pub fn differential_volume_mpc3_sr(&self, z: f64) -> f64 {
        self.hubble_distance_mpc * self.transverse_distance_mpc(z).powi(2) / self.e(z)
    }

    /// Proper length that an arcsecond spans, kpc.
    pub fn kpc_per_arcsec(&self, z: f64) -> f64 {
        self.angular_diameter_distance_mpc(z) * (1e3 * ARCSEC_RAD)
    }

    /// Comoving length that an arcsecond spans, kpc.
    pub fn comoving_kpc_per_arcsec(&self, z: f64) -> f64 {
        self.transverse_distance_mpc(z) * (1e3 * ARCSEC_RAD)
    }

    /// Absorption distance: `∫ (1+z)²/E dz`, along which absorbers of constant size and number are spread evenly.
    ///
    /// # Source
    /// Bahcall & Peebles 1969, `ApJ` 156, L7
    pub fn absorption_distance(&self, z: f64) -> f64 {
        self.halving.integrate(0.0, ln_1p(z), |u| {
            let x = u.exp();
            x.powi(3) / self.e_squared(x).sqrt()
        })
    }
}

/// `ln(1 + z)`, NaN where there is no universe.
pub(super) fn ln_1p(z: f64) -> f64 {
    if z > -1.0 { z.ln_1p() } else { f64::NAN }
}

/// `sinh y - y`, or `y - sin y`, without cancellation.
fn excess(y: f64, open: bool) -> f64 {
    if y.abs() > 1.0 {
        return if open { y.sinh() - y } else { y - y.sin() };
    }
    let ratio = if open { y * y } else { -y * y };
    let (mut term, mut sum) = (y * y * y / 6.0, 0.0);
    for k in 1..12 {
        sum += term;
        let n = f64::from(2 * k + 2);
        term *= ratio / (n * (n + 1.0));
    }
    sum
}
