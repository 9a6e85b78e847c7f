//! Columns by ranges of rows.

use std::ops::Range;
use std::sync::Arc;

use super::ascii;
use super::column::Column;
use super::decode::{self, Cells};
use super::form::{Element, Form, Heap};
use super::header::whole;
use super::layout::Layout;
use crate::{Error, Result};

/// Reads one column. Cheap to clone; keeps its file open.
///
/// The `read_` methods clear `out` and leave `rows` times [`per_row`](Column::per_row) values in it.
#[derive(Debug, Clone)]
pub struct ColumnReader {
    layout: Arc<Layout>,
    index: usize,
}

/// A column's bytes where they lie, for loops that decode in place.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    /// The rows that were asked for, whole.
    pub bytes: &'a [u8],
    /// Bytes of a row.
    pub stride: usize,
    /// First byte of the column in a row.
    pub offset: usize,
    /// The column: its format, scale, zero and null.
    pub column: &'a Column,
}

impl ColumnReader {
    pub(crate) fn new(layout: Arc<Layout>, index: usize) -> Self {
        assert!(index < layout.columns.len(), "column {index} of {}", layout.columns.len());
        Self { layout, index }
    }

    /// The column's description.
    #[must_use]
    pub fn column(&self) -> &Column {
        &self.layout.columns[self.index]
    }

