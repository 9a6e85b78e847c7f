//! Files and folders that are whole or absent.
//!
//! Everything is written under a temporary name in the folder where it will stand, synced to the disk and then renamed.
//! A process that is killed, a full disk or an error of the writer leaves the old file, or none, never half of one. The
//! temporary is removed on every way out but a kill; then a hidden file `.NAME….tmp` stays, which nothing reads.

use crate::{Error, Result};
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempDir};

/// A file being written; [`commit`](Self::commit) gives it its name, dropping it removes it.
#[derive(Debug)]
pub struct Pending {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl Pending {
    /// Starts a file that will be called `path`.
    ///
    /// # Errors
    /// [`Error::NotWritable`] if the folder takes no new file, [`Error::NotAFile`] if `path` is a folder, a device or a
    /// pipe, else [`Error::DiskFull`] or [`Error::Writing`].
    pub fn create(path: &Path) -> Result<Self> {
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(Error::NotAFile { path: path.to_owned() });
        }
        let file = with_usual_mode(&mut Builder::new())
            .prefix(&hidden(path))
            .suffix(".tmp")
            .tempfile_in(parent(path))
            .map_err(|source| Error::writing(path, source))?;
        Ok(Self { file: BufWriter::with_capacity(1 << 18, file), path: path.to_owned() })
    }

    /// The name that the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Syncs the file to the disk and renames it; a file of that name is replaced in one step.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::NotWritable`] or [`Error::Writing`]; nothing has changed then.
    pub fn commit(self) -> Result<()> {
        let Self { file, path } = self;
        let named = |source| Error::writing(&path, source);
        let file = file.into_inner().map_err(|e| named(e.into_error()))?;
        file.as_file().sync_all().map_err(named)?;
        file.persist(&path).map_err(|e| named(e.error))?;
        sync_folder(parent(&path)).map_err(named)
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes the file `path` by `fill`, all of it or nothing.
///
/// # Errors
/// What `fill` returns, and what [`Pending::create`] and [`Pending::commit`] do; `path` is as before then.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut pending = Pending::create(path)?;
    fill(&mut pending).map_err(|source| Error::writing(path, source))?;
    pending.commit()
}

/// Writes `bytes` as the file `path`, all of them or nothing.
///
/// # Errors
/// As [`write()`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, |out| out.write_all(bytes))
}

/// What is to be done with a folder that is there already and not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// Leave it and report [`Error::Exists`].
    #[default]
    Refuse,
    /// Put the new folder in its place once that is whole; the old one is then removed.
    Replace,
}

/// A folder being filled under a hidden name; [`commit`](Self::commit) gives it its own, dropping it removes it.
#[derive(Debug)]
pub struct PendingFolder {
    staged: TempDir,
    target: PathBuf,
    existing: Existing,
}

impl PendingFolder {
    /// Starts a folder that will be called `target`; missing folders above it are made.
    ///
    /// # Errors
    /// [`Error::Exists`] if `target` is there, not empty and to be left, [`Error::NotWritable`], [`Error::DiskFull`] or
    /// [`Error::Writing`].
    pub fn create(target: &Path, existing: Existing) -> Result<Self> {
        refuse_if_full(target, existing)?;
        let named = |source| Error::writing(target, source);
        fs::create_dir_all(parent(target)).map_err(named)?;
        let staged = with_folder_mode(&mut Builder::new())
            .prefix(&hidden(target))
            .suffix(".tmp")
            .tempdir_in(parent(target))
            .map_err(named)?;
        Ok(Self { staged, target: target.to_owned(), existing })
    }

    /// Where its files are written meanwhile.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.staged.path()
    }

    /// Syncs every file and renames the folder to its own name.
    ///
    /// Replacing a folder takes two renames; a kill between them leaves the old one under its hidden name.
    ///
    /// # Errors
    /// As [`PendingFolder::create`]; the target is as before then.
    pub fn commit(self) -> Result<()> {
        refuse_if_full(&self.target, self.existing)?;
        let named = |source| Error::writing(&self.target, source);
        sync_tree(self.staged.path()).map_err(named)?;
        let old = set_aside(&self.target).map_err(named)?;
        if let Err(source) = fs::rename(self.staged.path(), &self.target) {
            if let Some(old) = &old {
                fs::rename(old.path().join("old"), &self.target).map_err(named)?;
            }
            return Err(named(source));
        }
        sync_folder(parent(&self.target)).map_err(named)
    }
}

