//! An mpi4py communicator as ranks of the engine, by its calls on bytes: the wheel never links MPI.
use crate::desk::Desk;
use astrarium::exec::Callbacks;
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyByteArray, PyBytes, PyDict},
};
use std::{io, sync::Arc};

/// The longest message of one call: MPI counts in 32 bits.
const CHUNK: usize = 1 << 30;

/// The tag of all messages of one computation.
const TAG: i32 = 7319;

/// Ranks that are processes, each with its own Python; every call is made by the thread that called us.
///
/// # Errors
/// `TypeError` when `comm` lacks one of the four calls that are used.
pub(crate) fn ranks(comm: &Bound<'_, PyAny>, desk: &Desk) -> PyResult<Callbacks> {
    for call in ["Get_rank", "Get_size", "Send", "Recv"] {
        if !comm.hasattr(call)? {
            let kind = comm.get_type().name()?;
            let found =
                format!("comm is a {kind} without {call}, expected an mpi4py communicator such as MPI.COMM_WORLD");
            return Err(PyTypeError::new_err(found));
        }
    }
    let rank = comm.call_method0("Get_rank")?.extract()?;
    let size = comm.call_method0("Get_size")?.extract()?;
    let shared = Arc::new(comm.clone().unbind());
    let (sender, receiver) = ((desk.clone(), shared.clone()), (desk.clone(), shared));
    let sending = move |to, bytes: &[u8]| {
        let ((desk, comm), bytes) = (sender.clone(), bytes.to_vec());
        desk.ask(move |py| send(comm.bind(py), to, &bytes)).ok_or_else(broken)
    };
    let receiving = move |from| {
        let (desk, comm) = receiver.clone();
        desk.ask(move |py| receive(comm.bind(py), from)).ok_or_else(broken)
    };
    Ok(Callbacks::new(rank, size, sending, receiving))
}

/// What the engine hears; the user gets Python's own exception.
fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the communicator raised an exception")
}

/// Its length, then the bytes.
fn send(comm: &Bound<'_, PyAny>, to: u32, bytes: &[u8]) -> PyResult<()> {
    let length = (bytes.len() as u64).to_le_bytes();
    for chunk in std::iter::once(length.as_slice()).chain(bytes.chunks(CHUNK)) {
        let message = PyBytes::new(comm.py(), chunk);
        comm.call_method("Send", (message,), Some(&envelope(comm, "dest", to)?))?;
    }
    Ok(())
}

fn receive(comm: &Bound<'_, PyAny>, from: u32) -> PyResult<Vec<u8>> {
    let mut length = [0; 8];
    length.copy_from_slice(&chunk(comm, from, 8)?);
    let mut left = u64::from_le_bytes(length) as usize;
    let mut bytes = Vec::new();
    while left > 0 {
        let next = left.min(CHUNK);
        bytes.extend(chunk(comm, from, next)?);
        left -= next;
    }
    Ok(bytes)
}

fn chunk(comm: &Bound<'_, PyAny>, from: u32, length: usize) -> PyResult<Vec<u8>> {
    let room = PyByteArray::new_with(comm.py(), length, |_| Ok(()))?;
    comm.call_method("Recv", (&room,), Some(&envelope(comm, "source", from)?))?;
    Ok(room.to_vec())
}

/// The named arguments that say where a message goes to or comes from.
fn envelope<'py>(comm: &Bound<'py, PyAny>, end: &str, rank: u32) -> PyResult<Bound<'py, PyDict>> {
    let options = PyDict::new(comm.py());
    options.set_item(end, rank)?;
    options.set_item("tag", TAG)?;
    Ok(options)
}
