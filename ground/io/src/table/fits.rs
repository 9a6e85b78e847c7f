//! Tables in memory as FITS tables.

use std::io::Write;
use std::path::Path;

use super::column::{Column, Values};
use super::in_memory::Table;
use super::meta::{Meta, MetaValue};
use crate::Result;
use crate::bytes::Bytes;
use crate::fits::{self, Cards, Cells, Element, Fits, Form, Header, Value, Writer};

impl Table {
    /// Takes a whole FITS table into memory: its columns, and its keywords as meta (those that describe the layout
    /// left out).
    ///
    /// # Errors
    /// [`Error::ColumnType`](crate::Error::ColumnType) for columns of variable length;
    /// [`Error::BadCell`](crate::Error::BadCell) for cells that hold no value.
    pub fn from_fits(stored: &fits::Table) -> Result<Self> {
        let mut table = Self { columns: Vec::new(), meta: meta(stored.header()) };
        for i in 0..stored.columns().len() {
            let mut column = column(&stored.at(i))?;
            if table.column(&column.name).is_some() {
                column.name = format!("{}_{}", column.name, i + 1);
            }
            table.push(column)?;
        }
        Ok(table)
    }
}

/// Reads the first table of a file.
pub(crate) fn read(path: &Path, bytes: Bytes) -> Result<Table> {
    let fits = Fits::from_loaded(path, bytes)?;
    let is_table = |hdu: &&fits::Hdu| matches!(hdu.kind(), fits::Kind::Table | fits::Kind::Ascii);
    match fits.hdus().iter().find(is_table) {
        Some(hdu) => Table::from_fits(&hdu.table()?),
        None => fits.need_hdu("(any table)").and_then(|hdu| Table::from_fits(&hdu.table()?)),
    }
}

fn column(reader: &fits::ColumnReader) -> Result<Column> {
    let stored = reader.column();
    let rows = 0..reader.n_rows();
    let mut null = Vec::new();
    let values = match &stored.form {
        Form::Fixed { element: Element::Char, .. } => texts(reader)?,
        Form::Text { letter: 'A', .. } => texts(reader)?,
        Form::Fixed { element: Element::Bit | Element::Logical, .. } => {
            let mut out = Vec::new();
            reader.read_bool(rows.clone(), &mut out)?;
            reader.read_null(rows, &mut null)?;
            Values::Bool(out)
        }
        Form::Fixed { element: Element::C32 | Element::C64, .. } => {
            let mut out = Vec::new();
            reader.read_complex(rows, &mut out)?;
            Values::Complex(out)
        }
        _ if is_whole(stored) => {
            let mut out = Vec::new();
            reader.read_i64(rows.clone(), &mut out)?;
            reader.read_null(rows, &mut null)?;
            Values::I64(out)
        }
        _ => {
            let mut out = Vec::new();
            reader.read_f64(rows, &mut out)?;
            Values::F64(out)
        }
    };
    Ok(Column {
        unit: stored.unit.clone(),
        description: stored.description.clone(),
        shape: shape(stored),
        ..Column::new(&stored.name, values).with_mask(null)
    })
}

fn texts(reader: &fits::ColumnReader) -> Result<Values> {
    let mut out = Vec::new();
    reader.read_text(0..reader.n_rows(), &mut out)?;
    Ok(Values::Text(out))
}

/// Integers that are not scaled to floats.
fn is_whole(column: &fits::Column) -> bool {
    match column.form {
        Form::Fixed { element, .. } => element.is_integer() && column.integer_offset().is_some(),
        Form::Text { letter, .. } => letter == 'I' && column.integer_offset().is_some() && column.null_text.is_none(),
        Form::Variable { .. } => false,
    }
}

fn shape(column: &fits::Column) -> Vec<usize> {
    let is_text = matches!(column.form, Form::Fixed { element: Element::Char, .. });
    match column.per_row() {
        1 => Vec::new(),
        _ if is_text => column.shape[..column.shape.len() - 1].to_vec(),
        n if column.shape.is_empty() => vec![n],
        _ => column.shape.clone(),
    }
}

/// Keywords that describe the layout, not the data: with a number behind them if they end in `*`.
const LAYOUT: [&str; 22] = [
    "XTENSION", "BITPIX", "NAXIS", "NAXIS*", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "TTYPE*", "TFORM*", "TUNIT*",
    "TDIM*", "TSCAL*", "TZERO*", "TNULL*", "TDISP*", "TCOMM*", "TBCOL*", "CHECKSUM", "DATASUM", "SIMPLE", "EXTEND",
];

fn is_layout(key: &str) -> bool {
    LAYOUT.iter().any(|layout| match layout.strip_suffix('*') {
        Some(stem) => key.strip_prefix(stem).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())),
        None => key == *layout,
    })
}

