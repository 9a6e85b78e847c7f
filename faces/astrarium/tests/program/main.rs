//! The built program, run as users run it: one file a claim.
mod bad_input;
mod commands;
mod events;
mod help;
mod real_files;
mod runs;
mod said;
mod same_bits;
mod specs;
