//! The parts seam of the faces: bytes in, bytes out.
//!
//! Whoever can carry bytes can run a job: files, a process pool, Dask, Ray, a batch queue. A part holds some blocks of a
//! job of one identity, with a CRC; the bytes of a checkpoint are a part too.

use crate::{
    Durable, Engine, Error, Forest, Identity, Job, Merge,
    sealed::{Closed, open, pack, seal, unseal},
};
use std::ops::Range;

/// The bytes of a part that holds some blocks of a job.
///
/// # Errors
/// Those of [`Engine::part`].
pub fn run_blocks<J: Durable<Part: Merge>>(engine: &Engine, job: &J, blocks: Range<u64>) -> Result<Vec<u8>, J::Error> {
    Ok(seal(job.identity(), &engine.part(job, blocks)?))
}

/// The bytes of a part that holds a forest of this job.
pub fn part_of<J: Durable<Part: Merge>>(job: &J, forest: &Forest<J::Part>) -> Vec<u8> {
    seal(job.identity(), forest)
}

/// The union of two parts, in any order.
///
/// # Errors
/// [`Error::OtherIdentity`], [`Error::Unreadable`], and [`Error::Overlap`] if a block stands in both.
pub fn merge<J: Durable<Part: Merge>>(job: &J, a: &[u8], b: &[u8]) -> Result<Vec<u8>, J::Error> {
    merge_all(job, [("the first part", a), ("the second part", b)])
}

/// The union of named parts, in any order; an error says which one is at fault.
///
/// # Errors
/// Those of [`merge`].
pub fn merge_all<'a, J: Durable<Part: Merge>>(
    job: &J,
    parts: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Vec<u8>, J::Error> {
    let mut all = Forest::default();
    for (name, bytes) in parts {
        all.absorb_part(name, forest(job, name, bytes)?)?;
    }
    Ok(seal(job.identity(), &all))
}

/// The result of a part that holds all blocks of a job of known length; of a stream, of all that the part holds.
///
/// # Errors
/// [`Error::Missing`] with the blocks that it lacks; [`Error::OtherIdentity`], [`Error::Unreadable`].
pub fn finish<J: Durable<Part: Merge>>(job: &J, bytes: &[u8]) -> Result<J::Part, J::Error> {
    let all = forest(job, "the part", bytes)?;
    let n = job.blocks().known().unwrap_or_else(|| all.blocks());
    Ok(all.finish(n)?.unwrap_or_else(|| job.part()))
}

/// The blocks that a part lacks.
///
/// # Errors
/// [`Error::OtherIdentity`], [`Error::Unreadable`].
pub fn missing<J: Durable<Part: Merge>>(job: &J, bytes: &[u8]) -> Result<Vec<Range<u64>>, J::Error> {
    let all = forest(job, "the part", bytes)?;
    Ok(all.missing(job.blocks().known().unwrap_or_else(|| all.blocks())))
}

/// Whose part it is.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn identity(name: &str, bytes: &[u8]) -> Result<Identity, Error> {
    open(bytes).map(|(identity, _)| identity).map_err(|closed| closed.into_error(name))
}

/// The forest of a part.
///
/// # Errors
/// [`Error::OtherIdentity`], [`Error::Unreadable`].
pub fn forest<J: Durable<Part: Merge>>(job: &J, name: &str, bytes: &[u8]) -> Result<Forest<J::Part>, Error> {
    let found = unseal::<Forest<J::Part>>(job.identity(), name, bytes);
    let found = found.and_then(|found| found.checked(&job.part()).map_err(Closed::Damaged));
    found.map_err(|closed| closed.into_error(name))
}

/// A job whose types nobody needs to know: what a face holds. Every durable fold is one.
pub trait Parts: Send + Sync {
    /// The domain's error.
    type Error;

    /// Blocks of the job; none of a stream.
    fn n_blocks(&self) -> Option<u64>;

    /// Whose parts these are.
    fn identity(&self) -> &Identity;

    /// [`run_blocks`].
    ///
    /// # Errors
    /// Those of [`run_blocks`].
    fn run_blocks(&self, engine: &Engine, blocks: Range<u64>) -> Result<Vec<u8>, Self::Error>;

    /// [`merge`].
    ///
    /// # Errors
    /// Those of [`merge`].
    fn merge(&self, a: &[u8], b: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// [`missing`].
    ///
    /// # Errors
    /// Those of [`missing`].
    fn missing(&self, bytes: &[u8]) -> Result<Vec<Range<u64>>, Self::Error>;

    /// [`finish`], as the bytes of the result: equal results have equal bytes.
    ///
    /// # Errors
    /// Those of [`finish`].
    fn finish_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, Self::Error>;
}

impl<J: Durable<Part: Merge> + Send> Parts for J {
    type Error = <J as Job>::Error;

    fn n_blocks(&self) -> Option<u64> {
        self.blocks().known()
    }
    fn identity(&self) -> &Identity {
        Durable::identity(self)
    }
    fn run_blocks(&self, engine: &Engine, blocks: Range<u64>) -> Result<Vec<u8>, Self::Error> {
        run_blocks(engine, self, blocks)
    }
    fn merge(&self, a: &[u8], b: &[u8]) -> Result<Vec<u8>, Self::Error> {
        merge(self, a, b)
    }
    fn missing(&self, bytes: &[u8]) -> Result<Vec<Range<u64>>, Self::Error> {
        missing(self, bytes)
    }
    fn finish_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, Self::Error> {
        finish(self, bytes).map(|part| pack(&part))
    }
}
