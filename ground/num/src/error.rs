//! What can be wrong with what a caller hands in.

/// A mistake in the input of a numerical routine.
///
/// Every variant is the caller's input; routines that are given sound input do not fail, and quantities
/// outside the domain of a special function are NaN instead.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that should be a decimal number is none.
    #[error("found {text:?} where a decimal number such as 51544.00074287037 was expected")]
    Decimal {
        /// The text as it was given, cut after 80 characters.
        text: String,
    },
    /// A decimal number that no double-precision number can hold.
    #[error("the number {text} lies outside the range of double precision, ±1.8e308 was expected at most")]
    Range {
        /// The text as it was given, cut after 80 characters.
        text: String,
    },
    /// Two slices that belong together differ in length.
    #[error("{what} has {found} elements, {expected} were expected")]
    Length {
        /// The slice in the words of the routine.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// A slice is too short for what is asked of it.
    #[error("{what} has {found} elements, at least {needed} are needed")]
    TooFew {
        /// The slice in the words of the routine.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The smallest length that works.
        needed: usize,
    },
    /// Numbers that should rise strictly do not.
    #[error("{what}[{index}] = {value} follows {before}, strictly rising values were expected; sort them first")]
    NotRising {
        /// The slice in the words of the routine.
        what: &'static str,
        /// The element that is not above its left neighbour.
        index: usize,
        /// Its value.
        value: f64,
        /// The value of its left neighbour.
        before: f64,
    },
    /// A number that is NaN or infinite.
    #[error("{what}[{index}] = {value}, a finite number was expected")]
    NotFinite {
        /// The slice in the words of the routine.
        what: &'static str,
        /// The first element that is not finite.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A parameter outside its domain.
    #[error("{what} = {value}, {expected} was expected")]
    Domain {
        /// The parameter in the words of the routine.
        what: &'static str,
        /// Its value.
        value: f64,
        /// Its domain.
        expected: &'static str,
    },
    /// A bracket that holds no change of sign, so that no root is known to lie in it.
    #[error("f({low}) = {f_low} and f({high}) = {f_high}, opposite signs were expected; widen the bracket")]
    NoSignChange {
        /// Lower end of the bracket.
        low: f64,
        /// The function there.
        f_low: f64,
        /// Upper end of the bracket.
        high: f64,
        /// The function there.
        f_high: f64,
    },
}

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// `text`, cut for a message.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

/// All of `values` are finite.
pub(crate) fn check_finite(what: &'static str, values: &[f64]) -> Result<()> {
    match values.iter().position(|v| !v.is_finite()) {
        Some(index) => Err(Error::NotFinite { what, index, value: values[index] }),
        None => Ok(()),
    }
}

/// `values` are finite and rise strictly.
pub(crate) fn check_rising(what: &'static str, values: &[f64]) -> Result<()> {
    check_finite(what, values)?;
    match values.windows(2).position(|pair| pair[1] <= pair[0]) {
        Some(i) => Err(Error::NotRising { what, index: i + 1, value: values[i + 1], before: values[i] }),
        None => Ok(()),
    }
}

/// `values` has the length `expected`.
pub(crate) fn check_length(what: &'static str, values: &[f64], expected: usize) -> Result<()> {
    match values.len() {
        found if found == expected => Ok(()),
        found => Err(Error::Length { what, found, expected }),
    }
}
