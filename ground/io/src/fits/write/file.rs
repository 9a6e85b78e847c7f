//! A file being written, HDU after HDU.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::cards::Cards;
use super::checksum::{Sum, encode};
use super::image::{ImageWriter, Pixel};
use super::rows::RowWriter;
use crate::fits::column::Column;
use crate::fits::file::{BLOCK, Hdu};
use crate::fits::form::{Element, Form};
use crate::{Error, Place, Result};

/// Writes HDUs one after the other to anything that takes bytes; nothing is kept in memory.
///
/// ```
/// use astrarium_io::fits::{Cards, Cells, Column, Element, Fits, Form, Writer};
/// # fn main() -> astrarium_io::Result<()> {
/// let mut bytes = Vec::new();
/// let mut file = Writer::new(&mut bytes, "events.fits");
/// file.primary(&Cards::new())?;
/// let time = Column::new("TIME", Form::fixed(Element::F64, 1)).with_unit("s");
/// let mut rows = file.table("EVENTS", vec![time], 2, &Cards::new())?;
/// rows.block(&[Cells::F64(&[0.25, 0.5])])?;
/// rows.finish()?;
/// let events = Fits::from_bytes("events.fits", bytes)?.need_hdu("EVENTS")?.table()?;
/// assert_eq!(events.column("TIME")?.f64_at(1)?, 0.5);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    path: PathBuf,
    n_hdus: usize,
}

impl<W: Write> Writer<W> {
    /// Starts a file; `path` stands for it in messages. Wrap a bare file in a [`BufWriter`](std::io::BufWriter).
    pub fn new(out: W, path: impl AsRef<Path>) -> Self {
        Self { out, path: path.as_ref().to_path_buf(), n_hdus: 0 }
    }

    /// Writes a primary HDU without data.
    ///
    /// # Errors
    /// [`Error::Writing`].
    pub fn primary(&mut self, cards: &Cards) -> Result<()> {
        self.image(Pixel::U8, &[], cards)?.finish()
    }

