//! Physical values to the bytes of a row.

use crate::fits::column::Column;
use crate::fits::form::{Element, Form};

/// The values of one column for a run of rows, [`per_row`](Column::per_row) of them a row.
#[derive(Debug, Clone, Copy)]
pub enum Cells<'a> {
    /// Floats; NaN is null in an integer or logical column.
    F64(&'a [f64]),
    /// Whole numbers.
    I64(&'a [i64]),
    /// Logical values or bits.
    Bool(&'a [bool]),
    /// Strings, cut at the column's width.
    Text(&'a [String]),
    /// Real and imaginary part.
    Complex(&'a [[f64; 2]]),
}

/// A value that its column cannot hold: its index among the values and how it reads.
pub(crate) struct Misfit {
    pub(crate) index: usize,
    pub(crate) found: String,
    pub(crate) expected: &'static str,
}

const RANGE: &str = "a value inside the range of the column's format (NaN only where the column has a null)";
const TYPE: &str = "values of the column's own type";

impl Cells<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::Bool(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Complex(values) => values.len(),
        }
    }

    /// Puts the values into their places in `rows`, which are `stride` bytes each.
    pub(crate) fn encode(self, column: &Column, rows: &mut [u8], stride: usize) -> Result<(), Misfit> {
        let Form::Fixed { element, .. } = column.form else { return Err(misfit(0, &column.form, TYPE)) };
        let mut places = Places { rows, stride, column };
        match (element, self) {
            (Element::F64, Self::F64(values)) if column.is_unscaled() => places.put(values, |&v| v.to_be_bytes()),
            #[allow(clippy::cast_possible_truncation, reason = "the column holds 32 bits")]
            (Element::F32, Self::F64(values)) => places.put(values, |&v| (stored(column, v) as f32).to_be_bytes()),
            (Element::F64, Self::F64(values)) => places.put(values, |&v| stored(column, v).to_be_bytes()),
            (Element::Logical, Self::Bool(values)) => places.put(values, |&v| [if v { b'T' } else { b'F' }]),
            (Element::Logical, Self::F64(values)) => places.put(values, |&v| [logical(v)]),
            (Element::Bit, Self::Bool(values)) => places.bits(values),
            (Element::Char, Self::Text(values)) => places.texts(values),
            (Element::C64, Self::Complex(values)) => places.put(values, |&[re, im]| double(re, im)),
            #[allow(clippy::cast_possible_truncation, reason = "the column holds 32 bits")]
            (Element::C32, Self::Complex(values)) => places.put(values, |&[re, im]| single(re as f32, im as f32)),
            (_, Self::I64(values)) if element.is_integer() => return places.integers(element, values),
            (_, Self::F64(values)) if element.is_integer() => return places.rounded(element, values),
            _ => return Err(misfit(0, &column.form, TYPE)),
        }
        Ok(())
    }
}

/// The cells of one column in a block of rows.
struct Places<'a> {
    rows: &'a mut [u8],
    stride: usize,
    column: &'a Column,
}

impl Places<'_> {
    fn put<const N: usize, T>(&mut self, values: &[T], bytes: impl Fn(&T) -> [u8; N]) {
        let (offset, width) = (self.column.offset, self.column.width);
        let per_row = (width / N).max(1);
        for (row, values) in self.rows.chunks_exact_mut(self.stride).zip(values.chunks_exact(per_row)) {
            for (place, value) in row[offset..offset + width].chunks_exact_mut(N).zip(values) {
                place.copy_from_slice(&bytes(value));
            }
        }
    }

    fn bits(&mut self, values: &[bool]) {
        let (offset, width) = (self.column.offset, self.column.width);
        let per_row = self.column.per_row().max(1);
        for (row, values) in self.rows.chunks_exact_mut(self.stride).zip(values.chunks_exact(per_row)) {
            let place = &mut row[offset..offset + width];
            place.fill(0);
            for (i, _) in values.iter().enumerate().filter(|&(_, &bit)| bit) {
                place[i / 8] |= 0x80 >> (i % 8);
            }
        }
    }

    fn texts(&mut self, values: &[String]) {
        let (offset, len) = (self.column.offset, self.column.string_len());
        let per_row = self.column.per_row().max(1);
        for (row, values) in self.rows.chunks_exact_mut(self.stride).zip(values.chunks_exact(per_row)) {
            let place = &mut row[offset..offset + self.column.width];
            place.fill(b' ');
            for (i, text) in values.iter().enumerate() {
                let end = text.floor_char_boundary(len);
                place[i * len..i * len + end].copy_from_slice(&text.as_bytes()[..end]);
            }
        }
    }

    fn integers(&mut self, element: Element, values: &[i64]) -> Result<(), Misfit> {
        let Some(offset) = self.column.integer_offset() else {
            #[allow(clippy::cast_precision_loss, reason = "the scale of the column makes floats of them anyway")]
            let floats: Vec<f64> = values.iter().map(|&value| value as f64).collect();
            return self.rounded(element, &floats);
        };
        let (low, high) = range(element);
        let inside = |value: i64| (low..=high).contains(&(i128::from(value) - offset));
        if let Some(index) = values.iter().position(|&value| !inside(value)) {
            return Err(misfit(index, &values[index], RANGE));
        }
        #[allow(clippy::cast_possible_truncation, reason = "a zero of 2^63 wraps: that is the unsigned convention")]
        let offset = offset as i64;
        self.whole(element, values, |&value| value.wrapping_sub(offset));
        Ok(())
    }

    fn rounded(&mut self, element: Element, values: &[f64]) -> Result<(), Misfit> {
        #[allow(clippy::cast_precision_loss, reason = "the limits of 64 bits round outwards, which the cast clamps")]
        let (low, high) = (range(element).0 as f64, range(element).1 as f64);
        let column = self.column;
        let inside = |value: f64| (low..=high).contains(&stored(column, value).round_ties_even());
        let fits = |value: f64| if value.is_nan() { column.null.is_some() } else { inside(value) };
        if let Some(index) = values.iter().position(|&value| !fits(value)) {
            return Err(misfit(index, &values[index], RANGE));
        }
        let null = column.null.unwrap_or_default();
        #[allow(clippy::cast_possible_truncation, reason = "whole and inside the range")]
        let whole = |&value: &f64| if value.is_nan() { null } else { stored(column, value).round_ties_even() as i64 };
        self.whole(element, values, whole);
        Ok(())
    }

    /// Stores the low bytes of whole numbers that are known to fit.
    fn whole<T>(&mut self, element: Element, values: &[T], stored: impl Fn(&T) -> i64) {
        match element {
            Element::U8 => self.put(values, |value| last::<1>(stored(value))),
            Element::I16 => self.put(values, |value| last::<2>(stored(value))),
            Element::I32 => self.put(values, |value| last::<4>(stored(value))),
            _ => self.put(values, |value| last::<8>(stored(value))),
        }
    }
}

fn last<const N: usize>(value: i64) -> [u8; N] {
    *value.to_be_bytes().last_chunk().expect("N is at most 8")
}

fn stored(column: &Column, value: f64) -> f64 {
    if column.is_unscaled() { value } else { (value - column.zero) / column.scale }
}

fn range(element: Element) -> (i128, i128) {
    match element {
        Element::U8 => (0, 255),
        Element::I16 => (i16::MIN.into(), i16::MAX.into()),
        Element::I32 => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

fn logical(value: f64) -> u8 {
    match value {
        value if value.is_nan() => 0,
        0.0 => b'F',
        _ => b'T',
    }
}

fn double(re: f64, im: f64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&re.to_be_bytes());
    bytes[8..].copy_from_slice(&im.to_be_bytes());
    bytes
}

fn single(re: f32, im: f32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&re.to_be_bytes());
    bytes[4..].copy_from_slice(&im.to_be_bytes());
    bytes
}

fn misfit(index: usize, found: &impl ToString, expected: &'static str) -> Misfit {
    Misfit { index, found: found.to_string(), expected }
}
