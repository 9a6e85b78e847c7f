//! Starburst galaxies.
use super::{Attenuation, LYMAN_LIMIT_UM};
use serde::{Deserialize, Serialize};

/// `k(λ)/4.05`, `k = 2.659 (-1.857 + 1.040/λ) + 4.05` from 0.63 to 2.2 µm,
/// `k = 2.659 (-2.156 + 1.509/λ - 0.198/λ² + 0.011/λ³) + 4.05` from 0.12 to 0.63 µm.
///
/// The polynomials go on below 0.12 µm to the Lyman limit and above 2.2 µm, to nought from 2.9 µm on. The two parts differ by
/// 0.3 % where they meet.
///
/// # Source
/// Calzetti et al. 2000, `ApJ` 533, 682, eq. 4, doi:10.1086/308692
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calzetti2000 {}

/// `A(V)/E(B-V)` of the law.
pub(super) const R_V: f64 = 4.05;

/// `k(λ) = A(λ)/E(B-V)`.
pub(super) fn k(wave_um: f64) -> f64 {
    let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
    let shape = if wave_um > 0.63 { -1.857 + 1.040 * x } else { -2.156 + x * (1.509 + x * (-0.198 + 0.011 * x)) };
    (2.659 * shape + R_V).max(0.0)
}

impl Attenuation for Calzetti2000 {
    fn ratio(&self, wave_um: f64) -> f64 {
        k(wave_um) / R_V
    }

    fn range_um(&self) -> (f64, f64) {
        (0.12, 2.2)
    }
}
