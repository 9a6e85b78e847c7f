//! FITS files: read where they lie in the page cache, written block by block.
//!
//! [`Fits::open`] maps a file (a gzip file is inflated once) and reads its headers; nothing else is read before it is
//! asked for. [`Hdu::table`] gives a [`Table`], whose [`ColumnReader`]s decode ranges of rows, so that tables larger
//! than memory are read in pieces. All of these are cheap to clone, `Send` and `Sync`, and keep the file open.
//!
//! # Conventions
//! Names of keywords, HDUs and columns are compared without case. HDUs and rows are counted from 0. Values are
//! physical: `TSCAL` and `TZERO` are applied, `TNULL` becomes NaN. Shapes have the slowest axis first, as in C.
//!
//! ```
//! # fn main() -> astrarium_io::Result<()> {
//! # let card = |text: &str| format!("{text:<80}");
//! # let mut file = card("SIMPLE  =                    T") + &card("BITPIX  =                    8");
//! # file += &(card("NAXIS   =                    0") + &card("END"));
//! # let bytes = format!("{file:<2880}").into_bytes();
//! use astrarium_io::fits::Fits;
//! let fits = Fits::from_bytes("events.fits", bytes)?;
//! assert_eq!(fits.hdus()[0].header().i64("NAXIS")?, Some(0));
//! # Ok(())
//! # }
//! ```
//!
//! # Source
//! FITS standard 4.0 (Pence et al. 2010, A&A 524, A42, and its 2018 revision); tile compression: section 10 there.

mod ascii;
mod card;
mod column;
mod decode;
mod file;
mod form;
mod header;
mod image;
mod layout;
mod reader;
mod write;

pub use card::{Card, Value};
pub use column::Column;
pub use file::{Fits, Hdu, Kind};
pub use form::{Element, Form, Heap};
pub use header::Header;
pub use image::Image;
pub use layout::Table;
pub use reader::{ColumnReader, Raw};
pub use write::{Cards, Cells, ImageWriter, Pixel, RowWriter, Writer};
