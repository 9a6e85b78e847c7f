//! Ranks that are threads of one process, for tests.

use super::Comm;
use crate::Error;
use crossbeam_channel::{Receiver, Sender, unbounded};

/// A rank that is a thread of this process, for tests: the same code as over MPI, without a launcher.
#[derive(Debug)]
pub struct Threads {
    rank: u32,
    to: Vec<Sender<Vec<u8>>>,
    from: Vec<Receiver<Vec<u8>>>,
}

impl Threads {
    /// All ranks of a world of `size`; each belongs to one thread.
    pub fn world(size: u32) -> Vec<Self> {
        let mut ranks: Vec<_> = (0..size).map(|rank| Self { rank, to: Vec::new(), from: Vec::new() }).collect();
        for from in 0..size as usize {
            for to in 0..size as usize {
                let (sender, receiver) = unbounded();
                ranks[from].to.push(sender);
                ranks[to].from.push(receiver);
            }
        }
        ranks
    }
}

impl Comm for Threads {
    fn rank(&self) -> u32 {
        self.rank
    }
    fn size(&self) -> u32 {
        self.to.len() as u32
    }
    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), Error> {
        let sender = self.to.get(to as usize).ok_or_else(|| Error::transport("sending", "no such rank"))?;
        sender.send(bytes.to_vec()).map_err(|_| Error::transport("sending", "the rank has left"))
    }
    fn recv(&self, from: u32) -> Result<Vec<u8>, Error> {
        let receiver = self.from.get(from as usize).ok_or_else(|| Error::transport("receiving", "no such rank"))?;
        receiver.recv().map_err(|_| Error::transport("receiving", "the rank has left"))
    }
}
