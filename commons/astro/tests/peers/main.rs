//! Numbers of other programs: `vectors/astro`, with its `PROVENANCE.md`.

mod bands;
mod dust;

use std::path::{Path, PathBuf};

/// Rows of a file of numbers without its header, by cells.
fn rows(file: &str) -> Vec<Vec<String>> {
    let path = repository().join("vectors/astro").join(file);
    let text = std::fs::read_to_string(&path).expect("the file is in the repository");
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
