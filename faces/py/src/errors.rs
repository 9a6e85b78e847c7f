//! Errors of the engine as Python's exceptions, messages unchanged.
use astrarium::{
    exec::{self, Fault, Kind},
    ifu, infer, io, sed, timing,
};
use pyo3::{
    exceptions::{
        PyFileExistsError, PyFileNotFoundError, PyIsADirectoryError, PyKeyboardInterrupt, PyOSError, PyPermissionError,
        PyRuntimeError, PyValueError,
    },
    prelude::*,
};
use std::{error::Error, io::ErrorKind};

/// An error that Python can raise.
///
/// `ValueError` for what the caller gave, `OSError` (and its kinds) for files and what stands in them,
/// `KeyboardInterrupt` for an interruption, `RuntimeError` for the rest.
pub(crate) trait Raise {
    /// The exception.
    fn raise(self) -> PyErr;
}

impl Raise for timing::Error {
    fn raise(self) -> PyErr {
        match self {
            Self::Exec(error) => error.raise(),
            Self::Io(error) => error.raise(),
            Self::File { ref source, .. } => of_system(source, self.to_string()),
            Self::TimeNotFinite { file: None, .. } | Self::Unsorted { file: None, .. } => {
                PyValueError::new_err(self.to_string())
            }
            other => of_kind(other.kind(), other.to_string()),
        }
    }
}

impl Raise for ifu::Error {
    fn raise(self) -> PyErr {
        match self {
            Self::Exec(error) => error.raise(),
            Self::Io(error) => error.raise(),
            Self::Reading { ref source, .. } => of_system(source, self.to_string()),
            other => of_kind(other.kind(), other.to_string()),
        }
    }
}

impl Raise for infer::Error {
    fn raise(self) -> PyErr {
        match self {
            Self::Engine(error) => error.raise(),
            Self::Io(error) => error.raise(),
            other => of_kind(other.kind(), other.to_string()),
        }
    }
}

impl Raise for sed::Error {
    fn raise(self) -> PyErr {
        match self {
            Self::Exec(error) => error.raise(),
            Self::Infer(error) => error.raise(),
            Self::Io(error) => error.raise(),
            Self::Reading { ref source, .. } => of_system(source, self.to_string()),
            other => of_kind(other.kind(), other.to_string()),
        }
    }
}

impl Raise for io::Error {
    fn raise(self) -> PyErr {
        let message = self.to_string();
        match self.source().and_then(|source| source.downcast_ref::<std::io::Error>()) {
            Some(source) => of_system(source, message),
            None if self.is_usage() => PyValueError::new_err(message),
            None => PyOSError::new_err(message),
        }
    }
}

impl Raise for exec::Error {
    fn raise(self) -> PyErr {
        of_kind(self.kind(), self.to_string())
    }
}

fn of_kind(kind: Kind, message: String) -> PyErr {
    match kind {
        Kind::Input => PyValueError::new_err(message),
        Kind::Data => PyOSError::new_err(message),
        Kind::Stopped => PyKeyboardInterrupt::new_err(message),
        _ => PyRuntimeError::new_err(message),
    }
}

/// What the operating system says, as Python names it.
fn of_system(source: &std::io::Error, message: String) -> PyErr {
    match source.kind() {
        ErrorKind::NotFound => PyFileNotFoundError::new_err(message),
        ErrorKind::PermissionDenied => PyPermissionError::new_err(message),
        ErrorKind::AlreadyExists => PyFileExistsError::new_err(message),
        ErrorKind::IsADirectory => PyIsADirectoryError::new_err(message),
        _ => PyOSError::new_err(message),
    }
}
