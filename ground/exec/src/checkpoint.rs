//! The watcher that saves, and the outputs that only grow.
use crate::{At, Error, Go, Identity, Iteration, Store, Watch, load, save};
use serde::de::DeserializeOwned;
use std::{
    cell::Cell,
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
};

/// An append-only output. A checkpoint remembers its length; resuming cuts it there.
pub struct Trace {
    file: File,
    length: Cell<u64>,
}
impl Trace {
    pub fn open(path: &Path, length: u64) -> Result<Self, Error> {
        let open = || {
            let file = OpenOptions::new().append(true).create(true).open(path)?;
            file.set_len(length)?;
            Ok(Self { file, length: Cell::new(length) })
        };
        open().map_err(|source| Error::File { action: "opening a trace", source })
    }
    pub fn append(&self, bytes: &[u8]) -> Result<(), Error> {
        self.length.set(self.length.get() + bytes.len() as u64);
        (&self.file).write_all(bytes).map_err(|source| Error::File { action: "writing a trace", source })
    }
}

/// The watcher that saves, every so many steps and at the end. It comes last, after the traces.
pub struct Checkpoint<'a> {
    pub store: &'a dyn Store,
    pub name: &'a str,
    pub identity: &'a Identity,
    pub every: u64,
    pub traces: &'a [&'a Trace],
}
impl<A: Iteration> Watch<A> for Checkpoint<'_> {
    fn after(&mut self, at: &At<A::State>, _: &A::Info) -> Result<Go, A::Error> {
        if at.step.is_multiple_of(self.every) {
            Watch::<A>::end(self, at)?;
        }
        Ok(Go::On)
    }
    fn end(&mut self, at: &At<A::State>) -> Result<(), A::Error> {
        for trace in self.traces {
            trace.file.sync_data().map_err(|source| Error::File { action: "writing a trace", source })?;
        }
        let lengths: Vec<u64> = self.traces.iter().map(|trace| trace.length.get()).collect();
        Ok(save(self.store, self.name, self.identity, &(at, lengths))?)
    }
}
/// A state and the lengths of the traces when it was saved.
pub type Saved<S> = (At<S>, Vec<u64>);
/// The last checkpoint, if there is one.
pub fn resume<S: DeserializeOwned>(
    store: &dyn Store,
    name: &str,
    identity: &Identity,
) -> Result<Option<Saved<S>>, Error> {
    load(store, name, identity)
}
