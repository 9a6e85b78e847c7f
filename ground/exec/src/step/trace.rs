//! An output that only grows.

use crate::{Engine, Error};
use std::{
    cell::Cell,
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
};

/// An append-only output of a driven run. A checkpoint remembers its length; resuming cuts it there.
///
/// Rank 0 writes it; on other ranks it takes everything and writes nothing.
#[derive(Debug)]
pub struct Trace {
    file: Option<File>,
    name: String,
    length: Cell<u64>,
}

impl Trace {
    /// Opens a file, cut to the length that a checkpoint remembers; 0 starts afresh.
    ///
    /// # Errors
    /// [`Error::File`], also if the file is shorter than that.
    pub fn open(engine: &Engine, path: &Path, length: u64) -> Result<Self, Error> {
        let name = path.display().to_string();
        let open = || {
            let file = OpenOptions::new().append(true).create(true).open(path)?;
            if file.metadata()?.len() < length {
                return Err(std::io::Error::other("shorter than its checkpoint says"));
            }
            file.set_len(length)?;
            Ok(file)
        };
        let file = if engine.rank() == 0 { Some(open().map_err(Error::file("opening", &name))?) } else { None };
        Ok(Self { file, name, length: Cell::new(length) })
    }

    /// Appends.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn append(&self, bytes: &[u8]) -> Result<(), Error> {
        if let Some(mut file) = self.file.as_ref() {
            file.write_all(bytes).map_err(Error::file("writing", &self.name))?;
        }
        self.length.set(self.length.get() + bytes.len() as u64);
        Ok(())
    }

    /// Bytes so far.
    pub fn length(&self) -> u64 {
        self.length.get()
    }

    /// What was appended reaches the disk.
    pub(super) fn sync(&self) -> Result<(), Error> {
        self.file.as_ref().map_or(Ok(()), File::sync_data).map_err(Error::file("writing", &self.name))
    }
}
