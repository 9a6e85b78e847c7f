//! Collective points: one message up a binomial tree of ranks, one down.
//!
//! Every message begins with a status word. A rank that fails anywhere sends its failure in place of whatever its parent
//! waits for; the failure travels up and comes down to everybody, so that all ranks leave at the same point with the same
//! verdict. The failing rank returns its own error with its type, the others its text. Therefore every point, whatever it
//! is for, is exactly one message up and one down: who fails need not know where the others are.

use super::Comm;
use crate::{
    Error, Fault, Forest, Kind, Merge,
    fold::Failure,
    sealed::{pack, unpack},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// Why a rank failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failed {
    rank: u32,
    block: Option<u64>,
    kind: Kind,
    message: String,
}

impl Failed {
    fn new(rank: u32, block: Option<u64>, kind: Kind, error: &dyn fmt::Display) -> Self {
        Self { rank, block, kind, message: error.to_string() }
    }

    /// Failures go before interruptions, then the lowest block, then the lowest rank.
    fn order(&self) -> (bool, u64, u32) {
        (self.kind == Kind::Stopped, self.block.unwrap_or(u64::MAX), self.rank)
    }
}

/// What a rank says.
type Word<T> = Result<T, Failed>;

/// Which point this is: ranks that meet at different points are out of step.
#[derive(Clone, Copy)]
pub(crate) enum Point {
    Reduce = 1,
    Agree = 2,
    Lead = 3,
    Step = 4,
}

/// The communicator of the outermost job.
pub(crate) struct Ranks {
    pub(crate) comm: Arc<dyn Comm>,
    /// The last collective point ended in a failure, of which therefore every rank knows.
    failed: AtomicBool,
}

impl Ranks {
    pub(crate) fn new(comm: Arc<dyn Comm>) -> Self {
        Self { comm, failed: AtomicBool::new(false) }
    }

    pub(crate) fn rank(&self) -> u32 {
        self.comm.rank()
    }

    pub(crate) fn size(&self) -> u32 {
        self.comm.size()
    }

    /// Whether every rank knows of a failure; forgets it.
    pub(crate) fn take_failed(&self) -> bool {
        self.failed.swap(false, Relaxed)
    }

    /// Joins what all ranks say, lower ranks first; the outcome stands on rank 0.
    fn up<T: Serialize + DeserializeOwned>(
        &self,
        point: Point,
        mut mine: Word<T>,
        mut join: impl FnMut(T, T) -> Word<T>,
    ) -> Result<Option<Word<T>>, Error> {
        let (rank, size) = (self.rank(), self.size());
        let mut step = 1;
        while step < size && rank.is_multiple_of(2 * step) {
            if rank + step < size {
                let later = hear(point, &self.comm.recv(rank + step)?, rank)?;
                mine = match (mine, later) {
                    (Ok(left), Ok(right)) => join(left, right),
                    (Err(a), Err(b)) => Err(if b.order() < a.order() { b } else { a }),
                    (Err(a), _) | (_, Err(a)) => Err(a),
                };
            }
            step *= 2;
        }
        if rank == 0 {
            return Ok(Some(mine));
        }
        self.comm.send(rank - step, &speak(point, &mine))?;
        Ok(None)
    }

    /// What rank 0 says, on all ranks.
    fn down<T: Serialize + DeserializeOwned>(&self, point: Point, word: Option<Word<T>>) -> Result<Word<T>, Error> {
        let Some(word) = word else { return hear(point, &self.comm.bcast(Vec::new())?, self.rank()) };
        if self.size() > 1 {
            self.comm.bcast(speak(point, &word))?;
        }
        Ok(word)
    }

    /// The verdict as this rank's error: its own with its type, another's as text.
    fn told<T, E: Fault>(&self, word: Word<T>, own: Option<E>) -> Result<T, E> {
        self.failed.store(word.is_err(), Relaxed);
        word.map_err(|lowest| match own {
            Some(error) if lowest.rank == self.rank() => error,
            _ => {
                let Failed { rank, block, kind, message } = lowest;
                Error::Remote { rank, block, kind, message }.into()
            }
        })
    }