    /// Starts an image of `shape` (slowest axis first), the primary HDU if it is the first, else an extension.
    ///
    /// # Errors
    /// [`Error::Writing`].
    pub fn image(&mut self, pixel: Pixel, shape: &[usize], cards: &Cards) -> Result<ImageWriter<'_, W>> {
        let mut header = Cards::new();
        if self.n_hdus == 0 {
            header.logical("SIMPLE", true, "FITS standard 4.0");
        } else {
            header.text("XTENSION", "IMAGE", "");
        }
        header.integer("BITPIX", pixel.bitpix(), "bits of a pixel");
        axes(&mut header, shape.iter().rev().copied());
        if self.n_hdus == 0 {
            header.logical("EXTEND", true, "extensions may follow");
        } else {
            header.integer("PCOUNT", 0, "").integer("GCOUNT", 1, "");
        }
        self.header(header.extend(cards))?;
        // no axes is no data, not one pixel
        let n_pixels = if shape.is_empty() { 0 } else { shape.iter().fold(1_usize, |n, &axis| n.saturating_mul(axis)) };
        Ok(ImageWriter::new(self, pixel, n_pixels))
    }

    /// Starts a binary table of `n_rows` rows. Offsets of the columns are set here; a primary HDU is written first if
    /// there is none.
    ///
    /// # Errors
    /// [`Error::Writing`]; [`Error::ColumnType`] for variable-length and text-table formats, which are not written.
    pub fn table(&mut self, name: &str, columns: Vec<Column>, n_rows: u64, cards: &Cards) -> Result<RowWriter<'_, W>> {
        let (columns, row_bytes) = self.laid_out(name, columns)?;
        let header = table_header(name, &columns, (n_rows, row_bytes), cards);
        self.before_extension()?;
        self.header(&header)?;
        Ok(RowWriter::new(self, name, columns, (n_rows, row_bytes)))
    }

    /// Writes a table whose rows are all in memory, with `DATASUM` and `CHECKSUM`.
    ///
    /// # Errors
    /// As [`table`](Self::table); [`Error::BadCell`] for a value that its column cannot hold.
    pub fn whole_table(
        &mut self,
        name: &str,
        columns: Vec<Column>,
        cells: &[super::Cells<'_>],
        cards: &Cards,
    ) -> Result<()> {
        let (columns, row_bytes) = self.laid_out(name, columns)?;
        self.before_extension()?;
        let per_row = columns.first().map_or(1, |column| column.per_row().max(1));
        let n_rows = cells.first().map_or(0, |cells| (cells.len() / per_row) as u64);
        let mut data = Vec::new();
        let mut memory = Writer { out: &mut data, path: self.path.clone(), n_hdus: self.n_hdus };
        let mut rows = RowWriter::new(&mut memory, name, columns.clone(), (n_rows, row_bytes));
        rows.block(cells)?;
        rows.finish()?;
        let mut header = table_header(name, &columns, (n_rows, row_bytes), cards);
        self.header(checked(&mut header, &data))?;
        self.put(&data)
    }

    /// Copies an HDU that was read, byte for byte.
    ///
    /// # Errors
    /// [`Error::Writing`].
    pub fn copy(&mut self, hdu: &Hdu) -> Result<()> {
        self.put(hdu.raw_header())?;
        self.n_hdus += 1;
        self.put(hdu.raw_data())?;
        self.pad(hdu.raw_data().len() as u64, fill(hdu))
    }

    /// Starts a table with the header, columns and number of rows of one that was read, for rows in another order
    /// ([`RowWriter::raw_rows`]); what lies behind the rows (the heap) is copied by [`RowWriter::finish`]. `DATASUM` and
    /// `CHECKSUM`, which would no longer hold, are left out.
    ///
    /// # Errors
    /// [`Error::HduKind`] if it is no table; [`Error::Writing`].
    pub fn reordered<'a>(&'a mut self, hdu: &Hdu) -> Result<RowWriter<'a, W>> {
        let table = hdu.table()?;
        self.put(&without_sums(hdu.raw_header()))?;
        self.n_hdus += 1;
        let rows = RowWriter::new(self, hdu.name(), table.columns().to_vec(), (table.n_rows(), table.row_bytes()));
        Ok(rows.with_tail(table))
    }

    /// Flushes and gives back what was written to.
    ///
    /// # Errors
    /// [`Error::Writing`].
    pub fn finish(mut self) -> Result<W> {
        self.out.flush().map_err(|source| Error::Writing { path: self.path.clone(), source })?;
        Ok(self.out)
    }

    fn before_extension(&mut self) -> Result<()> {
        if self.n_hdus == 0 { self.primary(&Cards::new()) } else { Ok(()) }
    }

    fn header(&mut self, cards: &Cards) -> Result<()> {
        self.n_hdus += 1;
        self.put(&cards.to_block())
    }

    fn laid_out(&self, name: &str, mut columns: Vec<Column>) -> Result<(Vec<Column>, usize)> {
        let mut offset = 0;
        for column in &mut columns {
            if !matches!(column.form, Form::Fixed { .. }) {
                let at = Box::new(Place { path: self.path.clone(), hdu: self.n_hdus, name: name.to_owned() });
                let (column, found) = (column.name.clone(), column.form.to_string());
                return Err(Error::ColumnType { at, column, found, expected: "a fixed format of a binary table" });
            }
            column.offset = offset;
            offset += column.width;
        }
        Ok((columns, offset))
    }

    pub(super) fn place(&self, name: &str) -> Box<Place> {
        Box::new(Place { path: self.path.clone(), hdu: self.n_hdus.saturating_sub(1), name: name.to_owned() })
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(|source| Error::Writing { path: self.path.clone(), source })
    }

    /// Fills the last block behind `len` bytes of data.
    pub(super) fn pad(&mut self, len: u64, fill: u8) -> Result<()> {
        let over = usize::try_from(len % BLOCK as u64).expect("less than a block");
        if over == 0 { Ok(()) } else { self.put(&vec![fill; BLOCK - over]) }
    }
}

