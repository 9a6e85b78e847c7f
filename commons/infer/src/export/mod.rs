//! Files that other programs read, without Python.
//!
//! | function | who reads it |
//! |---|---|
//! | [`emcee`] | `emcee.backends.HDFBackend(file)`, which may go on from it |
//! | [`getdist`] | `getdist.loadMCSamples(root)`, `CosmoMC`'s tools |
//! | [`anesthetic`] | `anesthetic.read_chains(root)`, `PolyChord`'s tools |
//! | [`table()`] | any reader of FITS, ECSV, CSV or Parquet tables |
//!
//! A root is a folder and the beginning of a file's name, as in `out/chain`.

mod hdf5;
mod table;
mod text;

pub use hdf5::emcee;
pub use table::table;
pub use text::{anesthetic, getdist};
