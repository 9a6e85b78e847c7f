//! HDF5 files: arrays by path, groups and attributes, read piece by piece and written whole.
//!
//! A path is `group/subgroup/dataset`. Shapes have the slowest axis first. Complex numbers are a compound of two floats
//! (`r` and `i` as `h5py` writes them; any names are read). Strings are written with variable length, which `h5py`
//! gives back as `str`.
//!
//! ```
//! use astrarium_io::hdf5::{Attribute, Reader, Writer};
//! # fn main() -> astrarium_io::Result<()> {
//! let mut file = Writer::new();
//! file.f64s("run/power", &[2.0, 1.5, 2.5, 2.0], &[2, 2])?;
//! file.attribute("run", "norm", Attribute::Text(vec!["leahy".into()]))?;
//! let file = Reader::from_bytes("memory", file.bytes()?)?;
//! let (power, shape) = file.f64s("run/power")?;
//! assert_eq!((power[2], shape), (2.5, vec![2, 2]));
//! # Ok(())
//! # }
//! ```
//!
//! # Source
//! HDF5 file format specification 3.0, through the `hdf5-pure` crate.

mod attribute;
mod reader;
mod tree;
mod writer;

pub use attribute::Attribute;
pub use reader::Reader;
pub use writer::Writer;
