//! The files of the house, and where its root lies.
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root")
}

/// Every file that git knows or would add, relative to the root, in order.
pub(crate) fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()
        .map(|done| String::from_utf8_lossy(&done.stdout).into_owned())
        .unwrap_or_default();
    let mut files: Vec<PathBuf> =
        listed.lines().map(PathBuf::from).filter(|file| root().join(file).is_file()).collect();
    files.sort();
    files
}

/// The files with one of these extensions.
pub(crate) fn with_extension(extensions: &[&str]) -> Vec<PathBuf> {
    let has = |file: &PathBuf| file.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e));
    files().into_iter().filter(has).collect()
}

/// A file's text; what is not text reads as empty.
pub(crate) fn text(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_default()
}
