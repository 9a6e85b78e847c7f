//! From keys to a typed specification; what does not fit is shown at its place.
use super::{Document, Node, SpecError, document::join};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use toml::{Table, Value};

/// Reads `keys`, which stand below `above` in the document, as a `T`, whose schema is `node`.
pub(crate) fn read<T: DeserializeOwned>(
    document: &Document,
    keys: Table,
    node: Node<'_>,
    above: &str,
) -> Result<T, SpecError> {
    let here = Section { document, node, above };
    here.unknown_keys(&keys, node, "")?;
    let found = keys.clone();
    serde_path_to_error::deserialize(keys)
        .map_err(|error| here.explain(&found, &dotted(error.path()), &error.inner().to_string()))
}

/// Finds the first key that the schema does not have.
pub(crate) fn check_keys(document: &Document, keys: &Table, node: Node<'_>) -> Result<(), SpecError> {
    Section { document, node, above: "" }.unknown_keys(keys, node, "")
}

/// The known name that `name` was probably meant to be.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let score = |other: &&str| strsim::jaro_winkler(name, other);
    let best = known.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) > 0.7).then_some(best)
}

/// The part of a document that is read as one type.
#[derive(Clone, Copy)]
struct Section<'a> {
    document: &'a Document,
    node: Node<'a>,
    above: &'a str,
}

impl Section<'_> {
    /// The first key that the schema does not have.
    fn unknown_keys(self, keys: &Table, node: Node<'_>, path: &str) -> Result<(), SpecError> {
        let known: Vec<&str> = node.keys().into_iter().map(|(key, _)| key).collect();
        for (key, value) in keys {
            let path = join(path, key);
            let Some(below) = node.at(key).filter(|_| known.contains(&key.as_str())) else {
                return Err(self.unknown(&path, key, &known));
            };
            match value {
                Value::Table(keys) if !below.keys().is_empty() => self.unknown_keys(keys, below, &path)?,
                _ => (),
            }
        }
        Ok(())
    }
    fn unknown(self, path: &str, key: &str, known: &[&str]) -> SpecError {
        let path = join(self.above, path);
        let label = nearest(key, known).map_or("not a key".to_owned(), |near| format!("did you mean `{near}`?"));
        SpecError::new(format!("the key `{path}` is not known"), label, self.document.key_place(&path))
            .with_help(format!("known keys: {}", known.join(", ")))
    }
    /// What serde found, in words of the schema.
    fn explain(self, found: &Table, path: &str, message: &str) -> SpecError {
        match (look_up(found, path), missing(message)) {
            (None, Some(key)) => self.absent(&join(path, key)),
            (Some(Value::Table(_)), Some(key)) => self.absent(&join(path, key)),
            (Some(value), _) => self.mistaken(value, path),
            (None, None) => SpecError::new(message, "", self.document.file_place()),
        }
    }
    fn absent(self, path: &str) -> SpecError {
        let expected = self.node.at(path).map(|node| format!("expected {}", node.expected()));
        let what = format!("the key `{}` is missing", join(self.above, path));
        SpecError::new(what, expected.unwrap_or_default(), self.document.file_place())
    }
    fn mistaken(self, value: &Value, path: &str) -> SpecError {
        let below = self.node.at(path).unwrap_or(self.node);
        let path = join(self.above, path);
        let near = value.as_str().and_then(|word| nearest(word, &below.words()));
        let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        let label = format!("expected {}{near}", below.expected());
        let error = SpecError::new(format!("`{path}` is {}", describe(value)), label, self.document.value_place(&path));
        match below.text() {
            Some(text) => error.with_help(text),
            None => error,
        }
    }
}

/// The key that serde reports as missing.
fn missing(message: &str) -> Option<&str> {
    message.split_once("missing field `")?.1.split_once('`').map(|(key, _)| key)
}

fn describe(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text \"{text}\""),
        Value::Integer(_) | Value::Float(_) => format!("the number {value}"),
        Value::Boolean(_) => value.to_string(),
        Value::Datetime(_) => format!("the date {value}"),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Table(_) => "a table".to_owned(),
    }
}

/// The value at a dotted path; numbers go into lists.
pub(super) fn look_up<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    let mut steps = path.split('.');
    let first = table.get(steps.next()?)?;
    steps.try_fold(first, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        value => value.get(step),
    })
}

fn dotted(path: &Path) -> String {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect::<Vec<_>>().join(".")
}
