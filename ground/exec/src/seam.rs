//! The parts seam of the faces: bytes in, bytes out.
use crate::{Durable, Engine, Forest, Merge, blocks, decode, encode};
use std::ops::Range;

/// The bytes of a parts file that holds some blocks of a job.
pub fn run_blocks<J: Durable<Part: Merge>>(engine: &Engine, job: &J, range: Range<u64>) -> Result<Vec<u8>, J::Error> {
    Ok(encode(job.identity(), &engine.part(job, range)?))
}
/// The union of two parts, in any order.
pub fn merge<J: Durable<Part: Merge>>(job: &J, a: &[u8], b: &[u8]) -> Result<Vec<u8>, J::Error> {
    let mut all: Forest<J::Part> = decode(job.identity(), "part", a)?;
    all.absorb(decode(job.identity(), "part", b)?)?;
    Ok(encode(job.identity(), &all))
}
/// The result of a part that holds all blocks; a typed error lists those that are missing.
pub fn finish<J: Durable<Part: Merge>>(job: &J, bytes: &[u8]) -> Result<J::Part, J::Error> {
    let all: Forest<J::Part> = decode(job.identity(), "part", bytes)?;
    Ok(all.finish(blocks(job))?.unwrap_or_else(|| job.part()))
}
