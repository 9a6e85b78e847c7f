//! `cargo xtask examples`: every folder of `examples/` is a question; its `run.sh` answers it, and prints numbers
//! that must agree with `expected.toml`.
use crate::{Findings, source::root};
use std::{fs, path::Path, process::Command};

/// Runs all of them; a finding for each that fails or says another number.
pub(crate) fn run() -> Findings {
    let Ok(entries) = fs::read_dir(root().join("examples")) else { return vec!["examples/ is not there".to_owned()] };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    let findings: Findings = folders.iter().flat_map(|folder| one(folder)).collect();
    println!("examples: {} run, {} findings", folders.len(), findings.len());
    findings
}

fn one(folder: &Path) -> Findings {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let done = match Command::new("sh").current_dir(folder).arg("run.sh").output() {
        Ok(done) => done,
        Err(error) => return vec![format!("{name}: run.sh does not start: {error}")],
    };
    if !done.status.success() {
        return vec![format!("{name}: run.sh: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr))];
    }
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let expected = fs::read_to_string(folder.join("expected.toml")).unwrap_or_default();
    numbers(&expected).into_iter().filter_map(|(key, value)| compare(&name, &key, value, &said)).collect()
}

/// `key = [value, tolerance]` lines.
fn numbers(text: &str) -> Vec<(String, [f64; 2])> {
    let line = |line: &str| {
        let (key, pair) = line.split_once('=')?;
        let (value, tolerance) = pair.trim().trim_matches(['[', ']']).split_once(',')?;
        Some((key.trim().to_owned(), [value.trim().parse().ok()?, tolerance.trim().parse().ok()?]))
    };
    text.lines().filter_map(line).collect()
}

fn compare(name: &str, key: &str, [value, tolerance]: [f64; 2], said: &str) -> Option<String> {
    let found = said
        .lines()
        .find_map(|line| line.split_once('=').filter(|(k, _)| k.trim() == key)?.1.trim().parse::<f64>().ok());
    match found {
        None => Some(format!("{name}: `{key}` was not printed")),
        Some(found) if (found - value).abs() <= tolerance => None,
        Some(found) => Some(format!("{name}: {key} = {found}, expected {value} within {tolerance}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_within_their_tolerance() {
        let expected = numbers("# comment\nrms = [0.30, 0.01]\n");
        assert_eq!(expected, [("rms".to_owned(), [0.30, 0.01])]);
        assert!(compare("a", "rms", [0.30, 0.01], "rms = 0.305\n").is_none());
        assert!(compare("a", "rms", [0.30, 0.01], "rms = 0.32\n").is_some());
        assert!(compare("a", "rms", [0.30, 0.01], "nothing\n").is_some());
    }
}
