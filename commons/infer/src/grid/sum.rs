//! What blocks of grid points add up to.

use astrarium_exec::{Merge, Part};
use serde::{Deserialize, Serialize};

/// A point and ln P there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The point's number.
    pub index: u64,
    /// ln P.
    pub ln_p: f64,
}

impl Best {
    /// Higher values first, of equal ones the smaller number.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.ln_p.total_cmp(&self.ln_p).then(self.index.cmp(&other.index))
    }
}

/// Best points, masses and profiles of the axes: the part of a [`GridJob`](super::GridJob).
///
/// Masses are sums of `P × cell`, in units of `e^scale`, added along the engine's fixed tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridSum {
    pub(super) keep: usize,
    pub(super) best: Vec<Best>,
    pub(super) scale: f64,
    pub(super) mass: f64,
    #[serde(with = "astrarium_exec::f64s")]
    pub(super) marginals: Vec<f64>,
    /// The largest ln P at each value of each axis.
    #[serde(with = "astrarium_exec::f64s")]
    pub(super) profiles: Vec<f64>,
    pub(super) failed: u64,
}

impl GridSum {
    pub(super) fn new(keep: usize, values: usize) -> Self {
        Self {
            keep,
            best: Vec::with_capacity(2 * keep),
            scale: f64::NEG_INFINITY,
            mass: 0.0,
            marginals: vec![0.0; values],
            profiles: vec![f64::NEG_INFINITY; values],
            failed: 0,
        }
    }

    /// In units of a larger number.
    fn rescale(&mut self, scale: f64) {
        if self.scale < scale {
            let factor = libm::exp(self.scale - scale);
            self.mass *= factor;
            self.marginals.iter_mut().for_each(|mass| *mass *= factor);
            self.scale = scale;
        }
    }

    /// Makes room for masses up to this: to be called with a block's largest ln P plus ln cell before any is added.
    pub(super) fn expect(&mut self, ln_mass: f64) {
        self.rescale(ln_mass);
    }

    /// Adds a point; `slots` are the places of its values in the list of all axes' values.
    pub(super) fn add(&mut self, point: Best, ln_cell: f64, slots: &[usize]) {
        if point.ln_p == f64::NEG_INFINITY || point.ln_p.is_nan() {
            return;
        }
        let mass = libm::exp(point.ln_p + ln_cell - self.scale);
        self.mass += mass;
        for &slot in slots {
            self.marginals[slot] += mass;
            self.profiles[slot] = self.profiles[slot].max(point.ln_p);
        }
        let is_among = self.best.len() < self.keep || self.best.last().is_some_and(|last| point.order(last).is_lt());
        if is_among {
            let place = self.best.partition_point(|one| one.order(&point).is_lt());
            self.best.insert(place, point);
            self.best.truncate(self.keep);
        }
    }
}

impl Part for GridSum {
    fn clear(&mut self) {
        self.best.clear();
        self.scale = f64::NEG_INFINITY;
        self.mass = 0.0;
        self.marginals.fill(0.0);
        self.profiles.fill(f64::NEG_INFINITY);
        self.failed = 0;
    }
    fn bytes(&self) -> usize {
        16 * self.best.capacity() + 8 * (self.marginals.capacity() + self.profiles.capacity())
    }
    fn is_alike(&self, other: &Self) -> bool {
        self.keep == other.keep && self.marginals.len() == other.marginals.len()
    }
}

impl Merge for GridSum {
    fn merge(&mut self, later: &mut Self) {
        let scale = self.scale.max(later.scale);
        self.rescale(scale);
        later.rescale(scale);
        self.mass += later.mass;
        self.marginals.iter_mut().zip(&later.marginals).for_each(|(a, b)| *a += b);
        self.profiles.iter_mut().zip(&later.profiles).for_each(|(a, b)| *a = a.max(*b));
        self.failed += later.failed;
        self.best.append(&mut later.best);
        self.best.sort_by(Best::order);
        self.best.truncate(self.keep);
    }
}
