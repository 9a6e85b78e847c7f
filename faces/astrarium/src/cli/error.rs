//! What can end the program early, and its exit code.
use super::spec::SpecError;
use astrarium_exec::{Fault, Kind};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use std::{fmt, io, path::PathBuf};

/// Everything that the program says instead of a result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Nobody reads what is printed: not an error (exit code 0).
    #[error("the pipe is closed")]
    ClosedPipe,
    /// Something wrong in a specification, with its place.
    #[error(transparent)]
    Spec(SpecError),
    /// What a domain or the engine reports.
    #[error("{message}")]
    Work {
        /// Who has to act.
        kind: Kind,
        /// The report.
        message: String,
        /// What to try.
        help: Option<String>,
    },
    /// A folder is in the way.
    #[error("the folder {} exists", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A stopped run is in the way.
    #[error("a run that was stopped lies in {}", path.display())]
    Halfway {
        /// The folder of the stopped run.
        path: PathBuf,
    },
    /// The disk does not do what is asked.
    #[error("{action} {}: {source}", path.display())]
    File {
        /// What was tried, as "writing".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Started several times by a launcher that this build cannot talk to.
    #[error("{variable} says that {copies} copies of the program were started, and this build knows nothing of MPI")]
    Copies {
        /// The launcher's variable.
        variable: &'static str,
        /// Its value.
        copies: u32,
    },
    /// Stopped by a signal or a time limit.
    #[error("stopped early: {why}")]
    Stopped {
        /// The reason.
        why: String,
        /// How to go on.
        resume: Option<String>,
    },
    /// A finished run that its diagnostics do not trust (exit code 6).
    #[error("{what} is not to be trusted: {why}")]
    Doubted {
        /// The run.
        what: String,
        /// What was found and expected.
        why: String,
    },
    /// A result that its own diagnostics do not trust (exit code 6).
    #[error("the result is written, but not to be trusted: {why}")]
    Untrusted {
        /// The diagnostic.
        why: String,
    },
}

impl Error {
    /// The user's input does not fit.
    pub(crate) fn input(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Work { kind: Kind::Input, message: message.into(), help: Some(help.into()) }
    }
    /// The error of a domain or of the engine.
    pub(crate) fn work(fault: &impl Fault) -> Self {
        Self::Work { kind: fault.kind(), message: fault.to_string(), help: None }
    }
    /// A failed action on a file.
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
    /// The exit code: engine.md, section 7.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::Spec(_) | Self::Exists { .. } | Self::Halfway { .. } => 2,
            Self::Work { kind, .. } => kind.code(),
            Self::File { .. } | Self::Copies { .. } => 4,
            Self::Stopped { .. } => 5,
            Self::Untrusted { .. } | Self::Doubted { .. } => 6,
        }
    }
    /// Who has to act.
    pub(crate) fn kind(&self) -> Kind {
        let kinds = [Kind::Checks, Kind::Input, Kind::Data, Kind::Machine, Kind::Stopped, Kind::Untrusted];
        kinds.into_iter().find(|kind| kind.code() == self.exit_code()).unwrap_or(Kind::Machine)
    }
    fn advice(&self) -> Option<String> {
        match self {
            Self::Work { help, .. } => help.clone(),
            Self::Exists { .. } => Some("choose another folder with --out, or give --overwrite".to_owned()),
            Self::Halfway { .. } => {
                Some("--resume goes on with it, --overwrite throws it away and starts anew".to_owned())
            }
            Self::Copies { .. } => Some(
                "build with --features mpi, or give every copy its share with --part i/n and join them by \
                 `astrarium merge`"
                    .to_owned(),
            ),
            Self::Stopped { resume, .. } => resume.clone(),
            _ => None,
        }
    }
    /// The message as it is shown, with colour or without.
    pub(crate) fn render(&self, colour: bool) -> String {
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(100).with_links(false);
        let mut text = String::new();
        let shown: &dyn Diagnostic = match self {
            Self::Spec(error) => error,
            other => other,
        };
        match handler.render_report(&mut text, shown) {
            Ok(()) => text,
            Err(_) => format!("{self}\n"),
        }
    }
}

impl Diagnostic for Error {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.advice().map(|advice| Box::new(advice) as Box<dyn fmt::Display>)
    }
}

impl From<SpecError> for Error {
    fn from(error: SpecError) -> Self {
        Self::Spec(error)
    }
}
impl From<astrarium_io::Error> for Error {
    fn from(error: astrarium_io::Error) -> Self {
        let kind = if error.is_usage() { Kind::Input } else { Kind::Machine };
        Self::Work { kind, message: error.to_string(), help: None }
    }
}
impl From<astrarium_exec::Error> for Error {
    fn from(error: astrarium_exec::Error) -> Self {
        Self::work(&error)
    }
}
impl From<astrarium_infer::Error> for Error {
    fn from(error: astrarium_infer::Error) -> Self {
        Self::work(&error)
    }
}
impl From<astrarium_ifu::Error> for Error {
    fn from(error: astrarium_ifu::Error) -> Self {
        Self::work(&error)
    }
}
impl From<astrarium_timing::Error> for Error {
    fn from(error: astrarium_timing::Error) -> Self {
        Self::work(&error)
    }
}
impl From<astrarium_sed::Error> for Error {
    fn from(error: astrarium_sed::Error) -> Self {
        Self::work(&error)
    }
}
