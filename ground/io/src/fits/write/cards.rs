//! Keyword records, written.

use crate::fits::card::{CARD, Card, Value};

/// Longest text (quotes doubled) of one card, with room for the quotes.
const TEXT: usize = 68;

/// Keywords in the order in which they were added.
///
/// Keywords of more than eight characters, or with characters outside `A-Z 0-9 - _`, are written with `HIERARCH`; texts
/// that do not fit a card go on with `CONTINUE`. Characters outside printable ASCII, which a header cannot hold, become
/// `?`. A comment is cut where the card ends.
#[derive(Debug, Clone, Default)]
pub struct Cards {
    bytes: Vec<u8>,
}

impl Cards {
    /// No keywords.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn text(&mut self, key: &str, value: &str, comment: &str) -> &mut Self {
        let start = start(key);
        let mut pieces = pieces(&ascii(value), (CARD - start.len() - 2).min(TEXT)).into_iter();
        let first = pieces.next().unwrap_or_default();
        // fixed format: the closing quote stands in column 20 or later
        self.push(&format!("{start}'{first:<8}'"), comment);
        for piece in pieces {
            self.push(&format!("CONTINUE  '{piece}'"), "");
        }
        self
    }

    /// Adds a whole number.
    pub fn integer(&mut self, key: &str, value: i64, comment: &str) -> &mut Self {
        self.number(key, &value.to_string(), comment)
    }

    /// Adds a float with all its digits. NaN and infinities, which FITS cannot write, give a keyword without a value.
    pub fn real(&mut self, key: &str, value: f64, comment: &str) -> &mut Self {
        let digits = if value.is_finite() { real(value) } else { String::new() };
        self.number(key, &digits, comment)
    }

    /// Adds a number by its decimal digits, which are written as they are.
    pub fn number(&mut self, key: &str, digits: &str, comment: &str) -> &mut Self {
        self.push(&format!("{}{:>20}", start(key), ascii(digits)), comment);
        self
    }

    /// Adds `T` or `F`.
    pub fn logical(&mut self, key: &str, value: bool, comment: &str) -> &mut Self {
        self.number(key, if value { "T" } else { "F" }, comment)
    }

    /// Adds text without a value, under `COMMENT` or `HISTORY`, on as many cards as it needs.
    pub fn commentary(&mut self, key: &str, text: &str) -> &mut Self {
        let text = ascii(text);
        for line in text.as_bytes().chunks(CARD - 8) {
            self.push(&format!("{:<8}{}", ascii(key), String::from_utf8_lossy(line)), "");
        }
        self
    }

    /// Adds a card that was read.
    pub fn card(&mut self, card: &Card) -> &mut Self {
        match &card.value {
            Value::Text(text) => self.text(&card.key, text, &card.comment),
            Value::None if card.raw.is_empty() && !card.comment.is_empty() => self.commentary(&card.key, &card.comment),
            _ => self.number(&card.key, &card.raw, &card.comment),
        }
    }

    /// The cards of `other` behind these.
    pub fn extend(&mut self, other: &Self) -> &mut Self {
        self.bytes.extend_from_slice(&other.bytes);
        self
    }

    /// The header's bytes: these cards, `END`, and blanks up to a whole block.
    pub(crate) fn to_block(&self) -> Vec<u8> {
        let mut block = self.bytes.clone();
        block.extend_from_slice(format!("{:<80}", "END").as_bytes());
        block.resize(block.len().next_multiple_of(crate::fits::file::BLOCK), b' ');
        block
    }

    fn push(&mut self, card: &str, comment: &str) {
        let text = if comment.is_empty() { card.to_owned() } else { format!("{card:<30} / {}", ascii(comment)) };
        self.bytes.extend_from_slice(&format!("{text:<80}").as_bytes()[..CARD]);
    }
}

/// `KEYWORD = ` or `HIERARCH KEY WORD = `.
fn start(key: &str) -> String {
    let key = ascii(key).to_uppercase().replace('=', "-");
    let is_plain = key.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    if key.len() <= 8 && is_plain { format!("{key:<8}= ") } else { format!("HIERARCH {:.40} = ", key.trim()) }
}

fn ascii(text: &str) -> String {
    text.chars().map(|c| if (' '..='~').contains(&c) { c } else { '?' }).collect()
}

/// Cuts a text into what fits `room` characters a card, quotes doubled, all but the last ending in `&`.
fn pieces(text: &str, room: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in text.chars() {
        let open = pieces.last_mut().expect("there is always one");
        let needs = if c == '\'' { 2 } else { 1 };
        if open.len() + needs >= room {
            open.push('&');
            pieces.push(String::new());
        }
        let open = pieces.last_mut().expect("there is always one");
        open.extend(std::iter::repeat_n(c, needs));
    }
    pieces
}

/// The shortest digits that give back `value`, with a point and a capital exponent.
fn real(value: f64) -> String {
    let digits = format!("{value:?}");
    match digits.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => format!("{mantissa}E{exponent}"),
        Some((mantissa, exponent)) => format!("{mantissa}.0E{exponent}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;
    use crate::fits::Header;

    fn read(cards: &Cards) -> Header {
        let at = Place { path: "made".into(), hdu: 0, name: String::new() };
        Header::parse(&cards.bytes, at)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let long = "O'Neil's ".repeat(30);
        let mut cards = Cards::new();
        cards.text("OBJECT", "Cyg X-1", "who").text("LONG", long.trim_end(), "").text("EMPTY", "", "");
        cards.integer("N", i64::MIN, "").real("X", 1e-300, "m").real("Y", f64::NAN, "").logical("FLAG", true, "");
        cards.number("MJDREFF", "0.000777592592592593", "").integer("a long keyword", 3, "");
        cards.commentary("HISTORY", "made by a test");
        let header = read(&cards);
        assert_eq!(header.text("OBJECT"), Some("Cyg X-1"));
        assert_eq!(header.get("OBJECT").map(|card| card.comment.as_str()), Some("who"));
        assert_eq!(header.text("LONG"), Some(long.trim_end()));
        assert_eq!(header.text("EMPTY"), Some(""));
        assert_eq!(header.i64("N").expect("a number"), Some(i64::MIN));
        assert_eq!(header.f64("X").expect("a number"), Some(1e-300));
        assert_eq!(header.f64("Y").expect("no value"), None);
        assert_eq!(header.decimal("MJDREFF"), Some("0.000777592592592593"));
        assert_eq!(header.i64("A LONG KEYWORD").expect("a number"), Some(3));
        assert_eq!(header.get("HISTORY").map(|card| card.comment.as_str()), Some("made by a test"));
    }

    #[test]
    fn floats_keep_their_bits() {
        for value in [0.1, -1e22, 5e-324, f64::MAX, 1.0 / 3.0] {
            let mut cards = Cards::new();
            cards.real("X", value, "");
            assert_eq!(read(&cards).f64("X").expect("a number"), Some(value));
        }
    }
}
