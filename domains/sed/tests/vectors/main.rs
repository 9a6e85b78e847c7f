//! Numbers of GalaPy 0.6.2: walks the manifest of the reference cases, computes what this crate can, and compares.
//!
//! The folder is `$ASTRARIUM_VECTORS/sed` or `../shared/vectors/sed` beside the repository. Without it the tests pass and say
//! so. The worst deviations are printed with `--nocapture`. Tolerances are those of the specification, section 22; formulae
//! that live in `commons/astro` (the intergalactic medium, cosmologies, bands) are compared there alone.

mod cases;
mod fits;
mod npz;
mod points;
mod units;

use astrarium_num::testkit::Tally;
use cases::Folder;

/// What is said without the folder.
const ABSENT: &str = "no reference cases: set ASTRARIUM_VECTORS to a folder that holds sed/open/manifest.json";

#[test]
fn formulae() {
    let Some(folder) = Folder::find() else { return println!("{ABSENT}") };
    let mut tally = Tally::new("sed");
    units::run(&folder, &mut tally);
    print!("{tally}");
    tally.finish();
}

#[test]
fn galaxies() {
    let Some(folder) = Folder::find() else { return println!("{ABSENT}") };
    let mut tally = Tally::new("sed");
    points::run(&folder, &mut tally);
    print!("{tally}");
    tally.finish();
}

#[test]
fn likelihoods() {
    let Some(folder) = Folder::find() else { return println!("{ABSENT}") };
    let mut tally = Tally::new("sed");
    fits::run(&folder, &mut tally);
    print!("{tally}");
    tally.finish();
}
