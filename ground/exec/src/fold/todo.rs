//! Blocks to hand out, in increasing order, and a rank's share of them.

use std::ops::Range;

/// Blocks to hand out, in increasing order.
pub(crate) struct Todo {
    /// Reversed: the next is the last.
    gaps: Vec<Range<u64>>,
    /// The next block that a stream's source yields.
    pub(crate) read: u64,
}

impl Todo {
    pub(crate) fn new(mut gaps: Vec<Range<u64>>) -> Self {
        gaps.retain(|gap| !gap.is_empty());
        gaps.reverse();
        Self { gaps, read: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.gaps.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.gaps.clear();
    }

    pub(crate) fn take(&mut self) -> Option<u64> {
        let gap = self.gaps.last_mut()?;
        let block = gap.start;
        gap.start += 1;
        if gap.is_empty() {
            self.gaps.pop();
        }
        Some(block)
    }
}

/// How many blocks the gaps hold.
pub(crate) fn count(gaps: &[Range<u64>]) -> u64 {
    gaps.iter().map(|gap| gap.end - gap.start).fold(0, u64::saturating_add)
}

/// The contiguous share of rank `rank` of `size`, in numbers of blocks that differ by one at most.
pub(crate) fn share(gaps: &[Range<u64>], rank: u64, size: u64) -> Vec<Range<u64>> {
    let total = u128::from(count(gaps));
    let border = |rank: u64| (u128::from(rank) * total / u128::from(size)) as u64;
    let (from, to, mut before) = (border(rank), border(rank + 1), 0);
    let cut = |gap: &Range<u64>| {
        let length = gap.end - gap.start;
        let at = |k: u64| gap.start + k.clamp(before, before + length) - before;
        let piece = at(from)..at(to);
        before += length;
        piece
    };
    gaps.iter().map(cut).filter(|gap| !gap.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_cover_the_gaps_once() {
        let gaps = [3..10, 12..13, 20..41];
        for size in 1..9 {
            let all: Vec<u64> = (0..size).flat_map(|rank| share(&gaps, rank, size)).flatten().collect();
            assert_eq!(all, gaps.iter().cloned().flatten().collect::<Vec<_>>());
            let sizes: Vec<u64> = (0..size).map(|rank| count(&share(&gaps, rank, size))).collect();
            assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
        }
    }

    #[test]
    fn blocks_come_in_order() {
        let mut todo = Todo::new(vec![2..4, 5..5, 7..8]);
        assert_eq!(std::iter::from_fn(|| todo.take()).collect::<Vec<_>>(), [2, 3, 7]);
        assert!(todo.is_empty());
    }
}
