//! `progress=`: a bar of ours, or whatever the user calls.
use astrarium::exec::Engine;
use pyo3::{exceptions::PyTypeError, prelude::*, types::PyBool};

/// What is told about a running computation.
pub(crate) struct Shown {
    call: Option<Py<PyAny>>,
    told: Option<u64>,
}

impl Shown {
    /// `True` makes the bar, a callable is called as `(done, total, unit)`; `total` is `None` while unknown.
    ///
    /// # Errors
    /// `TypeError` for anything else.
    pub(crate) fn new(progress: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(progress) = progress else { return Ok(Self { call: None, told: None }) };
        let call = match progress.cast::<PyBool>() {
            Ok(truth) if truth.is_true() => Some(progress.py().import("astrarium._progress")?.getattr("Bar")?.call0()?),
            Ok(_) => None,
            Err(_) if progress.is_callable() => Some(progress.clone()),
            Err(_) => {
                let kind = progress.get_type().name()?;
                return Err(PyTypeError::new_err(format!("progress is a {kind}, expected True, False or a callable")));
            }
        };
        Ok(Self { call: call.map(Bound::unbind), told: None })
    }

    /// Tells how far it is, when it has moved.
    ///
    /// # Errors
    /// What the user's callable raises.
    pub(crate) fn tick(&mut self, py: Python<'_>, engine: &Engine) -> PyResult<()> {
        let Some(call) = &self.call else { return Ok(()) };
        let now = engine.observer().progress().snapshot();
        if engine.rank() > 0 || self.told.replace(now.done) == Some(now.done) {
            return Ok(());
        }
        call.call1(py, (now.done, now.total, now.unit)).map(drop)
    }

    /// Tells the end, and closes the bar.
    ///
    /// # Errors
    /// What the user's callable raises.
    pub(crate) fn close(&mut self, py: Python<'_>, engine: &Engine) -> PyResult<()> {
        let told = self.tick(py, engine);
        match &self.call {
            Some(call) if call.bind(py).hasattr("close")? => told.and(call.call_method0(py, "close").map(drop)),
            _ => told,
        }
    }
}
