//! Between the Milky Way and the Small Magellanic Cloud.
use super::{Attenuation, Fitzpatrick1999, Gordon2003Smc, check_range};
use serde::{Deserialize, Serialize};

/// A mixture: the part `f_a` of [`Fitzpatrick1999`]'s curve, the rest of [`Gordon2003Smc`]'s.
///
/// # Source
/// Gordon et al. 2016, `ApJ` 826, 104, doi:10.3847/0004-637X/826/2/104, equation 5
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Gordon2016 {
    /// `R_V` of the Milky Way's part, 2 to 6.
    pub r_v: f64,
    /// The Milky Way's part, 0 to 1.
    pub f_a: f64,
}

impl Default for Gordon2016 {
    fn default() -> Self {
        Self { r_v: 3.1, f_a: 1.0 }
    }
}

impl Attenuation for Gordon2016 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let milky_way = Fitzpatrick1999 { r_v: self.r_v }.ratio(wave_um);
        self.f_a * milky_way + (1.0 - self.f_a) * Gordon2003Smc {}.ratio(wave_um)
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (0.1, 1.0 / 0.3)
    }

    fn check(&self) -> crate::Result<()> {
        super::fitzpatrick::check_r_v(self.r_v)?;
        check_range("f_a of the extinction law", self.f_a, (0.0, 1.0), "a number from 0 to 1")
    }
}
