//! Ask, evaluate, tell: as one step, with memory that is kept from step to step.

use astrarium_exec::{Ask, AskTell, Cut, Cx, Error, Evaluate, Evaluations, Iteration, Part, Rows, Scratch, evaluate};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// As [`astrarium_exec::Evaluated`], for evaluators that cost less than handing them out: a batch of one piece, or on one
/// thread, is evaluated here and now, in the same pieces, with the same bits.
pub struct Asked<'a, S> {
    sampler: S,
    of: &'a dyn Evaluate,
    entity: u64,
    /// One for each who steps at the same time: replicated ranks share an algorithm, and wait for each other inside a step.
    desks: Mutex<Vec<Desk>>,
}

/// What is kept from step to step.
#[derive(Default)]
struct Desk {
    values: Vec<f64>,
    entity: Vec<u64>,
    got: Evaluations,
    /// What a piece gave, before it is appended.
    piece: Evaluations,
    scratch: Option<Scratch>,
}

impl<'a, S: AskTell> Asked<'a, S> {
    /// `sampler` asks, `of` answers; rows are marked with `entity`.
    pub fn new(sampler: S, of: &'a dyn Evaluate, entity: u64) -> Self {
        Self { sampler, of, entity, desks: Mutex::default() }
    }

    /// Who asks.
    pub fn sampler(&self) -> &S {
        &self.sampler
    }

    fn desks(&self) -> MutexGuard<'_, Vec<Desk>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn step_at(&self, desk: &mut Desk, state: &mut S::State, cx: &Cx) -> Result<Option<S::Info>, Error> {
        desk.values.clear();
        if self.sampler.ask(state, &mut desk.values) == Ask::Done {
            return Ok(None);
        }
        let dim = self.of.dim();
        if dim == 0 || !desk.values.len().is_multiple_of(dim) {
            let (found, expected) = (desk.values.len() as u64, dim as u64);
            return Err(Error::WrongLength { block: 0, what: "numbers asked for, in rows", found, expected });
        }
        desk.entity.clear();
        desk.entity.resize(desk.values.len() / dim, self.entity);
        self.evaluate(desk, cx)?;
        self.sampler.tell(state, &desk.values, &desk.got).map(Some)
    }

    /// Evaluates the rows on the desk.
    fn evaluate(&self, desk: &mut Desk, cx: &Cx) -> Result<(), Error> {
        let dim = self.of.dim();
        let rows = Rows { dim, values: &desk.values, entity: &desk.entity };
        let cut = Cut { items: rows.len(), size: self.of.batch_hint().max(1) };
        let engine = cx.engine();
        if engine.n_ranks() > 1 || (engine.threads() > 1 && rows.len() > cut.size) {
            desk.got = evaluate(self.of, rows, engine)?;
            return Ok(());
        }
        desk.got.clear();
        // a scratch that a panic or an error has left is not used again
        let mut scratch = desk.scratch.take().unwrap_or_else(|| self.of.scratch());
        for block in 0..cut.blocks().known().unwrap_or(0) {
            cx.check()?;
            let piece = rows.some(cut.range(block));
            let direct = piece.len() == rows.len();
            let out = if direct { &mut desk.got } else { &mut desk.piece };
            out.clear();
            let call = AssertUnwindSafe(|| self.of.evaluate(piece, out, &mut scratch, cx));
            catch_unwind(call).unwrap_or_else(|panic| Err(panicked(block, &*panic)))?;
            whole(out, piece.len(), block)?;
            if !direct {
                append(&mut desk.got, &mut desk.piece);
            }
        }
        desk.scratch = Some(scratch);
        Ok(())
    }
}

/// `Ok` if there are as many values as rows, and blobs in step with them.
fn whole(out: &Evaluations, rows: usize, block: u64) -> Result<(), Error> {
    let (found, expected) = (out.values.len() as u64, rows as u64);
    if found != expected {
        return Err(Error::WrongLength { block, what: "evaluations", found, expected });
    }
    if !out.blobs.len().is_multiple_of(rows.max(1)) {
        return Err(Error::WrongLength { block, what: "blob values", found: out.blobs.len() as u64, expected });
    }
    Ok(())
}

fn append(all: &mut Evaluations, piece: &mut Evaluations) {
    let first = all.values.len();
    all.values.append(&mut piece.values);
    all.blobs.append(&mut piece.blobs);
    all.failed.extend(piece.failed.drain(..).map(|(row, why)| (first + row, why)));
}

fn panicked(block: u64, panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    Error::Panic { block, message: text.unwrap_or_else(|| "no message".to_owned()) }
}

impl<S: AskTell> Iteration for Asked<'_, S> {
    type State = S::State;
    type Info = Option<S::Info>;
    type Error = Error;

    fn step(&self, state: &mut S::State, cx: &Cx) -> Result<Option<S::Info>, Error> {
        let mut desk = self.desks().pop().unwrap_or_default();
        let told = self.step_at(&mut desk, state, cx);
        self.desks().push(desk);
        told
    }
}
