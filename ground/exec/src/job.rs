//! What a domain author writes: a job over blocks, and its parts.

use crate::{Cx, Fault, Identity};
use serde::{Serialize, de::DeserializeOwned};
use std::ops::Range;

/// What a block yields. It is made once, then recycled.
pub trait Part: Send + Serialize + DeserializeOwned {
    /// Back to what [`Job::part`] made, keeping the memory.
    fn clear(&mut self);
    /// Memory held, bytes: what plans count and the memory budget judges.
    fn bytes(&self) -> usize;
    /// Whether `self`, read from a file, has the shape of `other`; parts of unlike shape are refused, not merged.
    fn is_alike(&self, _other: &Self) -> bool {
        true
    }
}

/// A part of a fold.
pub trait Merge: Part {
    /// Absorbs `later`, the blocks right after mine; what is left in it is cleared and reused.
    fn merge(&mut self, later: &mut Self);
}

/// How many blocks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// This many.
    Known(u64),
    /// As many as [`Job::read`] finds.
    Stream,
}

impl Blocks {
    /// The number, or `None` of a stream.
    pub fn known(self) -> Option<u64> {
        match self {
            Self::Known(n) => Some(n),
            Self::Stream => None,
        }
    }

    /// The number, the largest there can be if it is not known.
    pub(crate) fn at_most(self) -> u64 {
        self.known().unwrap_or(u64::MAX)
    }
}

/// Items cut into blocks of a fixed size: a constant or a setting, never a function of time or worker count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// How many items there are.
    pub items: usize,
    /// Items of a block; the last one may have fewer. 0 counts as 1.
    pub size: usize,
}

impl Cut {
    /// The number of blocks.
    pub fn blocks(self) -> Blocks {
        Blocks::Known(self.items.div_ceil(self.size.max(1)) as u64)
    }

    /// The items of a block; empty past the end.
    pub fn range(self, index: u64) -> Range<usize> {
        let size = self.size.max(1);
        let first = usize::try_from(index).unwrap_or(usize::MAX).saturating_mul(size).min(self.items);
        first..first.saturating_add(size).min(self.items)
    }
}

/// A computation over independent blocks. With `Part: Merge` it is a fold, else a fill.
///
/// Every width that can change a sum is a setting of the job: time and worker count decide only who computes.
///
/// # Example
/// ```
/// use astrarium_exec::{Blocks, Cut, Cx, Engine, Error, Job, sums};
///
/// sums! {
///     /// The sum of squares.
///     pub struct Square { sum: f64, n: u64 }
/// }
/// struct Squares<'a> { values: &'a [f64], cut: Cut }
/// impl Job for Squares<'_> {
///     type Part = Square;
///     type Scratch = ();
///     type Error = Error;
///     fn blocks(&self) -> Blocks { self.cut.blocks() }
///     fn part(&self) -> Square { Square { sum: 0.0, n: 0 } }
///     fn scratch(&self) {}
///     fn block(&self, index: u64, part: &mut Square, (): &mut (), _: &Cx) -> Result<(), Error> {
///         for x in &self.values[self.cut.range(index)] {
///             part.sum += x * x;
///             part.n += 1;
///         }
///         Ok(())
///     }
/// }
/// let values = [1.0, 2.0, 3.0];
/// let job = Squares { values: &values, cut: Cut { items: 3, size: 2 } };
/// let square = Engine::with_threads(2).fold(&job)?;
/// assert_eq!((square.sum, square.n), (14.0, 3));
/// # Ok::<(), Error>(())
/// ```
pub trait Job: Sync {
    /// What a block yields.
    type Part: Part;
    /// What a worker keeps from block to block: plans, buffers. One per worker, made once.
    type Scratch: Send;
    /// The domain's error.
    type Error: Fault;

    /// How many blocks there are.
    fn blocks(&self) -> Blocks;

    /// An empty part; the job alone knows its shape.
    fn part(&self) -> Self::Part;

    /// A worker's scratch.
    fn scratch(&self) -> Self::Scratch;

    /// Streams only: reads the input of block `index` into `scratch`, in order, one worker at a time; `false` at the
    /// end. Reading block 0 rewinds the source.
    ///
    /// # Errors
    /// What the source's content or the disk give reason for.
    fn read(&self, _index: u64, _scratch: &mut Self::Scratch) -> Result<bool, Self::Error> {
        Ok(true)
    }

    /// Computes block `index` into the empty `part`.
    ///
    /// # Errors
    /// What the block's input gives reason for, or [`Cx::check`]'s interruption.
    fn block(&self, index: u64, part: &mut Self::Part, scratch: &mut Self::Scratch, cx: &Cx)
    -> Result<(), Self::Error>;
}

/// A job whose parts may be written: the outermost one. Jobs inside a step or a block need no identity.
pub trait Durable: Job {
    /// What makes two runs the same run.
    fn identity(&self) -> &Identity;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_covers_every_item_once() {
        for items in 0..40 {
            for size in 0..9 {
                let cut = Cut { items, size };
                let blocks = cut.blocks().at_most();
                let all: Vec<usize> = (0..blocks).flat_map(|block| cut.range(block)).collect();
                assert_eq!(all, (0..items).collect::<Vec<_>>());
                assert!(cut.range(blocks).is_empty() && cut.range(u64::MAX).is_empty());
            }
        }
    }
}
