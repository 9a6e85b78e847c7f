//! Checkpoints of the engine as files of `io`: the one place where the two meet.
use astrarium_exec::Store;
use astrarium_io::atomic::Generations;
use std::{io, path::PathBuf};

/// A folder of checkpoints, each file in two generations.
pub(super) struct Saved(Generations);

impl Saved {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(Generations::new(folder))
    }
}

impl Store for Saved {
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        Ok(self.0.save(name, bytes)?)
    }
    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.load(name, generation)?)
    }
}
