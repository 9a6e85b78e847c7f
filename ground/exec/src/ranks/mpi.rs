//! Ranks of an MPI launcher.

use super::Comm;
use crate::Error;
use mpi::{
    Threading,
    environment::Universe,
    topology::{Communicator, SimpleCommunicator},
    traits::{Destination, Source},
};
use std::thread::{self, ThreadId};

/// Bytes of one MPI message at most: its counts are 32-bit.
const MOST_BYTES: usize = 1 << 30;

/// The ranks that an MPI launcher has started, used from the thread that initialised MPI (funneled).
///
/// Dropping it finalises MPI, so it must be dropped on that thread too; elsewhere, and in a panic, MPI is left to the
/// process's end: the launcher then ends the other ranks, which would wait for this one for ever.
pub struct Mpi {
    universe: Option<Universe>,
    rank: u32,
    size: u32,
    owner: ThreadId,
}

impl Mpi {
    /// Initialises MPI. `launched` is the number of ranks by the launcher's own word, where the face knows it.
    ///
    /// # Errors
    /// [`Error::World`] if MPI sees another number of ranks: a program built with one MPI and started by another's
    /// launcher is N worlds of one rank, which would all write the same files. [`Error::Transport`] if MPI has been
    /// initialised already or gives no thread safety at all.
    pub fn world(launched: Option<u32>) -> Result<Self, Error> {
        let started = mpi::initialize_with_threading(Threading::Funneled);
        let (universe, threading) = started.ok_or_else(|| Error::transport("starting MPI", "it runs already"))?;
        if threading < Threading::Funneled {
            return Err(Error::transport("starting MPI", "it does not allow threads beside it"));
        }
        let world = SimpleCommunicator::world();
        let (rank, size) = (world.rank().unsigned_abs(), world.size().unsigned_abs());
        match launched {
            Some(launched) if launched != size => Err(Error::World { launched, world: size }),
            _ => Ok(Self { universe: Some(universe), rank, size, owner: thread::current().id() }),
        }
    }

    /// The communicator, on the thread that may use it.
    fn here(&self, action: &'static str) -> Result<SimpleCommunicator, Error> {
        if thread::current().id() != self.owner {
            return Err(Error::transport(action, "called from another thread than MPI was started on"));
        }
        Ok(SimpleCommunicator::world())
    }
}

impl Drop for Mpi {
    fn drop(&mut self) {
        if thread::current().id() != self.owner || thread::panicking() {
            std::mem::forget(self.universe.take());
        }
    }
}

impl Comm for Mpi {
    fn rank(&self) -> u32 {
        self.rank
    }

    fn size(&self) -> u32 {
        self.size
    }

    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), Error> {
        let world = self.here("sending")?;
        let process = world.process_at_rank(to.cast_signed());
        process.send(&(bytes.len() as u64));
        bytes.chunks(MOST_BYTES).for_each(|chunk| process.send(chunk));
        Ok(())
    }

    fn recv(&self, from: u32) -> Result<Vec<u8>, Error> {
        let world = self.here("receiving")?;
        let process = world.process_at_rank(from.cast_signed());
        let (length, _) = process.receive::<u64>();
        let mut bytes = Vec::new();
        let room =
            usize::try_from(length).ok().and_then(|length| bytes.try_reserve_exact(length).ok().map(|()| length));
        let length = room.ok_or_else(|| Error::transport("receiving", "not enough memory for the message"))?;
        bytes.resize(length, 0);
        for chunk in bytes.chunks_mut(MOST_BYTES) {
            process.receive_into(chunk);
        }
        Ok(bytes)
    }

    fn abort(&self, code: i32) {
        SimpleCommunicator::world().abort(code);
    }
}
