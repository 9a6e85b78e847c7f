//! The rows of a table being written.

use std::io::Write;

use super::encode::Cells;
use super::file::Writer;
use crate::fits::Table;
use crate::fits::column::Column;
use crate::{Error, Result};

/// Rows encoded at a time.
const ROWS: usize = 8192;

/// Takes the rows of a table in blocks of any length, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct RowWriter<'a, W: Write> {
    file: &'a mut Writer<W>,
    name: String,
    columns: Vec<Column>,
    n_rows: u64,
    row_bytes: usize,
    written: u64,
    /// The table whose heap is copied.
    tail: Option<Table>,
    buffer: Vec<u8>,
}

impl<'a, W: Write> RowWriter<'a, W> {
    pub(super) fn new(
        file: &'a mut Writer<W>,
        name: &str,
        columns: Vec<Column>,
        (n_rows, row_bytes): (u64, usize),
    ) -> Self {
        let (name, tail, buffer) = (name.to_owned(), None, Vec::new());
        Self { file, name, columns, n_rows, row_bytes, written: 0, tail, buffer }
    }

    pub(super) fn with_tail(self, of: Table) -> Self {
        Self { tail: Some(of), ..self }
    }

    /// Bytes of a row.
    #[must_use]
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// Appends rows given as columns, one [`Cells`] for each, all for the same number of rows.
    ///
    /// # Errors
    /// [`Error::Cells`] for another number of columns or of rows; [`Error::BadCell`] for a value that its column cannot
    /// hold; [`Error::RowCount`] for more rows than were announced; [`Error::Writing`].
    pub fn block(&mut self, cells: &[Cells<'_>]) -> Result<()> {
        let n_rows = self.rows_in(cells)?;
        for start in (0..n_rows).step_by(ROWS) {
            let end = n_rows.min(start + ROWS);
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            buffer.resize((end - start) * self.row_bytes, 0);
            for (column, cells) in self.columns.iter().zip(cells) {
                self.encode(column, *cells, start..end, &mut buffer)?;
            }
            self.raw_rows(&buffer)?;
            self.buffer = buffer;
        }
        Ok(())
    }

    /// Appends rows by their stored bytes, such as [`Table::raw_rows`](crate::fits::Table::raw_rows) gives them.
    ///
    /// # Errors
    /// [`Error::RowCount`] for half rows and for more rows than were announced; [`Error::Writing`].
    pub fn raw_rows(&mut self, rows: &[u8]) -> Result<()> {
        let n = (rows.len() / self.row_bytes.max(1)) as u64;
        self.written += n;
        if self.written > self.n_rows || !rows.len().is_multiple_of(self.row_bytes.max(1)) {
            return Err(self.miscounted());
        }
        self.file.put(rows)
    }

    /// Ends the table: the heap, if one is copied, and padding.
    ///
    /// # Errors
    /// [`Error::RowCount`] if rows are missing; [`Error::Writing`].
    pub fn finish(self) -> Result<()> {
        if self.written != self.n_rows {
            return Err(self.miscounted());
        }
        let tail = self.tail.as_ref().map_or(&[][..], Table::behind_rows);
        self.file.put(tail)?;
        self.file.pad(self.n_rows * self.row_bytes as u64 + tail.len() as u64, 0)
    }

    fn rows_in(&self, cells: &[Cells<'_>]) -> Result<usize> {
        let per_row = |i: usize| self.columns[i].per_row();
        let wrong = |column: usize| Error::Cells {
            at: self.file.place(&self.name),
            columns: self.columns.len(),
            given: cells.len(),
            column: self.columns.get(column).map_or_else(String::new, |column| column.name.clone()),
        };
        if cells.len() != self.columns.len() {
            return Err(wrong(cells.len()));
        }
        let n_rows = (0..cells.len()).find(|&i| per_row(i) > 0).map_or(0, |i| cells[i].len() / per_row(i));
        match (0..cells.len()).find(|&i| cells[i].len() != n_rows * per_row(i)) {
            Some(column) => Err(wrong(column)),
            None => Ok(n_rows),
        }
    }

    fn encode(&self, column: &Column, cells: Cells<'_>, rows: std::ops::Range<usize>, out: &mut [u8]) -> Result<()> {
        let per_row = column.per_row();
        let run = rows.start * per_row..rows.end * per_row;
        let part = match cells {
            Cells::F64(values) => Cells::F64(&values[run]),
            Cells::I64(values) => Cells::I64(&values[run]),
            Cells::Bool(values) => Cells::Bool(&values[run]),
            Cells::Text(values) => Cells::Text(&values[run]),
            Cells::Complex(values) => Cells::Complex(&values[run]),
        };
        part.encode(column, out, self.row_bytes).map_err(|misfit| Error::BadCell {
            at: self.file.place(&self.name),
            column: column.name.clone(),
            row: self.written + (misfit.index / per_row.max(1)) as u64,
            found: misfit.found,
            expected: misfit.expected,
        })
    }

    fn miscounted(&self) -> Error {
        Error::RowCount { at: self.file.place(&self.name), announced: self.n_rows, given: self.written }
    }
}
