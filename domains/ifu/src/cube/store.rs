//! In which precision tables are held and sums are made.
use serde::{Serialize, de::DeserializeOwned};
use std::ops::{Add, AddAssign, Mul};

/// A float of tables: `f32` where the tolerance allows it, `f64` else.
pub(super) trait Store:
    Copy
    + Send
    + Sync
    + Default
    + PartialEq
    + Add<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + Serialize
    + DeserializeOwned
    + 'static
{
    fn of(value: f64) -> Self;
    fn wide(self) -> f64;
    /// `self · by + more`, rounded once: the same bits on every machine, and one operation where there is an instruction for it.
    fn times_plus(self, by: Self, more: Self) -> Self;
}

impl Store for f32 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value as f32
    }
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn times_plus(self, by: Self, more: Self) -> Self {
        self.mul_add(by, more)
    }
}

impl Store for f64 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }
    #[inline(always)]
    fn times_plus(self, by: Self, more: Self) -> Self {
        self.mul_add(by, more)
    }
}
