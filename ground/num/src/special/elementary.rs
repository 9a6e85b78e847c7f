//! Elementary functions of many numbers at once, with vector instructions and the bits of the single ones.
//!
//! Each number takes the same operations in the same order as in the crate `libm`, but without branches, so that the
//! compiler can compute several side by side. Numbers that need a branch are left to `libm`. Nothing depends on the
//! instruction set but the speed. A loop of one's own takes the functions of [`lanes`](crate::lanes) instead, whose bits are
//! others.

use multiversion::multiversion;

/// Numbers looked at together: one that needs a branch slows down no more than these.
const PIECE: usize = 32;

const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Puts `ln x` in place of each `x`: the bits of `libm::log`.
///
/// Error below 1 unit in the last place; NaN below nought, −∞ at nought.
///
/// # Source
/// the rational approximation of FreeBSD's msun, Sun Microsystems 1993
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn ln_each(values: &mut [f64]) {
    for piece in values.chunks_mut(PIECE) {
        let is_ordinary = |x: &f64| (f64::MIN_POSITIVE..=f64::MAX).contains(x);
        if piece.iter().fold(true, |all, x| all & is_ordinary(x)) {
            piece.iter_mut().for_each(|x| *x = ordinary_ln(*x));
        } else {
            piece.iter_mut().for_each(|x| *x = libm::log(*x));
        }
    }
}

/// Puts `e^x` in place of each `x`: the bits of `libm::exp`.
///
/// Error below 1 unit in the last place; ∞ above 709.78, nought below −745.13.
///
/// # Source
/// the rational approximation of FreeBSD's msun, Sun Microsystems 2004
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn exp_each(values: &mut [f64]) {
    for piece in values.chunks_mut(PIECE) {
        if piece.iter().fold(true, |all, x| all & (x.abs() < 708.0)) {
            piece.iter_mut().for_each(|x| *x = ordinary_exp(*x));
        } else {
            piece.iter_mut().for_each(|x| *x = libm::exp(*x));
        }
    }
}

/// The logarithm of a positive number that has all its digits: of `2^k (1 + f)`, `1/√2 < 1 + f < √2`, by
/// `s = f / (2 + f)`.
#[inline(always)]
fn ordinary_ln(x: f64) -> f64 {
    const ROOT_HALF: u64 = 0x3FE6_A09E << 32;
    const ONE: u64 = 0x3FF0_0000 << 32;
    let bits = x.to_bits() + (ONE - ROOT_HALF);
    let k = f64::from((bits >> 52) as i32 - 0x3FF);
    let f = f64::from_bits((bits & ((1 << 52) - 1)) + ROOT_HALF) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (3.999_999_999_940_942e-1 + w * (2.222_219_843_214_978_4e-1 + w * 1.531_383_769_920_937_3e-1));
    let odd_tail = 2.857_142_874_366_239e-1 + w * (1.818_357_216_161_805e-1 + w * 1.479_819_860_511_658_6e-1);
    let odd = z * (6.666_666_666_666_735e-1 + w * odd_tail);
    s * (half_square + (odd + even)) + k * LN2_LOW - half_square + f + k * LN2_HIGH
}

/// The exponential of a number whose result has all its digits: `2^k e^r`, `|r| < ln 2 / 2`, by
/// `e^r = 1 + r + r c / (2 − c)`.
#[inline(always)]
fn ordinary_exp(x: f64) -> f64 {
    /// Below this, about ln 2 / 2, k is nought.
    const NO_SCALE: f64 = f64::from_bits(0x3FD6_2E43 << 32);
    /// Below this, 2^-28, `1 + x` has every digit.
    const LINEAR: f64 = f64::from_bits(0x3E30_0001 << 32);
    let size = x.abs();
    let k = (x * std::f64::consts::LOG2_E + 0.5_f64.copysign(x)) as i32;
    let k = if size < NO_SCALE { 0 } else { k };
    let (high, low) = (x - f64::from(k) * LN2_HIGH, f64::from(k) * LN2_LOW);
    let r = high - low;
    let square = r * r;
    let tail = -1.653_390_220_546_525_2e-6 + square * 4.138_136_797_057_238_5e-8;
    let tail = -2.777_777_777_701_559_3e-3 + square * (6.613_756_321_437_934e-5 + square * tail);
    let c = r - square * (1.666_666_666_666_660_2e-1 + square * tail);
    let whole = 1.0 + (r * c / (2.0 - c) - low + high);
    let scaled = whole * f64::from_bits(((k + 0x3FF) as u64) << 52);
    if size < LINEAR { 1.0 + x } else { scaled }
}

#[cfg(test)]
mod tests {
    use super::{exp_each, ln_each};
    use proptest::prelude::*;

    fn same(each: fn(&mut [f64]), one: fn(f64) -> f64, values: &[f64]) -> Result<(), TestCaseError> {
        let mut found = values.to_vec();
        each(&mut found);
        for (value, found) in values.iter().zip(&found) {
            let expected = one(*value);
            let is_same = found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan());
            prop_assert!(is_same, "{value:e}: {found:e}, expected {expected:e}");
        }
        Ok(())
    }

    /// Numbers next to the places where the approximations change.
    fn edges() -> Vec<f64> {
        let ln2 = std::f64::consts::LN_2;
        let places = [0.0, 1.0, 2.0, 0.5, 2f64.sqrt(), 0.5f64.sqrt(), 0.5 * ln2, 1.5 * ln2, 2f64.powi(-28), 708.0];
        let near = |place: f64| (-3..=3).map(move |n: i64| f64::from_bits(place.to_bits().wrapping_add_signed(n)));
        let words = [0x3FD6_2E43_u64, 0x3FD6_2E42, 0x3E30_0000, 0x3E30_0001, 0x3FF0_A2B2, 0x3FE6_A09E]
            .map(|high| f64::from_bits(high << 32));
        places.into_iter().chain(words).flat_map(near).flat_map(|x| [x, -x]).collect()
    }

    #[test]
    fn edges_have_the_bits_of_single_numbers() -> Result<(), TestCaseError> {
        for edge in edges() {
            same(exp_each, libm::exp, &[edge])?;
            same(ln_each, libm::log, &[edge])?;
        }
        let odd = [f64::NAN, f64::INFINITY, -f64::INFINITY, 0.0, -0.0, 5e-324, -1.0, 709.9, -708.4, -746.0, f64::MAX];
        same(exp_each, libm::exp, &odd)?;
        same(ln_each, libm::log, &odd)
    }

    proptest! {
        #[test]
        fn logarithms_have_the_bits_of_single_ones(x in prop::collection::vec(prop_oneof![0.0..3.0_f64, any::<f64>()], 0..80), near in 0.5..2.0_f64) {
            same(ln_each, libm::log, &x)?;
            same(ln_each, libm::log, &x.iter().map(|x| x.abs().clamp(1e-300, 1e300)).collect::<Vec<_>>())?;
            same(ln_each, libm::log, &[near; 9])?;
        }

        #[test]
        fn exponentials_have_the_bits_of_single_ones(x in prop::collection::vec(prop_oneof![-720.0..720.0_f64, -2.0..2.0_f64, any::<f64>()], 0..80)) {
            same(exp_each, libm::exp, &x)?;
            same(exp_each, libm::exp, &x.iter().map(|x| x.clamp(-700.0, 700.0)).collect::<Vec<_>>())?;
        }
    }
}
