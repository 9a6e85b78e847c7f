//! Numbers of GalaPy 0.6.2: `units.npz` of the reference cases, each formula alone.
//!
//! The folder is `$ASTRARIUM_VECTORS/sed` or `../shared/vectors/sed` beside the repository. Without it the tests pass. Composed quantities are compared in the domain.

mod bands;
mod cosmology;
mod igm;
mod npz;
mod ssp;

use npz::Npz;
use std::path::{Path, PathBuf};

/// `open` or `data` of the reference cases.
fn folder(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from).join("sed").join(name);
    folder.exists().then_some(folder)
}

/// The arrays and the description of the formulae.
fn units() -> Option<(Npz, serde_json::Value)> {
    let open = folder("open")?;
    let text = std::fs::read_to_string(open.join("manifest.json")).expect("the manifest stands beside the arrays");
    let manifest = serde_json::from_str(&text).expect("the manifest is JSON");
    Some((Npz::open(&open.join("units.npz")).expect("a readable file"), manifest))
}

/// The largest `|a - b|/max(|b|, floor)`; both NaN agree.
fn worst(found: &[f64], expected: &[f64], floor: f64) -> f64 {
    assert_eq!(found.len(), expected.len(), "as many values");
    let over = |(a, b): (&f64, &f64)| if a.is_nan() && b.is_nan() { 0.0 } else { (a - b).abs() / b.abs().max(floor) };
    found
        .iter()
        .zip(expected)
        .map(over)
        .fold(0.0, |most: f64, over| if over > most || over.is_nan() { over } else { most })
}
