//! Partial results as complete binary subtrees over block numbers: which pairs merge depends on nothing else.
use crate::{Error, Merge};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Range};

/// Disjoint trees by their first block. A tree of `level` covers `2^level` blocks from a multiple of `2^level`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forest<P> {
    trees: BTreeMap<u64, (u32, P)>,
}
impl<P> Default for Forest<P> {
    fn default() -> Self {
        Self { trees: BTreeMap::new() }
    }
}

impl<P> Forest<P> {
    pub fn len(&self) -> usize {
        self.trees.len()
    }
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
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
    /// Blocks of `0..n` that no tree covers.
    pub fn missing(&self, n: u64) -> Vec<Range<u64>> {
        let mut gaps = Vec::new();
        let mut next = 0;
        for (&first, (level, _)) in &self.trees {
            if first.min(n) > next {
                gaps.push(next..first.min(n));
            }
            next = first + (1 << level);
        }
        if next < n {
            gaps.push(next..n);
        }
        gaps
    }
    fn covers_any(&self, blocks: &Range<u64>) -> bool {
        self.trees
            .range(..blocks.end)
            .next_back()
            .is_some_and(|(first, (level, _))| first + (1 << level) > blocks.start)
    }
}

impl<P: Merge> Forest<P> {
    /// Adds the trees of a disjoint forest, in any order of forests; on an overlap nothing changes.
    pub fn absorb(&mut self, other: Self) -> Result<(), Error> {
        for (&first, (level, _)) in &other.trees {
            let blocks = first..first + (1 << level);
            if self.covers_any(&blocks) {
                return Err(Error::Overlap { blocks });
            }
        }
        for (first, (level, part)) in other.trees {
            climb(first, level, part, |first, level, part| self.meet(first, level, part), drop);
        }
        Ok(())
    }
    /// The same for files of one run: a tree that is known already is left out.
    pub(crate) fn absorb_known(&mut self, mut other: Self) -> Result<(), Error> {
        other.trees.retain(|first, (level, _)| {
            let before = self.trees.range(..=*first).next_back();
            before.is_none_or(|(start, (height, _))| start + (1 << height) < first + (1 << *level))
        });
        self.absorb(other)
    }
    /// The result over `0..n`, the last trees joined from the right; `None` if `n` is 0.
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
