//! Everything that can be wrong with particles, telescopes and what is asked of them.
use astrarium_astro::Error as AstroError;
use astrarium_exec::{Error as ExecError, Fault, Kind};
use astrarium_io::Error as IoError;
use astrarium_io::family::UnknownName;
use std::path::{Path, PathBuf};

/// What this crate reports: what was found, where, what was expected, what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Error {
    // ---- numbers ----
    #[error("{what} is {value}, expected {expected}")]
    OutOfRange { what: &'static str, value: f64, expected: &'static str },
    #[error("{what}: {found} values, expected {expected}")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("{what}[{index}] is {value}, expected {expected}")]
    BadValue { what: &'static str, index: usize, value: f64, expected: &'static str },
    #[error("{what} must be given: {why}")]
    Missing { what: &'static str, why: &'static str },
    #[error("{what} cannot be had here: {why}")]
    Unwanted { what: &'static str, why: &'static str },
    #[error(transparent)]
    UnknownName(#[from] Box<UnknownName>),

    // ---- galaxies ----
    #[error("no stars{}; check the centre, the field of view and the file", place(place_of))]
    NoStars { place_of: Option<&'static str> },

    #[error("{}: {what}[{index}] is {value}, expected {expected} (`faulty = \"drop\"` leaves such particles out)", path.display())]
    Particle { path: PathBuf, what: &'static str, index: usize, value: f64, expected: &'static str },
    #[error("{}: {what}: {found} values, expected {expected}", path.display())]
    Particles { path: PathBuf, what: &'static str, found: usize, expected: usize },

    // ---- telescopes ----
    #[error("telescope file {file}: {message}")]
    TelescopeFile { file: String, message: String },

    // ---- files ----
    #[error("{}: found {found}, expected {expected}", path.display())]
    Format { path: PathBuf, found: String, expected: &'static str },
    #[error("{}: found {found}; expected a file of particles of one of the layouts, or its name", path.display())]
    NotRecognised { path: PathBuf, found: String },
    #[error("{}: reading stopped: {source}", path.display())]
    Reading { path: PathBuf, source: std::io::Error },

    // ---- passed through ----
    #[error(transparent)]
    Astro(#[from] AstroError),
    #[error(transparent)]
    Io(#[from] IoError),
    #[error(transparent)]
    Exec(#[from] ExecError),
}

/// A result whose error is this crate's.
pub type Result<T> = std::result::Result<T, Error>;

fn place(place: &Option<&'static str>) -> String {
    place.map(|place| format!(" in {place}")).unwrap_or_default()
}

impl Error {
    /// Whether the caller asked for something impossible, as opposed to data that are broken.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.kind() == Kind::Input
    }

    /// The same complaint about particles, with the file.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        let path = path.to_path_buf();
        match self {
            Self::BadValue { what, index, value, expected } => Self::Particle { path, what, index, value, expected },
            Self::Length { what, found, expected } => Self::Particles { path, what, found, expected },
            other => other,
        }
    }

    /// A name that nothing of this family has.
    pub(crate) fn unknown<'a>(family: &str, given: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self::UnknownName(Box::new(UnknownName::new(family, given, known)))
    }

    /// `value` is finite and above zero.
    pub(crate) fn check_positive(what: &'static str, value: f64) -> Result<()> {
        if value > 0.0 && value.is_finite() {
            return Ok(());
        }
        Err(Self::OutOfRange { what, value, expected: "a number above zero" })
    }

    /// Every one of `values` is finite and not below zero.
    pub(crate) fn check_none_negative(what: &'static str, values: &[f64]) -> Result<()> {
        Self::check_each(what, values, "a number that is not below zero", |value| value >= 0.0 && value.is_finite())
    }

    /// Every one of `values` is as expected.
    pub(crate) fn check_each(
        what: &'static str,
        values: &[f64],
        expected: &'static str,
        is_right: impl Fn(f64) -> bool,
    ) -> Result<()> {
        match values.iter().position(|&value| !is_right(value)) {
            Some(index) => Err(Self::BadValue { what, index, value: values[index], expected }),
            None => Ok(()),
        }
    }

    /// As many values as particles.
    pub(crate) fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
        if found == expected { Ok(()) } else { Err(Self::Length { what, found, expected }) }
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Format { .. } | Self::NotRecognised { .. } | Self::Particle { .. } | Self::Particles { .. } => {
                Kind::Data
            }
            Self::Reading { source, .. } if source.kind() == std::io::ErrorKind::NotFound => Kind::Input,
            Self::Reading { .. } => Kind::Machine,
            Self::Astro(error) if error.is_usage() => Kind::Input,
            Self::Astro(_) => Kind::Data,
            Self::Io(IoError::Reading { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Kind::Input,
            Self::Io(IoError::Reading { .. } | IoError::Writing { .. }) => Kind::Machine,
            Self::Io(error) if error.is_usage() => Kind::Input,
            Self::Io(_) => Kind::Data,
            Self::Exec(error) => error.kind(),
            _ => Kind::Input,
        }
    }
}
