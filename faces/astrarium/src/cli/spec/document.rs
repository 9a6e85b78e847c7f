//! One specification put together from a file, `--set` and flags; later words win.
use super::{Place, SpecError, check::look_up};
use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
};
use toml::{
    Spanned, Table, Value,
    de::{DeTable, DeValue},
};

const COMMAND_LINE: &str = "command line";

/// A text that keys came from.
#[derive(Debug)]
struct Source {
    name: String,
    text: String,
    /// The folder that its relative paths start from.
    folder: PathBuf,
}

/// Where a key was given.
#[derive(Debug)]
struct At {
    source: usize,
    key: Range<usize>,
    value: Range<usize>,
}

/// The keys of a specification and where each was given.
#[derive(Debug, Default)]
pub(crate) struct Document {
    values: Table,
    sources: Vec<Source>,
    places: BTreeMap<String, At>,
}

impl Document {
    /// The text of a specification file.
    pub(crate) fn from_text(path: &Path, text: String) -> Result<Self, SpecError> {
        let name = path.display().to_string();
        let syntax = |error: toml::de::Error| {
            let span = error.span().unwrap_or(0..0);
            let place = Place { name: name.clone(), text: text.clone(), span };
            SpecError::new(format!("{name} is not TOML"), error.message(), Some(place))
        };
        let spanned = DeTable::parse(&text).map_err(syntax)?;
        let values = toml::from_str(&text).map_err(syntax)?;
        let mut document = Self { values, ..Self::default() };
        document.note_table(spanned.get_ref(), "");
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        document.sources.push(Source { name, text, folder });
        Ok(document)
    }
    fn note_table(&mut self, table: &DeTable<'_>, above: &str) {
        for (key, value) in table {
            let path = join(above, key.get_ref());
            self.note(path, key.span(), value);
        }
    }
    fn note(&mut self, path: String, key: Range<usize>, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.note_table(table, &path),
            DeValue::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.note(format!("{path}.{i}"), item.span(), item);
                }
            }
            _ => (),
        }
        self.places.insert(path, At { source: 0, key, value: value.span() });
    }

    /// `--set key=value`: the value is TOML, or else text.
    pub(crate) fn set_text(&mut self, assignment: &str) -> Result<(), SpecError> {
        let said = format!("--set {assignment}");
        let Some((key, value)) = assignment.split_once('=') else {
            let place = Place { name: COMMAND_LINE.into(), span: 6..said.len(), text: said };
            return Err(SpecError::new(
                format!("--set {assignment} gives no value"),
                "expected key=value",
                Some(place),
            ));
        };
        let value = read_value(value.trim());
        let at = 6..6 + key.len();
        let value_at = at.end + 1..said.len();
        self.put(key.trim(), value, (said, at, value_at))
    }
    /// A flag that stands for a key.
    pub(crate) fn set_flag(&mut self, key: &str, flag: &str, said: &str, value: Value) -> Result<(), SpecError> {
        let text = format!("{flag} {said}");
        let (at, value_at) = (0..flag.len(), flag.len() + 1..text.len());
        self.put(key, value, (text, at, value_at))
    }
    fn put(&mut self, path: &str, value: Value, said: (String, Range<usize>, Range<usize>)) -> Result<(), SpecError> {
        let (text, key, span) = said;
        let place = Place { name: COMMAND_LINE.into(), text: text.clone(), span: key.clone() };
        let source = self.sources.len();
        self.sources.push(Source { name: COMMAND_LINE.into(), text, folder: PathBuf::new() });
        insert(&mut self.values, path, value)
            .map_err(|taken| SpecError::new(format!("`{taken}` is not a table"), "no keys below it", Some(place)))?;
        self.places.retain(|known, _| !known.starts_with(&format!("{path}.")));
        self.places.insert(path.to_owned(), At { source, key, value: span });
        Ok(())
    }

    /// All keys.
    pub(crate) fn values(&self) -> &Table {
        &self.values
    }
    /// The text at a dotted path.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        look_up(&self.values, path)?.as_str()
    }
    /// The texts of a list at a dotted path, or the single text there.
    pub(crate) fn texts(&self, path: &str) -> Vec<&str> {
        match look_up(&self.values, path) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
    /// Where the key itself was written, or the nearest one above it.
    pub(crate) fn key_place(&self, path: &str) -> Option<Place> {
        self.nearest(path, |at| at.key.clone())
    }
    /// Where the value was written, or that of the nearest key above it.
    pub(crate) fn value_place(&self, path: &str) -> Option<Place> {
        self.nearest(path, |at| at.value.clone())
    }
    /// The start of the file, for what is missing from it.
    pub(crate) fn file_place(&self) -> Option<Place> {
        let source = self.sources.first().filter(|source| source.name != COMMAND_LINE)?;
        Some(Place { name: source.name.clone(), text: source.text.clone(), span: 0..0 })
    }
    fn nearest(&self, path: &str, span: impl Fn(&At) -> Range<usize>) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(at) = self.places.get(path) {
                let source = &self.sources[at.source];
                return Some(Place { name: source.name.clone(), text: source.text.clone(), span: span(at) });
            }
            path = &path[..path.rfind('.')?];
        }
    }

    /// Makes a path, or every path of a list, absolute: one in a file starts from the folder of that file.
    pub(crate) fn absolute(&mut self, key: &str, here: &Path) {
        let mut folders = BTreeMap::new();
        for (path, at) in &self.places {
            folders.insert(path.as_str(), self.sources[at.source].folder.as_path());
        }
        let folder = |path: &str| folders.get(path).or_else(|| folders.get(key)).copied().unwrap_or(Path::new(""));
        match find(&mut self.values, key) {
            Some(Value::String(text)) => *text = resolve(here, folder(key), text),
            Some(Value::Array(items)) => {
                for (i, item) in items.iter_mut().enumerate() {
                    let Value::String(text) = item else { continue };
                    *text = resolve(here, folder(&format!("{key}.{i}")), text);
                }
            }
            _ => (),
        }
    }
}

