//! Elementary functions without branches, for loops over many numbers.
//!
//! Inside a function of several instruction sets (`multiversion`, with `fma` among each) a loop over them works on as many
//! numbers as the machine's registers hold; elsewhere a standard library's function is faster. All are made of exactly rounded
//! operations, so their bits are the same on every machine (which are not libm's: [`special`](crate::special) has those).

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// `ln 2` in two parts, the first short enough that products with exponents are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// `1.5·2⁵²`: a number below 2⁵¹ that is added to it becomes the whole number next to it, in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Exponents whose powers are normal numbers.
const EXPONENTS: [f64; 2] = [-708.0, 709.0];
/// `1/k!` from 13 down to 2.
const INVERSE_FACTORIALS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
];

/// `2^n` and `e^r - 1`, `x = n ln 2 + r`, of a number whose exponential is normal.
#[inline(always)]
fn parts(x: f64) -> (f64, f64) {
    let shifted = x.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = n.mul_add(-LN_2[1], n.mul_add(-LN_2[0], x));
    let mut sum = INVERSE_FACTORIALS[0];
    for c in &INVERSE_FACTORIALS[1..] {
        sum = sum.mul_add(r, *c);
    }
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    (power, (r * r).mul_add(sum, r))
}

/// `e^x` to 2 units of the last place; 0 below -708, infinity above 709.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let (power, rest) = parts(x.clamp(EXPONENTS[0], EXPONENTS[1]));
    let value = power.mul_add(rest, power);
    let value = if x < EXPONENTS[0] { 0.0 } else { value };
    if x > EXPONENTS[1] { f64::INFINITY } else { value }
}

/// `e^x - 1` to 3 units of the last place, also where `x` is small; infinity above 709.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    let (power, rest) = parts(x.clamp(EXPONENTS[0], EXPONENTS[1]));
    let value = power.mul_add(rest, power - 1.0);
    if x > EXPONENTS[1] { f64::INFINITY } else { value }
}

/// `e` and `atanh(f)`: `ln x = e ln 2 + 2 atanh(f)`, `f = (m-1)/(m+1)`, `m` between the roots of 1/2 and 2.
#[inline(always)]
fn logarithm(x: f64) -> (f64, f64) {
    /// Bits of √½ above its exponent, so that mantissas above √2 are halved.
    const HALF_ROOT: u64 = 0x3fe6_a09e_667f_3bcd;
    const EXPONENT_MASK: u64 = 0xfff0_0000_0000_0000;
    /// 2⁵² as bits: a small whole number in its low bits is that number more.
    const TWO_TO_52: u64 = 0x4330_0000_0000_0000;
    let shifted = x.to_bits().wrapping_sub(HALF_ROOT);
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub(shifted & EXPONENT_MASK));
    // the exponent, made positive to fit into the low bits
    let raised = (shifted.wrapping_add(1024 << 52) >> 52) | TWO_TO_52;
    let exponent = f64::from_bits(raised) - (4_503_599_627_370_496.0 + 1024.0);
    let f = (mantissa - 1.0) / (mantissa + 1.0);
    let q = f * f;
    let mut tail = 1.0 / 23.0;
    for n in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0f64] {
        tail = q.mul_add(tail, 1.0 / n);
    }
    (exponent, (f * q).mul_add(tail, f))
}

/// `ln x` of a normal number above zero, to 2·10⁻¹⁶ of its size or of 1.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let (exponent, atanh) = logarithm(x);
    exponent.mul_add(LN_2[0], exponent.mul_add(LN_2[1], 2.0 * atanh))
}

/// Decimal logarithm of a normal number above zero, to 2·10⁻¹⁶ of its size or of 1.
#[inline(always)]
pub fn log10(x: f64) -> f64 {
    const TWO_OVER_LN_10: f64 = 2.0 * std::f64::consts::LOG10_E;
    let (exponent, atanh) = logarithm(x);
    exponent.mul_add(std::f64::consts::LOG10_2, atanh * TWO_OVER_LN_10)
}

