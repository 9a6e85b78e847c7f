//! Batches of points, and their values.

use crate::Part;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, ops::Range};

/// Points to evaluate, row by row.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Numbers of a row.
    pub dim: usize,
    /// The rows, one after the other.
    pub values: &'a [f64],
    /// Which fit (source, galaxy) of a catalogue each row belongs to; 0 where there is one.
    pub entity: &'a [u64],
}

impl<'a> Rows<'a> {
    /// How many rows.
    #[inline]
    pub fn len(self) -> usize {
        self.entity.len()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.entity.is_empty()
    }

    /// A row.
    ///
    /// # Panics
    /// If there is no row `i`.
    #[inline]
    pub fn row(self, i: usize) -> &'a [f64] {
        &self.values[i * self.dim..][..self.dim]
    }

    /// Some of the rows.
    ///
    /// # Panics
    /// If there are no such rows.
    pub fn some(self, range: Range<usize>) -> Self {
        Self {
            dim: self.dim,
            values: &self.values[range.start * self.dim..range.end * self.dim],
            entity: &self.entity[range],
        }
    }
}

/// A value for each row, and numbers that came along with it; a row that failed is -inf with a reason.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluations {
    /// One for each row.
    pub values: Vec<f64>,
    /// As many for each row as for any other, or none: derived quantities to keep.
    pub blobs: Vec<f64>,
    /// Rows that failed, in increasing order, and why.
    pub failed: Vec<(usize, Cow<'static, str>)>,
}

impl Evaluations {
    /// The next row's value.
    #[inline]
    pub fn push(&mut self, value: f64) {
        self.values.push(value);
    }

    /// The next row's value, and what came along.
    #[inline]
    pub fn push_with(&mut self, value: f64, blob: &[f64]) {
        self.values.push(value);
        self.blobs.extend(blob);
    }

    /// The next row could not be evaluated: -inf, counted with its reason. `blob` keeps the rows' blobs in step.
    pub fn fail(&mut self, reason: impl Into<Cow<'static, str>>, blob: &[f64]) {
        self.failed.push((self.values.len(), reason.into()));
        self.push_with(f64::NEG_INFINITY, blob);
    }

    /// Numbers that come along with each row.
    #[inline]
    pub fn blob_len(&self) -> usize {
        self.blobs.len().checked_div(self.values.len()).unwrap_or(0)
    }

    /// What came along with row `i`.
    ///
    /// # Panics
    /// If there is no row `i`.
    pub fn blob(&self, i: usize) -> &[f64] {
        let length = self.blob_len();
        &self.blobs[i * length..(i + 1) * length]
    }

    /// Appends row `i` of `other`.
    pub(crate) fn push_row(&mut self, other: &Self, i: usize) {
        let failed = other.failed.binary_search_by_key(&i, |(row, _)| *row).ok();
        if let Some(k) = failed {
            self.failed.push((self.values.len(), other.failed[k].1.clone()));
        }
        self.push_with(other.values[i], other.blob(i));
    }
}

impl Part for Evaluations {
    fn clear(&mut self) {
        self.values.clear();
        self.blobs.clear();
        self.failed.clear();
    }
    fn bytes(&self) -> usize {
        8 * (self.values.capacity() + self.blobs.capacity())
    }
}
