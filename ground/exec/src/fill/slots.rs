//! An array in memory, one chunk a block.

use super::{Sink, gaps, imported, is_in};
use crate::{Error, fold::held, sealed::pack};
use serde::{Serialize, de::DeserializeOwned};
use std::{ops::Range, sync::Mutex};

/// An array in memory, one chunk a block.
#[derive(Debug)]
pub struct Slots<'a, T>(Vec<Mutex<Slot<'a, T>>>);

#[derive(Debug)]
struct Slot<'a, T> {
    place: &'a mut [T],
    is_done: bool,
}

impl<'a, T> Slot<'a, T> {
    fn empty(place: &'a mut [T]) -> Mutex<Self> {
        Mutex::new(Slot { place, is_done: false })
    }
}

impl<'a, T> Slots<'a, T> {
    /// The slots of `out`, `chunk` values each, the last one perhaps fewer (0 counts as 1).
    pub fn new(out: &'a mut [T], chunk: usize) -> Self {
        Self(out.chunks_mut(chunk.max(1)).map(Slot::empty).collect())
    }

    /// Slots of these lengths, one after the other; what is left of `out` belongs to none.
    ///
    /// # Panics
    /// If `out` is shorter than all of them.
    pub fn of_lengths(mut out: &'a mut [T], lengths: &[usize]) -> Self {
        let mut next = |length: &usize| {
            let (place, rest) = std::mem::take(&mut out).split_at_mut(*length);
            out = rest;
            Slot::empty(place)
        };
        Self(lengths.iter().map(&mut next).collect())
    }
}

impl<T: Copy + Send + Serialize + DeserializeOwned> Slots<'_, T> {
    fn fill(&self, block: u64, part: &[T]) -> Result<(), Error> {
        let slot = usize::try_from(block).ok().and_then(|block| self.0.get(block));
        let mut slot = slot.map(held);
        let expected = slot.as_ref().map_or(0, |slot| slot.place.len());
        match &mut slot {
            Some(slot) if expected == part.len() => {
                slot.place.copy_from_slice(part);
                slot.is_done = true;
                Ok(())
            }
            _ => Err(Error::WrongLength { block, what: "values", found: part.len() as u64, expected: expected as u64 }),
        }
    }

    /// The blocks that are done, in increasing order.
    fn done(&self) -> impl Iterator<Item = u64> {
        self.0.iter().zip(0..).filter(|(slot, _)| held(slot).is_done).map(|(_, block)| block)
    }
}

impl<T: Copy + Send + Serialize + DeserializeOwned> Sink<Vec<T>> for Slots<'_, T> {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        gaps(n, self.done())
    }

    fn put(&self, _: usize, block: u64, part: &Vec<T>) -> Result<(), Error> {
        self.fill(block, part)
    }

    fn export(&self, blocks: &[Range<u64>]) -> Vec<u8> {
        let rows = self.done().filter(|block| is_in(blocks, *block));
        pack(&rows.map(|block| (block, held(&self.0[block as usize]).place.to_vec())).collect::<Vec<_>>())
    }

    fn import(&self, theirs: &[u8]) -> Result<(), Error> {
        imported::<(u64, Vec<T>)>(theirs)?.iter().try_for_each(|(block, part)| self.fill(*block, part))
    }
}