/// Text tables are padded with blanks, everything else with zeros.
fn fill(hdu: &Hdu) -> u8 {
    if hdu.kind() == crate::fits::Kind::Ascii { b' ' } else { 0 }
}

fn axes(header: &mut Cards, fast_first: impl ExactSizeIterator<Item = usize>) {
    header.integer("NAXIS", i64::try_from(fast_first.len()).unwrap_or(i64::MAX), "number of axes");
    for (i, axis) in fast_first.enumerate() {
        header.number(&format!("NAXIS{}", i + 1), &axis.to_string(), "");
    }
}

fn table_header(name: &str, columns: &[Column], (n_rows, row_bytes): (u64, usize), cards: &Cards) -> Cards {
    let mut header = Cards::new();
    header.text("XTENSION", "BINTABLE", "binary table").integer("BITPIX", 8, "").integer("NAXIS", 2, "");
    header.number("NAXIS1", &row_bytes.to_string(), "bytes of a row").number("NAXIS2", &n_rows.to_string(), "rows");
    header.integer("PCOUNT", 0, "").integer("GCOUNT", 1, "");
    header.number("TFIELDS", &columns.len().to_string(), "columns");
    for (i, column) in columns.iter().enumerate() {
        describe(&mut header, i + 1, column);
    }
    header.text("EXTNAME", name, "").extend(cards);
    header
}

fn describe(header: &mut Cards, n: usize, column: &Column) {
    header.text(&format!("TTYPE{n}"), &column.name, column.description.as_deref().unwrap_or_default());
    header.text(&format!("TFORM{n}"), &column.form.to_string(), "");
    if let Some(unit) = &column.unit {
        header.text(&format!("TUNIT{n}"), unit, "");
    }
    if let Some(description) = &column.description {
        header.text(&format!("TCOMM{n}"), description, "");
    }
    // one axis of numbers is what the repeat count says anyway
    let is_text = matches!(column.form, Form::Fixed { element: Element::Char, .. });
    if column.shape.len() > usize::from(!is_text) {
        let axes: Vec<String> = column.shape.iter().rev().map(ToString::to_string).collect();
        header.text(&format!("TDIM{n}"), &format!("({})", axes.join(",")), "");
    }
    if let Some(null) = column.null {
        header.integer(&format!("TNULL{n}"), null, "");
    }
    if !column.is_unscaled() {
        header.real(&format!("TSCAL{n}"), column.scale, "");
        match column.integer_offset() {
            Some(zero) => header.number(&format!("TZERO{n}"), &zero.to_string(), ""),
            None => header.real(&format!("TZERO{n}"), column.zero, ""),
        };
    }
}

/// Adds both sums; the data are given with their padding.
fn checked<'a>(header: &'a mut Cards, data: &[u8]) -> &'a Cards {
    let mut sum = Sum::default();
    sum.add(data);
    header.text("DATASUM", &sum.value().to_string(), "sum of the data");
    let mut whole = header.clone();
    whole.text("CHECKSUM", &"0".repeat(16), "sum of the HDU");
    sum.add(&whole.to_block());
    header.text("CHECKSUM", &encode(sum.value()), "sum of the HDU");
    header
}

/// A header without its two sums, of the same length.
fn without_sums(header: &[u8]) -> Vec<u8> {
    let is_sum = |card: &[u8]| card.starts_with(b"DATASUM =") || card.starts_with(b"CHECKSUM=");
    let mut kept: Vec<u8> = header.chunks(80).filter(|card| !is_sum(card)).flatten().copied().collect();
    kept.resize(header.len(), b' ');
    kept
}
