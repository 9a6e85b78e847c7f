//! The loops that turn stored bytes into numbers.

use super::column::Column;
use super::form::Element;

/// The cells of one column in a run of rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells<'a> {
    /// Whole rows.
    pub(crate) rows: &'a [u8],
    /// Bytes of a row.
    pub(crate) stride: usize,
    /// First byte of the column in a row.
    pub(crate) offset: usize,
    /// Elements a row.
    pub(crate) count: usize,
}

impl<'a> Cells<'a> {
    /// Appends `value(bytes)` of every element of `N` bytes.
    fn extend<const N: usize, T>(self, out: &mut Vec<T>, value: impl Fn([u8; N]) -> T) {
        let Self { stride, offset, count, .. } = self;
        if count == 1 {
            out.extend(self.rows.chunks_exact(stride).map(|row| value(word(&row[offset..offset + N]))));
            return;
        }
        for row in self.row_slices(N * count) {
            out.extend(row.chunks_exact(N).map(|bytes| value(word(bytes))));
        }
    }

    /// The column's `width` bytes of each row.
    pub(crate) fn row_slices(self, width: usize) -> impl Iterator<Item = &'a [u8]> {
        self.rows.chunks_exact(self.stride.max(1)).map(move |row| &row[self.offset..self.offset + width])
    }

    /// Appends 0 or 1 for every bit.
    fn bits<T>(self, out: &mut Vec<T>, value: impl Fn(bool) -> T) {
        for row in self.row_slices(self.count.div_ceil(8)) {
            out.extend((0..self.count).map(|i| value(row[i / 8] >> (7 - i % 8) & 1 == 1)));
        }
    }
}

fn word<const N: usize>(bytes: &[u8]) -> [u8; N] {
    *bytes.first_chunk().expect("the slice has this length")
}

/// Appends physical values; null cells are NaN. Complex elements and characters are not for this.
pub(crate) fn f64s(cells: Cells<'_>, element: Element, column: &Column, out: &mut Vec<f64>) {
    match element {
        Element::U8 => integers(cells, column, out, |[byte]: [u8; 1]| f64::from(byte)),
        Element::I16 => integers(cells, column, out, |bytes| f64::from(i16::from_be_bytes(bytes))),
        Element::I32 => integers(cells, column, out, |bytes| f64::from(i32::from_be_bytes(bytes))),
        Element::I64 => long_integers(cells, column, out),
        Element::F32 => reals(cells, column, out, |bytes| f64::from(f32::from_be_bytes(bytes))),
        Element::F64 => reals(cells, column, out, f64::from_be_bytes),
        Element::Bit => cells.bits(out, f64::from),
        Element::Logical => cells.extend(out, |[letter]: [u8; 1]| match letter {
            b'T' => 1.0,
            0 => f64::NAN,
            _ => 0.0,
        }),
        Element::Char | Element::C32 | Element::C64 => {}
    }
}

fn reals<const N: usize>(cells: Cells<'_>, column: &Column, out: &mut Vec<f64>, raw: impl Fn([u8; N]) -> f64) {
    if column.is_unscaled() {
        return cells.extend(out, raw);
    }
    let (scale, zero) = (column.scale, column.zero);
    cells.extend(out, |bytes| raw(bytes) * scale + zero);
}

/// Integers of at most 32 bits: a float holds them exactly, `TNULL` too.
fn integers<const N: usize>(cells: Cells<'_>, column: &Column, out: &mut Vec<f64>, raw: impl Fn([u8; N]) -> f64) {
    #[allow(clippy::cast_precision_loss, reason = "a TNULL that a float cannot hold is no value of this column")]
    let Some(null) = column.null.map(|null| null as f64) else { return reals(cells, column, out, raw) };
    let (scale, zero) = (column.scale, column.zero);
    #[allow(clippy::float_cmp, reason = "both are whole numbers")]
    cells.extend(out, |bytes| match raw(bytes) {
        value if value == null => f64::NAN,
        value => value * scale + zero,
    });
}

#[allow(clippy::cast_precision_loss, reason = "the caller asked for floats")]
fn long_integers(cells: Cells<'_>, column: &Column, out: &mut Vec<f64>) {
    let null = column.null;
    if column.is_unscaled() && null.is_none() {
        return cells.extend(out, |bytes| i64::from_be_bytes(bytes) as f64);
    }
    let (scale, zero, offset) = (column.scale, column.zero, column.integer_offset());
    cells.extend(out, |bytes| match (i64::from_be_bytes(bytes), offset) {
        (raw, _) if Some(raw) == null => f64::NAN,
        // adding in floats would lose the small values of unsigned columns
        (raw, Some(offset)) => (i128::from(raw) + offset) as f64,
        (raw, None) => raw as f64 * scale + zero,
    });
}

/// Appends stored integers, not scaled. Only for integer, bit and logical elements.
pub(crate) fn stored_i64s(cells: Cells<'_>, element: Element, out: &mut Vec<i64>) {
    match element {
        Element::U8 => cells.extend(out, |[byte]: [u8; 1]| i64::from(byte)),
        Element::I16 => cells.extend(out, |bytes| i64::from(i16::from_be_bytes(bytes))),
        Element::I32 => cells.extend(out, |bytes| i64::from(i32::from_be_bytes(bytes))),
        Element::I64 => cells.extend(out, i64::from_be_bytes),
        Element::Bit => cells.bits(out, i64::from),
        Element::Logical => cells.extend(out, |[letter]: [u8; 1]| i64::from(letter == b'T')),
        _ => {}
    }
}

/// Appends logical values and bits.
pub(crate) fn bools(cells: Cells<'_>, element: Element, out: &mut Vec<bool>) {
    match element {
        Element::Bit => cells.bits(out, |bit| bit),
        _ => cells.extend(out, |[letter]: [u8; 1]| letter == b'T'),
    }
}

/// Appends complex values: the scale holds for both parts, the zero for the real one.
pub(crate) fn complexes(cells: Cells<'_>, element: Element, column: &Column, out: &mut Vec<[f64; 2]>) {
    let (scale, zero) = (column.scale, column.zero);
    let physical = |re: f64, im: f64| if column.is_unscaled() { [re, im] } else { [re * scale + zero, im * scale] };
    match element {
        Element::C32 => cells.extend(out, |b: [u8; 8]| {
            let part = |i: usize| f64::from(f32::from_be_bytes([b[i], b[i + 1], b[i + 2], b[i + 3]]));
            physical(part(0), part(4))
        }),
        Element::C64 => cells.extend(out, |b: [u8; 16]| {
            let part = |i: usize| f64::from_be_bytes(word(&b[i..i + 8]));
            physical(part(0), part(8))
        }),
        _ => {}
    }
}
