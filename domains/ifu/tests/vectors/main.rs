//! Numbers of RUBIX 0.0.5: walks the reference cases, computes every stage from the stage before it, and compares.
//!
//! The folder is `$ASTRARIUM_VECTORS/ifu` or `../shared/vectors/ifu` beside the repository. Without it the tests pass and say so.
//! The stages from spectra on need the library `bc03lr` of the registry (`astrarium data fetch bc03lr`). The worst deviations
//! are printed with `--nocapture`. Tolerances are those of the README beside the cases.

mod case;
mod curves;
mod stages;

use astrarium_astro::ssp::SspLibrary;
use astrarium_io::registry::{Shelf, default_folder};
use astrarium_num::testkit::Tally;
use case::Case;

/// What is said without the folder.
const ABSENT: &str = "no reference cases: set ASTRARIUM_VECTORS to a folder that holds ifu/open/*.h5";

#[test]
fn every_stage_of_rubix() {
    let cases = Case::all();
    if cases.is_empty() {
        return println!("{ABSENT}");
    }
    let library = default_folder(|name| std::env::var_os(name))
        .and_then(|folder| SspLibrary::named(&Shelf::new(folder), "bc03lr").ok());
    let mut tally = Tally::new("ifu");
    for case in &cases {
        stages::run(case, library.as_ref(), &mut tally);
    }
    print!("{tally}");
    tally.finish();
}

#[test]
fn extinction_curves() {
    let Some(file) = case::curves() else { return println!("{ABSENT}") };
    let mut tally = Tally::new("ifu");
    curves::run(&file, &mut tally);
    print!("{tally}");
    tally.finish();
}
