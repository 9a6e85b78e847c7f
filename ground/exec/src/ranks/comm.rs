//! A communicator.

use crate::Error;
use std::sync::Arc;

/// A communicator, used from one thread.
///
/// A transport gives `send` and `recv` between two ranks, in order; everything else goes along one binomial tree. A seat
/// for other transports: mpi4py's communicator comes in as [`Callbacks`](crate::Callbacks).
pub trait Comm: Send + Sync {
    /// My number, from 0.
    fn rank(&self) -> u32;

    /// How many ranks there are.
    fn size(&self) -> u32;

    /// Sends a message of any length; returns when `bytes` may be reused.
    ///
    /// # Errors
    /// [`Error::Transport`].
    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), Error>;

    /// Waits for the next message of a rank.
    ///
    /// # Errors
    /// [`Error::Transport`].
    fn recv(&self, from: u32) -> Result<Vec<u8>, Error>;

    /// What rank 0 has, on every rank, in log2(size) rounds.
    ///
    /// # Errors
    /// [`Error::Transport`].
    fn bcast(&self, mut bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
        let (rank, size) = (self.rank(), self.size());
        let mut step = size.next_power_of_two();
        while step > 0 {
            if rank % (2 * step) == step {
                bytes = self.recv(rank - step)?;
            } else if rank.is_multiple_of(2 * step) && rank + step < size {
                self.send(rank + step, &bytes)?;
            }
            step /= 2;
        }
        Ok(bytes)
    }

    /// Ends all ranks at once, for when the transport itself has failed and no message can tell the others.
    fn abort(&self, _code: i32) {}
}

/// A communicator that an engine and its face both hold; never used by both at the same time.
impl<C: Comm + ?Sized> Comm for Arc<C> {
    fn rank(&self) -> u32 {
        (**self).rank()
    }
    fn size(&self) -> u32 {
        (**self).size()
    }
    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), Error> {
        (**self).send(to, bytes)
    }
    fn recv(&self, from: u32) -> Result<Vec<u8>, Error> {
        (**self).recv(from)
    }
    fn bcast(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
        (**self).bcast(bytes)
    }
    fn abort(&self, code: i32) {
        (**self).abort(code);
    }
}
