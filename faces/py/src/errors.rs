//! Errors of the engine as Python's exceptions, messages unchanged.
use astrarium::exec::{Fault, Kind};
use pyo3::{
    exceptions::{PyFileExistsError, PyFileNotFoundError, PyIsADirectoryError, PyKeyboardInterrupt, PyOSError, PyPermissionError, PyRuntimeError, PyValueError},
    prelude::*,
};
use std::{error::Error, io};

/// An error that Python can raise.
pub(crate) trait Raise {
    /// `ValueError` for what the caller gave, `OSError` for files, `KeyboardInterrupt` for an interruption,
    /// `RuntimeError` for the rest.
    fn raise(self) -> PyErr;
}

impl<E: Fault + Error + 'static> Raise for E {
    fn raise(self) -> PyErr {
        let message = self.to_string();
        if let Some(file) = of_files(&self) {
            return match file {
                io::ErrorKind::NotFound => PyFileNotFoundError::new_err(message),
                io::ErrorKind::PermissionDenied => PyPermissionError::new_err(message),
                io::ErrorKind::AlreadyExists => PyFileExistsError::new_err(message),
                io::ErrorKind::IsADirectory => PyIsADirectoryError::new_err(message),
                _ => PyOSError::new_err(message),
            };
        }
        match self.kind() {
            Kind::Input | Kind::Data => PyValueError::new_err(message),
            Kind::Stopped => PyKeyboardInterrupt::new_err(message),
            _ => PyRuntimeError::new_err(message),
        }
    }
}

/// What a file had, when that is the cause: the operating system's word, or ours about its content.
fn of_files(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        if false {
            return Some(io::ErrorKind::InvalidData);
        }
        cause = error.source();
    }
    None
}
