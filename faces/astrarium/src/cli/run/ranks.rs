//! Copies of the program started by a launcher, and the few words that they exchange outside the engine.
use crate::cli::{Error, Host};
use astrarium_exec::{Comm, Error as ExecError, Kind};
use std::sync::Arc;

/// A communicator that the engine and the program both use, never at the same time.
#[derive(Clone)]
pub(super) struct Shared(Option<Arc<dyn Comm>>);

impl Shared {
    /// The copies that the launcher has started, as ranks; parts need to know nothing of each other.
    pub(super) fn join(host: &Host, apart: bool) -> Result<Self, Error> {
        match host.copies() {
            Some((variable, copies)) if !apart => world(variable, copies),
            _ => Ok(Self(None)),
        }
    }
    /// For the engine, if there is more than one rank.
    pub(super) fn communicator(&self) -> Option<Self> {
        self.0.is_some().then(|| self.clone())
    }
    fn comm(&self) -> Result<&dyn Comm, ExecError> {
        self.0.as_deref().ok_or(ExecError::Stopped)
    }
    /// All ranks go on with what they have, or all fail with the error of the lowest rank that has one.
    pub(super) fn together<T>(&self, mine: Result<T, Error>) -> Result<T, Error> {
        let Some(comm) = &self.0 else { return mine };
        let verdict = meet(comm.as_ref(), Word::of(&mine, comm.rank()))?;
        match (mine, verdict) {
            (Err(own), Word::Failed { rank, .. }) if rank == comm.rank() => Err(own),
            (_, Word::Failed { rank, kind, message }) => {
                Err(Error::Work { kind, message: format!("rank {rank}: {message}"), help: None })
            }
            (mine, Word::Fine) => mine,
        }
    }
}

impl Comm for Shared {
    fn rank(&self) -> u32 {
        self.0.as_ref().map_or(0, |comm| comm.rank())
    }
    fn size(&self) -> u32 {
        self.0.as_ref().map_or(1, |comm| comm.size())
    }
    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), ExecError> {
        self.comm()?.send(to, bytes)
    }
    fn recv(&self, from: u32) -> Result<Vec<u8>, ExecError> {
        self.comm()?.recv(from)
    }
    fn bcast(&self, bytes: Vec<u8>) -> Result<Vec<u8>, ExecError> {
        self.comm()?.bcast(bytes)
    }
    fn abort(&self, code: i32) {
        if let Some(comm) = &self.0 {
            comm.abort(code);
        }
    }
}

fn world(variable: &'static str, copies: u32) -> Result<Shared, Error> {
    let joined = transport(copies).ok_or(Error::Copies { variable, copies })?;
    Ok(Shared(Some(joined?)))
}

/// The ranks of the launcher, if this build can talk to them.
#[cfg(feature = "mpi")]
fn transport(copies: u32) -> Option<Result<Arc<dyn Comm>, ExecError>> {
    Some(astrarium_exec::Mpi::world(Some(copies)).map(|world| Arc::new(world) as Arc<dyn Comm>))
}
#[cfg(not(feature = "mpi"))]
fn transport(_: u32) -> Option<Result<Arc<dyn Comm>, ExecError>> {
    None
}

/// What a rank says about itself.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
enum Word {
    Fine,
    Failed { rank: u32, kind: Kind, message: String },
}

impl Word {
    fn of<T>(mine: &Result<T, Error>, rank: u32) -> Self {
        match mine {
            Ok(_) => Self::Fine,
            Err(error) => Self::Failed { rank, kind: error.kind(), message: error.to_string() },
        }
    }
}

/// One message of every rank to the first, one from there to all.
fn meet(comm: &dyn Comm, mine: Word) -> Result<Word, ExecError> {
    let pack = |word: &Word| serde_json::to_vec(word).expect("plain text and numbers");
    let unpack = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or(Word::Fine);
    if comm.rank() > 0 {
        comm.send(0, &pack(&mine))?;
        return Ok(unpack(&comm.bcast(Vec::new())?));
    }
    let mut verdict = mine;
    for rank in 1..comm.size() {
        let word = unpack(&comm.recv(rank)?);
        if verdict == Word::Fine {
            verdict = word;
        }
    }
    comm.bcast(pack(&verdict))?;
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_exec::Threads;
    use std::thread::spawn;

    #[test]
    fn one_rank_that_fails_stops_all() {
        let ranks = Threads::world(3).into_iter().map(|comm| {
            spawn(move || {
                let shared = Shared(Some(Arc::new(comm)));
                shared.together(Ok(())).expect("nobody failed");
                let mine = if shared.rank() == 1 { Err(Error::input("no such file", "")) } else { Ok(()) };
                let error = shared.together(mine).expect_err("one failed");
                (error.exit_code(), error.to_string())
            })
        });
        let ranks: Vec<_> = ranks.collect();
        let said: Vec<_> = ranks.into_iter().map(|rank| rank.join().expect("no panic")).collect();
        let told = (2, "rank 1: no such file".to_owned());
        assert_eq!(said, [told.clone(), (2, "no such file".to_owned()), told]);
    }
}
