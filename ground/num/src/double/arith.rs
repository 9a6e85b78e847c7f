//! Arithmetic of double-doubles; the numbers of algorithms are those of Joldes et al. 2017.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use super::Double;

/// The sum `a + b` and its rounding error, exactly.
///
/// Six operations, no condition on `a` and `b` (Knuth's algorithm, 2 of the paper). Not exact if the sum
/// overflows.
///
/// # Source
/// Knuth, The Art of Computer Programming 2, 4.2.2, theorem B
pub fn two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    let b_seen = hi - a;
    let lo = (a - (hi - b_seen)) + (b - b_seen);
    Double { hi, lo }
}

/// The same in three operations where `|a| >= |b|` or `a = 0`.
///
/// # Source
/// Dekker 1971, Numer. Math. 18, 224
pub fn quick_two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    Double { hi, lo: b - (hi - a) }
}

/// The product `a b` and its rounding error, exactly.
///
/// One fused multiply-add, which is correctly rounded on every machine (in hardware or in the C library), so
/// the bits do not depend on the instruction set. Exact while the product neither overflows nor falls below
/// 2^-969.
///
/// # Source
/// Joldes et al. 2017, algorithm 3
pub fn two_prod(a: f64, b: f64) -> Double {
    let hi = a * b;
    Double { hi, lo: a.mul_add(b, -hi) }
}

impl Neg for Double {
    type Output = Self;
    fn neg(self) -> Self {
        Self { hi: -self.hi, lo: -self.lo }
    }
}

impl Add for Double {
    type Output = Self;
    /// Algorithm 6: relative error below 3 × 2^-106 + 13 × 2^-159.
    fn add(self, other: Self) -> Self {
        let high = two_sum(self.hi, other.hi);
        let low = two_sum(self.lo, other.lo);
        let first = quick_two_sum(high.hi, high.lo + low.hi);
        quick_two_sum(first.hi, low.lo + first.lo)
    }
}

impl Add<f64> for Double {
    type Output = Self;
    /// Algorithm 4: relative error below 2 × 2^-106.
    fn add(self, other: f64) -> Self {
        let sum = two_sum(self.hi, other);
        quick_two_sum(sum.hi, self.lo + sum.lo)
    }
}

impl Mul for Double {
    type Output = Self;
    /// Algorithm 12: relative error below 5 × 2^-106.
    fn mul(self, other: Self) -> Self {
        let product = two_prod(self.hi, other.hi);
        let cross = self.hi.mul_add(other.lo, self.lo.mul_add(other.hi, self.lo * other.lo));
        quick_two_sum(product.hi, product.lo + cross)
    }
}

impl Mul<f64> for Double {
    type Output = Self;
    /// Algorithm 9: relative error below 2 × 2^-106.
    fn mul(self, other: f64) -> Self {
        let product = two_prod(self.hi, other);
        quick_two_sum(product.hi, self.lo.mul_add(other, product.lo))
    }
}

impl Div<f64> for Double {
    type Output = Self;
    /// Algorithm 15: relative error below 3 × 2^-106.
    fn div(self, other: f64) -> Self {
        let quotient = self.hi / other;
        let product = two_prod(quotient, other);
        let rest = (self.hi - product.hi - product.lo) + self.lo;
        quick_two_sum(quotient, rest / other)
    }
}

impl Div for Double {
    type Output = Self;
    /// Algorithm 17: relative error below 15 × 2^-106.
    fn div(self, other: Self) -> Self {
        let quotient = self.hi / other.hi;
        let product = other * quotient;
        let rest = (self.hi - product.hi) + (self.lo - product.lo);
        quick_two_sum(quotient, rest / other.hi)
    }
}

impl Sub for Double {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Sub<f64> for Double {
    type Output = Self;
    fn sub(self, other: f64) -> Self {
        self + -other
    }
}

impl Add<Double> for f64 {
    type Output = Double;
    fn add(self, other: Double) -> Double {
        other + self
    }
}

impl Sub<Double> for f64 {
    type Output = Double;
    fn sub(self, other: Double) -> Double {
        -other + self
    }
}

impl Mul<Double> for f64 {
    type Output = Double;
    fn mul(self, other: Double) -> Double {
        other * self
    }
}

impl AddAssign for Double {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl AddAssign<f64> for Double {
    fn add_assign(&mut self, other: f64) {
        *self = *self + other;
    }
}

impl SubAssign for Double {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl SubAssign<f64> for Double {
    fn sub_assign(&mut self, other: f64) {
        *self = *self - other;
    }
}

impl MulAssign<f64> for Double {
    fn mul_assign(&mut self, other: f64) {
        *self = *self * other;
    }
}

impl Sum for Double {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, |total, number| total + number)
    }
}

impl Sum<f64> for Double {
    fn sum<I: Iterator<Item = f64>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, |total, number| total + number)
    }
}

impl PartialEq<f64> for Double {
    fn eq(&self, other: &f64) -> bool {
        *self == Self::new(*other)
    }
}

impl PartialOrd<f64> for Double {
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.partial_cmp(&Self::new(*other))
    }
}

impl Double {
    /// The order of times: like `<`, with NaN after everything else.
    pub fn total_cmp(&self, other: &Self) -> Ordering {
        self.partial_cmp(other).unwrap_or_else(|| self.hi.total_cmp(&other.hi))
    }
}
