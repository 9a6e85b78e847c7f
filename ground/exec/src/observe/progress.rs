//! How far a run is.

use crate::fold::held;
use serde::Serialize;
use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};

/// A total that nobody knows.
const UNKNOWN: u64 = u64::MAX;

/// How far a run is: counted by its blocks and by its job, read by a face.
///
/// The engine counts blocks of the outermost fold or fill, or the steps of a driven run. A job that has a better unit
/// counts that (`cx.advance`), and one that knows a better fraction sets it (`cx.set_fraction`).
pub struct Progress {
    begun: Mutex<Instant>,
    unit: Mutex<Option<String>>,
    units: AtomicU64,
    total_units: AtomicU64,
    blocks: AtomicU64,
    total_blocks: AtomicU64,
    /// Bits of an `f64`; NaN if the job has set none.
    fraction: AtomicU64,
    bytes: AtomicU64,
}

/// How far a run is at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Snapshot {
    /// What is done, in `unit`.
    pub done: u64,
    /// What there is to do, if it is known.
    pub total: Option<u64>,
    /// What is counted, in the plural.
    pub unit: String,
    /// From 0 to 1, if it is known.
    pub fraction: Option<f64>,
    /// `unit` per second since the run began.
    pub rate_per_s: f64,
    /// Time since the run began, s.
    pub elapsed_s: f64,
    /// Time left if the rest goes as fast, s; none without a fraction.
    pub left_s: Option<f64>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            begun: Mutex::new(Instant::now()),
            unit: Mutex::new(None),
            units: AtomicU64::new(0),
            total_units: AtomicU64::new(UNKNOWN),
            blocks: AtomicU64::new(0),
            total_blocks: AtomicU64::new(UNKNOWN),
            fraction: AtomicU64::new(f64::NAN.to_bits()),
            bytes: AtomicU64::new(0),
        }
    }
}

impl Progress {
    /// Says what the job counts by `advance`, in the plural, and how many there are.
    pub fn set_unit(&self, unit: &str, total: Option<u64>) {
        *held(&self.unit) = Some(unit.to_owned());
        self.units.store(0, Relaxed);
        self.total_units.store(total.unwrap_or(UNKNOWN), Relaxed);
    }

    /// Counts what is done, in the job's unit.
    pub fn advance(&self, units: u64) {
        self.units.fetch_add(units, Relaxed);
    }

    /// How far the job is, from 0 to 1.
    pub fn set_fraction(&self, fraction: f64) {
        self.fraction.store(fraction.clamp(0.0, 1.0).to_bits(), Relaxed);
    }

    /// Counts bytes read from the input.
    pub fn read_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Relaxed);
    }

    /// Blocks, or steps, done since the run began.
    pub fn blocks(&self) -> u64 {
        self.blocks.load(Relaxed)
    }

    /// Bytes read from the input.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Units that the job has counted.
    pub fn units(&self) -> u64 {
        self.units.load(Relaxed)
    }

    /// A run begins, over so many blocks or steps.
    pub(crate) fn begin(&self, total: Option<u64>) {
        *held(&self.begun) = Instant::now();
        self.blocks.store(0, Relaxed);
        self.total_blocks.store(total.unwrap_or(UNKNOWN), Relaxed);
        self.fraction.store(f64::NAN.to_bits(), Relaxed);
    }

    pub(crate) fn count_block(&self) {
        self.blocks.fetch_add(1, Relaxed);
    }

    /// How far the run is now.
    pub fn snapshot(&self) -> Snapshot {
        let known = |total: &AtomicU64| Some(total.load(Relaxed)).filter(|total| *total != UNKNOWN);
        let blocks = (self.blocks(), known(&self.total_blocks));
        let unit = held(&self.unit).clone();
        let (done, total) = if unit.is_some() { (self.units(), known(&self.total_units)) } else { blocks };
        let set = f64::from_bits(self.fraction.load(Relaxed));
        let of = |(done, total): (u64, Option<u64>)| {
            total.filter(|total| *total > 0).map(|total| (done as f64 / total as f64).min(1.0))
        };
        let fraction = (!set.is_nan()).then_some(set).or_else(|| of((done, total))).or_else(|| of(blocks));
        let elapsed_s = held(&self.begun).elapsed().as_secs_f64();
        Snapshot {
            done,
            total,
            unit: unit.unwrap_or_else(|| "blocks".to_owned()),
            fraction,
            rate_per_s: done as f64 / elapsed_s.max(1e-9),
            elapsed_s,
            left_s: fraction.filter(|f| *f > 0.0).map(|f| elapsed_s * (1.0 - f) / f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_comes_from_the_best_source() {
        let progress = Progress::default();
        progress.begin(None);
        progress.count_block();
        let blind = progress.snapshot();
        assert_eq!((blind.done, blind.unit.as_str(), blind.fraction, blind.left_s), (1, "blocks", None, None));
        progress.begin(Some(8));
        progress.count_block();
        progress.count_block();
        assert_eq!(progress.snapshot().fraction, Some(0.25));
        progress.set_unit("segments", Some(10));
        progress.advance(5);
        let units = progress.snapshot();
        assert_eq!((units.done, units.total, units.fraction), (5, Some(10), Some(0.5)));
        progress.set_fraction(0.9);
        assert_eq!(progress.snapshot().fraction, Some(0.9));
    }
}
