//! Points of a nested run.

use astrarium_exec::f64s;
use serde::{Deserialize, Serialize};

/// Points, column by column, in no particular order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Coordinates in the unit cube, row by row.
    #[serde(with = "f64s")]
    pub u: Vec<f64>,
    /// Derived quantities, as many for each point.
    #[serde(with = "f64s")]
    pub blobs: Vec<f64>,
    /// ln L.
    #[serde(with = "f64s")]
    pub ln_l: Vec<f64>,
    /// The ln L above which the point was drawn; −∞ from the whole prior.
    #[serde(with = "f64s")]
    pub birth: Vec<f64>,
    /// Evaluations spent on it.
    pub calls: Vec<u32>,
}

/// One point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub u: &'a [f64],
    pub blob: &'a [f64],
    pub ln_l: f64,
    pub birth: f64,
    pub calls: u32,
}

impl Table {
    /// How many points.
    pub fn len(&self) -> usize {
        self.ln_l.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ln_l.is_empty()
    }

    /// Point `i`.
    pub(super) fn row(&self, i: usize) -> Row<'_> {
        let (dim, blobs) = (self.u.len() / self.len(), self.blobs.len() / self.len());
        Row {
            u: &self.u[i * dim..(i + 1) * dim],
            blob: &self.blobs[i * blobs..(i + 1) * blobs],
            ln_l: self.ln_l[i],
            birth: self.birth[i],
            calls: self.calls[i],
        }
    }

    /// Appends a point.
    pub(super) fn push(&mut self, row: Row<'_>) {
        self.u.extend_from_slice(row.u);
        self.blobs.extend_from_slice(row.blob);
        self.ln_l.push(row.ln_l);
        self.birth.push(row.birth);
        self.calls.push(row.calls);
    }

    /// Writes a point over point `i`.
    pub(super) fn set(&mut self, i: usize, row: Row<'_>) {
        self.u[i * row.u.len()..][..row.u.len()].copy_from_slice(row.u);
        self.blobs[i * row.blob.len()..][..row.blob.len()].copy_from_slice(row.blob);
        (self.ln_l[i], self.birth[i], self.calls[i]) = (row.ln_l, row.birth, row.calls);
    }

    /// Appends the points of another table: all there is to combining runs.
    pub fn extend(&mut self, other: &Self) {
        self.u.extend_from_slice(&other.u);
        self.blobs.extend_from_slice(&other.blobs);
        self.ln_l.extend_from_slice(&other.ln_l);
        self.birth.extend_from_slice(&other.birth);
        self.calls.extend_from_slice(&other.calls);
    }

    /// The points' numbers by rising ln L; ties by the contour of birth, then by their place.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&a, &b| {
            self.ln_l[a].total_cmp(&self.ln_l[b]).then(self.birth[a].total_cmp(&self.birth[b])).then(a.cmp(&b))
        });
        order
    }

    /// The points of these numbers, in their order.
    #[must_use]
    pub fn take(&self, numbers: &[usize]) -> Self {
        let mut taken = Self::default();
        numbers.iter().for_each(|&i| taken.push(self.row(i)));
        taken
    }
}
