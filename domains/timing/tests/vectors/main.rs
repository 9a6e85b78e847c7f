//! Reference cases: walks whatever cases lie in the folder, computes what this crate can, and compares.
//!
//! The folder is `$ASTRARIUM_VECTORS/timing` or `../shared/vectors/timing` beside the repository, in the format that
//! its README states: `open/cases.json`, one HDF5 file beside it, `data/`. Without it the test passes and says so.
//! One line a group is printed with `--nocapture`. A new group is one file with `run`, and its line in `GROUPS`.

mod binning;
mod case;
mod compare;
mod cross;
mod events;
mod fourier;
mod gti;
mod pds;
mod read;
mod rebin;
mod rmf;
mod tally;
mod value;
mod window;

use case::{Case, Folder};
use std::error::Error;
use tally::Tally;
use value::Outputs;

/// What a group computes of one case.
type Run = fn(&Case) -> Result<Outputs, Box<dyn Error>>;

/// The groups that this crate covers.
const GROUPS: &[(&str, Run)] = &[
    ("read", read::run),
    ("rmf", rmf::run),
    ("gti", gti::run),
    ("events", events::run),
    ("binning", binning::run),
    ("rebin", rebin::run),
    ("fourier", fourier::run),
    ("pds", pds::run),
    ("cross", cross::run),
    ("window", window::run),
];

#[test]
fn reference_cases() {
    let Some(folder) = Folder::find() else {
        println!("no reference cases: set ASTRARIUM_VECTORS to a folder that holds timing/open/cases.json");
        return;
    };
    let cases = folder.cases().expect("cases.json and the HDF5 file beside it are readable");
    let mut tally = Tally::default();
    for case in &cases {
        match GROUPS.iter().find(|(group, _)| *group == case.group) {
            Some((_, run)) => tally.count(case, run(case)),
            None => tally.skip(case),
        }
    }
    print!("{tally}");
    assert_eq!(tally.n_failed(), 0, "reference cases that do not agree:\n{}", tally.failures());
}
