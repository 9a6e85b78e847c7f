//! A preallocated file, written by offset.

use super::{Sink, gaps};
use crate::{Cut, Engine, Error, Identity, Part, Saving, fold::held, store::Shelf};
use std::{
    fs::{File, OpenOptions},
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};

/// Numbers that a file holds as little-endian bytes.
pub trait Plain: Copy + Send {
    /// Bytes of one number.
    const WIDTH: usize;
    /// Appends the number's bytes.
    fn push_le(self, bytes: &mut Vec<u8>);
}

macro_rules! plain { ($($t:ty)*) => { $(
    impl Plain for $t {
        const WIDTH: usize = size_of::<$t>();
        fn push_le(self, bytes: &mut Vec<u8>) {
            bytes.extend_from_slice(&self.to_le_bytes());
        }
    })* } }
plain!(f64 f32 u8 i16 i32 u32 i64 u64);

/// A preallocated file of numbers, one chunk a block, written by offset.
///
/// A bitmap beside it, one a rank, says which blocks are done; it is written when the data has reached the disk, so that
/// it never claims more than is there. Ranks share the file, each owning a slab: rank 0 makes it and knows what is done,
/// the others open it when they have something to write.
pub struct Chunks<'a> {
    data: OnceLock<File>,
    path: PathBuf,
    cut: Cut,
    rank: u32,
    /// The data are not those that older bitmaps speak of.
    is_new: bool,
    /// A bit a block: on rank 0 of all runs, elsewhere of this one.
    done: Mutex<Vec<u64>>,
    shelf: Shelf<'a>,
}

impl<'a> Chunks<'a> {
    /// Opens a file of `cut.items` numbers of type `T`, or goes on with the one of a stopped run of the same identity.
    ///
    /// # Errors
    /// [`Error::File`], also if the disk has no room for the whole file; those of [`load`](crate::load).
    pub fn open<T: Plain>(
        engine: &Engine,
        path: &Path,
        cut: Cut,
        identity: &'a Identity,
        beside: Saving<'a>,
    ) -> Result<Self, Error> {
        let blocks = cut.blocks().at_most() as usize;
        let sink = Self {
            data: OnceLock::new(),
            path: path.to_owned(),
            cut,
            rank: engine.rank(),
            is_new: !path.exists(),
            done: Mutex::new(vec![0; blocks.div_ceil(64)]),
            shelf: Shelf { store: beside.store, name: beside.name, identity },
        };
        if sink.rank == 0 {
            sink.read_bitmaps()?;
            let length = (T::WIDTH as u64).saturating_mul(cut.items as u64);
            reserve(sink.file()?, length).map_err(Error::file("making room in", sink.name()))?;
        }
        Ok(sink)
    }

    fn read_bitmaps(&self) -> Result<(), Error> {
        let mut done = held(&self.done);
        self.shelf.read(|name, found: Vec<u64>| {
            if found.len() != done.len() {
                return Err(Error::Unreadable { name: name.to_owned(), reason: "is the bitmap of another file" });
            }
            // the data went away and the bitmap stayed: nothing is done
            done.iter_mut().zip(found).filter(|_| !self.is_new).for_each(|(a, b)| *a |= b);
            Ok(())
        })
    }

    fn file(&self) -> Result<&File, Error> {
        if let Some(file) = self.data.get() {
            return Ok(file);
        }
        let opened = OpenOptions::new().write(true).create(self.rank == 0).truncate(false).open(&self.path);
        let action = if self.is_new { "creating" } else { "opening" };
        let file = opened.map_err(Error::file(action, self.name()))?;
        Ok(self.data.get_or_init(|| file))
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// Sets the length, with room on the disk where the file system can promise it.
fn reserve(file: &File, length: u64) -> std::io::Result<()> {
    file.set_len(length)?;
    promise(file, length)
}

/// A full disk is told now; that a file system cannot promise room is no error.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "freebsd"))]
fn promise(file: &File, length: u64) -> std::io::Result<()> {
    use rustix::{
        fs::{FallocateFlags, fallocate},
        io::Errno,
    };
    match fallocate(file, FallocateFlags::empty(), 0, length) {
        Err(Errno::NOSPC) => Err(Errno::NOSPC.into()),
        _ => Ok(()),
    }
}

/// Other systems tell when it is written.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "freebsd")))]
fn promise(_: &File, _: u64) -> std::io::Result<()> {
    Ok(())
}

impl<T: Plain> Sink<Vec<T>> for Chunks<'_>
where
    Vec<T>: Part,
{
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        let done = held(&self.done);
        let bits = (0..64 * done.len() as u64).filter(|block| done[*block as usize / 64] >> (block % 64) & 1 == 1);
        gaps(n, bits)
    }

    fn put(&self, _: usize, block: u64, part: &Vec<T>) -> Result<(), Error> {
        let range = self.cut.range(block);
        if part.len() != range.len() || range.is_empty() {
            let (found, expected) = (part.len() as u64, range.len() as u64);
            return Err(Error::WrongLength { block, what: "values", found, expected });
        }
        let mut bytes = Vec::with_capacity(part.len() * T::WIDTH);
        part.iter().for_each(|value| value.push_le(&mut bytes));
        let written = self.file()?.write_all_at(&bytes, (T::WIDTH * range.start) as u64);
        written.map_err(Error::file("writing", self.name()))?;
        held(&self.done)[block as usize / 64] |= 1 << (block % 64);
        Ok(())
    }

    fn begin(&self, ranks: u32) -> Result<(), Error> {
        let done = held(&self.done);
        if self.is_new {
            self.shelf.overwrite(&*done)?;
        }
        self.shelf.lead(ranks, Some(&*done))
    }

    /// Data first, then the bitmap: what the bitmap claims is on the disk.
    fn sync(&self) -> Result<(), Error> {
        if let Some(file) = self.data.get() {
            file.sync_data().map_err(Error::file("writing", self.name()))?;
        }
        self.shelf.write(self.rank, &*held(&self.done))
    }
}
