//! Where the parts of a fill go: memory, or a file by offset (ragged rows: `logs.rs`).
use crate::{Cut, Error, Identity, Part, Store, f64s, held, load, pack, save, unpack};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap, fs::File, fs::OpenOptions, io, ops::Range, os::unix::fs::FileExt, path::Path, sync::Mutex,
};

/// Takes the part of each block, in any order, once.
pub trait Sink<P>: Sync {
    /// Blocks of `0..n` still to come.
    fn missing(&self, n: u64) -> Vec<Range<u64>>;
    fn put(&self, worker: usize, block: u64, part: &P) -> Result<(), Error>;
    /// Makes what was put survive a kill; called while no block runs.
    fn sync(&self) -> Result<(), Error> {
        Ok(())
    }
    /// Outputs in memory: what this rank put, for the others. Files need neither.
    fn export(&self, _mine: &[Range<u64>]) -> Vec<u8> {
        Vec::new()
    }
    fn import(&self, _theirs: &[u8]) {}
}
pub(crate) fn file(action: &'static str) -> impl Fn(io::Error) -> Error {
    move |source| Error::File { action, source }
}
pub(crate) fn gaps(n: u64, done: impl Iterator<Item = u64>) -> Vec<Range<u64>> {
    let (mut gaps, mut next) = (Vec::new(), 0);
    for block in done.take_while(|block| *block < n).chain([n]) {
        if block > next {
            gaps.push(next..block);
        }
        next = block.saturating_add(1);
    }
    gaps
}

/// An array in memory, one chunk a block.
pub struct Slots<'a, T>(Vec<Mutex<&'a mut [T]>>);
impl<'a, T> Slots<'a, T> {
    pub fn new(out: &'a mut [T], chunk: usize) -> Self {
        Self(out.chunks_mut(chunk).map(Mutex::new).collect())
    }
}
impl<T: Copy + Send + Serialize + DeserializeOwned> Sink<Vec<T>> for Slots<'_, T> {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        gaps(n, std::iter::empty())
    }
    fn put(&self, _: usize, block: u64, part: &Vec<T>) -> Result<(), Error> {
        held(&self.0[block as usize]).copy_from_slice(part);
        Ok(())
    }
    fn export(&self, mine: &[Range<u64>]) -> Vec<u8> {
        let blocks = mine.iter().cloned().flatten();
        pack(&blocks.map(|block| (block, held(&self.0[block as usize]).to_vec())).collect::<Vec<_>>())
    }
    fn import(&self, theirs: &[u8]) {
        for (block, part) in unpack::<Vec<(u64, Vec<T>)>>(theirs).unwrap_or_default() {
            held(&self.0[block as usize]).copy_from_slice(&part);
        }
    }
}

/// Parts kept as they are, by block.
impl<P: Part + Clone> Sink<P> for Mutex<BTreeMap<u64, P>> {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        gaps(n, held(self).keys().copied())
    }
    fn put(&self, _: usize, block: u64, part: &P) -> Result<(), Error> {
        held(self).insert(block, part.clone());
        Ok(())
    }
    fn export(&self, mine: &[Range<u64>]) -> Vec<u8> {
        pack(
            &mine
                .iter()
                .flat_map(|gap| held(self).range(gap.clone()).map(|(k, v)| (*k, v.clone())).collect::<Vec<_>>())
                .collect::<Vec<_>>(),
        )
    }
    fn import(&self, theirs: &[u8]) {
        held(self).extend(unpack::<Vec<(u64, P)>>(theirs).unwrap_or_default());
    }
}

/// A preallocated file of f64, written by offset; the bitmap of what is done is a checkpoint beside it.
pub struct Chunks<'a> {
    data: File,
    cut: Cut,
    done: Mutex<Vec<u64>>,
    beside: (&'a dyn Store, &'a str, &'a Identity),
}
impl<'a> Chunks<'a> {
    /// Opens a file, or goes on with the one of a stopped run of the same identity.
    pub fn open(path: &Path, cut: Cut, beside: (&'a dyn Store, &'a str, &'a Identity)) -> Result<Self, Error> {
        let bitmap =
            load(beside.0, beside.1, beside.2)?.unwrap_or_else(|| vec![0; cut.items.div_ceil(cut.size).div_ceil(64)]);
        let data = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(file("creating the output"))?;
        data.set_len(8 * cut.items as u64).map_err(file("making room for the output"))?;
        Ok(Self { data, cut, done: Mutex::new(bitmap), beside })
    }
}
impl Sink<Vec<f64>> for Chunks<'_> {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        let done = held(&self.done);
        gaps(n, (0..64 * done.len() as u64).filter(|block| done[*block as usize / 64] >> (block % 64) & 1 == 1))
    }
    fn put(&self, _: usize, block: u64, part: &Vec<f64>) -> Result<(), Error> {
        let range = self.cut.range(block);
        assert_eq!(part.len(), range.len(), "a block fills its chunk");
        self.data.write_all_at(&f64s::to_le(part), 8 * range.start as u64).map_err(file("writing the output"))?;
        held(&self.done)[block as usize / 64] |= 1 << (block % 64);
        Ok(())
    }
    /// Data first, then the bitmap: what the bitmap claims is on the disk.
    fn sync(&self) -> Result<(), Error> {
        self.data.sync_data().map_err(file("writing the output"))?;
        save(self.beside.0, self.beside.1, self.beside.2, &*held(&self.done))
    }
}
