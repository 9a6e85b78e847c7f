//! Calzetti's law, generalised.
use super::calzetti2000::{Calzetti2000, R_V, k};
use super::{Attenuation, LYMAN_LIMIT_UM, bump, check_range};
use serde::{Deserialize, Serialize};

/// `A(λ)/A(V) = (k(λ) + E_b D(λ))/4.05 (λ/0.55 µm)^δ`, `k` being Calzetti's law, `D` the bump at 2175 Å.
///
/// # Source
/// Noll et al. 2009, A&A 507, 1793, eq. 8 and 9, doi:10.1051/0004-6361/200912497
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Noll2009 {
    /// `δ`; below zero: steeper than Calzetti's law.
    pub slope: f64,
    /// `E_b`, in units of `E(B-V)`; some 3.5 in the Milky Way.
    pub bump: f64,
}

impl Attenuation for Noll2009 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let wave_um = wave_um.max(LYMAN_LIMIT_UM);
        (k(wave_um) + self.bump * bump::drude(wave_um)) / R_V * (wave_um / 0.55).powf(self.slope)
    }

    fn range_um(&self) -> (f64, f64) {
        Calzetti2000 {}.range_um()
    }

    fn check(&self) -> crate::Result<()> {
        check(self.slope, self.bump)
    }
}

pub(super) fn check(slope: f64, bump: f64) -> crate::Result<()> {
    check_range("slope of the attenuation law", slope, (-3.0, 3.0), "a number from -3 to 3")?;
    check_range("bump of the attenuation law", bump, (-2.0, 20.0), "a number from -2 to 20")
}
