//! Formats of table columns: the `TFORM` codes.

/// The type of one stored element of a binary table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// `L`: the letters T and F, 0 for null.
    Logical,
    /// `X`: bits, most significant first.
    Bit,
    /// `B`: unsigned byte.
    U8,
    /// `I`
    I16,
    /// `J`
    I32,
    /// `K`
    I64,
    /// `A`: characters.
    Char,
    /// `E`
    F32,
    /// `D`
    F64,
    /// `C`: two `E`.
    C32,
    /// `M`: two `D`.
    C64,
}

/// How a row points into the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heap {
    /// `P`: number of elements and byte offset as 32-bit integers.
    P,
    /// `Q`: the same as 64-bit integers.
    Q,
}

/// The format of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// `repeat` elements in every row.
    Fixed {
        /// Type of the elements.
        element: Element,
        /// Elements (bits, characters) a row.
        repeat: usize,
    },
    /// As many elements as each row says, in the heap behind the rows.
    Variable {
        /// Type of the elements.
        element: Element,
        /// How the row points at them.
        heap: Heap,
        /// Arrays a row, 0 or 1.
        repeat: usize,
    },
    /// A field of text: the letter of the format (`A`, `I`, `F`, `E`, `D`), its width, and digits after the point that
    /// an unwritten point stands for.
    Text {
        /// Letter of the format.
        letter: char,
        /// Characters.
        width: usize,
        /// Implied decimals.
        decimals: u32,
    },
}

impl Element {
    pub(crate) fn from_letter(letter: char) -> Option<Self> {
        Some(match letter.to_ascii_uppercase() {
            'L' => Self::Logical,
            'X' => Self::Bit,
            'B' => Self::U8,
            'I' => Self::I16,
            'J' => Self::I32,
            'K' => Self::I64,
            'A' => Self::Char,
            'E' => Self::F32,
            'D' => Self::F64,
            'C' => Self::C32,
            'M' => Self::C64,
            _ => return None,
        })
    }

    /// The letter in `TFORM`.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Logical => 'L',
            Self::Bit => 'X',
            Self::U8 => 'B',
            Self::I16 => 'I',
            Self::I32 => 'J',
            Self::I64 => 'K',
            Self::Char => 'A',
            Self::F32 => 'E',
            Self::F64 => 'D',
            Self::C32 => 'C',
            Self::C64 => 'M',
        }
    }

    /// Bytes that `n` elements take; `None` if that is no possible size.
    pub(crate) fn bytes(self, n: usize) -> Option<usize> {
        let each = match self {
            Self::Bit => return Some(n.div_ceil(8)),
            Self::Logical | Self::U8 | Self::Char => 1,
            Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 | Self::C32 => 8,
            Self::C64 => 16,
        };
        n.checked_mul(each)
    }

    pub(crate) fn is_integer(self) -> bool {
        matches!(self, Self::U8 | Self::I16 | Self::I32 | Self::I64)
    }
}

impl Form {
    /// `repeat` elements in every row.
    #[must_use]
    pub fn fixed(element: Element, repeat: usize) -> Self {
        Self::Fixed { element, repeat }
    }

    /// Reads a binary table's `TFORM`, such as `1D`, `16A`, `8X`, `1PE(200)`.
    pub(crate) fn binary(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let repeat = if digits == 0 { 1 } else { text[..digits].parse().ok()? };
        let mut letters = text[digits..].chars();
        let letter = letters.next()?.to_ascii_uppercase();
        let heap = match letter {
            'P' => Heap::P,
            'Q' => Heap::Q,
            _ => return Some(Self::Fixed { element: Element::from_letter(letter)?, repeat }),
        };
        let element = Element::from_letter(letters.next()?)?;
        (repeat <= 1).then_some(Self::Variable { element, heap, repeat })
    }

    /// Reads an ascii table's `TFORM`, such as `A8`, `I6`, `F10.4`, `E15.7`.
    pub(crate) fn ascii(text: &str) -> Option<Self> {
        let text = text.trim();
        let letter = text.chars().next()?.to_ascii_uppercase();
        if !matches!(letter, 'A' | 'I' | 'F' | 'E' | 'D') {
            return None;
        }
        let (width, decimals) = text[1..].split_once('.').unwrap_or((&text[1..], "0"));
        let width = if width.is_empty() { 1 } else { width.trim().parse().ok()? };
        Some(Self::Text { letter, width, decimals: decimals.trim().parse().ok()? })
    }

    /// Bytes of a row that the column takes.
    pub(crate) fn width(&self) -> Option<usize> {
        match *self {
            Self::Fixed { element, repeat } => element.bytes(repeat),
            Self::Variable { heap: Heap::P, repeat, .. } => repeat.checked_mul(8),
            Self::Variable { heap: Heap::Q, repeat, .. } => repeat.checked_mul(16),
            Self::Text { width, .. } => Some(width),
        }
    }
}

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed { element, repeat } => write!(f, "{repeat}{}", element.letter()),
            Self::Variable { element, heap, repeat } => write!(f, "{repeat}{heap:?}{}", element.letter()),
            Self::Text { letter, width, decimals: 0 } => write!(f, "{letter}{width}"),
            Self::Text { letter, width, decimals } => write!(f, "{letter}{width}.{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_their_widths() {
        for (text, width, shown) in
            [("D", 8, "1D"), ("1D", 8, "1D"), ("12X", 2, "12X"), ("20A5", 20, "20A"), ("3M", 48, "3M")]
        {
            let form = Form::binary(text).expect("a format");
            assert_eq!((form.width(), form.to_string().as_str()), (Some(width), shown));
        }
        assert_eq!(Form::binary("1PE(200)").and_then(|form| form.width()), Some(8));
        assert_eq!(Form::binary("QD").and_then(|form| form.width()), Some(16));
        assert_eq!(Form::ascii("F10.4").map(|form| form.to_string()).as_deref(), Some("F10.4"));
    }

    #[test]
    fn what_is_no_format() {
        for text in ["", "8", "1Y", "P", "1PY", "2PE", "99999999999999999999D"] {
            assert_eq!(Form::binary(text), None, "{text}");
        }
        assert_eq!(Form::binary("9999999999999999999M").and_then(|form| form.width()), None);
        assert_eq!(Form::ascii("X4"), None);
    }
}
