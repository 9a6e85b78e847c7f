//! Work that has no blocks of its own, but is stopped by Ctrl-C like every other.
use super::signals;
use crate::cli::Error;
use astrarium_exec::{Cx, Engine, Kind};

/// A machine of one thread that listens to signals.
pub(crate) struct Attended(Engine);

impl Attended {
    /// Listens from now on.
    pub(crate) fn new() -> Self {
        let engine = Engine::serial();
        signals::listen(engine.stop());
        Self(engine)
    }
    /// What the work asks whether to go on.
    pub(crate) fn cx(&self) -> Cx<'_> {
        self.0.cx()
    }
    /// An interruption, with what is left of the work; another error stays as it is.
    pub(crate) fn why_stopped(&self, error: Error, left: impl FnOnce() -> String) -> Error {
        why_stopped(error, left)
    }
}

/// An interruption, with its reason and how to go on; another error stays as it is.
pub(super) fn why_stopped(error: Error, resume: impl FnOnce() -> String) -> Error {
    match error {
        Error::Work { kind: Kind::Stopped, message, .. } => {
            let why = if signals::was_heard() { "a signal asked for it".to_owned() } else { message };
            Error::Stopped { why, resume: Some(resume()) }
        }
        other => other,
    }
}
