//! The works that results rest on, as BibTeX.

const LIBRARY: &str = include_str!("../../data/citations.bib");

/// Every entry with its key, in the order of the file.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let entries = LIBRARY.split("\n\n").map(str::trim).filter(|entry| !entry.is_empty());
    entries.filter_map(|entry| Some((entry.split_once('{')?.1.split_once(',')?.0, entry)))
}

/// The entry of a key.
pub(crate) fn entry(key: &str) -> Option<&'static str> {
    all().find(|(known, _)| *known == key).map(|(_, entry)| entry)
}

/// A work as a reader sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Work {
    /// Authors, year, title, journal.
    pub(crate) text: String,
    /// Digital object identifier.
    pub(crate) doi: Option<String>,
}

/// The work of a key in one line.
pub(crate) fn work(key: &str) -> Option<Work> {
    let entry = entry(key)?;
    let field = |name: &str| {
        let line = entry.lines().find(|line| line.split('=').next().map(str::trim) == Some(name))?;
        let value = line.split_once('=')?.1.trim().trim_end_matches(',');
        Some(value.trim_matches(['{', '}']).to_owned())
    };
    let field = |name| Some(if name == "author" { field(name)?.replace(" and ", ", ") } else { field(name)? });
    let words = ["author", "year", "title", "journal", "booktitle", "volume", "pages"];
    let text = words.into_iter().filter_map(field).collect::<Vec<_>>().join(", ");
    Some(Work { text, doi: field("doi") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_reads_as_one_line() {
        let work = work("belloni1990").expect("known");
        let text = "Belloni, T., Hasinger, G., 1990, An atlas of aperiodic variability in HMXB, Astronomy and Astrophysics, 230, 103";
        assert_eq!((work.text.as_str(), work.doi), (text, None));
    }

    #[test]
    fn every_entry_has_a_key_a_title_and_balanced_braces() {
        let keys: Vec<_> = all().map(|(key, _)| key).collect();
        assert!(keys.len() >= 10 && keys.contains(&"leahy1983"));
        for (key, entry) in all() {
            assert!(entry.contains("title"), "{key}");
            assert_eq!(entry.matches('{').count(), entry.matches('}').count(), "{key}");
            assert!(!work(key).expect("an entry").text.contains(['{', '}', '\n']), "{key}");
            assert_eq!(keys.iter().filter(|other| **other == key).count(), 1, "{key}");
        }
    }
}
