//! One keyword record of 80 bytes.

/// Bytes of a card.
pub(crate) const CARD: usize = 80;

/// The value of a keyword.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string in quotes, trailing blanks removed.
    Text(String),
    /// `T` or `F`.
    Logical(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent, or a whole one beyond `i64`.
    Real(f64),
    /// Real and imaginary part.
    Complex(f64, f64),
    /// A keyword without a value, or text without a keyword (`COMMENT`, `HISTORY`).
    None,
    /// A value field that follows no rule of the standard; its text is in [`Card::raw`].
    Malformed,
}

/// A keyword, its value and its comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The keyword in upper case, without `HIERARCH`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The value field as it stands, blanks trimmed; the exponent letter `D` is written `E`.
    pub raw: String,
    /// The comment; the whole text of a `COMMENT` or `HISTORY` card.
    pub comment: String,
}

impl Card {
    /// Reads one card. Nothing is refused here: what cannot be understood becomes [`Value::Malformed`].
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let text: String =
            bytes.iter().map(|&b| if (b' '..=b'~').contains(&b) { char::from(b) } else { '?' }).collect();
        let (name, rest) = text.split_at(text.len().min(8));
        let name = name.trim_end();
        if let Some(card) = (name == "HIERARCH").then(|| hierarch(rest)).flatten() {
            return card;
        }
        if name == "CONTINUE" {
            return with_value(name, rest);
        }
        match rest.strip_prefix("= ").or_else(|| rest.strip_prefix('=')) {
            Some(field) if !matches!(name, "COMMENT" | "HISTORY" | "") => with_value(name, field),
            _ => Self {
                key: name.to_uppercase(),
                value: Value::None,
                raw: String::new(),
                comment: rest.trim_end().into(),
            },
        }
    }
}

/// `HIERARCH ESO DET CHIP = value`: the keyword is everything up to the equals sign.
fn hierarch(rest: &str) -> Option<Card> {
    let (name, field) = rest.split_once('=')?;
    Some(with_value(name.trim(), field))
}

fn with_value(name: &str, field: &str) -> Card {
    let (value, raw, comment) = value_field(field.trim());
    Card { key: name.to_uppercase(), value, raw, comment }
}

/// Value, its text, comment.
fn value_field(field: &str) -> (Value, String, String) {
    if let Some(quoted) = field.strip_prefix('\'') {
        return quoted_text(quoted, field);
    }
    let (raw, comment) = field.split_once('/').unwrap_or((field, ""));
    let raw = raw.trim();
    (scalar(raw), raw.replace(['D', 'd'], "E"), comment.trim().to_owned())
}

/// A string ends at a single quote; two in a row stand for one.
fn quoted_text(quoted: &str, field: &str) -> (Value, String, String) {
    let mut text = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.next_if(|&(_, next)| next == '\'').is_some() {
            text.push('\'');
        } else {
            let comment = quoted[i + 1..].split_once('/').map_or("", |(_, comment)| comment.trim());
            let text = text.trim_end().to_owned();
            return (Value::Text(text.clone()), text, comment.to_owned());
        }
    }
    (Value::Malformed, field.to_owned(), String::new())
}

fn scalar(raw: &str) -> Value {
    match raw {
        "" => Value::None,
        "T" => Value::Logical(true),
        "F" => Value::Logical(false),
        _ => number(raw).or_else(|| complex(raw)).unwrap_or(Value::Malformed),
    }
}

fn number(raw: &str) -> Option<Value> {
    if let Ok(whole) = raw.parse::<i64>() {
        return Some(Value::Integer(whole));
    }
    real(raw).map(Value::Real)
}

fn complex(raw: &str) -> Option<Value> {
    let (re, im) = raw.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
    Some(Value::Complex(real(re.trim())?, real(im.trim())?))
}

/// A decimal number as FITS writes it: the exponent letter may be `D`; `nan` and `inf` are no numbers.
pub(crate) fn real(raw: &str) -> Option<f64> {
    let known = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'E' | 'e' | 'D' | 'd');
    if !raw.chars().all(known) {
        return None;
    }
    raw.replace(['D', 'd'], "E").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> Card {
        Card::parse(format!("{text:<80}").as_bytes())
    }

    #[test]
    fn values_of_every_type() {
        assert_eq!(card("EXPOSURE=              1.5D+03 / s").value, Value::Real(1500.0));
        assert_eq!(card("EXPOSURE=              1.5D+03 / s").raw, "1.5E+03");
        assert_eq!(card("MJDREFI =                50814").value, Value::Integer(50814));
        assert_eq!(card("SIMPLE  =                    T / standard").value, Value::Logical(true));
        assert_eq!(card("Z       = (1.0, -2.0)").value, Value::Complex(1.0, -2.0));
        assert_eq!(card("BLANKED =").value, Value::None);
        assert_eq!(card("ODD     = nan").value, Value::Malformed);
        assert_eq!(card("BIG     = 99999999999999999999").value, Value::Real(1e20));
    }

    #[test]
    fn quotes_slashes_and_blanks_in_text() {
        let found = card("OBJECT  = ' O''Neil / 4 '        / who");
        assert_eq!(found.value, Value::Text(" O'Neil / 4".into()));
        assert_eq!(found.comment, "who");
        assert_eq!(card("OBJECT  = ''").value, Value::Text(String::new()));
        assert_eq!(card("OBJECT  = 'no end").value, Value::Malformed);
    }

    #[test]
    fn hierarch_and_commentary() {
        let found = card("HIERARCH ESO DET CHIP1 NAME = 'EEV' / chip");
        assert_eq!((found.key.as_str(), found.value), ("ESO DET CHIP1 NAME", Value::Text("EEV".into())));
        let found = card("HISTORY a = b / c");
        assert_eq!((found.key.as_str(), found.comment.as_str()), ("HISTORY", "a = b / c"));
    }

    #[test]
    fn bytes_outside_ascii_are_shown_not_refused() {
        let mut bytes = *format!("{:<80}", "OBJECT  = 'a?b'").as_bytes().first_chunk::<80>().expect("80 bytes");
        bytes[12] = 0xe9;
        assert_eq!(Card::parse(&bytes).value, Value::Text("a?b".into()));
    }
}
