//! In which precision tables are held and sums are made.
use std::ops::{Add, AddAssign, Mul};

/// A float of tables: `f32` where the tolerance allows it, `f64` else.
pub(super) trait Store:
    Copy + Send + Sync + Default + PartialEq + Add<Output = Self> + Mul<Output = Self> + AddAssign + 'static
{
    fn of(value: f64) -> Self;
    fn wide(self) -> f64;
}

impl Store for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Store for f64 {
    fn of(value: f64) -> Self {
        value
    }
    fn wide(self) -> f64 {
        self
    }
}
