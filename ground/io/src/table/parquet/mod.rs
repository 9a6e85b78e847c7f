//! Parquet, which needs the feature `parquet`.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod file;

#[cfg(not(feature = "parquet"))]
pub(crate) use absent::{read, write};
#[cfg(feature = "parquet")]
pub(crate) use file::{read, write};