/// A value as TOML reads it, or as plain text.
pub(crate) fn read_value(text: &str) -> Value {
    let wrapped = format!("value = {text}");
    let table: Option<Table> = toml::from_str(&wrapped).ok();
    table.and_then(|mut table| table.remove("value")).unwrap_or_else(|| Value::String(text.to_owned()))
}

pub(crate) fn join(above: &str, key: &str) -> String {
    if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") }
}

fn resolve(here: &Path, folder: &Path, text: &str) -> String {
    let path = here.join(folder).join(text);
    let plain: PathBuf = path.components().collect();
    plain.canonicalize().unwrap_or(plain).display().to_string()
}

fn insert(table: &mut Table, path: &str, value: Value) -> Result<(), String> {
    let Some((first, rest)) = path.split_once('.') else {
        table.insert(path.to_owned(), value);
        return Ok(());
    };
    let below = table.entry(first.to_owned()).or_insert_with(|| Value::Table(Table::new()));
    match below {
        Value::Table(below) => insert(below, rest, value).map_err(|taken| join(first, &taken)),
        _ => Err(first.to_owned()),
    }
}

fn find<'a>(table: &'a mut Table, path: &str) -> Option<&'a mut Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let value = table.get_mut(first)?;
    match rest {
        None => Some(value),
        Some(rest) => find(value.as_table_mut()?, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::from_text(Path::new("jobs/a.toml"), text.to_owned()).expect("TOML")
    }

    #[test]
    fn a_later_word_wins_and_carries_its_own_place() {
        let mut it = document("segment_s = 16\n[input]\ndetector = [1, 2]\n");
        it.set_text("input.detector=[3]").expect("a key");
        it.set_flag("segment_s", "--segment-s", "8", Value::Integer(8)).expect("a key");
        assert_eq!(it.values()["segment_s"].as_integer(), Some(8));
        assert_eq!(it.values()["input"]["detector"].as_array().map(Vec::len), Some(1));
        let place = it.value_place("input.detector.0").expect("given");
        assert_eq!(&place.text[place.span], "[3]");
        let place = it.key_place("segment_s").expect("given");
        assert_eq!((place.name.as_str(), &place.text[place.span]), ("command line", "--segment-s"));
    }

    #[test]
    fn a_value_that_is_no_toml_is_text() {
        let mut it = Document::default();
        it.set_text("norm=frac").expect("a key");
        assert_eq!(it.values()["norm"].as_str(), Some("frac"));
        assert!(it.set_text("norm").is_err());
        assert!(it.set_text("norm.deeper=1").is_err());
    }

    #[test]
    fn paths_of_a_file_start_from_its_folder() {
        let mut it = document("inputs = [\"x.fits\", \"/y.fits\"]\n");
        it.absolute("inputs", Path::new("/home"));
        let paths: Vec<_> = it.values()["inputs"].as_array().expect("a list").iter().map(Value::as_str).collect();
        assert_eq!(paths, [Some("/home/jobs/x.fits"), Some("/y.fits")]);
    }
}
