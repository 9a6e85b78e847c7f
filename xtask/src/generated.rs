//! What is generated from the code and kept in the repository: the book's reference of the program.
//!
//! The test `reference` of the program compares it with the help of the commands; here it is told to write instead.
use crate::{Findings, source::root};
use std::process::Command;

/// Writes the reference anew.
pub(crate) fn write() -> Findings {
    test(true)
}

/// A finding if the reference is not what the code says today.
pub(crate) fn check() -> Findings {
    test(false)
}

fn test(writes: bool) -> Findings {
    // the whole workspace, so that what `cargo test` built is what is used
    let words = [
        "test",
        "--quiet",
        "--workspace",
        "--exclude",
        "astrarium-py",
        "--features",
        "astrarium/parquet",
        "--test",
        "reference",
    ];
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(words);
    if writes {
        cargo.env("ASTRARIUM_WRITE_REFERENCE", "1");
    }
    match cargo.status() {
        Ok(status) if status.success() => Findings::new(),
        Ok(_) => vec!["book/reference/program.md is not fresh: run `cargo xtask gen`".to_owned()],
        Err(error) => vec![format!("cargo test --test reference does not start: {error}")],
    }
}
