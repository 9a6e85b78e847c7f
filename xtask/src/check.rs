//! The one command before a commit.
use crate::{Findings, floors, generated, hygiene, sizes, source::root};
use std::process::Command;

/// Every check of the house, then the compiler's own.
pub(crate) fn all() -> Findings {
    let mut findings = floors::check();
    findings.extend(sizes::check());
    findings.extend(hygiene::check());
    findings.extend(cargo("fmt", &["fmt", "--all", "--check"], &[]));
    findings.extend(cargo(
        "clippy",
        &["clippy", "--workspace", "--all-targets", "--features", "astrarium/parquet"],
        &[],
    ));
    findings.extend(cargo(
        "doc",
        &[
            "doc",
            "--workspace",
            "--exclude",
            "astrarium-py",
            "--no-deps",
            "--document-private-items",
            "--features",
            "astrarium/parquet",
        ],
        &[("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links")],
    ));
    findings.extend(generated::check());
    println!("check: {} findings", findings.len());
    findings
}

fn cargo(what: &str, words: &[&str], settings: &[(&str, &str)]) -> Option<String> {
    println!("check: cargo {}", words.join(" "));
    let done = Command::new(env!("CARGO")).current_dir(root()).args(words).envs(settings.iter().copied()).status();
    match done {
        Ok(status) if status.success() => None,
        Ok(status) => Some(format!("cargo {what}: {status}")),
        Err(error) => Some(format!("cargo {what} does not start: {error}")),
    }
}
