//! The incomplete gamma functions of large shape near their middle.

use std::f64::consts::TAU;

use super::erfcx;
use super::gamma::deviance;
use super::incomplete_gamma::{Prefactor, Tail};

/// Below this shape series and fractions need fewer than some thousand terms.
const SHAPE_FROM: f64 = 1e5;
/// Largest `|η|` for which the series below are right to 1e-16.
const ETA_BELOW: f64 = 0.2;
/// Taylor coefficients in `η` of `C_0`, `C_1`, `C_2` (the next contributes below 1e-18).
const C0: [f64; 13] = [
    -0.333_333_333_333_333_3,
    0.083_333_333_333_333_33,
    -0.014_814_814_814_814_815,
    0.001_157_407_407_407_407_3,
    0.000_352_733_686_067_019_4,
    -0.000_178_755_144_032_921_8,
    3.919_263_178_522_438e-05,
    -2.185_448_510_679_992e-06,
    -1.854_062_210_715_16e-06,
    8.296_711_340_953_087e-07,
    -1.766_595_273_682_607_8e-07,
    6.707_853_543_401_498e-09,
    1.026_180_978_424_030_9e-08,
];
const C1: [f64; 8] = [
    -0.001_851_851_851_851_852,
    -0.003_472_222_222_222_222,
    0.002_645_502_645_502_645_4,
    -0.000_990_226_337_448_559_6,
    0.000_205_761_316_872_427_98,
    -4.018_775_720_164_609e-07,
    -1.809_855_033_448_997_7e-05,
    7.649_160_916_081_112e-06,
];
const C2: [f64; 4] =
    [0.004_133_597_883_597_883, -0.002_681_327_160_493_827_3, 0.000_771_604_938_271_604_9, 2.009_387_860_082_304_7e-06];

/// The smaller tail by the uniform expansion; `None` where it is not the best way.
///
/// `Q = ½ erfc(η √(a/2)) + exp(−aη²/2) / √(2πa) Σ_k C_k(η) a^−k`, with `η²/2 = x/a − 1 − ln(x/a)`.
///
/// # Source
/// Temme 1979, SIAM J. Math. Anal. 10, 757; coefficients from the recurrence of DLMF 8.12.12, by mpmath
pub(super) fn tail(a: f64, x: f64) -> Option<Tail> {
    let d = deviance(a, x);
    let size = libm::sqrt(2.0 * d / a);
    if a < SHAPE_FROM || size > ETA_BELOW {
        return None;
    }
    let upper = x >= a;
    let eta = if upper { size } else { -size };
    let rest = (polynomial(&C0, eta) + (polynomial(&C1, eta) + polynomial(&C2, eta) / a) / a) / libm::sqrt(TAU * a);
    let middle = 0.5 * erfcx(libm::sqrt(d));
    Some(Tail { upper, prefactor: Prefactor::Gauss { d }, factor: if upper { middle + rest } else { middle - rest } })
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}
