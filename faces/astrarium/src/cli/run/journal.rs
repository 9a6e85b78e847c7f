//! What is written down about a run: `provenance.json`.
use super::{machine::Machine, ready::Ready};
use crate::cli::{Error, task::Product};
use astrarium_exec::Input;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

/// Name of the file.
const FILE: &str = "provenance.json";

/// How a result came about. Nothing of it is needed to repeat the run: that is `spec.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Provenance {
    /// The program and its version.
    pub(crate) program: String,
    /// Commit that it was built from, if that was known.
    pub(crate) commit: Option<String>,
    /// Domain and verb.
    pub(crate) kind: String,
    /// Raised when a new version of the job gives other numbers.
    pub(crate) results_version: Option<u32>,
    /// Files that were read, with what identifies them.
    pub(crate) inputs: Vec<Read>,
    /// Seed of all random numbers.
    pub(crate) seed: u64,
    /// Threads of a rank.
    pub(crate) threads: usize,
    /// Ranks.
    pub(crate) ranks: u32,
    /// Instruction set that was used.
    pub(crate) simd: String,
    /// Kind of machine: operating system and processor family.
    pub(crate) machine: String,
    /// When it began, UTC.
    pub(crate) started: String,
    /// Duration, s.
    pub(crate) wall_s: f64,
    /// Processor time of this rank, s.
    pub(crate) cpu_s: Option<f64>,
    /// Keys of the works that the result rests on; `astrarium cite` prints them.
    pub(crate) citations: Vec<String>,
    /// What a careful reader should know.
    pub(crate) warnings: Vec<String>,
    /// The summary that was printed.
    pub(crate) summary: Map<String, Value>,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Read {
    /// Where it lay.
    pub(crate) path: PathBuf,
    /// What identifies it.
    pub(crate) identity: Option<Input>,
    /// The sha256 of all its bytes, if `--checksum` asked for it.
    pub(crate) sha256: Option<String>,
}

impl Provenance {
    /// Of a run folder.
    pub(crate) fn read(run: &Path) -> Result<Self, Error> {
        let path = run.join(FILE);
        let advice = "name the folder of a finished run";
        let text = std::fs::read_to_string(&path)
            .map_err(|_| Error::input(format!("there is no {}", path.display()), advice))?;
        serde_json::from_str(&text)
            .map_err(|found| Error::input(format!("{} is not a run's: {found}", path.display()), advice))
    }
    /// The same for readers: names and values.
    pub(super) fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = vec![
            ("program", self.program.clone()),
            ("commit", self.commit.clone().unwrap_or_else(|| "not known".to_owned())),
            ("machine", format!("{}, {}", self.machine, self.simd)),
            ("threads and ranks", format!("{} and {}", self.threads, self.ranks)),
            ("started", self.started.clone()),
            ("duration", format!("{:.3} s", self.wall_s)),
        ];
        rows.extend(self.inputs.iter().map(|read| ("input", read.path.display().to_string())));
        rows
    }
    /// The file's text.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain text and numbers") + "\n"
    }
}

/// A run that is going on.
pub(super) struct Journal {
    begun: Instant,
    so_far: Provenance,
}

impl Journal {
    /// Notes what is known at the start.
    pub(super) fn start(kind: &str, ready: &Ready, machine: &Machine) -> Self {
        let identity = ready.planned.work.identity();
        let known = identity.map(|identity| identity.inputs.clone()).unwrap_or_default();
        let of = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            known.iter().find(|input| input.name == name).cloned().or_else(|| Input::of(path).ok())
        };
        let read = |(i, path): (usize, &PathBuf)| Read {
            path: path.clone(),
            identity: of(path),
            sha256: ready.sums.get(i).cloned(),
        };
        let inputs = ready.inputs.iter().enumerate().map(read).collect();
        let so_far = Provenance {
            program: concat!("astrarium ", env!("CARGO_PKG_VERSION")).to_owned(),
            commit: option_env!("ASTRARIUM_COMMIT").map(str::to_owned),
            kind: kind.to_owned(),
            results_version: identity.map(|identity| identity.results_version),
            inputs,
            seed: ready.seed,
            threads: machine.engine().threads(),
            ranks: machine.n_ranks(),
            simd: machine.engine().simd_label().to_owned(),
            machine: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            started: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            wall_s: 0.0,
            cpu_s: None,
            citations: Vec::new(),
            warnings: Vec::new(),
            summary: Map::new(),
        };
        Self { begun: Instant::now(), so_far }
    }
    /// Notes the instruction sets of work that was done elsewhere.
    pub(super) fn with_simd(mut self, simd: String) -> Self {
        self.so_far.simd = simd;
        self
    }
    /// Notes how it ended.
    pub(super) fn end(self, product: &Product) -> Provenance {
        let own = ["astrarium", "pence2010"];
        Provenance {
            wall_s: self.begun.elapsed().as_secs_f64(),
            cpu_s: Machine::cpu_s(),
            citations: own.iter().chain(&product.citations).map(|key| (*key).to_owned()).collect(),
            warnings: product.warnings.clone(),
            summary: product.summary(),
            ..self.so_far
        }
    }
}
