//! The place where a block's part goes.

use crate::{Error, Part, sealed::unpack};
use serde::de::DeserializeOwned;
use std::ops::Range;

/// Takes the part of each block, in any order; a block that comes twice brings the same part.
pub trait Sink<P: Part>: Sync {
    /// Blocks of `0..n` still to come, in increasing order.
    fn missing(&self, n: u64) -> Vec<Range<u64>>;

    /// Puts a finished block into its place. An interrupted block is never put.
    ///
    /// # Errors
    /// [`Error::File`], or [`Error::WrongLength`] if the part does not fit.
    fn put(&self, worker: usize, block: u64, part: &P) -> Result<(), Error>;

    /// On rank 0, before any rank puts anything: there are so many ranks.
    ///
    /// # Errors
    /// [`Error::File`].
    fn begin(&self, _ranks: u32) -> Result<(), Error> {
        Ok(())
    }

    /// Makes what was put survive a kill; called while no block runs.
    ///
    /// # Errors
    /// [`Error::File`].
    fn sync(&self) -> Result<(), Error> {
        Ok(())
    }

    /// What the other ranks need of these blocks: the rows of an output in memory. Files need nothing.
    fn export(&self, _blocks: &[Range<u64>]) -> Vec<u8> {
        Vec::new()
    }

    /// Takes what another rank has exported.
    ///
    /// # Errors
    /// [`Error::Transport`] if it cannot be read.
    fn import(&self, _theirs: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

/// The gaps between done blocks that come in increasing order.
pub(super) fn gaps(n: u64, done: impl Iterator<Item = u64>) -> Vec<Range<u64>> {
    let (mut gaps, mut next) = (Vec::new(), 0);
    for block in done.take_while(|block| *block < n) {
        if block > next {
            gaps.push(next..block);
        }
        next = block + 1;
    }
    if next < n {
        gaps.push(next..n);
    }
    gaps
}

pub(super) fn is_in(blocks: &[Range<u64>], block: u64) -> bool {
    blocks.iter().any(|range| range.contains(&block))
}

/// What another rank has exported.
pub(super) fn imported<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, Error> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    unpack(bytes).ok_or_else(|| Error::transport("receiving", "rows of another rank cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::gaps;

    #[test]
    fn gaps_end_where_the_job_ends() {
        assert_eq!(gaps(6, [1, 2, 4, 9].into_iter()), [0..1, 3..4, 5..6]);
        assert_eq!(gaps(3, [0, 1, 2].into_iter()), []);
        assert_eq!(gaps(u64::MAX, std::iter::once(1)), [0..1, 2..u64::MAX]);
    }
}
