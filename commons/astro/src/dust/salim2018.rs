//! Calzetti's law, generalised so that its slope is the one named.
use super::calzetti2000::{Calzetti2000, R_V, k};
use super::{Attenuation, LYMAN_LIMIT_UM, bump, check_range, noll2009};
use serde::{Deserialize, Serialize};

/// `A(λ)/A(V) = k(λ)/4.05 (λ/0.55 µm)^δ + B D(λ)/R_V`, `R_V = 4.05/(5.05 (0.44/0.55)^δ - 4.05)`.
///
/// Unlike in [`Noll2009`](super::Noll2009) the bump is not tilted, and `R_V` is that of the tilted law.
///
/// # Source
/// Salim, Boquien & Lee 2018, `ApJ` 859, 11, eq. 3 to 6, doi:10.3847/1538-4357/aabf3c
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Salim2018 {
    /// `δ`; below zero: steeper than Calzetti's law.
    pub slope: f64,
    /// `B`, in units of `E(B-V)`.
    pub bump: f64,
}

impl Salim2018 {
    /// `A(V)/E(B-V)` of the tilted law.
    pub fn r_v(&self) -> f64 {
        R_V / ((R_V + 1.0) * (0.44f64 / 0.55).powf(self.slope) - R_V)
    }
}

impl Attenuation for Salim2018 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let wave_um = wave_um.max(LYMAN_LIMIT_UM);
        k(wave_um) / R_V * (wave_um / 0.55).powf(self.slope) + self.bump * bump::drude(wave_um) / self.r_v()
    }

    fn range_um(&self) -> (f64, f64) {
        Calzetti2000 {}.range_um()
    }

    fn check(&self) -> crate::Result<()> {
        noll2009::check(self.slope, self.bump)?;
        // from 0.99 on B is fainter than V and R_V below zero
        check_range("slope of the attenuation law", self.slope, (-3.0, 0.98), "a number from -3 to 0.98")
    }
}