/// Makes the folder `target` by `fill`, which is given the place to write to; all of it or nothing.
///
/// # Errors
/// What `fill` returns, and what [`PendingFolder::create`] and [`PendingFolder::commit`] do.
pub fn folder<E: From<Error>>(
    target: &Path,
    existing: Existing,
    fill: impl FnOnce(&Path) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let pending = PendingFolder::create(target, existing)?;
    fill(pending.path())?;
    Ok(pending.commit()?)
}

/// Named files in a folder, each kept in two generations: what the engine's store of checkpoints needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generations {
    folder: PathBuf,
}

impl Generations {
    /// The files of `folder`, which need not be there yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes `bytes` generation 0 of `name`; what was generation 0 becomes generation 1.
    ///
    /// The old generation is renamed only once the new one is on the disk: at any moment one of the two is whole.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::NotWritable`] or [`Error::Writing`]; the last saved bytes can still be loaded then.
    pub fn save(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.file(name, 0);
        fs::create_dir_all(&self.folder).map_err(|source| Error::writing(&self.folder, source))?;
        let mut pending = Pending::create(&path)?;
        let written = pending.write_all(bytes).and_then(|()| pending.flush());
        written.and_then(|()| pending.file.get_ref().as_file().sync_all()).map_err(|e| Error::writing(&path, e))?;
        match fs::rename(&path, self.file(name, 1)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::writing(&path, source)),
            // should the last rename fail, generation 1 is whole and is what the next load finds
            _ => pending.commit(),
        }
    }

    /// The bytes of a generation of `name`, 0 being the newest; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Reading`] if the file is there and cannot be read.
    pub fn load(&self, name: &str, generation: u32) -> Result<Option<Vec<u8>>> {
        let path = self.file(name, generation);
        match fs::read(&path) {
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some).map_err(|source| Error::Reading { path, source }),
        }
    }

    /// Removes every generation of `name`; it is no error if there is none.
    ///
    /// # Errors
    /// [`Error::NotWritable`] or [`Error::Writing`].
    pub fn remove(&self, name: &str) -> Result<()> {
        for path in [self.file(name, 0), self.file(name, 1)] {
            match fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(Error::writing(&path, source)),
                _ => {}
            }
        }
        Ok(())
    }

    fn file(&self, name: &str, generation: u32) -> PathBuf {
        self.folder.join(if generation == 0 { name.to_owned() } else { format!("{name}.{generation}") })
    }
}

fn refuse_if_full(target: &Path, existing: Existing) -> Result<()> {
    let taken = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(source) => source.kind() == io::ErrorKind::NotADirectory,
    };
    match existing {
        Existing::Refuse if taken => Err(Error::Exists { path: target.to_owned() }),
        _ => Ok(()),
    }
}

/// Moves what stands at `target` into a hidden folder beside it, which is removed when the value is dropped.
fn set_aside(target: &Path) -> io::Result<Option<TempDir>> {
    if fs::symlink_metadata(target).is_err() {
        return Ok(None);
    }
    let aside = Builder::new().prefix(&hidden(target)).suffix(".old").tempdir_in(parent(target))?;
    fs::rename(target, aside.path().join("old"))?;
    Ok(Some(aside))
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            fs::File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}

/// Syncs the entries of a folder, where the file system can do that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match fs::File::open(folder)?.sync_all() {
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        done => done,
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn hidden(path: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".");
    name
}

/// Temporaries are private by default; ours get the mode that any new file has (0666 less the umask).
fn with_usual_mode<'a, 'p, 's>(builder: &'a mut Builder<'p, 's>) -> &'a mut Builder<'p, 's> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

fn with_folder_mode<'a, 'p, 's>(builder: &'a mut Builder<'p, 's>) -> &'a mut Builder<'p, 's> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder
}

impl Error {
    /// What the operating system said while `path` was written.
    pub(crate) fn writing(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let path = path.to_owned();
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::DiskFull { path, source },
            PermissionDenied | ReadOnlyFilesystem => Self::NotWritable { path, source },
            _ => Self::Writing { path, source },
        }
    }
}

/// Keeps the kind and the message, so that the engine's store can report it.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Reading { source, .. }
            | Error::Writing { source, .. }
            | Error::DiskFull { source, .. }
            | Error::NotWritable { source, .. } => source.kind(),
            Error::Exists { .. } => io::ErrorKind::AlreadyExists,
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