    /// What this rank brings, and its error apart.
    fn word<T, E: Fault>(&self, ran: Result<T, Failure<E>>) -> (Word<T>, Option<E>) {
        match ran {
            Ok(value) => (Ok(value), None),
            Err((block, error)) => (Err(Failed::new(self.rank(), block, error.kind(), &error)), Some(error)),
        }
    }
}

fn speak<T: Serialize>(point: Point, word: &Word<T>) -> Vec<u8> {
    let (status, body) = match word {
        Ok(value) => (0, pack(value)),
        Err(failed) => (1, pack(failed)),
    };
    [&[status, point as u8], &body[..]].concat()
}

/// A failure is understood at any point, a value at its own only.
fn hear<T: DeserializeOwned>(point: Point, bytes: &[u8], rank: u32) -> Result<Word<T>, Error> {
    let unclear = || Error::transport("receiving", "the message is none of this program's version");
    match bytes {
        [1, _, body @ ..] => unpack(body).map(Err).ok_or_else(unclear),
        [0, at, body @ ..] if *at == point as u8 => unpack(body).map(Ok).ok_or_else(unclear),
        [0, ..] => {
            Ok(Err(Failed::new(rank, None, Kind::Machine, &"ranks are out of step; start all with the same input")))
        }
        _ => Err(unclear()),
    }
}

/// Joins the forests of all ranks; every rank gets the result, or the lowest block's failure.
pub(crate) fn reduce<P: Merge, E: Fault>(
    ranks: &Ranks,
    ran: Result<(Forest<P>, u64), Failure<E>>,
    empty: impl FnOnce() -> P,
) -> Result<P, E> {
    let mut end = 0;
    let forest = ran.map(|(forest, n)| {
        end = n;
        forest
    });
    let (mine, own) = ranks.word(forest);
    let failed = |error: Error| Failed::new(ranks.rank(), None, error.kind(), &error);
    let all = ranks.up(Point::Reduce, mine, |mut left: Forest<P>, right| {
        left.absorb(right).map_err(failed)?;
        Ok(left)
    })?;
    let result = all.map(|all| all?.finish(end).map(|part| part.unwrap_or_else(empty)).map_err(failed));
    let result = ranks.down(Point::Reduce, result)?;
    ranks.told(result, own)
}

/// Every rank's bytes in the order of ranks, or on every rank the lowest block's failure.
pub(crate) fn agree<E: Fault>(ranks: &Ranks, ran: Result<Vec<u8>, Failure<E>>) -> Result<Vec<Vec<u8>>, E> {
    let (mine, own) = ranks.word(ran.map(|bytes| vec![bytes]));
    let all = ranks.up(Point::Agree, mine, |mut left, right| {
        left.extend(right);
        Ok(left)
    })?;
    let all = ranks.down(Point::Agree, all)?;
    ranks.told(all, own)
}

/// What rank 0 alone finds out, on every rank.
pub(crate) fn lead<T: Serialize + DeserializeOwned, E: Fault>(
    ranks: &Ranks,
    find: impl FnOnce() -> Result<T, Error>,
) -> Result<T, E> {
    let found = if ranks.rank() == 0 { find().map(Some) } else { Ok(None) };
    let (mine, own) = ranks.word(found.map_err(|error| (None, E::from(error))));
    let all = ranks.up(Point::Lead, mine, |left, _| Ok(left))?;
    let all = ranks.down(Point::Lead, all)?;
    let lost = || Error::transport("receiving", "the first rank has told nothing");
    ranks.told(all, own)?.ok_or_else(|| lost().into())
}

/// Where all ranks meet between two steps: every rank brings a value, `join` makes one of two (lower ranks first) or
/// says what is wrong with the right one, and all get the outcome.
pub(crate) fn meet<T: Serialize + DeserializeOwned, E: Fault>(
    ranks: &Ranks,
    ran: Result<T, E>,
    mut join: impl FnMut(T, T) -> Result<T, Error>,
) -> Result<T, E> {
    let (mine, own) = ranks.word(ran.map_err(|error| (None, error)));
    let rank = ranks.rank();
    let joined = |left, right| join(left, right).map_err(|error| Failed::new(rank, None, error.kind(), &error));
    let all = ranks.up(Point::Step, mine, joined)?;
    let all = ranks.down(Point::Step, all)?;
    ranks.told(all, own)
}
