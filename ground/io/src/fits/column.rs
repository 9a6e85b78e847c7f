//! One column of a table as its keywords describe it.

use super::form::{Element, Form};
use super::header::{Header, whole};
use crate::{Error, Result};

/// The description of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// `TTYPE`, or `colN` (from 1) if it is absent.
    pub name: String,
    /// `TUNIT` as it stands.
    pub unit: Option<String>,
    /// `TFORM`.
    pub form: Form,
    /// `TCOMM`, a description in words (not in the standard, but usual).
    pub description: Option<String>,
    /// `TDIM`, slowest axis first; empty for plain columns.
    pub shape: Vec<usize>,
    /// `TSCAL`: physical value = stored value times `scale` plus `zero`.
    pub scale: f64,
    /// `TZERO`.
    pub zero: f64,
    /// `TNULL` of an integer column: this stored value means "none".
    pub null: Option<i64>,
    /// `TNULL` of a text table.
    pub null_text: Option<String>,
    /// First byte of the column in a row.
    pub offset: usize,
    /// Bytes of the column in a row.
    pub width: usize,
}

impl Column {
    /// A column to be written. Its place in the row is set when the table is begun.
    ///
    /// # Panics
    /// If the format is wider than memory is.
    #[must_use]
    pub fn new(name: &str, form: Form) -> Self {
        let width = form.width().expect("a format of a possible width");
        Self {
            name: name.to_owned(),
            unit: None,
            description: None,
            shape: Vec::new(),
            scale: 1.0,
            zero: 0.0,
            null: None,
            null_text: None,
            offset: 0,
            width,
            form,
        }
    }

    /// The same with a unit.
    #[must_use]
    pub fn with_unit(self, unit: &str) -> Self {
        Self { unit: Some(unit.to_owned()), ..self }
    }

    /// The same with scaled values: physical value = stored value times `scale` plus `zero`.
    #[must_use]
    pub fn with_scale(self, scale: f64, zero: f64) -> Self {
        Self { scale, zero, ..self }
    }

    /// The same with a stored integer that means "none".
    #[must_use]
    pub fn with_null(self, null: i64) -> Self {
        Self { null: Some(null), ..self }
    }

    /// Reads column `n` (from 1) of a binary table, which starts at byte `offset` of a row.
    pub(crate) fn binary(header: &Header, n: usize, offset: usize) -> Result<Self> {
        let form = form(header, n, Form::binary)?;
        let mut column = Self::described(header, n, form)?;
        column.offset = offset;
        column.null = header.i64(&format!("TNULL{n}")).ok().flatten();
        column.shape = header.text(&format!("TDIM{n}")).and_then(shape).unwrap_or_default();
        if column.shape.iter().try_fold(1_usize, |n, &axis| n.checked_mul(axis)) != Some(column.stored_per_row()) {
            column.shape.clear();
        }
        Ok(column)
    }

    /// Reads column `n` (from 1) of a text table.
    pub(crate) fn ascii(header: &Header, n: usize) -> Result<Self> {
        let form = form(header, n, Form::ascii)?;
        let mut column = Self::described(header, n, form)?;
        let key = format!("TBCOL{n}");
        let first = header.size(&key, i64::MAX as u64)?;
        column.offset = usize::try_from(first).ok().and_then(|first| first.checked_sub(1)).ok_or_else(|| {
            Error::BadKey { at: header.here(), key, found: first.to_string(), expected: "a byte of the row, from 1" }
        })?;
        column.null_text = header.text(&format!("TNULL{n}")).map(|text| text.trim().to_owned());
        Ok(column)
    }

    fn described(header: &Header, n: usize, form: Form) -> Result<Self> {
        let name = header.text(&format!("TTYPE{n}")).map(str::trim).filter(|name| !name.is_empty());
        let unit = header.text(&format!("TUNIT{n}")).map(str::trim).filter(|unit| !unit.is_empty());
        let width = form.width().ok_or_else(|| bad_form(header, n))?;
        Ok(Self {
            name: name.map_or_else(|| format!("col{n}"), str::to_owned),
            unit: unit.map(str::to_owned),
            description: header.text(&format!("TCOMM{n}")).map(str::to_owned),
            shape: Vec::new(),
            scale: header.f64(&format!("TSCAL{n}"))?.unwrap_or(1.0),
            zero: header.f64(&format!("TZERO{n}"))?.unwrap_or(0.0),
            null: None,
            null_text: None,
            offset: 0,
            width,
            form,
        })
    }

    /// Values (strings, for text) in every row; 0 for a variable-length column, whose rows differ.
    #[must_use]
    pub fn per_row(&self) -> usize {
        match self.form {
            Form::Fixed { element: Element::Char, .. } => self.shape.iter().rev().skip(1).product(),
            _ => self.stored_per_row(),
        }
    }

    /// Elements a row, characters counted one by one.
    fn stored_per_row(&self) -> usize {
        match self.form {
            Form::Fixed { repeat, .. } => repeat,
            Form::Variable { .. } => 0,
            Form::Text { .. } => 1,
        }
    }

    /// Characters of each string in a row.
    pub(crate) fn string_len(&self) -> usize {
        self.shape.last().copied().unwrap_or(self.width)
    }

    /// The stored values are the physical ones.
    pub(crate) fn is_unscaled(&self) -> bool {
        #[allow(clippy::float_cmp, reason = "exactly the defaults of the standard")]
        let plain = self.scale == 1.0 && self.zero == 0.0;
        plain
    }

    /// The whole number to add to stored integers, if that is all the scaling there is (the unsigned types).
    pub(crate) fn integer_offset(&self) -> Option<i128> {
        /// 2^63, the zero of unsigned 64-bit columns.
        const TWO_63: f64 = 9_223_372_036_854_775_808.0;
        #[allow(clippy::float_cmp, reason = "exactly the default of the standard")]
        let unit = self.scale == 1.0;
        #[allow(clippy::float_cmp, reason = "exactly the value of the standard")]
        let offset = if self.zero == TWO_63 { Some(1 << 63) } else { whole(self.zero).map(i128::from) };
        offset.filter(|_| unit)
    }
}

fn form(header: &Header, n: usize, read: fn(&str) -> Option<Form>) -> Result<Form> {
    let key = format!("TFORM{n}");
    let text = header.text(&key).ok_or_else(|| Error::MissingKey {
        at: header.here(),
        key,
        expected: "the format of each of the TFIELDS columns",
    })?;
    read(text).ok_or_else(|| bad_form(header, n))
}

fn bad_form(header: &Header, n: usize) -> Error {
    let key = format!("TFORM{n}");
    let found = header.text(&key).unwrap_or_default().to_owned();
    Error::BadKey { at: header.here(), key, found, expected: "a column format such as 1D, 16A, 8X, 1PE(200)" }
}

/// `(fast,...,slow)` with the slowest axis first.
fn shape(text: &str) -> Option<Vec<usize>> {
    let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    let mut axes = inner.split(',').map(|axis| axis.trim().parse().ok()).collect::<Option<Vec<usize>>>()?;
    axes.reverse();
    axes.iter().all(|&axis| axis > 0).then_some(axes)
}
