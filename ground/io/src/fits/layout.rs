//! A table: where its rows lie and what their bytes mean.

use std::ops::Range;
use std::sync::Arc;

use super::column::Column;
use super::file::{Hdu, Kind};
use super::header::Header;
use super::reader::ColumnReader;
use crate::bytes::Bytes;
use crate::{Error, Place, Result};

/// A binary or text table. Cheap to clone; keeps its file open.
#[derive(Debug, Clone)]
pub struct Table {
    layout: Arc<Layout>,
}

#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) header: Arc<Header>,
    bytes: Arc<Bytes>,
    /// First byte of the first row in the file.
    start: usize,
    pub(crate) n_rows: u64,
    pub(crate) row_bytes: usize,
    /// First byte behind the rows.
    rows_end: usize,
    /// The heap in the file.
    heap: Range<usize>,
    pub(crate) columns: Vec<Column>,
}

impl Table {
    pub(crate) fn from_hdu(hdu: &Hdu) -> Result<Self> {
        let header = hdu.shared_header();
        let is_ascii = match hdu.kind() {
            Kind::Ascii => true,
            Kind::Table | Kind::CompressedImage => false,
            other => {
                let (found, expected) = (format!("{other:?}"), "a table");
                return Err(Error::HduKind { at: header.here(), found, expected });
            }
        };
        let data_len = hdu.raw_data().len();
        let n_rows = header.size("NAXIS2", i64::MAX as u64)?;
        // a table without rows has no data to hold its row against
        let row_bytes = size(header, "NAXIS1", if n_rows == 0 { isize::MAX as usize } else { data_len })?;
        check_rows(header, row_bytes, n_rows, data_len)?;
        let columns = columns(header, is_ascii, row_bytes)?;
        let start = hdu.data_start();
        let table_len = usize::try_from(n_rows).map_or(data_len, |n| n * row_bytes);
        let heap_start = if header.get("THEAP").is_some() { size(header, "THEAP", data_len)? } else { table_len };
        let heap = start + heap_start.max(table_len)..start + data_len;
        let (header, bytes, rows_end) = (header.clone(), hdu.shared_bytes().clone(), start + table_len);
        Ok(Self { layout: Arc::new(Layout { header, bytes, start, n_rows, row_bytes, rows_end, heap, columns }) })
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.layout.n_rows
    }

    /// Bytes of a row.
    #[must_use]
    pub fn row_bytes(&self) -> usize {
        self.layout.row_bytes
    }

    /// All columns in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.layout.columns
    }

    /// The header of the table's HDU.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.layout.header
    }

    /// The column of this name (any case), or nothing.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ColumnReader> {
        let index = self.layout.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name.trim()))?;
        Some(self.at(index))
    }

    /// The column of this name (any case).
    ///
    /// # Errors
    /// [`Error::NoColumn`], which lists the columns there are.
    pub fn column(&self, name: &str) -> Result<ColumnReader> {
        self.find(name).ok_or_else(|| {
            let known: Vec<&str> = self.layout.columns.iter().map(|column| column.name.as_str()).collect();
            Error::NoColumn { at: self.layout.here(), name: name.to_owned(), known: known.join(", ") }
        })
    }

    /// The column with this index, from 0.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn at(&self, index: usize) -> ColumnReader {
        ColumnReader::new(self.layout.clone(), index)
    }

    /// The stored bytes of a range of rows.
    ///
    /// # Errors
    /// [`Error::Rows`] if the range is not inside the table.
    pub fn raw_rows(&self, rows: Range<u64>) -> Result<&[u8]> {
        self.layout.rows(&rows)
    }

    /// Copies the stored bytes of a range of rows into a buffer: the way to go over many rows once.
    ///
    /// # Errors
    /// [`Error::Rows`] if the range is not inside the table; [`Error::Reading`] if another program cut the file short.
    pub fn copy_rows(&self, rows: Range<u64>, out: &mut Vec<u8>) -> Result<()> {
        let range = self.layout.range(&rows)?;
        let path = || self.layout.here().path;
        self.layout.bytes.copy(range, out).map_err(|source| Error::Reading { path: path(), source })
    }

    /// The stored bytes behind the rows: gap and heap, usually none.
    #[must_use]
    pub fn behind_rows(&self) -> &[u8] {
        let layout = &self.layout;
        &layout.bytes[layout.rows_end..layout.heap.end]
    }
}

impl Layout {
    pub(crate) fn here(&self) -> Box<Place> {
        self.header.here()
    }

    /// The bytes of whole rows.
    pub(crate) fn rows(&self, rows: &Range<u64>) -> Result<&[u8]> {
        Ok(&self.bytes[self.range(rows)?])
    }

    fn range(&self, rows: &Range<u64>) -> Result<Range<usize>> {
        if rows.start > rows.end || rows.end > self.n_rows {
            let (start, stop, n_rows) = (rows.start, rows.end, self.n_rows);
            return Err(Error::Rows { at: self.here(), start, stop, n_rows });
        }
        let byte = |row: u64| self.start + usize::try_from(row).expect("the rows are in the file") * self.row_bytes;
        Ok(byte(rows.start)..byte(rows.end))
    }

    /// `len` bytes of the heap from `offset`, if they are in it.
    pub(crate) fn heap(&self, offset: usize, len: usize) -> Option<&[u8]> {
        self.bytes[self.heap.clone()].get(offset..offset.checked_add(len)?)
    }
}

fn size(header: &Header, key: &str, most: usize) -> Result<usize> {
    Ok(usize::try_from(header.size(key, most as u64)?).expect("it is at most a usize"))
}

fn check_rows(header: &Header, row_bytes: usize, n_rows: u64, data_len: usize) -> Result<()> {
    let bad = |key: &str, expected| {
        let found = header.get(key).map_or_else(String::new, |card| card.raw.clone());
        Error::BadKey { at: header.here(), key: key.to_owned(), found, expected }
    };
    if header.i64("NAXIS")? != Some(2) || header.i64("BITPIX")? != Some(8) {
        return Err(bad("NAXIS", "2, with BITPIX = 8, for a table"));
    }
    if row_bytes == 0 && n_rows > 0 {
        return Err(bad("NAXIS1", "rows of at least one byte"));
    }
    if u128::from(n_rows) * row_bytes as u128 > data_len as u128 {
        return Err(bad("NAXIS2", "rows that fit the data of the HDU"));
    }
    Ok(())
}

fn columns(header: &Header, is_ascii: bool, row_bytes: usize) -> Result<Vec<Column>> {
    let n_columns = size(header, "TFIELDS", 999)?;
    let mut columns = Vec::new();
    let mut offset = 0;
    for n in 1..=n_columns {
        let column = if is_ascii { Column::ascii(header, n)? } else { Column::binary(header, n, offset)? };
        let end = column.offset.checked_add(column.width).filter(|&end| end <= row_bytes);
        offset = end.ok_or_else(|| Error::BadKey {
            at: header.here(),
            key: format!("TFORM{n}"),
            found: column.form.to_string(),
            expected: "columns that fit into the NAXIS1 bytes of a row",
        })?;
        columns.push(column);
    }
    Ok(columns)
}
