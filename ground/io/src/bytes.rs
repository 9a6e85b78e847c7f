//! The bytes of a file: mapped where they lie, or inflated once.

use std::fs::File;
use std::io::{Read, Write};
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use memmap2::Mmap;

use crate::{Error, Result};

/// How a file is opened.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// A gzip file is inflated into memory up to this many bytes, beyond them into a temporary file (default 1 GiB).
    pub memory_limit: u64,
    /// Folder of that temporary file; `None` is the platform's folder for such files.
    pub scratch: Option<PathBuf>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { memory_limit: 1 << 30, scratch: None }
    }
}

/// The whole content of a file, shared by all its readers.
#[derive(Debug)]
pub(crate) enum Bytes {
    Mapped(Mmap, File),
    Memory(Vec<u8>),
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map, _) => map,
            Self::Memory(vec) => vec,
        }
    }
}

impl Bytes {
    /// Maps `path`; a gzip file (told by its first two bytes, not by its name) is inflated.
    pub(crate) fn open(path: &Path, options: &ReadOptions) -> Result<Self> {
        let reading = |source| Error::Reading { path: path.to_path_buf(), source };
        let mut file = File::open(path).map_err(reading)?;
        let meta = file.metadata().map_err(reading)?;
        if meta.is_dir() {
            return Err(reading(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        if !meta.is_file() {
            // a pipe can neither be mapped nor measured
            return Self::spool(&mut file, path, options);
        }
        if meta.len() == 0 {
            return Ok(Self::Memory(Vec::new()));
        }
        let mapped = map(&file).map_err(reading)?;
        if is_gzip(&mapped) { Self::inflate(&mapped, path, options) } else { Ok(Self::Mapped(mapped, file)) }
    }

    /// Takes bytes that are already in memory, inflating them if they are gzip.
    pub(crate) fn from_vec(name: &Path, bytes: Vec<u8>, options: &ReadOptions) -> Result<Self> {
        if is_gzip(&bytes) { Self::inflate(&bytes, name, options) } else { Ok(Self::Memory(bytes)) }
    }

    /// Copies a range into a buffer. Of a mapped file it is read: a pass over many pages costs half of what mapping each
    /// of them does.
    pub(crate) fn copy(&self, range: Range<usize>, out: &mut Vec<u8>) -> std::io::Result<()> {
        match self {
            #[cfg(unix)]
            Self::Mapped(_, file) => {
                use std::os::unix::fs::FileExt;
                out.resize(range.len(), 0);
                file.read_exact_at(out, range.start as u64)
            }
            _ => {
                out.clear();
                out.extend_from_slice(&self[range]);
                Ok(())
            }
        }
    }

    fn spool(pipe: &mut File, path: &Path, options: &ReadOptions) -> Result<Self> {
        let mut store = Spill::new(path, options, 0);
        store.take(pipe).map_err(|source| Error::Reading { path: path.to_path_buf(), source })?;
        let whole = store.finish()?;
        if is_gzip(&whole) { Self::inflate(&whole, path, options) } else { Ok(whole) }
    }

    /// Inflates all members of a gzip file; bytes after the last member that are no member are padding.
    fn inflate(packed: &[u8], path: &Path, options: &ReadOptions) -> Result<Self> {
        let mut store = Spill::new(path, options, size_hint(packed));
        let mut rest = packed;
        while is_gzip(rest) {
            let mut member = GzDecoder::new(rest);
            store.take(&mut member).map_err(|source| Error::Gzip { path: path.to_path_buf(), source })?;
            rest = member.into_inner();
        }
        store.finish()
    }
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Size that the last member announces (modulo 2^32), held to what deflate can reach from this many bytes.
fn size_hint(packed: &[u8]) -> u64 {
    let most = (packed.len() as u64).saturating_mul(1032);
    let announced = packed.last_chunk::<4>().map_or(0, |last| u64::from(u32::from_le_bytes(*last)));
    announced.min(most)
}

#[allow(unsafe_code, reason = "a file map: memmap2 cannot promise that no other program truncates the file meanwhile")]
fn map(file: &File) -> std::io::Result<Mmap> {
    // SAFETY: the map is private to the reader and never written; a file cut short by another program while it is
    // mapped ends this process with SIGBUS, as for every program that maps files.
    unsafe { Mmap::map(file) }
}

/// A growing store: in memory up to the limit, then in an unnamed temporary file.
struct Spill<'a> {
    path: &'a Path,
    options: &'a ReadOptions,
    memory: Vec<u8>,
    file: Option<File>,
}

impl<'a> Spill<'a> {
    fn new(path: &'a Path, options: &'a ReadOptions, hint: u64) -> Self {
        let capacity = usize::try_from(hint.min(options.memory_limit)).unwrap_or(0);
        Self { path, options, memory: Vec::with_capacity(capacity), file: None }
    }

    /// Appends all that `source` gives.
    fn take(&mut self, source: &mut dyn Read) -> std::io::Result<()> {
        if self.file.is_none() {
            let room = self.options.memory_limit.saturating_sub(self.memory.len() as u64);
            // one byte more than there is room for shows whether the source goes on
            (&mut *source).take(room.saturating_add(1)).read_to_end(&mut self.memory)?;
            if self.memory.len() as u64 <= self.options.memory_limit {
                return Ok(());
            }
            self.move_to_file()?;
        }
        if let Some(file) = &mut self.file {
            std::io::copy(source, file)?;
        }
        Ok(())
    }

    fn move_to_file(&mut self) -> std::io::Result<()> {
        let mut file = match &self.options.scratch {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        file.write_all(&self.memory)?;
        self.memory = Vec::new();
        self.file = Some(file);
        Ok(())
    }

    fn finish(self) -> Result<Bytes> {
        match self.file {
            None => Ok(Bytes::Memory(self.memory)),
            Some(file) => {
                let mapped = map(&file).map_err(|source| Error::Reading { path: self.path.to_path_buf(), source })?;
                Ok(Bytes::Mapped(mapped, file))
            }
        }
    }
}
