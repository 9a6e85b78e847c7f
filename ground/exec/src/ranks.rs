//! Collective points: forests joined over ranks in log2(ranks) messages, one outcome on all of them.
use crate::{Comm, Error, Fault, Forest, Kind, Merge, pack, unpack};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// Why a rank failed; a message is `Result<T, Failed>`, so that its first word is the status.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Failed {
    block: u64,
    rank: u32,
    kind: Kind,
    message: String,
}
pub(crate) fn hear<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    unpack(bytes).ok_or(Error::Transport)
}

/// Joins the forests of all ranks up a binary tree; every rank gets the result, or the lowest block's failure.
pub(crate) fn reduce<P: Merge, E: Fault>(
    comm: &dyn Comm,
    ran: Result<(Forest<P>, u64), (u64, E)>,
    empty: impl FnOnce() -> P,
) -> Result<P, E> {
    let (rank, size) = (comm.rank(), comm.size());
    let failed = |block, kind, error: &dyn fmt::Display| Failed { block, rank, kind, message: error.to_string() };
    let (mut mine, end, own) = match ran {
        Ok((forest, end)) => (Ok(forest), end, None),
        Err((block, error)) => (Err(failed(block, error.kind(), &error)), 0, Some(error)),
    };
    let mut step = 1;
    while step < size && rank % (2 * step) == 0 {
        if rank + step < size {
            let later: Result<Forest<P>, Failed> = hear(&comm.recv(rank + step)?)?;
            mine = match (mine, later) {
                (Ok(mut left), Ok(right)) => {
                    left.absorb(right).map(|()| left).map_err(|error| failed(0, error.kind(), &error))
                }
                (Err(a), Err(b)) => Err(if b.block < a.block { b } else { a }),
                (Err(a), _) | (_, Err(a)) => Err(a),
            };
        }
        step *= 2;
    }
    if rank > 0 {
        comm.send(rank - step, &pack(&mine))?;
    }
    let mut result = mine.and_then(|forest| {
        if rank > 0 {
            Ok(None)
        } else {
            forest
                .finish(end)
                .map(|part| Some(part.unwrap_or_else(empty)))
                .map_err(|error| failed(0, error.kind(), &error))
        }
    });
    if size > 1 {
        let bytes = if rank == 0 { pack(&result) } else { Vec::new() };
        result = hear(&comm.bcast(bytes)?)?;
    }
    told(rank, result, own)?.ok_or(Error::Transport.into())
}
/// Every rank's bytes, or on every rank the lowest block's failure.
pub(crate) fn agree<E: Fault>(comm: &dyn Comm, ran: Result<Vec<u8>, (u64, E)>) -> Result<Vec<Vec<u8>>, E> {
    let rank = comm.rank();
    let (mine, own) = match ran {
        Ok(bytes) => (Ok(bytes), None),
        Err((block, error)) => {
            (Err(Failed { block, rank, kind: error.kind(), message: error.to_string() }), Some(error))
        }
    };
    let all = if comm.size() == 1 {
        vec![mine]
    } else {
        comm.allgatherv(pack(&mine))?.iter().map(|bytes| hear(bytes)).collect::<Result<_, _>>()?
    };
    let lowest = all
        .iter()
        .filter_map(|word: &Result<Vec<u8>, Failed>| word.as_ref().err())
        .min_by_key(|failed| failed.block)
        .cloned();
    told(rank, lowest.map_or(Ok(()), Err), own)?;
    Ok(all.into_iter().flatten().collect())
}
/// What rank 0 alone finds out, on every rank.
pub(crate) fn lead<T: Serialize + DeserializeOwned, E: Fault>(
    comm: &dyn Comm,
    find: impl FnOnce() -> Result<T, Error>,
) -> Result<T, E> {
    if comm.rank() > 0 {
        return told(comm.rank(), hear(&comm.bcast(Vec::new())?)?, None);
    }
    let found = find();
    if comm.size() > 1 {
        comm.bcast(pack(&found.as_ref().map_err(|error| Failed {
            block: 0,
            rank: 0,
            kind: error.kind(),
            message: error.to_string(),
        })))?;
    }
    Ok(found?)
}
/// The failing rank returns its own error with its type, the others its text.
fn told<T, E: Fault>(rank: u32, result: Result<T, Failed>, own: Option<E>) -> Result<T, E> {
    result.map_err(|lowest| match own {
        Some(error) if lowest.rank == rank => error,
        _ => {
            Error::Remote { rank: lowest.rank, block: lowest.block, kind: lowest.kind, message: lowest.message }.into()
        }
    })
}
