//! The built program, run as users run it: one file a claim.
#![allow(clippy::print_stdout, reason = "a test that is left out says so")]
mod bad_input;
mod commands;
mod events;
mod help;
mod ifu;
mod infer;
mod real_files;
mod runs;
mod said;
mod same_bits;
mod sed;
mod specs;
