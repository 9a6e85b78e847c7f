//! Numbers of GalaPy 0.6.2: walks the manifest of the reference cases, computes what this crate can, and compares.
//!
//! The folder is `$ASTRARIUM_VECTORS/sed` or `../shared/vectors/sed` beside the repository. Without it the tests pass and say
//! so. The worst deviations are printed with `--nocapture`. Tolerances are those of the specification, section 22; formulae
//! that live in `commons/astro` (the intergalactic medium, cosmologies, bands) are compared there alone.

mod cases;
mod fits;
mod npz;
mod points;
mod tally;
mod units;

use cases::Folder;
use tally::Tally;

/// What is said without the folder.
const ABSENT: &str = "no reference cases: set ASTRARIUM_VECTORS to a folder that holds sed/open/manifest.json";

#[test]
fn formulae() {
    let Some(folder) = Folder::find() else { return println!("{ABSENT}") };
    let mut tally = Tally::default();
    units::run(&folder, &mut tally);
    print!("{tally}");
    tally.finish();
}

#[test]
fn galaxies() {
    let Some(folder) = Folder::find() else { return println!("{ABSENT}") };
    let mut tally = Tally::default();
    points::run(&folder, &mut tally);
    print!("{tally}");
    tally.finish();
}

#[test]
fn likelihoods() {
    let Some(folder) = Folder::find() else { return println!("{ABSENT}") };
    let mut tally = Tally::default();
    fits::run(&folder, &mut tally);
    print!("{tally}");
    tally.finish();
}
