//! Runs the program and looks at what it said.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What the program said, and its exit code; a signal counts as 128 and more.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        let code = output.status.code().unwrap_or(128);
        let said = Self { code, out: text(output.stdout), err: text(output.stderr) };
        assert!(!said.err.contains("panicked") && !said.err.contains("RUST_BACKTRACE"), "{}", said.err);
        said
    }
    /// Expects success.
    pub(crate) fn fine(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
    /// Expects an exit code and words of the message, whose lines may be wrapped.
    pub(crate) fn failed(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        let flat = flat(&self.err);
        for word in words {
            assert!(flat.contains(word), "no `{word}` in:\n{}", self.err);
        }
        self
    }
    /// The one JSON object.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("one JSON object")
    }
}

/// A message without its frame and line breaks.
pub(crate) fn flat(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !matches!(*word, "│" | "·" | "×" | "help:"));
    words.collect::<Vec<_>>().join(" ")
}

/// A folder in which the program runs.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("room for a file");
        path
    }
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("text")
    }
    /// Names of everything in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("readable");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
    /// The program with these arguments, without anything of the caller's environment that it would listen to.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_astrarium"));
        command.args(line.split_whitespace()).current_dir(self.0.path());
        // whatever data sets the caller has fetched
        command.env("ASTRARIUM_DATA", self.path("cache"));
        for name in ["ASTRARIUM_THREADS", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS"] {
            command.env_remove(name);
        }
        command
    }
    pub(crate) fn run(&self, line: &str) -> Said {
        Said::of(self.command(line).output().expect("the program starts"))
    }
}

/// The data of a run: bytes of its result files.
pub(crate) fn results(desk: &Desk, run: &str) -> [Vec<u8>; 2] {
    ["result.fits", "result.ecsv"].map(|name| desk.read(&format!("{run}/{name}")))
}

/// Whether a path exists.
pub(crate) fn exists(path: impl AsRef<Path>) -> bool {
    path.as_ref().exists()
}
