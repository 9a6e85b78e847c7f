//! Everything that can be wrong with a space, a density and what is asked of them.

use astrarium_exec::{Error as ExecError, Fault, Kind};
use astrarium_io::family::UnknownName;

/// What this crate reports: what was found, where, what was expected, what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Error {
    // ---- spaces ----
    #[error("no free parameter; expected at least one with a prior")]
    NoFree,
    #[error("parameter {index} has no name; expected one")]
    NoName { index: usize },
    #[error("two parameters are called `{name}`; expected different names")]
    SameName { name: String },
    #[error("two sources are called `{id}`; expected different ids")]
    SameId { id: String },
    #[error("`{name}` is tied to `{to}`, {why}; expected the name of a free or fixed parameter")]
    Tied { name: String, to: String, why: &'static str },
    #[error("parameter `{name}`: {source}")]
    Parameter { name: String, source: Box<Self> },
    #[error("{what} = {found}; expected {expected}")]
    Setting { what: &'static str, found: f64, expected: &'static str },
    #[error("{what}: {found} values, expected {expected}")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("`{name}` has no prior that can be drawn from; expected a proper one (uniform, normal, ...) for {purpose}")]
    Improper { name: String, purpose: &'static str },
    #[error("`{name}` takes whole values, so it has no real line; choose a sampler without gradients")]
    Discrete { name: String },
    #[error("`{name}` is {wrap}, but its prior has no two ends; expected a bounded prior such as uniform")]
    Unbounded { name: String, wrap: &'static str },
    #[error("`{name}` is {wrap}, but its prior is one of several parameters; expected a prior of its own")]
    WrappedJoint { name: String, wrap: &'static str },
    #[error(
        "`{name}` and those after it: place {place} of {count} is not there; expected consecutive parameters of one prior"
    )]
    BrokenGroup { name: String, place: usize, count: usize },

    // ---- densities ----
    #[error("{sampler} needs gradients, which this density does not give; choose a sampler without them")]
    NoGradient { sampler: &'static str },

    // ---- runs ----
    #[error("there is no run in {}: {why}; expected the folder of a finished run", path.display())]
    NoRun { path: std::path::PathBuf, why: String },
    #[error("{}: {found}; expected {expected}", path.display())]
    Unreadable { path: std::path::PathBuf, found: String, expected: &'static str },
    #[error("{action} {}: {source}", path.display())]
    File { action: &'static str, path: std::path::PathBuf, source: std::io::Error },
    #[error("no points to {purpose}; expected at least {needed}, found {found}")]
    TooFew { purpose: &'static str, found: usize, needed: usize },
    #[error("{what} `{found}`; expected {expected}")]
    Word { what: &'static str, found: String, expected: &'static str },

    #[error("what follows from the posterior cannot be told: {why}")]
    Beside { why: String },

    #[error(transparent)]
    Unknown(#[from] UnknownName),
    #[error(transparent)]
    Numbers(#[from] astrarium_num::Error),
    #[error(transparent)]
    Io(#[from] astrarium_io::Error),
    #[error(transparent)]
    Engine(#[from] ExecError),
}

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The same, said of a parameter.
    pub(crate) fn of(self, name: &str) -> Self {
        Self::Parameter { name: name.to_owned(), source: Box::new(self) }
    }

    /// Whether the caller's input is to blame.
    pub fn is_usage(&self) -> bool {
        self.kind() == Kind::Input
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Engine(error) => error.kind(),
            Self::Io(_) | Self::File { .. } => Kind::Machine,
            Self::Unreadable { .. } => Kind::Data,
            _ => Kind::Input,
        }
    }
}

/// `Ok` if `found` is above zero and finite.
pub(crate) fn positive(what: &'static str, found: f64) -> Result<()> {
    require(found > 0.0 && found.is_finite(), what, found, "a finite number above zero")
}

/// `Ok` if `found` is finite.
pub(crate) fn finite(what: &'static str, found: f64) -> Result<()> {
    require(found.is_finite(), what, found, "a finite number")
}

/// `Ok` if `holds`.
pub(crate) fn require(holds: bool, what: &'static str, found: f64, expected: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::Setting { what, found, expected }) }
}
