//! The contract's promises, one file per claim, on three toy jobs: a sum, a fill, a sampler.
#![allow(clippy::unwrap_used, reason = "a test that unwraps an error fails, as it should")]

mod toys;

mod ask_tell;
mod bounded_parts;
mod engines_inside_engines;
mod fills;
mod fold_and_fill;
mod identity_refused;
mod killed;
mod kit_finds;
mod limits;
mod lowest_failure;
mod observed;
mod parts_in_any_order;
mod ragged_rows;
mod ranks_replicated;
mod resumed;
mod same_bits;
mod seam_of_bytes;
mod steps_resumed;
