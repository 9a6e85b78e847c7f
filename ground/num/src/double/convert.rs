//! From and to plain numbers.

use super::{Double, two_sum};

impl From<f64> for Double {
    fn from(value: f64) -> Self {
        Self::new(value)
    }
}

impl From<i32> for Double {
    fn from(value: i32) -> Self {
        Self::new(f64::from(value))
    }
}

impl From<i64> for Double {
    /// Exact: the upper and lower 32 bits are float64 each.
    fn from(value: i64) -> Self {
        let low = value & 0xFFFF_FFFF;
        two_sum((value - low) as f64, low as f64)
    }
}

impl From<Double> for f64 {
    fn from(value: Double) -> Self {
        value.to_f64()
    }
}
