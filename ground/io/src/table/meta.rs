//! What is said about a whole table.

use std::fmt;

/// Names and values in the order in which they were set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta {
    entries: Vec<(String, MetaValue)>,
}

/// A value in [`Meta`].
#[derive(Debug, Clone, PartialEq)]
pub enum MetaValue {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A float.
    F64(f64),
    /// A text.
    Text(String),
    /// Several values.
    List(Vec<MetaValue>),
    /// Named values.
    Map(Meta),
}

impl Meta {
    /// Nothing said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a value; one of the same name is replaced where it stands.
    pub fn set(&mut self, name: &str, value: impl Into<MetaValue>) -> &mut Self {
        let value = value.into();
        match self.entries.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.entries.push((name.to_owned(), value)),
        }
        self
    }

    /// The value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&MetaValue> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of this name; nothing if it is absent or no text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            MetaValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<MetaValue> {
        let at = self.entries.iter().position(|(known, _)| known == name)?;
        Some(self.entries.remove(at).1)
    }

    /// All names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &MetaValue)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// JSON, which is also YAML in flow style: floats keep a point or exponent, and are `.nan` or `.inf` where JSON has none.
impl fmt::Display for MetaValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::I64(value) => value.fmt(f),
            Self::F64(value) => f.write_str(&yaml_float(*value)),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List(values) => {
                f.write_str("[")?;
                for (i, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Map(meta) => meta.fmt(f),
        }
    }
}

impl fmt::Display for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (i, (name, value)) in self.iter().enumerate() {
            write!(f, "{}{}: {value}", if i == 0 { "" } else { ", " }, quoted(name))?;
        }
        f.write_str("}")
    }
}

/// A text in double quotes, with the escapes that JSON and YAML share.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// YAML 1.1 takes `1e300` for a text: it wants a point, and a sign in the exponent.
fn yaml_float(value: f64) -> String {
    let digits = format!("{value:?}");
    match digits.split_once('e') {
        _ if value.is_nan() => ".nan".to_owned(),
        _ if value.is_infinite() => if value > 0.0 { ".inf" } else { "-.inf" }.to_owned(),
        None => digits,
        Some((mantissa, exponent)) => {
            let point = if mantissa.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{mantissa}{point}e{sign}{exponent}")
        }
    }
}

impl From<&str> for MetaValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MetaValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for MetaValue {
    fn from(value: f64) -> Self {
        Self::F64(value)
    }
}

impl From<i64> for MetaValue {
    fn from(value: i64) -> Self {
        Self::I64(value)
    }
}

impl From<bool> for MetaValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Vec<MetaValue>> for MetaValue {
    fn from(values: Vec<MetaValue>) -> Self {
        Self::List(values)
    }
}

impl From<Meta> for MetaValue {
    fn from(meta: Meta) -> Self {
        Self::Map(meta)
    }
}
