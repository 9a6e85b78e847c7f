//! Wall and CPU time by stage.

use crate::fold::held;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Mutex};

/// Where a run's time, memory and input went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// Wall time, s.
    pub wall_s: f64,
    /// CPU time of the whole process, user and system, s; none where the system does not tell.
    pub cpu_s: Option<f64>,
    /// The most memory the process held (resident), bytes; none where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// The most parts alive at once.
    pub peak_parts: usize,
    /// Blocks or steps done.
    pub blocks: u64,
    /// Bytes read from the input.
    pub bytes_read: u64,
    /// What the job counted, in `unit`.
    pub items: u64,
    /// What the job counts.
    pub unit: String,
    /// By name. `read`, `block`, `put` (with the merges), `save` and `ranks` are the engine's; the job's own stages run
    /// inside `block`.
    pub stages: Vec<Stage>,
}

/// One stage, summed over workers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// How often it ran.
    pub calls: u64,
    /// Wall time, s; more than the run's if several workers ran it.
    pub wall_s: f64,
    /// CPU time of the threads that ran it, s.
    pub cpu_s: f64,
}

impl Profile {
    /// Input bytes per second of wall time.
    pub fn bytes_per_s(&self) -> f64 {
        self.bytes_read as f64 / self.wall_s.max(1e-9)
    }

    /// Items per second of wall time.
    pub fn items_per_s(&self) -> f64 {
        self.items as f64 / self.wall_s.max(1e-9)
    }
}

/// Sums by stage.
#[derive(Default)]
pub(super) struct Stages(Mutex<BTreeMap<&'static str, (u64, f64, f64)>>);

impl Stages {
    pub(super) fn add(&self, stage: &'static str, wall_s: f64, cpu_s: f64) {
        let mut all = held(&self.0);
        let sum = all.entry(stage).or_default();
        *sum = (sum.0 + 1, sum.1 + wall_s, sum.2 + cpu_s);
    }

    pub(super) fn list(&self) -> Vec<Stage> {
        let stage = |(name, (calls, wall_s, cpu_s)): (&&str, &(u64, f64, f64))| Stage {
            name: (*name).to_owned(),
            calls: *calls,
            wall_s: *wall_s,
            cpu_s: *cpu_s,
        };
        held(&self.0).iter().map(stage).collect()
    }
}