    /// The unit, if one is given.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.column().unit.as_deref()
    }

    /// Number of rows of the table.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.layout.n_rows
    }

    /// The stored bytes of a range of rows.
    ///
    /// # Errors
    /// [`Error::Rows`] if the range is not inside the table.
    pub fn raw(&self, rows: Range<u64>) -> Result<Raw<'_>> {
        let column = self.column();
        Ok(Raw { bytes: self.layout.rows(&rows)?, stride: self.layout.row_bytes, offset: column.offset, column })
    }

    /// Physical values as floats; null cells are NaN, logical values and bits 0 or 1.
    ///
    /// # Errors
    /// [`Error::Rows`]; [`Error::ColumnType`] for text, complex and variable-length columns; [`Error::BadCell`] for a
    /// cell of a text table that holds no number.
    pub fn read_f64(&self, rows: Range<u64>, out: &mut Vec<f64>) -> Result<()> {
        out.clear();
        match self.column().form {
            Form::Fixed { element, .. } if is_real(element) => {
                decode::f64s(self.cells(&rows)?, element, self.column(), out);
                Ok(())
            }
            Form::Text { letter, decimals, .. } if letter != 'A' => self.ascii_f64s(&rows, decimals, out),
            _ => Err(self.wrong("one or more real numbers a row")),
        }
    }

    /// Physical values as whole numbers, unsigned columns included. Null cells keep the number that stands for null
    /// (see [`read_null`](Self::read_null)). Float columns are read if all their values are whole.
    ///
    /// # Errors
    /// As [`read_f64`](Self::read_f64); [`Error::BadCell`] for a value that is not whole or beyond `i64`.
    pub fn read_i64(&self, rows: Range<u64>, out: &mut Vec<i64>) -> Result<()> {
        out.clear();
        let column = self.column();
        let offset = column.integer_offset();
        match (&column.form, offset) {
            (&Form::Fixed { element: element @ (Element::Bit | Element::Logical), .. }, _) => {
                decode::stored_i64s(self.cells(&rows)?, element, out);
                Ok(())
            }
            (&Form::Fixed { element, .. }, Some(offset)) if element.is_integer() => {
                decode::stored_i64s(self.cells(&rows)?, element, out);
                self.shift(&rows, offset, out)
            }
            _ => self.whole_floats(rows, out),
        }
    }

    /// Logical values and bits; a null logical is false.
    ///
    /// # Errors
    /// [`Error::Rows`]; [`Error::ColumnType`] for columns of another format.
    pub fn read_bool(&self, rows: Range<u64>, out: &mut Vec<bool>) -> Result<()> {
        out.clear();
        match self.column().form {
            Form::Fixed { element: element @ (Element::Bit | Element::Logical), .. } => {
                decode::bools(self.cells(&rows)?, element, out);
                Ok(())
            }
            _ => Err(self.wrong("logical values (L) or bits (X)")),
        }
    }

    /// Complex values as real and imaginary part.
    ///
    /// # Errors
    /// [`Error::Rows`]; [`Error::ColumnType`] for columns of another format.
    pub fn read_complex(&self, rows: Range<u64>, out: &mut Vec<[f64; 2]>) -> Result<()> {
        out.clear();
        match self.column().form {
            Form::Fixed { element: element @ (Element::C32 | Element::C64), .. } => {
                decode::complexes(self.cells(&rows)?, element, self.column(), out);
                Ok(())
            }
            _ => Err(self.wrong("complex values (C or M)")),
        }
    }

    /// Strings, up to the first zero byte, without trailing blanks. Bytes that are no UTF-8 become U+FFFD.
    ///
    /// # Errors
    /// [`Error::Rows`]; [`Error::ColumnType`] for columns that are not text.
    pub fn read_text(&self, rows: Range<u64>, out: &mut Vec<String>) -> Result<()> {
        out.clear();
        let column = self.column();
        match column.form {
            Form::Fixed { element: Element::Char, .. } | Form::Text { .. } => {}
            _ => return Err(self.wrong("text (A)")),
        }
        let (len, per_row) = (column.string_len(), column.per_row());
        for row in self.cells(&rows)?.row_slices(column.width) {
            out.extend((0..per_row).map(|i| text(&row[i * len..(i + 1) * len])));
        }
        Ok(())
    }

    /// Which cells are null: `TNULL`, NaN, or a logical that is neither true nor false.
    ///
    /// # Errors
    /// [`Error::Rows`] if the range is not inside the table; [`Error::BadCell`] as [`read_f64`](Self::read_f64).
    pub fn read_null(&self, rows: Range<u64>, out: &mut Vec<bool>) -> Result<()> {
        out.clear();
        let mut values = Vec::new();
        match self.read_f64(rows.clone(), &mut values) {
            Ok(()) => out.extend(values.iter().map(|value| value.is_nan())),
            Err(Error::ColumnType { .. }) => {
                let n_rows = self.cells(&rows)?.row_slices(0).count();
                out.resize(n_rows * self.column().per_row(), false);
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// The first value of one row as a float.
    ///
    /// # Errors
    /// As [`read_f64`](Self::read_f64); [`Error::ColumnType`] if rows hold no value.
    pub fn f64_at(&self, row: u64) -> Result<f64> {
        let mut out = Vec::with_capacity(self.column().per_row());
        self.read_f64(row..row.saturating_add(1), &mut out)?;
        out.first().copied().ok_or_else(|| self.wrong("at least one value a row"))
    }

    /// The array of one row of a variable-length column, as floats.
    ///
    /// # Errors
    /// [`Error::Rows`]; [`Error::ColumnType`] for columns of another format; [`Error::BadCell`] for a row that points
    /// outside the heap.
    pub fn read_array(&self, row: u64, out: &mut Vec<f64>) -> Result<()> {
        out.clear();
        match self.column().form {
            Form::Variable { element, .. } if is_real(element) => {
                decode::f64s(self.heap_cells(row)?, element, self.column(), out);
                Ok(())
            }
            _ => Err(self.wrong("variable-length arrays of real numbers")),
        }
    }

    /// The string of one row of a variable-length text column.
    ///
    /// # Errors
    /// As [`read_array`](Self::read_array).
    pub fn read_array_text(&self, row: u64) -> Result<String> {
        match self.column().form {
            Form::Variable { element: Element::Char, .. } => Ok(text(self.heap_cells(row)?.rows)),
            _ => Err(self.wrong("variable-length text")),
        }
    }

    fn cells(&self, rows: &Range<u64>) -> Result<Cells<'_>> {
        let column = self.column();
        let count = if let Form::Fixed { repeat, .. } = column.form { repeat } else { 1 };
        Ok(Cells { rows: self.layout.rows(rows)?, stride: self.layout.row_bytes, offset: column.offset, count })
    }

    /// The array that a row points at.
    fn heap_cells(&self, row: u64) -> Result<Cells<'_>> {
        let Form::Variable { element, heap, repeat } = self.column().form else {
            return Err(self.wrong("a variable-length column"));
        };
        let raw = self.raw(row..row.saturating_add(1))?;
        if repeat == 0 {
            return Ok(Cells { rows: &[], stride: 1, offset: 0, count: 0 });
        }
        let (count, start) = descriptor(&raw.bytes[raw.offset..raw.offset + self.column().width], heap);
        let bytes = usize::try_from(count).ok().and_then(|count| Some((count, element.bytes(count)?)));
        let found = bytes.zip(usize::try_from(start).ok());
        let slice = found.and_then(|((count, len), start)| Some((count, self.layout.heap(start, len)?)));
        let (count, rows) = slice.ok_or_else(|| {
            self.bad_cell(row, format!("{count} elements at byte {start} of the heap"), "an array inside the heap")
        })?;
        Ok(Cells { rows, stride: rows.len().max(1), offset: 0, count })
    }

    fn ascii_f64s(&self, rows: &Range<u64>, decimals: u32, out: &mut Vec<f64>) -> Result<()> {
        let column = self.column();
        for (row, bytes) in rows.clone().zip(self.cells(rows)?.row_slices(column.width)) {
            let value = match ascii::cell(bytes, column) {
                Some(ascii::Cell::Null) => Some(f64::NAN),
                Some(ascii::Cell::Text(text)) => ascii::number(text, decimals).map(|v| v * column.scale + column.zero),
                None => None,
            };
            let found = || format!("`{}`", bytes.escape_ascii());
            out.push(value.ok_or_else(|| self.bad_cell(row, found(), "a number"))?);
        }
        Ok(())
    }

    /// Adds the column's whole zero.
    fn shift(&self, rows: &Range<u64>, offset: i128, out: &mut [i64]) -> Result<()> {
        if offset == 0 {
            return Ok(());
        }
        for (i, value) in out.iter_mut().enumerate() {
            let shifted = i128::from(*value) + offset;
            *value = i64::try_from(shifted).map_err(|_| {
                self.bad_cell(self.row_of(rows, i), shifted.to_string(), "a value below 2^63; read it as float")
            })?;
        }
        Ok(())
    }

    fn whole_floats(&self, rows: Range<u64>, out: &mut Vec<i64>) -> Result<()> {
        let mut values = Vec::new();
        self.read_f64(rows.clone(), &mut values)?;
        for (i, &value) in values.iter().enumerate() {
            let expected = "a whole number; read it as float";
            out.push(whole(value).ok_or_else(|| self.bad_cell(self.row_of(&rows, i), value.to_string(), expected))?);
        }
        Ok(())
    }

    fn row_of(&self, rows: &Range<u64>, i: usize) -> u64 {
        rows.start + (i / self.column().per_row().max(1)) as u64
    }

    fn bad_cell(&self, row: u64, found: String, expected: &'static str) -> Error {
        Error::BadCell { at: self.layout.here(), column: self.column().name.clone(), row, found, expected }
    }

    fn wrong(&self, expected: &'static str) -> Error {
        let column = self.column();
        let (column, found) = (column.name.clone(), column.form.to_string());
        Error::ColumnType { at: self.layout.here(), column, found, expected }
    }
}

fn is_real(element: Element) -> bool {
    !matches!(element, Element::Char | Element::C32 | Element::C64)
}

/// Number of elements and byte offset in the heap, as they are stored (a negative one shows as such).
fn descriptor(bytes: &[u8], heap: Heap) -> (i64, i64) {
    let half = bytes.len() / 2;
    let part = |part: &[u8]| match heap {
        Heap::P => i64::from(i32::from_be_bytes(*part.first_chunk().expect("4 bytes"))),
        Heap::Q => i64::from_be_bytes(*part.first_chunk().expect("8 bytes")),
    };
    (part(&bytes[..half]), part(&bytes[half..]))
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).trim_end().to_owned()
}
