//! Files that other programs read, without Python.
//!
//! | function | who reads it |
//! |---|---|
//! | [`save`] | [`load`], `astrarium infer check` and its kin |
//! | [`arviz()`] | `arviz.from_netcdf(file)` |
//! | [`emcee`] | `emcee.backends.HDFBackend(file)`, which may go on from it |
//! | [`getdist`] | `getdist.loadMCSamples(root)`, `CosmoMC`'s tools |
//! | [`anesthetic`] | `anesthetic.read_chains(root)`, `PolyChord`'s tools |
//! | [`table()`] | any reader of FITS, ECSV, CSV or Parquet tables |
//!
//! A root is a folder and the beginning of a file's name, as in `out/chain`.

mod arviz;
mod hdf5;
mod native;
mod table;
mod text;

pub use arviz::arviz;
pub use hdf5::emcee;
pub use native::{NUMBERS, WORDS, files, load, save};
pub use table::table;
pub use text::{anesthetic, getdist};
