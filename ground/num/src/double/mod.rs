//! Times to 32 digits: the unevaluated sum of two float64.

mod arith;
mod convert;
mod serial;
#[cfg(test)]
mod tests;
mod text;

pub use arith::{quick_two_sum, two_prod, two_sum};

/// A number as the sum `hi + lo` of two float64, `|lo| <= ulp(hi) / 2`.
///
/// About 106 significant bits (32 digits): seconds since a reference date are kept to far below a
/// femtosecond. `hi` alone is the nearest float64, and every finite float64 is a `Double` exactly.
///
/// Sums are right to 3 × 2^-106 relative, products to 5 × 2^-106, quotients to 10 × 2^-106; there is no
/// flag for overflow: where a float64 would overflow, the parts become infinite or NaN. Products and
/// quotients lose their low part where it falls below 2^-1022.
///
/// # Source
/// Dekker 1971, Numer. Math. 18, 224; Joldes, Muller & Popescu 2017, ACM TOMS 44, 15res (algorithms 4, 6,
/// 7, 11, 12, 15, 18, with their error bounds).
///
/// # Example
/// ```
/// use astrarium_num::Double;
/// let mjdref: Double = "55197.00076601852".parse()?;
/// let shifted = mjdref + 1e-12;
/// assert_eq!((shifted - mjdref).to_f64(), 1e-12);
/// assert_eq!(mjdref.to_string(), "55197.00076601852");
/// # Ok::<(), astrarium_num::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Double {
    /// The nearest float64.
    pub hi: f64,
    /// What is left: at most half a unit in the last place of `hi`.
    pub lo: f64,
}

impl Double {
    /// Nought.
    pub const ZERO: Self = Self { hi: 0.0, lo: 0.0 };
    /// One.
    pub const ONE: Self = Self { hi: 1.0, lo: 0.0 };

    /// The float64 `value`, exactly.
    pub const fn new(value: f64) -> Self {
        Self { hi: value, lo: 0.0 }
    }

    /// The sum `a + b`, exactly.
    pub fn from_sum(a: f64, b: f64) -> Self {
        two_sum(a, b)
    }

    /// The product `a b`, exactly (while it neither overflows nor falls below 2^-969).
    pub fn from_product(a: f64, b: f64) -> Self {
        two_prod(a, b)
    }

    /// The nearest float64.
    pub const fn to_f64(self) -> f64 {
        self.hi
    }

    /// Neither NaN nor infinite.
    pub fn is_finite(self) -> bool {
        self.hi.is_finite() && self.lo.is_finite()
    }

    /// The largest whole number that is not above it, exactly.
    pub fn floor(self) -> Self {
        let hi = self.hi.floor();
        if hi == self.hi { quick_two_sum(hi, self.lo.floor()) } else { Self::new(hi) }
    }

    /// What is above the whole number below it: in `[0, 1)`, exactly.
    pub fn fract(self) -> Self {
        self - self.floor()
    }

    /// Its absolute value.
    pub fn abs(self) -> Self {
        if self < Self::ZERO { -self } else { self }
    }

    /// Its [`floor`](Self::floor) as an integer; `None` outside the range of `i64` and for NaN.
    pub fn floor_i64(self) -> Option<i64> {
        let whole = self.floor();
        // both parts are whole numbers below 2^64, so their sum in 128 bits is exact
        let fits = whole.hi.abs() <= 2f64.powi(63);
        fits.then(|| whole.hi as i128 + whole.lo as i128).and_then(|sum| i64::try_from(sum).ok())
    }
}
