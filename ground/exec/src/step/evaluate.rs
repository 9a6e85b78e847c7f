//! What is evaluated at points, piece by piece.

use super::{Evaluations, Rows};
use crate::{Blocks, Cut, Cx, Engine, Error, Job, Kept};
use std::{any::Any, time::Duration};

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
