//! Everything that can be wrong with what is asked of this crate, and with the files it reads.
use astrarium_io::Error as IoError;
use astrarium_io::family::UnknownName;
use std::path::PathBuf;

/// What this crate reports: what was found, where, what was expected, what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Error {
    // ---- numbers asked for ----
    #[error("{what} is {value}, expected {expected}")]
    OutOfRange { what: &'static str, value: f64, expected: &'static str },
    #[error("{what}[{index}] is {value}, expected {expected}")]
    BadValue { what: String, index: usize, value: f64, expected: &'static str },
    #[error("{what}[{index}] = {value} follows {before}, strictly rising values were expected; sort them first")]
    NotRising { what: String, index: usize, value: f64, before: f64 },
    #[error("{what}: {found} values, expected {expected}")]
    Length { what: String, found: usize, expected: usize },
    #[error(transparent)]
    UnknownName(#[from] Box<UnknownName>),

    // ---- units ----
    #[error("unit `{given}`: no unit is called `{symbol}`{}", near.as_ref().map(|near| format!(", did you mean `{near}`?")).unwrap_or_default())]
    UnknownUnit { given: String, symbol: String, near: Option<String> },
    #[error("unit `{given}`: found {found}, expected {expected}")]
    UnitText { given: String, found: String, expected: &'static str },
    #[error("unit `{given}` is a {found}, expected {expected}")]
    UnitKind { given: String, found: String, expected: &'static str },

    // ---- cosmology ----
    #[error("cosmology: {what} = {value}, expected {expected}")]
    Cosmology { what: &'static str, value: f64, expected: &'static str },
    #[error("cosmology: E² is {e_squared} at z = {z}; with these densities the universe had no Big Bang there")]
    NoBigBang { z: f64, e_squared: f64 },
    #[error("{quantity}: value {index} is {value}, but the cosmology has {low} to {high}{branch}")]
    NoRedshift { quantity: &'static str, index: usize, value: f64, low: f64, high: f64, branch: &'static str },

    // ---- bands ----
    #[error("band {name}: no response above zero")]
    EmptyBand { name: String },
    #[error(
        "band {name} ({low_aa} to {high_aa} Å): {percent:.3}% of it lie outside the spectrum ({from_aa} to {to_aa} Å); \
             leave it out, or take a spectrum that covers it"
    )]
    BandOutside { name: String, low_aa: f64, high_aa: f64, from_aa: f64, to_aa: f64, percent: f64 },

    // ---- libraries ----
    #[error("library {name}: {what} {value} is outside its {low} to {high}; choose another library, or clamp")]
    OffGrid { name: String, what: &'static str, value: f64, low: f64, high: f64 },
    #[error(
        "library {name} covers {from_aa} to {to_aa} Å, {low_aa} to {high_aa} Å are asked for; \
             extend it by a stated rule, or take another"
    )]
    LibraryRange { name: String, low_aa: f64, high_aa: f64, from_aa: f64, to_aa: f64 },

    // ---- files ----
    #[error(transparent)]
    Io(#[from] IoError),
    #[error("{}: reading stopped: {source}", path.display())]
    Reading { path: PathBuf, source: std::io::Error },
    #[error("{}{}: found {found}, expected {expected}", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Format { path: PathBuf, line: Option<usize>, found: String, expected: &'static str },
}

/// A result whose error is this crate's.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether the caller's input is at fault, as opposed to a file.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Io(source) => source.is_usage(),
            Self::Reading { .. } | Self::Format { .. } => false,
            _ => true,
        }
    }

    /// A name that nothing of this family has.
    pub(crate) fn unknown<'a>(family: &str, given: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self::UnknownName(Box::new(UnknownName::new(family, given, known)))
    }
}

/// `values` are finite.
pub(crate) fn check_finite(what: &str, values: &[f64]) -> Result<()> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => {
            Err(Error::BadValue { what: what.to_owned(), index, value: values[index], expected: "a finite number" })
        }
        None => Ok(()),
    }
}

/// `values` are finite and rise strictly.
pub(crate) fn check_rising(what: &str, values: &[f64]) -> Result<()> {
    check_finite(what, values)?;
    match values.windows(2).position(|pair| pair[1] <= pair[0]) {
        Some(i) => {
            let (index, value, before) = (i + 1, values[i + 1], values[i]);
            Err(Error::NotRising { what: what.to_owned(), index, value, before })
        }
        None => Ok(()),
    }
}

/// `found` values are as many as expected.
pub(crate) fn check_length(what: &str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Length { what: what.to_owned(), found, expected }) }
}
