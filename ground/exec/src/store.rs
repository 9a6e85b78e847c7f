//! Files that are whole or absent.

use crate::{
    Error, Identity,
    sealed::{Closed, seal, unseal},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// Generations that a store keeps.
const GENERATIONS: u32 = 2;

/// Where the engine writes parts and checkpoints; the faces pass one in. Generation 0 is the newest.
pub trait Store: Sync {
    /// Writes a file as a whole, keeping the last one as generation 1: after a crash at any moment, one of the two is whole.
    ///
    /// # Errors
    /// What the disk gives reason for; nothing half-written stays.
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Reads a generation, `None` if there is none.
    ///
    /// # Errors
    /// What the disk gives reason for.
    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>>;
}

/// How a run is saved.
#[derive(Clone, Copy)]
pub struct Saving<'a> {
    /// Where to.
    pub store: &'a dyn Store,
    /// The beginning of the files' names.
    pub name: &'a str,
    /// How often; a failed or stopped run is saved in any case.
    pub every: Duration,
}

/// A folder that keeps two generations of every file: temporary name, fsync, rename.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    fn generation(&self, name: &str, generation: u32) -> PathBuf {
        if generation == 0 { self.0.join(name) } else { self.0.join(format!("{name}.{generation}")) }
    }

    fn write(&self, temporary: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = fs::File::create(temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let path = self.generation(name, 0);
        if path.exists() {
            fs::rename(&path, self.generation(name, 1))?;
        }
        fs::rename(temporary, path)?;
        fs::File::open(&self.0)?.sync_all()
    }
}

impl Store for Folder {
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.0.join(format!("{name}.tmp"));
        self.write(&temporary, name, bytes).inspect_err(|_| {
            // on a full disk the room is worth more than a torn file; that it may not exist is no second error
            let _ = fs::remove_file(&temporary);
        })
    }

    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.generation(name, generation)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }
}

/// Writes a checkpoint.
///
/// # Errors
/// [`Error::File`] if the store refuses.
pub fn save(store: &dyn Store, name: &str, identity: &Identity, body: &impl Serialize) -> Result<(), Error> {
    store.save(name, &seal(identity, body)).map_err(Error::file("writing", name))
}

/// The newest whole generation; `None` if there is no file.
///
/// # Errors
/// [`Error::OtherIdentity`] if it belongs to another run, [`Error::Unreadable`] if no generation is whole, and
/// [`Error::File`] if the store refuses.
pub fn load<T: DeserializeOwned>(store: &dyn Store, name: &str, identity: &Identity) -> Result<Option<T>, Error> {
    let mut damage = None;
    for generation in 0..GENERATIONS {
        let file = store.load(name, generation).map_err(Error::file("reading", name))?;
        match file.map(|file| unseal(identity, name, &file)) {
            None => (),
            Some(Ok(body)) => return Ok(Some(body)),
            Some(Err(Closed::Damaged(reason))) => damage = damage.or(Some(reason)),
            Some(Err(closed)) => return Err(closed.into_error(name)),
        }
    }
    damage.map_or(Ok(None), |reason| Err(Error::Unreadable { name: name.to_owned(), reason }))
}

/// A file a rank. Rank 0 alone reads all of them, and writes their union before another rank writes.
#[derive(Clone, Copy)]
pub(crate) struct Shelf<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) name: &'a str,
    pub(crate) identity: &'a Identity,
}

impl Shelf<'_> {
    /// Gives every rank's body to `take`, those of earlier runs on more ranks included.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        mut take: impl FnMut(&str, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for rank in 0..self.ranks()? {
            let name = self.file(rank);
            if let Some(body) = load(self.store, &name, self.identity)? {
                take(&name, body)?;
            }
        }
        Ok(())
    }

    /// Writes the union of what was read, if it is anything, on rank 0 of `size`.
    pub(crate) fn lead(&self, size: u32, union: Option<&impl Serialize>) -> Result<(), Error> {
        let ranks = self.ranks()?;
        if size > ranks {
            save(self.store, &self.census(), self.identity, &size)?;
        }
        union.map_or(Ok(()), |union| self.write(0, union))
    }

    /// Writes one body for every rank there has been: what they held is void.
    pub(crate) fn overwrite(&self, body: &impl Serialize) -> Result<(), Error> {
        (0..self.ranks()?).try_for_each(|rank| self.write(rank, body))
    }

    /// Writes a rank's body.
    pub(crate) fn write(&self, rank: u32, body: &impl Serialize) -> Result<(), Error> {
        save(self.store, &self.file(rank), self.identity, body)
    }

    /// The most ranks of any run before: a rank killed early leaves no file, so files cannot be counted.
    fn ranks(&self) -> Result<u32, Error> {
        Ok(load(self.store, &self.census(), self.identity)?.unwrap_or(1))
    }

    fn file(&self, rank: u32) -> String {
        format!("{}-{rank}", self.name)
    }

    fn census(&self) -> String {
        format!("{}-ranks", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_generations_and_nothing_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let store = Folder(folder.path().to_owned());
        let identity = Identity::default();
        assert!(load::<u64>(&store, "a", &identity).unwrap().is_none());
        for k in 0..3u64 {
            save(&store, "a", &identity, &k).unwrap();
        }
        fs::write(folder.path().join("a"), b"torn").unwrap();
        assert_eq!(load::<u64>(&store, "a", &identity).unwrap(), Some(1));
        fs::write(folder.path().join("a.1"), b"torn too").unwrap();
        let error = load::<u64>(&store, "a", &identity).unwrap_err();
        assert!(matches!(&error, Error::Unreadable { name, .. } if name == "a"), "{error}");
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.iter().all(|name| !name.to_string_lossy().contains("tmp")), "{names:?}");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let store = Folder("/nowhere/at/all".into());
        let error = save(&store, "a-0", &Identity::default(), &1u8).unwrap_err();
        assert!(error.to_string().starts_with("writing a-0: "), "{error}");
    }
}
