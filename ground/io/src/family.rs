//! Families of interchangeable members (dust laws, samplers, windows), and names that are nearly right.

/// Declares the members of an open family: one line each.
///
/// From `name => module::Type, "one line"` it makes the module, the variant, the listing shown by `--help` and by Python,
/// the parser of the name and the serde form, which is a table with the member's own settings beside its name:
/// `kind = "powerlaw"`, `index = 0.7`. The family dereferences to its trait.
///
/// The crate that declares a family depends on `serde` (with derive) and `schemars`; a member is `Clone`, `Debug`,
/// `PartialEq`, `Default`, `Serialize`, `Deserialize` with `deny_unknown_fields`, and `JsonSchema`.
///
/// # Example
/// ```
/// # use serde::{Deserialize, Serialize};
/// # use schemars::JsonSchema;
/// pub trait Taper { fn at(&self, x: f64) -> f64; }
/// mod boxcar {
///     # use super::*;
///     /// No taper.
///     #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
///     #[serde(deny_unknown_fields)]
///     pub struct Boxcar {}
///     impl Taper for Boxcar { fn at(&self, _: f64) -> f64 { 1.0 } }
/// }
/// astrarium_io::family_of! {
///     /// The tapers known by name.
///     pub enum TaperKind: Taper { "boxcar" => boxcar::Boxcar, "no taper"; }
/// }
/// # fn main() -> Result<(), serde_json::Error> {
/// let taper: TaperKind = serde_json::from_str(r#"{"kind": "boxcar"}"#)?;
/// assert_eq!((taper.name(), taper.at(0.3)), ("boxcar", 1.0));
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! family {
    ($(#[$doc:meta])* $vis:vis enum $Family:ident : $Trait:path {
        $($name:literal => $module:ident :: $Type:ident, $line:literal;)+
    }) => {
        $(mod $module; pub use $module::$Type;)+
        $crate::family_of! {
            $(#[$doc])* $vis enum $Family : $Trait { $($name => $module::$Type, $line;)+ }
        }
    };
}

/// As [`family!`], for members whose modules are declared already.
#[macro_export]
macro_rules! family_of {
    ($(#[$doc:meta])* $vis:vis enum $Family:ident : $Trait:path {
        $($name:literal => $module:ident :: $Type:ident, $line:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(tag = "kind")]
        #[non_exhaustive]
        $vis enum $Family {
            $(#[doc = $line] #[serde(rename = $name)] $Type($module::$Type)),+
        }
        impl $Family {
            /// `(name, one line of explanation)` of every member, in the order declared.
            pub const ALL: &'static [(&'static str, &'static str)] = &[$(($name, $line)),+];

            /// The member called `name`, with its default settings.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$Type(<$module::$Type as ::std::default::Default>::default())),)+
                    _ => None,
                }
            }

            /// The member's name.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$Type(_) => $name),+ }
            }
        }
        impl ::std::ops::Deref for $Family {
            type Target = dyn $Trait;
            fn deref(&self) -> &Self::Target {
                match self { $(Self::$Type(member) => member),+ }
            }
        }
        impl ::std::str::FromStr for $Family {
            type Err = $crate::family::UnknownName;
            fn from_str(name: &str) -> ::std::result::Result<Self, Self::Err> {
                Self::named(name).ok_or_else(|| {
                    $crate::family::UnknownName::new(stringify!($Family), name, Self::ALL.iter().map(|(known, _)| *known))
                })
            }
        }
    };
}

/// A name that no member of a family, no key and no data set has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{family}: no `{given}`{}; there are: {}", .near.as_ref().map(|near| format!(", did you mean `{near}`?")).unwrap_or_default(), .known.join(", "))]
pub struct UnknownName {
    /// What was looked up: the family's type, `data set`, `key`.
    pub family: String,
    /// The name as it was given.
    pub given: String,
    /// The known name most like it, if one is.
    pub near: Option<String>,
    /// All known names.
    pub known: Vec<String>,
}

impl UnknownName {
    /// Describes a failed look-up of `given` among `known`.
    pub fn new<'a>(family: &str, given: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        let near = nearest(given, known.iter().map(String::as_str)).map(str::to_owned);
        Self { family: family.to_owned(), given: given.to_owned(), near, known }
    }
}

/// The candidate most like `word`, if one is like enough to be meant.
///
/// Likeness is the Damerau-Levenshtein distance (inserted, dropped, replaced and swapped letters), upper and lower case and
/// `-` and `_` being equal; a third of the longer word's letters may differ. A candidate that `word` begins, or that begins
/// with `word`, also counts when three letters or more agree. Of equals the first wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&word, &plain(candidate))?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The distance where it is small enough to suggest the name, a common beginning coming after every spelling mistake.
fn distance(word: &str, candidate: &str) -> Option<usize> {
    let (short, long) =
        (word.chars().count().min(candidate.chars().count()), word.chars().count().max(candidate.chars().count()));
    let edits = strsim::damerau_levenshtein(word, candidate);
    if edits <= (long / 3).max(1) && edits < long {
        return Some(edits);
    }
    let begins = word.starts_with(candidate) || candidate.starts_with(word);
    (begins && short >= 3).then_some(long + edits)
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::{UnknownName, nearest};

    const KEYS: [&str; 5] = ["segment_s", "bin_s", "norm", "energy_kev", "rebin_log"];

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(nearest("segmnet_s", KEYS), Some("segment_s"));
        assert_eq!(nearest("Norms", KEYS), Some("norm"));
        assert_eq!(nearest("energy-kev", KEYS), Some("energy_kev"));
        assert_eq!(nearest("segment", KEYS), Some("segment_s"));
        assert_eq!(nearest("rebin", KEYS), Some("rebin_log"));
    }

    #[test]
    fn an_unlike_word_suggests_nothing() {
        assert_eq!(nearest("temperature", KEYS), None);
        assert_eq!(nearest("", KEYS), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("norm", []), None);
    }

    #[test]
    fn the_message_names_what_was_found_and_what_is_near() {
        let text = UnknownName::new("norm", "lehay", ["leahy", "frac"]).to_string();
        assert_eq!(text, "norm: no `lehay`, did you mean `leahy`?; there are: leahy, frac");
    }
}
