//! Runs read back from files: our own, and those of other programs.
//!
//! | path | what is read |
//! |---|---|
//! | a folder with `run.json` | a run of ours ([`export::save`]), complete |
//! | `*.h5`, `*.hdf5` | emcee's backend: chains of walkers |
//! | `root_dead-birth.txt`, or its root | `PolyChord`'s and anesthetic's: nested samples |
//! | `root_1.txt`, or its root | `GetDist`'s and `CosmoMC`'s: chains with weights |
//!
//! Files of others say nothing of priors: their parameters are flat ones, and ln L holds what the file calls ln P.

mod emcee;
mod text;

use crate::{Error, Parameter, Points, Result, Run, Space, export};
use std::path::{Path, PathBuf};

/// What may stand at a path.
const EXPECTED: &str = "a run's folder (with run.json), emcee's .h5, or the root of root_dead-birth.txt or root_1.txt";

/// Reads a run, its kind told by what stands at `path`.
///
/// # Errors
/// [`Error::NoRun`] for a folder without a run; [`Error::Unreadable`] for what is none of the kinds known, or is broken;
/// those of the disk.
pub fn read(path: &Path) -> Result<Run> {
    if path.is_dir() {
        return export::load(path);
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if path.is_file() {
        return match name.rsplit('.').next() {
            Some("h5" | "hdf5") => emcee::read(path),
            Some("txt") if name.ends_with("_dead-birth.txt") => text::births(&root(path, "_dead-birth.txt")),
            Some("txt") if numbered(name).is_some() => text::chains(&root(path, numbered(name).unwrap_or_default())),
            _ => Err(Error::Unreadable {
                path: path.to_owned(),
                found: "a file of no known kind".to_owned(),
                expected: EXPECTED,
            }),
        };
    }
    if text::with_end(path, "_dead-birth.txt").is_file() {
        return text::births(path);
    }
    if text::with_end(path, "_1.txt").is_file() {
        return text::chains(path);
    }
    Err(Error::Unreadable { path: path.to_owned(), found: "nothing is there".to_owned(), expected: EXPECTED })
}

/// The end `_3.txt` of a chain's name.
fn numbered(name: &str) -> Option<&str> {
    let at = name.rfind('_')?;
    let number = name[at + 1..].strip_suffix(".txt")?;
    number.parse::<u32>().is_ok().then_some(&name[at..])
}

/// A path without the end of its name.
fn root(path: &Path, end: &str) -> PathBuf {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.with_file_name(name.strip_suffix(end).unwrap_or(name))
}

/// A run of flat parameters with these names.
fn run_of(sampler: &str, names: Vec<String>, points: Points) -> Result<Run> {
    let flat = |name| Parameter::new(name, crate::Kind::Flat);
    let space = Space::new(names.into_iter().map(flat).collect())?;
    Ok(Run { points, ..Run::new(sampler, &space, &[]) })
}
