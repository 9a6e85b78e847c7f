//! ECSV: text with a YAML header of units, descriptions and meta, as astropy reads and writes it.
//!
//! # Source
//! Astropy Proposal for Enhancement 6 (ECSV 1.0).

mod cells;
mod header;
mod yaml;

use std::io::Write;
use std::path::Path;

#[allow(unused_imports, reason = "the feature `parquet` keeps the same header beside its columns")]
pub(crate) use header::{Described, Header, yaml_lines};

use super::column::{Column, Values};
use super::csv;
use super::in_memory::Table;
use crate::{Error, Result};

pub(crate) fn write(table: &Table, out: &mut dyn Write, path: &Path) -> Result<()> {
    let columns: Vec<Column> = table.columns.iter().flat_map(storable).collect();
    let mut header = String::from("# %ECSV 1.0\n# ---\n");
    for line in yaml_lines(&columns, &table.meta) {
        header.push_str(&format!("# {line}\n"));
    }
    out.write_all(header.as_bytes()).map_err(|source| Error::writing(path, source))?;
    let shown: Vec<Column> = columns.iter().map(cells::shown).collect();
    csv::rows(&mut csv::spaced(out), &shown).map_err(|source| csv::writing(path, source))
}

/// Arrays of complex numbers have no form in ECSV.
fn storable(column: &Column) -> Vec<Column> {
    if matches!(column.values, Values::Complex(_)) { column.plain() } else { vec![column.clone()] }
}

pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Table> {
    let header = Header::read(path, bytes)?;
    let (names, rows) = csv::records(path, bytes, header.delimiter)?;
    let mut table = Table { columns: Vec::new(), meta: header.meta };
    if names.len() != header.columns.len()
        || header.columns.iter().zip(&names).any(|(column, name)| column.name != name)
    {
        let found = names.iter().collect::<Vec<_>>().join(", ");
        return Err(Error::EcsvHeader {
            path: path.to_path_buf(),
            found,
            expected: "the columns that the header describes",
        });
    }
    for (i, described) in header.columns.iter().enumerate() {
        let column = cells::read(described, rows.iter().map(|row| &row[i])).map_err(|misfit| Error::TextCell {
            path: path.to_path_buf(),
            column: described.name.clone(),
            line: rows[misfit.row].position().map_or(0, ::csv::Position::line),
            found: rows[misfit.row][i].to_owned(),
            expected: misfit.expected,
        })?;
        table.push(column)?;
    }
    Ok(table)
}
