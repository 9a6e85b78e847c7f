//! The normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2, PI, TAU};

use crate::double::two_prod;

/// Above this the error function's complement is a continued fraction.
const FRACTION_FROM: f64 = 2.0;
/// Terms of that fraction that are needed at 1, beyond those needed everywhere.
const FRACTION_TERMS: f64 = 320.0;
/// Below this logarithm of a probability the quantile is found in logarithms.
const LOG_BELOW: f64 = -700.0;

/// The scaled complementary error function `exp(x²) erfc(x)`.
///
/// Relative error below 2e-15. Overflows below −26.6.
///
/// # Source
/// DLMF 7.9.3 for `x >= 2`
pub fn erfcx(x: f64) -> f64 {
    if x >= FRACTION_FROM {
        return erfcx_fraction(x);
    }
    if x < -FRACTION_FROM {
        return 2.0 * exp_square(-x) - erfcx_fraction(-x);
    }
    exp_square(x) * libm::erfc(x)
}

/// `exp(x²)`, with the rounding error of the square put back.
fn exp_square(x: f64) -> f64 {
    let square = two_prod(x, x);
    let size = libm::exp(square.hi);
    if size.is_finite() { size + size * square.lo } else { size }
}

/// `1/√π / (x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))`
fn erfcx_fraction(x: f64) -> f64 {
    // for 1e-17 some 62 are needed at 2, 23 at 4, 10 at 10, 6 at 30 (by mpmath)
    let terms = (12.0 + FRACTION_TERMS / (x * x)) as u32;
    let bottom = (1..=terms).rev().fold(x, |below, k| x + 0.5 * f64::from(k) / below);
    1.0 / (libm::sqrt(PI) * bottom)
}

/// `exp(−x²/2)`, with the rounding error of the square put back.
fn gauss(x: f64) -> f64 {
    let square = two_prod(x, x);
    let size = libm::exp(-0.5 * square.hi);
    if size > 0.0 { size - size * 0.5 * square.lo } else { size }
}

/// The density `exp(−x²/2) / √(2π)` of the standard normal distribution; relative error below 1e-15.
pub fn norm_pdf(x: f64) -> f64 {
    gauss(x) / libm::sqrt(TAU)
}

/// The probability above `x` of the standard normal distribution.
///
/// Relative error below 2e-15 down to the smallest normal numbers (`x` = 37.5).
pub fn norm_sf(x: f64) -> f64 {
    let y = x * FRAC_1_SQRT_2;
    if y >= FRACTION_FROM {
        return 0.5 * erfcx_fraction(y) * gauss(x);
    }
    if y > -1.0 || y.is_nan() { 0.5 * libm::erfc(y) } else { 1.0 - norm_sf(-x) }
}

/// The probability below `x`; see [`norm_sf`].
pub fn norm_cdf(x: f64) -> f64 {
    norm_sf(-x)
}

/// The logarithm of [`norm_sf`], for any `x`.
///
/// Relative error below 2e-15, also where the probability is near 1 (it is then `−norm_cdf(x)`).
pub fn norm_log_sf(x: f64) -> f64 {
    let y = x * FRAC_1_SQRT_2;
    if y >= FRACTION_FROM {
        return libm::log(0.5 * erfcx_fraction(y)) - 0.5 * x * x;
    }
    if y > -0.5 { libm::log(0.5 * libm::erfc(y)) } else { libm::log1p(-norm_sf(-x)) }
}

/// The logarithm of [`norm_cdf`]; see [`norm_log_sf`].
pub fn norm_log_cdf(x: f64) -> f64 {
    norm_log_sf(-x)
}

/// The `x` above which the probability is `p`, for `0 <= p <= 1`.
///
/// Relative error below 1e-15, also near `p` = 1/2. Infinite at 0 and 1, NaN outside.
///
/// # Source
/// Wichura 1988, Appl. Statist. 37, 477 (AS 241, PPND16)
pub fn norm_isf(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::INFINITY } else { f64::NEG_INFINITY };
    }
    let q = 0.5 - p;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let size = tail_quantile(libm::sqrt(-libm::log(p.min(1.0 - p))));
    if q > 0.0 { size } else { -size }
}

/// Puts `norm_isf(p)` in place of each `p`, with its bits.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn norm_isf_each(values: &mut [f64]) {
    let mut centres = [0.0; 32];
    for piece in values.chunks_mut(centres.len()) {
        // the centre's formula for all of them: without branches it is several times faster
        for (centre, p) in centres.iter_mut().zip(&*piece) {
            let q = 0.5 - p;
            *centre = q * ratio(&CENTRE, 0.180_625 - q * q);
        }
        for (p, centre) in piece.iter_mut().zip(centres) {
            *p = if (0.5 - *p).abs() <= 0.425 { centre } else { norm_isf(*p) };
        }
    }
}

/// The `x` below which the probability is `p`; see [`norm_isf`].
pub fn norm_ppf(p: f64) -> f64 {
    -norm_isf(p)
}

/// The `x` above which the probability is `exp(ln_p)`, for any `ln_p <= 0`.
///
/// Relative error below 1e-15, as far out as `ln_p` = −1e300. NaN for `ln_p > 0`.
///
/// # Source
/// [`norm_isf`]; below −700 Newton's method on [`norm_log_sf`]
pub fn norm_isf_from_log(ln_p: f64) -> f64 {
    if ln_p > -LN_2 {
        return -norm_isf(-libm::expm1(ln_p));
    }
    if ln_p > LOG_BELOW {
        return norm_isf(libm::exp(ln_p));
    }
    if ln_p == f64::NEG_INFINITY || ln_p.is_nan() {
        return -ln_p;
    }
    let mut x = libm::sqrt(-2.0 * ln_p - libm::log(-2.0 * TAU * ln_p));
    for _ in 0..4 {
        // the slope of ln Q is −density/Q = −√(2/π) / erfcx(x/√2)
        let slope = libm::sqrt(2.0 / PI) / erfcx_fraction(x * FRAC_1_SQRT_2);
        x += (norm_log_sf(x) - ln_p) / slope;
    }
    x
}

/// The quantile from `r = √(−ln p)`, `p < 0.075`.
fn tail_quantile(r: f64) -> f64 {
    if r <= 5.0 { ratio(&NEAR_TAIL, r - 1.6) } else { ratio(&FAR_TAIL, r - 5.0) }
}

/// A quotient of two polynomials, the highest coefficients first.
#[inline(always)]
fn ratio([top, bottom]: &[[f64; 8]; 2], x: f64) -> f64 {
    let value = |coefficients: &[f64; 8]| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    value(top) / value(bottom)
}

/// AS 241 for `|p − 1/2| <= 0.425`.
const CENTRE: [[f64; 8]; 2] = [
    [
        2_509.080_928_730_122_7,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_854,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
];
/// AS 241 for `p >= exp(−25)`.
const NEAR_TAIL: [[f64; 8]; 2] = [
    [
        0.000_774_545_014_278_341_4,
        0.022_723_844_989_269_184,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-09,
        0.000_547_593_808_499_534_5,
        0.015_198_666_563_616_457,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
];
/// AS 241 below.
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        2.010_334_399_292_288_1e-07,
        2.711_555_568_743_487_6e-05,
        0.001_242_660_947_388_078_4,
        0.026_532_189_526_576_124,
        0.296_560_571_828_504_87,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_7e-15,
        1.421_511_758_316_446e-07,
        1.846_318_317_510_054_8e-05,
        0.000_786_869_131_145_613_3,
        0.014_875_361_290_850_615,
        0.136_929_880_922_735_8,
        0.599_832_206_555_888,
        1.0,
    ],
];
