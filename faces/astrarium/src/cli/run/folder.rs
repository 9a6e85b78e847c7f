//! The folder of a run: it appears whole, under its name, when everything in it is written.
//!
//! While the run goes on, `NAME.partial` beside it holds its specification and `checkpoint/`.
use super::parts::differing_keys;
use crate::cli::Error;
use astrarium_io::atomic::{Existing, PendingFolder};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// What must not be in the way, and what may be used again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Claim {
    /// Nothing may be there.
    New,
    /// A stopped run is gone on with.
    Resume,
    /// What an earlier run left is replaced.
    Overwrite,
}

/// Where a run goes.
#[derive(Debug)]
pub(super) struct RunFolder {
    path: PathBuf,
    claim: Claim,
}

impl RunFolder {
    pub(super) fn new(path: PathBuf, claim: Claim) -> Self {
        Self { path, claim }
    }
    /// The name that the folder will have.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
    /// The folder of the run while it goes on.
    pub(super) fn partial(&self) -> PathBuf {
        let mut name = self.path.file_name().map(OsString::from).unwrap_or_default();
        name.push(".partial");
        self.path.with_file_name(name)
    }
    /// Where the engine saves.
    pub(super) fn checkpoint(&self) -> PathBuf {
        self.partial().join("checkpoint")
    }
    /// Whether there is nothing left to resume.
    pub(super) fn is_finished(&self) -> bool {
        self.claim == Claim::Resume && self.path.join("provenance.json").is_file()
    }
    /// Finds what is in the way, and changes nothing.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (taken, halfway) = (is_taken(&self.path), self.partial().exists());
        match self.claim {
            Claim::New | Claim::Resume if taken => Err(Error::Exists { path: self.path.clone() }),
            Claim::New if halfway => Err(Error::Halfway { path: self.partial() }),
            Claim::Overwrite if taken && !self.path.join("provenance.json").is_file() => Err(Error::input(
                format!("{} is not the folder of a run, so --overwrite leaves it alone", self.path.display()),
                "choose another folder with --out",
            )),
            _ => Ok(()),
        }
    }
    /// Makes the folder of the running run, or takes that of a stopped one.
    pub(super) fn open(&self, spec: &str) -> Result<(), Error> {
        self.check()?;
        let (partial, checkpoint) = (self.partial(), self.checkpoint());
        if self.claim == Claim::Overwrite && partial.exists() {
            fs::remove_dir_all(&partial).map_err(Error::file("removing", &partial))?;
        }
        fs::create_dir_all(&checkpoint).map_err(Error::file("creating the folder", &checkpoint))?;
        let file = partial.join("spec.toml");
        if let (Claim::Resume, Ok(found)) = (self.claim, fs::read_to_string(&file)) {
            same_run(&partial, &found, spec)?;
        }
        let written = fs::write(&file, spec).map_err(Error::file("writing", file));
        if written.is_err() {
            self.discard();
        }
        written
    }
    /// Writes the results and gives the folder its name; from here on the run is there.
    pub(super) fn finish(&self, write: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
        let existing = if self.claim == Claim::Overwrite { Existing::Replace } else { Existing::Refuse };
        let pending = PendingFolder::create(&self.path, existing)?;
        write(pending.path())?;
        pending.commit()?;
        self.discard();
        Ok(())
    }
    /// Whether a checkpoint lies there to go on from.
    pub(super) fn has_checkpoint(&self) -> bool {
        fs::read_dir(self.checkpoint()).is_ok_and(|mut entries| entries.next().is_some())
    }
    /// Throws away what the running run has left. What cannot be removed is met by name in the next run.
    pub(super) fn discard(&self) {
        let _named_next_time = fs::remove_dir_all(self.partial());
    }
}

/// Refuses to go on with the run of another specification.
fn same_run(partial: &Path, found: &str, spec: &str) -> Result<(), Error> {
    match differing_keys(found, spec).first() {
        None => Ok(()),
        Some(key) => Err(Error::input(
            format!("{} belongs to another run: `{key}` differs", partial.display()),
            "resume with the same settings, choose another folder with --out, or give --overwrite",
        )),
    }
}

/// Whether something is there that is not an empty folder.
fn is_taken(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => path.exists(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &Path, claim: Claim) -> RunFolder {
        RunFolder::new(path.to_owned(), claim)
    }
    fn provenance(staged: &Path) -> Result<(), Error> {
        fs::write(staged.join("provenance.json"), "{}").map_err(Error::file("writing", staged))
    }

    #[test]
    fn a_folder_appears_whole_and_is_not_replaced_unasked() {
        let here = tempfile::tempdir().expect("a folder");
        let out = here.path().join("run");
        let new = folder(&out, Claim::New);
        new.open("kind = 1").expect("free");
        assert!(matches!(new.check(), Err(Error::Halfway { .. })));
        folder(&out, Claim::Resume).open("kind = 1").expect("the stopped run");
        let other = folder(&out, Claim::Resume).open("kind = 2").expect_err("another run").to_string();
        assert!(other.ends_with("another run: `kind` differs"), "{other}");
        assert!(!out.exists());
        new.finish(provenance).expect("room");
        assert!(out.join("provenance.json").exists() && !new.partial().exists());
        assert!(matches!(new.check(), Err(Error::Exists { .. })));
        assert!(folder(&out, Claim::Resume).is_finished());
        folder(&out, Claim::Overwrite).open("kind = 1").expect("a run");
        folder(&out, Claim::Overwrite).finish(|_| Ok(())).expect("room");
        assert!(out.exists() && !out.join("provenance.json").exists());
        assert_eq!(fs::read_dir(here.path()).expect("readable").count(), 1);
    }

    #[test]
    fn a_failed_writer_leaves_nothing() {
        let here = tempfile::tempdir().expect("a folder");
        let failing = folder(&here.path().join("run"), Claim::New);
        let failed = failing.finish(|staged| {
            provenance(staged)?;
            Err(Error::ClosedPipe)
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(here.path()).expect("readable").count(), 0);
    }

    #[test]
    fn overwrite_spares_what_is_not_a_run() {
        let here = tempfile::tempdir().expect("a folder");
        fs::write(here.path().join("thesis.tex"), "x").expect("room");
        assert!(folder(here.path(), Claim::Overwrite).check().is_err());
    }
}
