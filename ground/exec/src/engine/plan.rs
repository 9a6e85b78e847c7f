//! What a run would need.

use crate::{
    Blocks, Engine, Error, Job, Merge, Part,
    fold::{most_alive, share},
};
use serde::Serialize;

/// What a run would need: for `--dry-run` and the memory budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Blocks of the whole job; none of a stream.
    pub blocks: Option<u64>,
    /// Blocks of the busiest rank.
    pub blocks_per_rank: Option<u64>,
    /// Ranks.
    pub ranks: u32,
    /// Workers of a rank.
    pub workers: usize,
    /// Bytes of one part.
    pub part_bytes: u64,
    /// The most parts alive at once on a rank.
    pub parts: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl Engine {
    /// What a fold would need: bytes x (workers + 2 log2 n) of memory on each rank.
    pub fn estimate<J: Job<Part: Merge>>(&self, job: &J) -> Estimate {
        self.estimate_parts(job, 0)
    }

    pub(crate) fn estimate_parts<J: Job>(&self, job: &J, loaded: usize) -> Estimate {
        let blocks = job.blocks().known();
        let per_rank = blocks.map(|n| n.div_ceil(u64::from(self.n_ranks().max(1))));
        let workers = per_rank.map_or(self.threads(), |n| n.clamp(1, self.threads() as u64) as usize);
        let part_bytes = job.part().bytes() as u64;
        let parts = parts_of(job.blocks(), workers, loaded);
        Estimate {
            blocks,
            blocks_per_rank: per_rank,
            ranks: self.n_ranks(),
            workers,
            part_bytes,
            parts,
            bytes: part_bytes.saturating_mul(parts),
        }
    }

    /// Refuses a fold that would not fit into the budget.
    pub(crate) fn check_memory<J: Job>(&self, job: &J, loaded: usize) -> Result<(), Error> {
        let Some(allowed) = self.memory_bytes() else { return Ok(()) };
        let Estimate { bytes: needed, part_bytes: part, parts, .. } = self.estimate_parts(job, loaded);
        let least = part.saturating_mul(parts_of(job.blocks(), 1, loaded));
        if needed > allowed { Err(Error::Memory { needed, allowed, part, parts, least }) } else { Ok(()) }
    }
}

/// The most parts that so many workers can have alive at once.
fn parts_of(blocks: Blocks, workers: usize, loaded: usize) -> u64 {
    let most = most_alive(workers, blocks.at_most(), loaded) as u64;
    most.min(blocks.known().unwrap_or(u64::MAX).saturating_add((workers + loaded) as u64))
}

/// The contiguous blocks of part `i` of `n` (from 0): parts of as equal lengths as can be.
///
/// Gives the empty range if there is no such part.
pub fn share_of(blocks: u64, i: u64, n: u64) -> std::ops::Range<u64> {
    if i >= n {
        return blocks..blocks;
    }
    share(std::slice::from_ref(&(0..blocks)), i, n).pop().unwrap_or(blocks..blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_all_blocks() {
        for n in 1..12 {
            let all: Vec<u64> = (0..n).flat_map(|i| share_of(10, i, n)).collect();
            assert_eq!(all, (0..10).collect::<Vec<_>>());
        }
        assert!(share_of(10, 5, 5).is_empty() && share_of(0, 0, 1).is_empty() && share_of(3, 0, 0).is_empty());
    }
}
