//! `cargo xtask new domain NAME`: the seven files that every domain has.
use crate::{Findings, source::root};
use std::{fs, io};

const FILES: [(&str, &str); 7] = [
    (
        "lib.rs",
        "//! DOMAIN: what is computed, in one line.\n//!\n//! # Conventions\n//! Units, normalisations, order of axes.\n\nmod error;\nmod fit;\nmod read;\nmod report;\nmod spec;\nmod write;\n\npub use self::error::Error;\n",
    ),
    ("spec.rs", "//! What is asked: plain structs with units in the names of their fields.\n"),
    (
        "error.rs",
        "//! What can go wrong, one variant a situation.\nuse astrarium_exec as exec;\n\n/// An error of this domain.\n#[derive(Debug, thiserror::Error)]\n#[non_exhaustive]\npub enum Error {\n    /// The engine's own.\n    #[error(transparent)]\n    Exec(#[from] exec::Error),\n}\n",
    ),
    ("read.rs", "//! Files into the types of this domain.\n"),
    ("write.rs", "//! Results into tables.\n"),
    ("fit.rs", "//! Likelihoods, as densities that inference may use.\n"),
    ("report.rs", "//! Results into tables and figures as data.\n"),
];

const MANIFEST: &str = r#"[package]
name = "astrarium-DOMAIN"
description = "DOMAIN"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
repository.workspace = true
publish.workspace = true

[lints]
workspace = true

[dependencies]
astrarium-exec.workspace = true
astrarium-io.workspace = true
astrarium-num.workspace = true
serde.workspace = true
thiserror.workspace = true
"#;

/// Makes `domains/NAME`; a finding if it exists or cannot be written.
pub(crate) fn domain(name: &str) -> Findings {
    let folder = root().join("domains").join(name);
    if folder.exists() {
        return vec![format!("domains/{name} exists already")];
    }
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), MANIFEST.replace("DOMAIN", name))?;
        fs::copy(root().join("domains/timing/clippy.toml"), folder.join("clippy.toml"))?;
        FILES.iter().try_for_each(|(file, text)| fs::write(folder.join("src").join(file), text.replace("DOMAIN", name)))
    };
    match write() {
        Ok(()) => {
            println!("domains/{name} stands; add `astrarium-{name}` to the workspace table, and one line to each face");
            Findings::new()
        }
        Err(error) => vec![format!("domains/{name}: {error}")],
    }
}
