//! The header lines of an ECSV file.

use std::path::Path;

use super::yaml::{self, Refusal};
use crate::table::meta::quoted;
use crate::table::{Column, Meta, MetaValue, Values};
use crate::{Error, Result};

/// What the header says.
pub(crate) struct Header {
    pub(crate) columns: Vec<Described>,
    pub(crate) meta: Meta,
    pub(crate) delimiter: u8,
}

/// What the header says of one column.
pub(crate) struct Described {
    pub(crate) name: String,
    pub(crate) unit: Option<String>,
    pub(crate) description: Option<String>,
    /// The type of the values, of those in an array if `shape` is not empty.
    pub(crate) datatype: String,
    pub(crate) shape: Vec<usize>,
}

impl Header {
    pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Self> {
        let wrong = |found: String, expected| Error::EcsvHeader { path: path.to_path_buf(), found, expected };
        let first = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
        if !first.trim_ascii().starts_with(b"# %ECSV ") {
            let start = &first[..first.len().min(40)];
            return Err(wrong(start.escape_ascii().to_string(), "a first line `# %ECSV 1.0`"));
        }
        let mut text = String::new();
        for line in bytes.split(|&b| b == b'\n').skip(1).take_while(|line| line.starts_with(b"#")) {
            let line = String::from_utf8_lossy(&line[1..]);
            let line = line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned();
            text.push_str(if line == "---" { "" } else { &line });
            text.push('\n');
        }
        Self::from_yaml(path, &text)
    }

    /// Reads the YAML by itself, as Parquet files keep it.
    pub(crate) fn from_yaml(path: &Path, text: &str) -> Result<Self> {
        let wrong = |found: String, expected| Error::EcsvHeader { path: path.to_path_buf(), found, expected };
        let document = yaml::parse(text).map_err(|refusal| match refusal {
            Refusal::Syntax(found) => wrong(found, "YAML"),
            Refusal::Unusual(found) => wrong(found.to_owned(), "plain values, lists and maps"),
        })?;
        let MetaValue::Map(mut document) = document else { return Err(wrong(document.to_string(), "a map")) };
        let Some(MetaValue::List(listed)) = document.remove("datatype") else {
            return Err(wrong("no such list".to_owned(), "`datatype`, a list of the columns"));
        };
        let columns = listed
            .iter()
            .map(|column| described(column).ok_or_else(|| wrong(column.to_string(), "a column with name and datatype")))
            .collect::<Result<Vec<_>>>()?;
        let delimiter = if document.text("delimiter") == Some(",") { b',' } else { b' ' };
        let mut meta = if let Some(MetaValue::Map(meta)) = document.remove("meta") { meta } else { Meta::new() };
        // it tells astropy how to build objects from several columns, which would not hold for the columns read here
        meta.remove("__serialized_columns__");
        Ok(Self { columns, meta, delimiter })
    }
}

fn described(column: &MetaValue) -> Option<Described> {
    let MetaValue::Map(column) = column else { return None };
    let text = |key: &str| match column.get(key)? {
        MetaValue::Text(text) => Some(text.clone()),
        // a tagged unit is a map that holds its text
        MetaValue::Map(inner) => inner.text("unit").map(str::to_owned),
        other => Some(other.to_string()),
    };
    let (datatype, shape) = match text("subtype").as_deref().and_then(array) {
        Some(array) => array,
        None => (text("datatype")?, Vec::new()),
    };
    let unit = text("unit").filter(|unit| !unit.is_empty());
    Some(Described { name: text("name")?, unit, description: text("description"), datatype, shape })
}

/// `float64[2,3]`; nothing for arrays of variable length and for objects, which stay text.
fn array(subtype: &str) -> Option<(String, Vec<usize>)> {
    let (datatype, axes) = subtype.strip_suffix(']')?.split_once('[')?;
    let shape = axes.split(',').map(|axis| axis.trim().parse().ok()).collect::<Option<Vec<usize>>>()?;
    Some((datatype.to_owned(), shape))
}

/// The header's YAML: the columns, the meta, the schema.
pub(crate) fn yaml_lines(columns: &[Column], meta: &Meta) -> Vec<String> {
    let mut lines = vec!["datatype:".to_owned()];
    lines.extend(columns.iter().map(column_line));
    if !meta.is_empty() {
        lines.push("meta: !!omap".to_owned());
        lines.extend(meta.iter().map(|(name, value)| format!("- {{{}: {value}}}", quoted(name))));
    }
    lines.push("schema: astropy-2.0".to_owned());
    lines
}

fn column_line(column: &Column) -> String {
    let datatype = match column.values {
        Values::F64(_) => "float64",
        Values::I64(_) => "int64",
        Values::Bool(_) => "bool",
        Values::Text(_) => "string",
        Values::Complex(_) => "complex128",
    };
    let mut line = format!("- {{name: {}", quoted(&column.name));
    if let Some(unit) = &column.unit {
        line.push_str(&format!(", unit: {}", quoted(unit)));
    }
    if column.shape.is_empty() {
        line.push_str(&format!(", datatype: {datatype}"));
    } else {
        let axes: Vec<String> = column.shape.iter().map(ToString::to_string).collect();
        line.push_str(&format!(", datatype: string, subtype: \"{datatype}[{}]\"", axes.join(",")));
    }
    if let Some(description) = &column.description {
        line.push_str(&format!(", description: {}", quoted(description)));
    }
    line.push('}');
    line
}