/// Sums that go side by side.
const SUMS: usize = 8;

/// `Σ a_i b_i`, in an order of its own that is the same on every machine; dispatches by itself.
///
/// # Panics
/// If the lengths are unlike.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len(), "as many of both");
    let mut sums = [0.0; SUMS];
    let (whole_a, rest_a) = a.as_chunks::<SUMS>();
    let (whole_b, rest_b) = b.as_chunks::<SUMS>();
    for (a, b) in whole_a.iter().zip(whole_b) {
        for j in 0..SUMS {
            sums[j] = a[j].mul_add(b[j], sums[j]);
        }
    }
    let rest = rest_a.iter().zip(rest_b).fold(0.0, |sum: f64, (a, b)| a.mul_add(*b, sum));
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h)) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(of: impl Fn(f64) -> f64, expected: impl Fn(f64) -> f64, x: impl Iterator<Item = f64>) -> f64 {
        let off = |x: f64| {
            let expected = expected(x);
            (of(x) - expected).abs() / expected.abs().max(f64::MIN_POSITIVE)
        };
        x.map(off).fold(0.0, f64::max)
    }

    fn even(low: f64, high: f64) -> impl Iterator<Item = f64> {
        (0..100_003).map(move |i| low + (high - low) * f64::from(i) / 100_002.0)
    }

    #[test]
    fn exponentials_are_those_of_the_library() {
        assert!(worst(exp, f64::exp, even(-707.9, 708.9)) < 5e-16);
        assert!(worst(exp, f64::exp, even(-2.0, 2.0)) < 5e-16);
        assert_eq!((exp(0.0), exp(-709.0), exp(f64::NEG_INFINITY)), (1.0, 0.0, 0.0));
        assert_eq!((exp(710.0), exp(f64::INFINITY)), (f64::INFINITY, f64::INFINITY));
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn decimal_logarithms_are_those_of_the_library() {
        let x = || (0..200_000).map(|i| 1e-12 * 1.000_21f64.powi(i));
        let worst = x().map(|x| (log10(x) - x.log10()).abs() / x.log10().abs().max(1.0)).fold(0.0, f64::max);
        assert!(worst < 3e-16, "{worst}");
        assert_eq!((log10(1.0), log10(2.0)), (0.0, std::f64::consts::LOG10_2));
    }

    #[test]
    fn small_exponentials_keep_their_digits() {
        assert!(worst(exp_m1, f64::exp_m1, even(-40.0, 700.0)) < 7e-16);
        assert!(worst(exp_m1, f64::exp_m1, even(-1.0, 1.0)) < 7e-16);
        let small = (0..3000).map(|i| 1e-300 * 1.25f64.powi(i)).take_while(|x| *x < 1.0);
        assert!(worst(exp_m1, f64::exp_m1, small.flat_map(|x| [x, -x])) < 7e-16);
        assert_eq!((exp_m1(0.0), exp_m1(-800.0), exp_m1(710.0)), (0.0, -1.0, f64::INFINITY));
        assert!(exp_m1(f64::NAN).is_nan());
    }

    #[test]
    fn products_are_summed() {
        for n in [0, 1, 7, 8, 9, 100] {
            let a: Vec<f64> = (0..n).map(f64::from).collect();
            let b: Vec<f64> = a.iter().map(|a| 2.0 * a + 1.0).collect();
            assert_eq!(dot(&a, &b), a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>());
        }
    }

    #[test]
    fn logarithms_are_those_of_the_library() {
        let worst = (0..200_000)
            .map(|i| 1e-300 * 1.0069f64.powi(i))
            .take_while(|x| x.is_finite())
            .map(|x| (ln(x) - x.ln()).abs() / x.ln().abs().max(1.0))
            .fold(0.0, f64::max);
        assert!(worst < 3e-16, "{worst}");
        assert_eq!((ln(1.0), ln(2.0)), (0.0, std::f64::consts::LN_2));
    }
}
