//! A crate may import crates of lower floors, never a neighbour or one above.
use crate::{Findings, source::root};
use std::{collections::BTreeMap, fs};

const FLOORS: [&str; 4] = ["ground", "commons", "domains", "faces"];

struct Crate {
    name: String,
    floor: usize,
    manifest: String,
}

/// One line for every import that goes up or sideways.
pub(crate) fn check() -> Findings {
    let crates: Vec<Crate> = FLOORS.iter().enumerate().flat_map(|(floor, folder)| on_floor(floor, folder)).collect();
    let floor_of: BTreeMap<&str, usize> = crates.iter().map(|c| (c.name.as_str(), c.floor)).collect();
    let mut findings = Findings::new();
    for c in &crates {
        for import in imports(&c.manifest) {
            let Some(&floor) = floor_of.get(import) else { continue };
            // the Python package is the program seen from Python: the one import between faces
            let face_of_program = c.name == "astrarium-py" && import == "astrarium";
            if floor >= c.floor && !face_of_program {
                findings.push(format!("{} ({}) may not import {import} ({})", c.name, FLOORS[c.floor], FLOORS[floor]));
            }
        }
    }
    println!("floors: {} crates, {} upward or sideways imports", crates.len(), findings.len());
    findings
}

fn on_floor(floor: usize, folder: &str) -> Vec<Crate> {
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let mut crates: Vec<Crate> = entries
        .flatten()
        .filter_map(|entry| {
            let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).ok()?;
            let name = manifest.lines().find_map(|line| line.strip_prefix("name = "))?.trim_matches('"').to_owned();
            Some(Crate { name, floor, manifest })
        })
        .collect();
    crates.sort_by(|a, b| a.name.cmp(&b.name));
    crates
}

/// Names under `[dependencies]`: what tests use may stand on the same floor.
fn imports(manifest: &str) -> impl Iterator<Item = &str> {
    let normal = manifest.split("[dependencies]").nth(1).unwrap_or("").split("\n[").next().unwrap_or("");
    normal.lines().map(|line| line.split(['.', ' ', '=']).next().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_the_normal_ones() {
        let manifest = "[package]\nname = \"a\"\n\n[dependencies]\nb.workspace = true\nc = \"1\"\n\n[dev-dependencies]\nd = \"1\"\n";
        let found: Vec<&str> = imports(manifest).filter(|name| !name.is_empty()).collect();
        assert_eq!(found, ["b", "c"]);
    }
}
