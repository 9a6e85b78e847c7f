//! An mpi4py communicator as ranks of the engine, by its calls on bytes: the wheel never links MPI.
use crate::desk::Desk;
use astrarium::exec::{Comm, Error};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyByteArray, PyBytes, PyDict},
};

/// The longest message of one call: MPI counts in 32 bits.
const CHUNK: usize = 1 << 30;

/// The tag of all messages of one computation.
const TAG: i32 = 7319;

/// Ranks that are MPI processes, each with its own Python.
pub(crate) struct PyComm {
    comm: Py<PyAny>,
    desk: Desk,
    rank: u32,
    size: u32,
}

impl PyComm {
    /// # Errors
    /// `TypeError` when `comm` lacks one of the four calls that are used.
    pub(crate) fn new(comm: &Bound<'_, PyAny>, desk: Desk) -> PyResult<Self> {
        for call in ["Get_rank", "Get_size", "Send", "Recv"] {
            if !comm.hasattr(call)? {
                let kind = comm.get_type().name()?;
                let found = format!("comm is a {kind} without {call}, expected an mpi4py communicator such as MPI.COMM_WORLD");
                return Err(PyTypeError::new_err(found));
            }
        }
        let rank = comm.call_method0("Get_rank")?.extract()?;
        let size = comm.call_method0("Get_size")?.extract()?;
        Ok(Self { comm: comm.clone().unbind(), desk, rank, size })
    }

    fn with<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T> + Send + 'static,
    ) -> Result<T, Error> {
        let errand = Python::attach(|py| self.comm.clone_ref(py));
        self.desk.ask(move |py| call(errand.bind(py))).ok_or(Error::Transport)
    }
}

impl Comm for PyComm {
    fn rank(&self) -> u32 {
        self.rank
    }

    fn size(&self) -> u32 {
        self.size
    }

    fn send(&self, to: u32, bytes: &[u8]) -> Result<(), Error> {
        let bytes = bytes.to_vec();
        self.with(move |comm| {
            let length = (bytes.len() as u64).to_le_bytes();
            for chunk in std::iter::once(length.as_slice()).chain(bytes.chunks(CHUNK)) {
                let options = envelope(comm, "dest", to)?;
                comm.call_method("Send", (PyBytes::new(comm.py(), chunk),), Some(&options))?;
            }
            Ok(())
        })
    }

    fn recv(&self, from: u32) -> Result<Vec<u8>, Error> {
        self.with(move |comm| {
            let length: [u8; 8] = receive(comm, from, 8)?.try_into().expect("eight bytes were asked for");
            let mut left = u64::from_le_bytes(length) as usize;
            let mut bytes = Vec::new();
            while left > 0 {
                let chunk = left.min(CHUNK);
                bytes.extend(receive(comm, from, chunk)?);
                left -= chunk;
            }
            Ok(bytes)
        })
    }
}

/// The named arguments that say where a message goes to or comes from.
fn envelope<'py>(comm: &Bound<'py, PyAny>, end: &str, rank: u32) -> PyResult<Bound<'py, PyDict>> {
    let options = PyDict::new(comm.py());
    options.set_item(end, rank)?;
    options.set_item("tag", TAG)?;
    Ok(options)
}

fn receive(comm: &Bound<'_, PyAny>, from: u32, length: usize) -> PyResult<Vec<u8>> {
    let room = PyByteArray::new_with(comm.py(), length, |_| Ok(()))?;
    comm.call_method("Recv", (&room,), Some(&envelope(comm, "source", from)?))?;
    Ok(room.to_vec())
}
