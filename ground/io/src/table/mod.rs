//! Tables in memory: columns with units and descriptions, read and written as FITS, ECSV, CSV, TSV and Parquet.
//!
//! ```
//! use astrarium_io::table::{Column, Format, Table};
//! # fn main() -> astrarium_io::Result<()> {
//! let mut table = Table::new();
//! table.push(Column::f64("freq", vec![0.5, 1.0]).with_unit("Hz").with_description("centre of the bin"))?;
//! table.push(Column::f64("power", vec![2.1, 1.9]))?;
//! table.meta.set("norm", "leahy");
//! let mut text = Vec::new();
//! table.write_to(&mut text, Format::Ecsv, "power.ecsv")?;
//! let back = Table::from_bytes("power.ecsv", text, Format::Ecsv)?;
//! assert_eq!(back, table);
//! # Ok(())
//! # }
//! ```
//!
//! # What the formats keep
//! | | units, descriptions | meta | masked values | arrays in cells |
//! |---|---|---|---|---|
//! | FITS | yes | yes (lists as JSON text) | yes (floats and complex numbers as NaN) | yes |
//! | ECSV | yes | yes | yes (an empty text is masked, as in astropy) | yes |
//! | Parquet (feature `parquet`) | yes | yes | yes | as columns `name_0`, `name_1` … |
//! | CSV, TSV | no | no | yes (an empty cell is masked) | as columns `name_0`, `name_1` … |

mod column;
mod complex;
mod csv;
mod ecsv;
mod fits;
mod format;
mod in_memory;
mod meta;
mod parquet;

pub use column::{Column, Values};
pub use format::{Format, save};
pub use in_memory::Table;
pub use meta::{Meta, MetaValue};
