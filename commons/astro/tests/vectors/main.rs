//! Reference cases: walks the cases `cosmology/` of the everyday computations, computes what this crate can, and compares.
//!
//! The folder is `$ASTRARIUM_VECTORS/everyday` or `../shared/vectors/everyday` beside the repository, in the format that its
//! README states. Without it the test passes and says so. The worst deviations are printed with `--nocapture`.

mod case;
mod cosmology;
mod tally;

use case::Folder;
use tally::Tally;

#[test]
fn reference_cases() {
    let Some(folder) = Folder::find() else {
        println!("no reference cases: set ASTRARIUM_VECTORS to a folder that holds everyday/open/index.json");
        return;
    };
    let cases = folder.cases("cosmology").expect("index.json is readable");
    assert!(!cases.is_empty(), "the index has no case of the group");
    let mut tally = Tally::default();
    for case in &cases {
        tally.count(&folder, case, cosmology::run(&folder, case));
    }
    print!("{tally}");
    assert!(tally.n_compared() > 0, "nothing was compared");
    assert!(tally.failures.is_empty(), "reference cases that do not agree:\n{}", tally.failures.join("\n"));
}
