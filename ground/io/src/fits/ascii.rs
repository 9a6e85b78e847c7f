//! Cells of text tables.

use super::card::real;
use super::column::Column;

/// What stands in a cell of a text table.
pub(crate) enum Cell<'a> {
    /// The text of `TNULL`.
    Null,
    /// Anything else, blanks trimmed.
    Text(&'a str),
}

pub(crate) fn cell<'a>(bytes: &'a [u8], column: &Column) -> Option<Cell<'a>> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    Some(if column.null_text.as_deref() == Some(text) { Cell::Null } else { Cell::Text(text) })
}

/// The number in a cell; a blank cell is 0 and a missing point stands `decimals` digits from the right, as in Fortran.
pub(crate) fn number(text: &str, decimals: u32) -> Option<f64> {
    if text.is_empty() {
        return Some(0.0);
    }
    let value = real(text)?;
    let is_whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'+');
    Some(if is_whole && decimals > 0 { value / 10_f64.powi(i32::try_from(decimals).ok()?) } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_fortran_reads_them() {
        assert_eq!(number("1.5D2", 3), Some(150.0));
        assert_eq!(number("12345", 2), Some(123.45));
        assert_eq!(number("", 2), Some(0.0));
        assert_eq!(number("abc", 0), None);
    }
}
