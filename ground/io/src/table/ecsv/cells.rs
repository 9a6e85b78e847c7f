//! The cells of an ECSV file.

use super::header::Described;
use crate::table::complex::{self, float};
use crate::table::csv::{cell, logical};
use crate::table::meta::quoted;
use crate::table::{Column, Values};

/// A cell that does not hold what its column's header says.
pub(super) struct Misfit {
    pub(super) row: usize,
    pub(super) expected: &'static str,
}

/// The column as it is written: arrays become JSON.
pub(super) fn shown(column: &Column) -> Column {
    if column.shape.is_empty() {
        return column.clone();
    }
    let n = column.per_row();
    let array =
        |row: usize| nested(&(row * n..(row + 1) * n).map(|i| json(column, i)).collect::<Vec<_>>(), &column.shape);
    Column::text(&column.name, (0..column.n_rows()).map(array).collect())
}

/// One value inside a JSON array, where Python reads `NaN` and `Infinity`.
fn json(column: &Column, i: usize) -> String {
    if column.is_masked(i) {
        return "null".to_owned();
    }
    match &column.values {
        Values::Text(values) => quoted(&values[i]),
        Values::Bool(values) => values[i].to_string(),
        Values::F64(values) => match float(values[i]).as_str() {
            "nan" => "NaN".to_owned(),
            "inf" => "Infinity".to_owned(),
            "-inf" => "-Infinity".to_owned(),
            digits => digits.to_owned(),
        },
        _ => cell(column, i),
    }
}

/// Puts brackets around the values of each axis.
fn nested(values: &[String], shape: &[usize]) -> String {
    let [_, inner @ ..] = shape else { return values.first().cloned().unwrap_or_default() };
    let step = inner.iter().product::<usize>().max(1);
    let parts: Vec<String> = values.chunks(step).map(|part| nested(part, inner)).collect();
    format!("[{}]", parts.join(","))
}

/// Reads a column; an empty cell is masked.
pub(super) fn read<'a>(described: &Described, cells: impl Iterator<Item = &'a str>) -> Result<Column, Misfit> {
    let per_row: usize = described.shape.iter().product();
    let mut texts: Vec<Option<String>> = Vec::new();
    for (row, cell) in cells.enumerate() {
        if described.shape.is_empty() {
            texts.push(Some(cell.to_owned()).filter(|cell| !cell.is_empty()));
            continue;
        }
        let parts = array(cell, described.datatype == "string").filter(|parts| parts.len() == per_row);
        texts.extend(parts.ok_or(Misfit { row, expected: "a JSON array of the column's shape" })?);
    }
    let mask = texts.iter().map(Option::is_none).collect();
    let values =
        typed(&described.datatype, &texts).map_err(|(i, expected)| Misfit { row: i / per_row.max(1), expected })?;
    Ok(Column {
        unit: described.unit.clone(),
        description: described.description.clone(),
        shape: described.shape.clone(),
        ..Column::new(&described.name, values).with_mask(mask)
    })
}

type Wrong = (usize, &'static str);

fn typed(datatype: &str, texts: &[Option<String>]) -> Result<Values, Wrong> {
    Ok(match datatype {
        "bool" => Values::Bool(parse(texts, false, "True or False", logical)?),
        "float16" | "float32" => {
            Values::F64(parse(texts, f64::NAN, "a float", |text| text.parse::<f32>().ok().map(f64::from))?)
        }
        "float64" | "float128" => Values::F64(parse(texts, f64::NAN, "a float", |text| text.parse().ok())?),
        "complex64" | "complex128" | "complex256" => {
            Values::Complex(parse(texts, [f64::NAN; 2], "a complex number such as (1+2j)", complex::parse)?)
        }
        _ if datatype.starts_with("int") || datatype.starts_with("uint") => {
            Values::I64(parse(texts, 0, "a whole number that fits 64 bits with a sign", |text| text.parse().ok())?)
        }
        _ => Values::Text(parse(texts, String::new(), "text", |text| Some(text.to_owned()))?),
    })
}

fn parse<T: Clone>(
    texts: &[Option<String>],
    none: T,
    expected: &'static str,
    one: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Wrong> {
    let read = |(i, text): (usize, &Option<String>)| match text {
        None => Ok(none.clone()),
        Some(text) => one(text).ok_or((i, expected)),
    };
    texts.iter().enumerate().map(read).collect()
}

/// The values of a JSON array of any depth, `None` for null.
fn array(cell: &str, is_text: bool) -> Option<Vec<Option<String>>> {
    if is_text {
        let mut out = Vec::new();
        flatten(&serde_json::from_str(cell).ok()?, &mut out);
        return Some(out);
    }
    // numbers, where Python's JSON has NaN and Infinity
    let flat = cell.trim().strip_prefix('[')?.strip_suffix(']')?.replace(['[', ']'], " ");
    if flat.trim().is_empty() {
        return Some(Vec::new());
    }
    Some(flat.split(',').map(|part| Some(part.trim().to_owned()).filter(|part| part != "null")).collect())
}

fn flatten(value: &serde_json::Value, out: &mut Vec<Option<String>>) {
    match value {
        serde_json::Value::Array(values) => values.iter().for_each(|value| flatten(value, out)),
        serde_json::Value::String(text) => out.push(Some(text.clone())),
        serde_json::Value::Null => out.push(None),
        other => out.push(Some(other.to_string())),
    }
}
