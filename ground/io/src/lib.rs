//! The disk: tables, images, data sets, figures.
//!
//! * [`fits`]: reads and writes FITS files, memory-mapped, tables larger than memory by ranges of rows.
//!
//! Every defect of a file is an [`Error`] that names the place; no file, however damaged, makes this crate panic or
//! take memory that is not backed by the file's own size.

mod bytes;
mod error;
pub mod fits;

pub use bytes::ReadOptions;
pub use error::{Error, Place, Result};
