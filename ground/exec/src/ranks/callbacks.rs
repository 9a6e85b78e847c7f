//! A communicator of another language, by its calls on bytes.

use super::Comm;
use crate::Error;
use std::io;

type Sending = dyn Fn(u32, &[u8]) -> io::Result<()> + Send + Sync;
type Receiving = dyn Fn(u32) -> io::Result<Vec<u8>> + Send + Sync;

/// A communicator given by two calls on bytes, as mpi4py's `send` and `recv`: a program that never links MPI can take
/// part in its job.
///
/// All calls come from the thread that called the engine, never from a worker.
pub struct Callbacks {
    rank: u32,
    size: u32,
    send: Box<Sending>,
    recv: Box<Receiving>,
}

impl Callbacks {
    /// Rank `rank` of `size`; `send` takes a rank and bytes, `recv` waits for the next bytes of a rank.
    pub fn new(
        rank: u32,
        size: u32,
        send: impl Fn(u32, &[u8]) -> io::Result<()> + Send + Sync + 'static,
        recv: impl Fn(u32) -> io::Result<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self { rank, size, send: Box::new(send), recv: Box::new(recv) }
    }
}

impl Comm for Callbacks {
    fn rank(&self) -> u32 {
        self.rank
    }
    fn size(&self) -> u32 {
        self.size
    }
    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), Error> {
        (self.send)(to, bytes).map_err(|source| Error::Transport { action: "sending", source })
    }
    fn recv(&self, from: u32) -> Result<Vec<u8>, Error> {
        (self.recv)(from).map_err(|source| Error::Transport { action: "receiving", source })
    }
}
