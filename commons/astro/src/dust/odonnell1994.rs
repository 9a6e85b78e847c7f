//! The Milky Way, better in the optical.
use super::Attenuation;
use super::cardelli1989::{Cardelli1989, RANGE_UM, check_r_v, polynomial, ratio};
use serde::{Deserialize, Serialize};

/// [`Cardelli1989`] with another polynomial from 0.3 to 0.9 µm.
///
/// # Source
/// O'Donnell 1994, `ApJ` 422, 158, table 3 ff., doi:10.1086/173713
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Odonnell1994 {
    /// `A(V)/E(B-V)`, 2 to 6; 3.1 for diffuse gas.
    pub r_v: f64,
}

impl Default for Odonnell1994 {
    fn default() -> Self {
        Self { r_v: Cardelli1989::default().r_v }
    }
}

/// `a` and `b` as polynomials in `x - 1.82`.
const OPTICAL: [[f64; 9]; 2] = [
    [1.0, 0.104, -0.609, 0.701, 1.137, -1.718, -0.827, 1.647, -0.505],
    [0.0, 1.952, 2.908, -3.989, -7.985, 11.102, 5.491, -10.805, 3.347],
];

impl Attenuation for Odonnell1994 {
    fn ratio(&self, wave_um: f64) -> f64 {
        ratio(wave_um, self.r_v, |x| OPTICAL.map(|coefficients| polynomial(&coefficients, x - 1.82)))
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        RANGE_UM
    }

    fn check(&self) -> crate::Result<()> {
        check_r_v(self.r_v)
    }
}
