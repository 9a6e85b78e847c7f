//! The disk: tables, images, data sets, figures.
//!
//! * [`fits`]: reads and writes FITS files, memory-mapped, tables larger than memory by ranges of rows.
//! * [`atomic`]: files and folders that are whole or absent.
//! * [`report`]: figures as data, drawn as SVG and PNG; pages of HTML that need nothing else.
//! * [`registry`]: data sets known by name, fetched through Python, checked by sha256.
//! * [`family!`](crate::family!), [`mod@family`]: interchangeable members known by name, and the nearest known name.
//! * [`table`]: tables in memory, read and written as FITS, ECSV, CSV and Parquet.
//! * [`hdf5`]: arrays, groups and attributes of HDF5 files.
//!
//! Every defect of a file is an [`Error`] that names the place; no file, however damaged, makes this crate panic or
//! take memory that is not backed by the file's own size.

pub mod atomic;
mod bytes;
mod error;
pub mod family;
pub mod fits;
pub mod hdf5;
pub mod registry;
pub mod report;
pub mod table;

pub use bytes::ReadOptions;
pub use error::{Error, Place, Result};
