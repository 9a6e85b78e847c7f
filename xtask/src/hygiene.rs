//! What must not stand in the project: paths of one machine, unfinished marks, settings out of step.
use crate::{
    Findings,
    source::{root, text, with_extension},
};
use std::{fs, path::Path};

/// One line for each place.
pub(crate) fn check() -> Findings {
    let mut findings = Findings::new();
    let home = root().parent().filter(|p| p.parent().is_some()).map(|p| format!("{}/", p.display()));
    for file in with_extension(&["rs", "py", "pyi", "md", "toml", "sh", "yml", "cff", "cfg"]) {
        let text = text(&file);
        findings.extend(home.iter().flat_map(|home| lines_with(&file, &text, home, "a path of one machine")));
        if file.extension().is_some_and(|e| e == "rs" || e == "py") && !file.starts_with("xtask") {
            findings.extend(lines_with(&file, &text, "#[ignore", "an ignored test"));
            findings.extend(lines_with(&file, &text, "TODO", "unfinished"));
            findings.extend(lines_with(&file, &text, "FIXME", "unfinished"));
        }
    }
    findings.extend(lints_in_step());
    println!("hygiene: {} findings", findings.len());
    findings
}

fn lines_with(file: &Path, text: &str, word: &str, what: &str) -> Findings {
    let hits = text.lines().enumerate().filter(|(_, line)| line.contains(word));
    hits.map(|(k, line)| format!("{}:{}: {what}: {}", file.display(), k + 1, line.trim())).collect()
}

/// clippy reads the nearest `clippy.toml` only, so each must begin with the house's.
fn lints_in_step() -> Findings {
    let house = text(Path::new("clippy.toml"));
    let mut findings = Findings::new();
    for floor in ["ground", "commons", "domains"] {
        let Ok(entries) = fs::read_dir(root().join(floor)) else { continue };
        for entry in entries.flatten() {
            let own = fs::read_to_string(entry.path().join("clippy.toml")).unwrap_or_else(|_| house.clone());
            if !own.starts_with(&house) {
                findings.push(format!(
                    "{}/clippy.toml does not begin with the house's clippy.toml",
                    entry.path().display()
                ));
            }
        }
    }
    for entry in
        ["ground", "commons", "domains", "faces"].iter().flat_map(|f| fs::read_dir(root().join(f))).flatten().flatten()
    {
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).unwrap_or_default();
        if !manifest.contains("[lints]\nworkspace = true") {
            findings.push(format!("{}: the house's lints are not on", entry.path().display()));
        }
    }
    findings
}