fn meta(header: &Header) -> Meta {
    let mut meta = Meta::new();
    for card in header.cards().iter().filter(|card| !is_layout(&card.key)) {
        let value = match &card.value {
            Value::Text(text) => MetaValue::Text(text.clone()),
            Value::Logical(value) => MetaValue::Bool(*value),
            Value::Integer(value) => MetaValue::I64(*value),
            Value::Real(value) => MetaValue::F64(*value),
            Value::Complex(re, im) => MetaValue::List(vec![MetaValue::F64(*re), MetaValue::F64(*im)]),
            Value::None if matches!(card.key.as_str(), "COMMENT" | "HISTORY") => {
                let mut lines = match meta.remove(&card.key) {
                    Some(MetaValue::List(lines)) => lines,
                    _ => Vec::new(),
                };
                lines.push(MetaValue::Text(card.comment.clone()));
                MetaValue::List(lines)
            }
            Value::None if card.key.is_empty() => continue,
            Value::None => MetaValue::Null,
            Value::Malformed => MetaValue::Text(card.raw.clone()),
        };
        if meta.get(&card.key).is_none() {
            meta.set(&card.key, value);
        }
    }
    meta
}

pub(crate) fn write(table: &Table, out: &mut dyn Write, path: &Path) -> Result<()> {
    let stored: Vec<Stored> = table.columns.iter().map(Stored::from_column).collect();
    let name = table.meta.text("EXTNAME").unwrap_or("TABLE");
    let columns = stored.iter().map(|column| column.column.clone()).collect();
    let cells: Vec<Cells<'_>> = stored.iter().map(Stored::cells).collect();
    let mut file = Writer::new(out, path);
    file.whole_table(name, columns, &cells, &cards(&table.meta))?;
    file.finish()?;
    Ok(())
}

fn cards(meta: &Meta) -> Cards {
    let mut cards = Cards::new();
    for (name, value) in meta.iter().filter(|(name, _)| !is_layout(name) && *name != "EXTNAME") {
        match value {
            MetaValue::Null => cards.number(name, "", ""),
            MetaValue::Bool(value) => cards.logical(name, *value, ""),
            MetaValue::I64(value) => cards.integer(name, *value, ""),
            MetaValue::F64(value) => cards.real(name, *value, ""),
            MetaValue::Text(text) => cards.text(name, text, ""),
            MetaValue::List(lines) if matches!(name, "COMMENT" | "HISTORY") => {
                lines.iter().for_each(|line| {
                    let text = if let MetaValue::Text(text) = line { text.clone() } else { line.to_string() };
                    cards.commentary(name, &text);
                });
                &mut cards
            }
            other => cards.text(name, &other.to_string(), ""),
        };
    }
    cards
}

/// A column as it is stored: masked values replaced by what stands for them.
struct Stored {
    column: fits::Column,
    values: Values,
}

impl Stored {
    fn from_column(column: &Column) -> Self {
        let n = column.per_row();
        let (element, repeat) = match &column.values {
            Values::F64(_) => (Element::F64, n),
            Values::I64(_) => (Element::I64, n),
            Values::Bool(_) => (Element::Logical, n),
            Values::Complex(_) => (Element::C64, n),
            Values::Text(texts) => (Element::Char, n * texts.iter().map(String::len).max().unwrap_or(0).max(1)),
        };
        let mut stored = fits::Column::new(&column.name, Form::fixed(element, repeat));
        stored.unit.clone_from(&column.unit);
        stored.description.clone_from(&column.description);
        stored.shape.clone_from(&column.shape);
        if element == Element::Char && !column.shape.is_empty() {
            stored.shape.push(repeat / n.max(1));
        }
        let values = unmasked(column, &mut stored);
        Self { column: stored, values }
    }

    fn cells(&self) -> Cells<'_> {
        match &self.values {
            Values::F64(values) => Cells::F64(values),
            Values::I64(values) => Cells::I64(values),
            Values::Bool(values) => Cells::Bool(values),
            Values::Text(values) => Cells::Text(values),
            Values::Complex(values) => Cells::Complex(values),
        }
    }
}

/// The values with NaN, the null integer or an empty text where they are masked.
fn unmasked(column: &Column, stored: &mut fits::Column) -> Values {
    fn filled<T: Clone>(values: &[T], column: &Column, none: &T) -> Vec<T> {
        let fill = |(i, value): (usize, &T)| if column.is_masked(i) { none.clone() } else { value.clone() };
        values.iter().enumerate().map(fill).collect()
    }
    if column.mask.is_empty() {
        return column.values.clone();
    }
    match &column.values {
        Values::F64(values) => Values::F64(filled(values, column, &f64::NAN)),
        Values::Complex(values) => Values::Complex(filled(values, column, &[f64::NAN; 2])),
        Values::Text(values) => Values::Text(filled(values, column, &String::new())),
        Values::Bool(values) => {
            let floats: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
            Values::F64(filled(&floats, column, &f64::NAN))
        }
        Values::I64(values) => {
            let null = free_integer(values);
            stored.null = Some(null);
            Values::I64(filled(values, column, &null))
        }
    }
}

/// A number far below all values that is none of them.
fn free_integer(values: &[i64]) -> i64 {
    (i64::MIN..)
        .find(|candidate| !values.contains(candidate))
        .expect("a column has fewer values than there are numbers")
}
