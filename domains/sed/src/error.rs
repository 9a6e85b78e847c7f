//! Everything that can be wrong with a galaxy, its data and what is asked of them.
use astrarium_astro::Error as AstroError;
use astrarium_exec::{Error as ExecError, Fault, Kind};
use astrarium_infer::Error as InferError;
use astrarium_io::Error as IoError;
use astrarium_io::family::UnknownName;
use std::path::PathBuf;

/// What this crate reports: what was found, where, what was expected, what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Error {
    // ---- the galaxy ----
    #[error("{what} is {value}, expected {expected}")]
    OutOfRange { what: &'static str, value: f64, expected: &'static str },
    #[error("{what}: {found} values, expected {expected}")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("{what}[{index}] is {value}, expected {expected}")]
    BadValue { what: &'static str, index: usize, value: f64, expected: &'static str },
    #[error("{what} must be given: {why}")]
    Missing { what: &'static str, why: &'static str },
    #[error(
        "a galaxy of {age_yr:.4e} years at redshift {redshift}, where the universe is {universe_yr:.4e} years old; \
             lower the age or the redshift"
    )]
    OlderThanUniverse { age_yr: f64, redshift: f64, universe_yr: f64 },
    #[error(transparent)]
    UnknownName(#[from] Box<UnknownName>),

    #[error("{n_limits} upper limits and no detection; expected at least one flux with an error above zero")]
    NoDetection { n_limits: usize },

    #[error("the parameter `{name}` has several of prior, joint, fixed and tied; expected at most one")]
    Several { name: String },
    #[error("none of {n_sources} sources can be fitted; the first: {first}")]
    NoSource { n_sources: usize, first: String },
    #[error("the model `{name}`: {why}; expected keys of a fit, as galaxy = {{ agn = {{ fraction = 0.1 }} }}")]
    Variant { name: String, why: String },
    #[error("{what} has no slope: {why}")]
    NotSmooth { what: String, why: &'static str },

    // ---- templates ----
    #[error(
        "no template {name} in {}; fetch it there (24000 templates of Fritz et al. 2006), or ask for parameters of one that \
             is there", folder.display()
    )]
    NoTemplate { name: String, folder: PathBuf },
    #[error("{}{}: found {found}, expected {expected}", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Format { path: PathBuf, line: Option<usize>, found: String, expected: &'static str },
    #[error("{}: reading stopped: {source}", path.display())]
    Reading { path: PathBuf, source: std::io::Error },

    // ---- passed through ----
    #[error(transparent)]
    Astro(#[from] AstroError),
    #[error(transparent)]
    Infer(#[from] InferError),
    #[error(transparent)]
    Io(#[from] IoError),
    #[error(transparent)]
    Exec(#[from] ExecError),
}

/// A result whose error is this crate's.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether the caller asked for something impossible, as opposed to data that are broken.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.kind() == Kind::Input
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

    /// `value` is finite and not below zero.
    pub(crate) fn check_not_negative(what: &'static str, value: f64) -> Result<()> {
        if value >= 0.0 && value.is_finite() {
            return Ok(());
        }
        Err(Self::OutOfRange { what, value, expected: "a number that is not below zero" })
    }

    /// `value` is a part of a whole.
    pub(crate) fn check_part(what: &'static str, value: f64) -> Result<()> {
        if (0.0..=1.0).contains(&value) {
            return Ok(());
        }
        Err(Self::OutOfRange { what, value, expected: "a number from 0 to 1" })
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Format { .. } | Self::NoSource { .. } => Kind::Data,
            Self::Reading { source, .. } if source.kind() == std::io::ErrorKind::NotFound => Kind::Input,
            Self::Reading { .. } => Kind::Machine,
            Self::Astro(error) if error.is_usage() => Kind::Input,
            Self::Astro(_) => Kind::Data,
            Self::Io(error) if error.is_usage() => Kind::Input,
            Self::Io(IoError::Reading { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Kind::Input,
            Self::Io(IoError::Reading { .. } | IoError::Writing { .. }) => Kind::Machine,
            Self::Io(_) => Kind::Data,
            Self::Infer(error) => error.kind(),
            Self::Exec(error) => error.kind(),
            _ => Kind::Input,
        }
    }
}
