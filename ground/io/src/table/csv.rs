//! Comma- and tab-separated text: names in the first line, types told by the values.

use std::io::Write;
use std::path::Path;

use csv::{QuoteStyle, ReaderBuilder, StringRecord, WriterBuilder};

use super::column::{Column, Values};
use super::complex;
use super::in_memory::Table;
use crate::{Error, Result};

pub(crate) fn write(table: &Table, out: &mut dyn Write, path: &Path, delimiter: u8) -> Result<()> {
    let columns = table.plain_columns();
    let mut csv = WriterBuilder::new().delimiter(delimiter).comment(Some(b'#')).from_writer(out);
    rows(&mut csv, &columns).map_err(|source| writing(path, source))
}

/// The names, then the cells.
pub(crate) fn rows<W: Write>(csv: &mut csv::Writer<W>, columns: &[Column]) -> std::result::Result<(), csv::Error> {
    csv.write_record(columns.iter().map(|column| &column.name))?;
    for row in 0..columns.first().map_or(0, Column::n_rows) {
        csv.write_record(columns.iter().map(|column| cell(column, row)))?;
    }
    Ok(csv.flush()?)
}

/// One value as text; nothing if it is masked.
pub(crate) fn cell(column: &Column, i: usize) -> String {
    if column.is_masked(i) {
        return String::new();
    }
    match &column.values {
        Values::F64(values) => complex::float(values[i]),
        Values::I64(values) => values[i].to_string(),
        Values::Bool(values) => if values[i] { "True" } else { "False" }.to_owned(),
        Values::Text(values) => values[i].clone(),
        Values::Complex(values) => complex::show(values[i]),
    }
}

pub(crate) fn read(path: &Path, bytes: &[u8], delimiter: u8) -> Result<Table> {
    let (names, rows) = records(path, bytes, delimiter)?;
    let mut table = Table::new();
    for (i, name) in names.iter().enumerate() {
        let cells: Vec<&str> = rows.iter().map(|row| &row[i]).collect();
        table.push(guess(name, &cells))?;
    }
    Ok(table)
}

/// The names and the rows, all of the same number of cells.
pub(crate) fn records(path: &Path, bytes: &[u8], delimiter: u8) -> Result<(StringRecord, Vec<StringRecord>)> {
    let mut csv = ReaderBuilder::new().delimiter(delimiter).comment(Some(b'#')).from_reader(bytes);
    let wrong = |source| Error::Text { path: path.to_path_buf(), source: Box::new(source) };
    let names = csv.headers().map_err(wrong)?.clone();
    let rows = csv.records().collect::<std::result::Result<Vec<_>, _>>().map_err(wrong)?;
    Ok((names, rows))
}

/// The narrowest type that all cells have; empty cells are masked and have every type.
fn guess(name: &str, cells: &[&str]) -> Column {
    let mask: Vec<bool> = cells.iter().map(|cell| cell.is_empty()).collect();
    let all = |is: fn(&str) -> bool| cells.iter().all(|cell| cell.is_empty() || is(cell)) && mask.contains(&false);
    let values = if all(|cell| logical(cell).is_some()) {
        Values::Bool(cells.iter().map(|cell| logical(cell).unwrap_or_default()).collect())
    } else if all(|cell| cell.parse::<i64>().is_ok()) {
        Values::I64(cells.iter().map(|cell| cell.parse().unwrap_or_default()).collect())
    } else if all(|cell| cell.parse::<f64>().is_ok()) {
        Values::F64(cells.iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect())
    } else if all(|cell| complex::parse(cell).is_some()) {
        Values::Complex(cells.iter().map(|cell| complex::parse(cell).unwrap_or([f64::NAN; 2])).collect())
    } else {
        Values::Text(cells.iter().map(|&cell| cell.to_owned()).collect())
    };
    Column::new(name, values).with_mask(mask)
}

pub(crate) fn logical(cell: &str) -> Option<bool> {
    match cell {
        "True" | "true" => Some(true),
        "False" | "false" => Some(false),
        _ => None,
    }
}

/// A writer of cells separated by blanks: whatever is no number stands in quotes, an empty cell too, since readers take
/// several blanks for one.
pub(crate) fn spaced<W: Write>(out: W) -> csv::Writer<W> {
    WriterBuilder::new().delimiter(b' ').quote_style(QuoteStyle::NonNumeric).from_writer(out)
}

pub(crate) fn writing(path: &Path, source: csv::Error) -> Error {
    match source.into_kind() {
        csv::ErrorKind::Io(source) => Error::writing(path, source),
        other => Error::writing(path, std::io::Error::other(format!("{other:?}"))),
    }
}
