//! All there is between two tells.

use super::{bound::Bound, chains::Chains, core::Progress, kernel::Kernel, ranks::Ranks, table::Table, tune::Tune};
use crate::Counts;
use astrarium_exec::f64s;
use serde::{Deserialize, Serialize};

/// Where a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Phase {
    /// Collecting live points from the prior.
    #[default]
    Prior,
    /// Replacing live points.
    Sampling,
    /// Done, and why.
    Done(End),
}

/// Why a run ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// What is left would not change ln Z by `dlogz`.
    Remainder,
    /// All live points have the same ln L.
    Plateau,
    /// The effective number of points was reached.
    Size,
    /// `max_ln_l` was reached, or a batch's upper contour.
    Contour,
    /// `max_calls` or `max_iterations`.
    Limit,
    /// Hardly any draw from the prior has a finite ln L.
    Impossible,
}

/// Sums over the points that have died, for the rules of stopping.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sums {
    pub ln_x: f64,
    pub ln_z: f64,
    /// `ln Σ w²`.
    ln_w2: f64,
    before: f64,
}

/// The state of a nested run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(super) phase: Phase,
    pub(super) kernel: Kernel,
    pub(super) counts: Counts,
    pub(super) iteration: u64,
    /// Addresses random numbers: one for each batch.
    pub(super) round: u64,
    /// Draws from the prior, until there were enough.
    pub(super) tried: u64,
    pub(super) live: Table,
    /// Live points above the contour by rising ln L.
    pub(super) order: Vec<u32>,
    /// Which of the bound's pieces each live point belongs to.
    pub(super) labels: Vec<u32>,
    pub(super) dead: Table,
    /// Live points that died and are being replaced.
    pub(super) slots: Vec<u32>,
    pub(super) contour: f64,
    /// Uniform draws and ends of chains above the contour that were not needed yet.
    pub(super) spare: Table,
    /// Which of the bound's pieces each spare point belongs to; `u32::MAX` once there is another bound.
    pub(super) spare_labels: Vec<u32>,
    pub(super) chains: Chains,
    pub(super) bound: Bound,
    pub(super) tune: Tune,
    pub(super) ranks: Ranks,
    pub(super) sums: Sums,
    /// What was asked: rows, and whose they are.
    #[serde(with = "f64s")]
    pub(super) rows: Vec<f64>,
    pub(super) owners: Vec<u32>,
    /// Whether the live points only show where to begin, and die unrecorded.
    pub(super) borrowed: bool,
}

impl Default for Sums {
    fn default() -> Self {
        Self { ln_x: 0.0, ln_z: f64::NEG_INFINITY, ln_w2: f64::NEG_INFINITY, before: f64::NEG_INFINITY }
    }
}

impl Sums {
    /// One of `n` live points dies at `ln_l`.
    pub(super) fn death(&mut self, ln_l: f64, n: usize) {
        let shell = self.ln_x + libm::log(-libm::expm1(-1.0 / n as f64));
        let w = shell + mean_ln(self.before, ln_l);
        self.ln_z = ln_add(self.ln_z, w);
        self.ln_w2 = ln_add(self.ln_w2, 2.0 * w);
        self.ln_x -= 1.0 / n as f64;
        self.before = ln_l;
    }

    /// By how much ln Z would rise if all that is left had the ln L `most`.
    pub(super) fn remainder(&self, most: f64) -> f64 {
        let left = most + self.ln_x - self.ln_z;
        if left > 500.0 { left } else { libm::log1p(libm::exp(left)) }
    }

    /// The effective number of points so far.
    pub(super) fn effective_size(&self) -> f64 {
        if self.ln_w2 == f64::NEG_INFINITY { 0.0 } else { libm::exp(2.0 * self.ln_z - self.ln_w2) }
    }
}

/// `ln((eᵃ + eᵇ)/2)`.
fn mean_ln(a: f64, b: f64) -> f64 {
    ln_add(a, b) - std::f64::consts::LN_2
}

/// `ln(eᵃ + eᵇ)`.
pub(super) fn ln_add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(libm::exp(low - high)) }
}

impl State {
    /// Before the first row.
    pub(super) fn new() -> Self {
        Self {
            phase: Phase::Prior,
            kernel: Kernel::Cube,
            counts: Counts::default(),
            iteration: 0,
            round: 0,
            tried: 0,
            live: Table::default(),
            order: Vec::new(),
            labels: Vec::new(),
            dead: Table::default(),
            slots: Vec::new(),
            contour: f64::NEG_INFINITY,
            spare: Table::default(),
            spare_labels: Vec::new(),
            chains: Chains::default(),
            bound: Bound::default(),
            tune: Tune::default(),
            ranks: Ranks::default(),
            sums: Sums::default(),
            rows: Vec::new(),
            owners: Vec::new(),
            borrowed: false,
        }
    }

    /// Why it ended, if it did.
    pub fn end(&self) -> Option<End> {
        if let Phase::Done(end) = self.phase { Some(end) } else { None }
    }

    /// How it stands.
    pub(super) fn progress(&self) -> Progress {
        let most = self.order.last().map_or(f64::NEG_INFINITY, |&i| self.live.ln_l[i as usize]);
        Progress {
            iteration: self.iteration,
            calls: self.counts.calls,
            ln_z: self.sums.ln_z,
            remainder: self.sums.remainder(most),
        }
    }

    /// All points so far: those that died and those alive.
    pub fn points(&self) -> Table {
        let mut all = self.dead.clone();
        if !self.borrowed {
            let alive: Vec<usize> = self.order.iter().map(|&i| i as usize).collect();
            all.extend(&self.live.take(&alive));
        }
        all
    }
}
