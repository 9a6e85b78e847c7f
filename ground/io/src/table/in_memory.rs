//! The table itself.

use super::column::{Column, Values};
use super::meta::Meta;
use crate::{Error, Result};

/// Columns of equal length, and what is said about them all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns in order.
    pub columns: Vec<Column>,
    /// Names and values for the whole table.
    pub meta: Meta,
}

impl Table {
    /// A table with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a column.
    ///
    /// # Errors
    /// [`Error::Columns`] if it has another number of rows than those before, a mask of another length, half rows, or a
    /// name that is taken.
    pub fn push(&mut self, column: Column) -> Result<()> {
        let is_new = self.column(&column.name).is_none();
        self.columns.push(column);
        let sound = self.check();
        if sound.is_ok() && is_new {
            return Ok(());
        }
        let column = self.columns.pop().map(|column| column.name).unwrap_or_default();
        sound.and(Err(Error::Columns { column, what: "its name is taken" }))
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, Column::n_rows)
    }

    /// The column of this name, which must be spelled exactly.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The floats of a column.
    ///
    /// # Errors
    /// [`Error::NoTableColumn`], which lists the columns, if there is none of this name or it holds no floats.
    pub fn f64s(&self, name: &str) -> Result<&[f64]> {
        match self.column(name).map(|column| &column.values) {
            Some(Values::F64(values)) => Ok(values),
            _ => Err(self.no_column(name)),
        }
    }

    /// The whole numbers of a column.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn i64s(&self, name: &str) -> Result<&[i64]> {
        match self.column(name).map(|column| &column.values) {
            Some(Values::I64(values)) => Ok(values),
            _ => Err(self.no_column(name)),
        }
    }

    /// Real and imaginary parts of a column.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn complexes(&self, name: &str) -> Result<&[[f64; 2]]> {
        match self.column(name).map(|column| &column.values) {
            Some(Values::Complex(values)) => Ok(values),
            _ => Err(self.no_column(name)),
        }
    }

    fn no_column(&self, name: &str) -> Error {
        let known: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        Error::NoTableColumn { name: name.to_owned(), known: known.join(", ") }
    }

    /// The same with arrays in cells as columns of their own.
    pub(crate) fn plain_columns(&self) -> Vec<Column> {
        self.columns.iter().flat_map(Column::plain).collect()
    }

    /// Whether the columns fit together: they are public, so this is asked before writing.
    pub(crate) fn check(&self) -> Result<()> {
        for column in &self.columns {
            let per_row = column.per_row();
            let what = if per_row == 0 || column.values.len() % per_row != 0 {
                "its values do not fill its rows"
            } else if !matches!(column.mask.len(), 0) && column.mask.len() != column.values.len() {
                "its mask has another length than its values"
            } else if column.n_rows() != self.n_rows() {
                "it has another number of rows than the first column"
            } else {
                continue;
            };
            return Err(Error::Columns { column: column.name.clone(), what });
        }
        Ok(())
    }
}
