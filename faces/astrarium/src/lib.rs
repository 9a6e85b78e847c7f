//! astrarium: telescope data and simulations turned into answers.
//!
//! This crate is the roof: every crate of the house under one name, and (feature `cli`, on by default) the program
//! `astrarium` as a function, [`cli::main`], which the binary and the Python package's console script both call.
//!
//! | module | holds |
//! |---|---|
//! | [`num`] | transforms, grids, sums, special functions, random numbers |
//! | [`exec`] | jobs over blocks on threads, ranks and parts, with the same bits on all of them |
//! | [`io`] | FITS, HDF5, tables, data sets, figures and reports |
//! | [`astro`] | units, constants, cosmology, bands, dust, stellar libraries |
//! | [`ifu`] | integral-field cubes of simulated galaxies: particles, telescopes |
//! | [`infer`] | parameter spaces, samplers, optimisers, grids, diagnostics |
//! | [`sed`] | galaxies from X-rays to radio: star formation, stars, dust, gas, nuclei, bands, likelihoods |
//! | [`timing`] | X-ray spectral timing: events, good time intervals, light curves, power and cross spectra |
//!
//! Without default features the roof is the library alone and no command-line crate is built.
#[cfg(feature = "cli")]
pub mod cli;

pub use astrarium_astro as astro;
pub use astrarium_exec as exec;
pub use astrarium_ifu as ifu;
pub use astrarium_infer as infer;
pub use astrarium_io as io;
pub use astrarium_num as num;
pub use astrarium_sed as sed;
pub use astrarium_timing as timing;
