//! Galaxies at redshift 0.5 to 2.
use super::noll2009::Noll2009;
use super::{Attenuation, check_range};
use serde::{Deserialize, Serialize};

/// [`Noll2009`] with the bump that galaxies of this slope have, `E_b = 0.85 - 1.9 δ`.
///
/// # Source
/// Kriek & Conroy 2013, `ApJ` 775, L16, eq. 3, doi:10.1088/2041-8205/775/1/L16
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KriekConroy2013 {
    /// `δ`; below zero: steeper than Calzetti's law.
    pub slope: f64,
}

impl KriekConroy2013 {
    fn full(&self) -> Noll2009 {
        Noll2009 { slope: self.slope, bump: 0.85 - 1.9 * self.slope }
    }
}

impl Attenuation for KriekConroy2013 {
    fn ratio(&self, wave_um: f64) -> f64 {
        self.full().ratio(wave_um)
    }

    fn range_um(&self) -> (f64, f64) {
        self.full().range_um()
    }

    fn check(&self) -> crate::Result<()> {
        check_range("slope of the attenuation law", self.slope, (-3.0, 1.5), "a number from -3 to 1.5")
    }
}
