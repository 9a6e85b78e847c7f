//! Batches of points, and what is evaluated at them.

use crate::{Blocks, Cut, Cx, Engine, Error, Job, Kept, Part};
use serde::{Deserialize, Serialize};
use std::{any::Any, borrow::Cow, ops::Range, time::Duration};

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
    pub fn push(&mut self, value: f64) {
        self.values.push(value);
    }

    /// The next row's value, and what came along.
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
    pub(super) fn push_row(&mut self, other: &Self, i: usize) {
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

/// An evaluator's own scratch behind a type that every evaluator has.
pub struct Scratch(Box<dyn Any + Send>);

impl Scratch {
    /// Wraps it.
    pub fn new<T: Any + Send>(scratch: T) -> Self {
        Self(Box::new(scratch))
    }

    /// What was wrapped.
    ///
    /// # Panics
    /// If that was of another type: an evaluator gets the scratch that it made.
    pub fn of<T: Any>(&mut self) -> &mut T {
        self.0.downcast_mut().expect("an evaluator gets the scratch that it made")
    }
}

/// What is evaluated at points: the engine's side of a density, without priors or names.
///
/// Row i's bits depend neither on its neighbours nor on the batch's length.
pub trait Evaluate: Sync {
    /// Numbers of a row.
    fn dim(&self) -> usize;

    /// Rows worth a call: who computes, never what. It alone sizes the pieces of a batch, so ranks must agree on it.
    fn batch_hint(&self) -> usize {
        1
    }

    /// What a worker keeps from piece to piece.
    fn scratch(&self) -> Scratch {
        Scratch::new(())
    }

    /// Pushes one value, or one failure, for each row.
    ///
    /// # Errors
    /// For a broken machine or function, not for a bad point: that is a failure with a reason.
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, scratch: &mut Scratch, cx: &Cx) -> Result<(), Error>;
}

/// A batch is a fill over pieces of it.
struct Batch<'a> {
    of: &'a dyn Evaluate,
    rows: Rows<'a>,
    cut: Cut,
}

impl Job for Batch<'_> {
    type Part = Evaluations;
    type Scratch = Scratch;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut.blocks()
    }
    fn part(&self) -> Evaluations {
        Evaluations::default()
    }
    fn scratch(&self) -> Scratch {
        self.of.scratch()
    }
    fn block(&self, index: u64, out: &mut Evaluations, scratch: &mut Scratch, cx: &Cx) -> Result<(), Error> {
        let rows = self.rows.some(self.cut.range(index));
        self.of.evaluate(rows, out, scratch, cx)?;
        let (found, expected) = (out.values.len() as u64, rows.len() as u64);
        if found != expected {
            return Err(Error::WrongLength { block: index, what: "evaluations", found, expected });
        }
        if !out.blobs.len().is_multiple_of(rows.len().max(1)) {
            let (found, expected) = (out.blobs.len() as u64, rows.len() as u64);
            return Err(Error::WrongLength { block: index, what: "blob values", found, expected });
        }
        Ok(())
    }
}

/// All rows, over the engine's threads and ranks.
///
/// # Errors
/// The evaluator's; [`Error::WrongLength`] if it gives another number of values than rows; a stop.
pub fn evaluate(of: &dyn Evaluate, rows: Rows<'_>, engine: &Engine) -> Result<Evaluations, Error> {
    let cut = Cut { items: rows.len(), size: of.batch_hint().max(1) };
    let pieces = Kept::default();
    engine.fill(&Batch { of, rows, cut }, &pieces, Duration::MAX)?;
    let mut all = Evaluations::default();
    for (_, piece) in pieces.into_parts() {
        let first = all.values.len();
        all.values.extend(piece.values);
        all.blobs.extend(piece.blobs);
        all.failed.extend(piece.failed.into_iter().map(|(row, why)| (first + row, why)));
    }
    Ok(all)
}
