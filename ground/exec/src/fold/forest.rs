//! Partial results as complete binary subtrees over block numbers: which pairs merge depends on nothing else.

use crate::{Error, Merge, Part};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Range};

/// Disjoint trees over block numbers, some blocks of a job.
///
/// A tree of `level` covers `2^level` blocks from a multiple of `2^level`. Any two disjoint forests merge, in any
/// order, and the same blocks always give the same bits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forest<P> {
    /// By first block: level and merged part.
    trees: BTreeMap<u64, (u32, P)>,
}

impl<P> Default for Forest<P> {
    fn default() -> Self {
        Self { trees: BTreeMap::new() }
    }
}

/// The blocks of a tree.
fn span(first: u64, level: u32) -> Range<u64> {
    first..first.saturating_add(1 << level)
}

impl<P> Forest<P> {
    /// How many trees there are: at most `2 log2(n)` for a contiguous range of blocks.
    pub fn len(&self) -> usize {
        self.trees.len()
    }

    /// Whether no block is covered.
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// How many blocks are covered.
    pub fn blocks(&self) -> u64 {
        self.trees.values().map(|(level, _)| 1u64 << level).sum()
    }

    /// Takes the sibling of a finished tree, or keeps the tree until the sibling comes.
    ///
    /// Of two siblings the second to come gets the first: nobody waits, and no lock is held while they merge.
    pub(crate) fn meet(&mut self, first: u64, level: u32, part: P) -> Option<(P, P)> {
        let other = first ^ (1 << level);
        if self.trees.get(&other).is_none_or(|tree| tree.0 != level) {
            self.trees.insert(first, (level, part));
            return None;
        }
        let (_, sibling) = self.trees.remove(&other)?;
        Some(if other < first { (sibling, part) } else { (part, sibling) })
    }

    /// Blocks of `0..n` that no tree covers, in increasing order.
    pub fn missing(&self, n: u64) -> Vec<Range<u64>> {
        let (mut gaps, mut next) = (Vec::new(), 0);
        for (&first, (level, _)) in &self.trees {
            if first.min(n) > next {
                gaps.push(next..first.min(n));
            }
            next = span(first, *level).end;
        }
        if next < n {
            gaps.push(next..n);
        }
        gaps
    }

    /// Whether any of the blocks is covered.
    pub(crate) fn covers_any(&self, blocks: &Range<u64>) -> bool {
        let before = self.trees.range(..blocks.end).next_back();
        before.is_some_and(|(first, (level, _))| span(*first, *level).end > blocks.start)
    }

    /// Whether what was read from a file is a forest: aligned trees that do not overlap.
    fn is_sound(&self) -> bool {
        let mut next = Some(0);
        self.trees.iter().all(|(&first, &(level, _))| {
            let sound = level < 64 && first % (1 << level) == 0 && next.is_some_and(|next| first >= next);
            next = first.checked_add(1u64.checked_shl(level).unwrap_or(0));
            sound
        })
    }
}

impl<P: Part> Forest<P> {
    /// The forest itself if it is sound and all parts have the shape of `like`; else what is wrong.
    pub(crate) fn checked(self, like: &P) -> Result<Self, &'static str> {
        if !self.is_sound() {
            return Err("its blocks overlap or are not aligned");
        }
        if !self.trees.values().all(|(_, part)| part.is_alike(like)) {
            return Err("its arrays have other lengths than this run's");
        }
        Ok(self)
    }
}

impl<P: Merge> Forest<P> {
    /// Adds the trees of a disjoint forest, in any order of forests.
    ///
    /// # Errors
    /// [`Error::Overlap`] if a block stands in both; then nothing changes.
    pub fn absorb(&mut self, other: Self) -> Result<(), Error> {
        self.absorb_part("the part", other)
    }

    /// The same with a name for the part.
    pub(crate) fn absorb_part(&mut self, name: &str, other: Self) -> Result<(), Error> {
        for (&first, (level, _)) in &other.trees {
            let blocks = span(first, *level);
            if self.covers_any(&blocks) {
                return Err(Error::Overlap { blocks, part: name.to_owned() });
            }
        }
        for (first, (level, part)) in other.trees {
            climb(first, level, part, |first, level, part| self.meet(first, level, part), drop);
        }
        Ok(())
    }

    /// The same for files of one run, some of them older: of two trees the larger one is kept.
    pub(crate) fn absorb_known(&mut self, other: Self) -> Result<(), Error> {
        let mut news = Self::default();
        for (first, (level, part)) in other.trees {
            let blocks = span(first, level);
            let before = self.trees.range(..=first).next_back();
            if before.is_some_and(|(start, (height, _))| span(*start, *height).end >= blocks.end) {
                continue;
            }
            let inside: Vec<u64> = self.trees.range(blocks).map(|(first, _)| *first).collect();
            inside.iter().for_each(|first| drop(self.trees.remove(first)));
            news.trees.insert(first, (level, part));
        }
        self.absorb(news)
    }

    /// The result over `0..n`, the last trees joined from the right; `None` if `n` is 0.
    ///
    /// # Errors
    /// [`Error::Missing`] with the blocks that no tree covers.
    pub fn finish(mut self, n: u64) -> Result<Option<P>, Error> {
        let blocks = self.missing(n);
        if !blocks.is_empty() {
            return Err(Error::Missing { blocks });
        }
        let Some((_, (_, mut right))) = self.trees.pop_last() else { return Ok(None) };
        while let Some((_, (_, mut left))) = self.trees.pop_last() {
            left.merge(&mut right);
            right = left;
        }
        Ok(Some(right))
    }
}

/// Merges a finished tree upwards until `meet` keeps it; `spare` gets the parts that were absorbed.
pub(crate) fn climb<P: Merge>(
    mut first: u64,
    mut level: u32,
    mut part: P,
    mut meet: impl FnMut(u64, u32, P) -> Option<(P, P)>,
    mut spare: impl FnMut(P),
) {
    while let Some((mut left, mut right)) = meet(first, level, part) {
        left.merge(&mut right);
        spare(right);
        (first, level, part) = (first & !(1 << level), level + 1, left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forest(trees: &[(u64, u32)]) -> Forest<Vec<u8>> {
        Forest { trees: trees.iter().map(|&(first, level)| (first, (level, Vec::new()))).collect() }
    }

    #[test]
    fn gaps_and_blocks_are_counted() {
        let forest = forest(&[(2, 1), (8, 3)]);
        assert_eq!(forest.missing(20), [0..2, 4..8, 16..20]);
        assert_eq!(forest.missing(10), [0..2, 4..8]);
        assert_eq!(forest.blocks(), 10);
        assert!(forest.covers_any(&(3..5)) && !forest.covers_any(&(4..8)));
    }

    #[test]
    fn what_a_damaged_file_may_hold_is_refused() {
        let empty = Vec::new();
        assert!(forest(&[(0, 1), (2, 0)]).checked(&empty).is_ok());
        for trees in [&[(0, 2), (3, 0)][..], &[(1, 1)], &[(0, 64)], &[(0, u32::MAX)], &[(1 << 63, 63), (u64::MAX, 0)]] {
            assert!(forest(trees).checked(&empty).is_err(), "{trees:?}");
        }
    }
}
