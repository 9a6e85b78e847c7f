//! A header: its cards, and typed access that says which keyword of which HDU is wrong.

use std::collections::BTreeMap;

use super::card::{CARD, Card, Value, real};
use crate::{Error, Place, Result};

/// The keywords of one HDU.
#[derive(Debug, Clone)]
pub struct Header {
    cards: Vec<Card>,
    first: BTreeMap<String, usize>,
    at: Place,
}

impl Header {
    /// Reads cards up to, not including, `END`; long strings are joined.
    pub(crate) fn parse(bytes: &[u8], at: Place) -> Self {
        let mut cards: Vec<Card> = Vec::new();
        for card in bytes.chunks_exact(CARD).map(Card::parse) {
            match cards.last_mut() {
                Some(open) if card.key == "CONTINUE" && continues(open) => join(open, &card),
                _ => cards.push(card),
            }
        }
        let mut first = BTreeMap::new();
        for (i, card) in cards.iter().enumerate() {
            first.entry(card.key.clone()).or_insert(i);
        }
        let mut header = Self { cards, first, at };
        header.at.name = header.text("EXTNAME").unwrap_or_default().to_owned();
        header
    }

    /// All cards in the order of the file, `COMMENT` and `HISTORY` included, `END` left out.
    #[must_use]
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The first card of this keyword (any case, with or without `HIERARCH`).
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Card> {
        let key = key.to_uppercase();
        let key = key.strip_prefix("HIERARCH ").unwrap_or(&key);
        self.first.get(key).map(|&i| &self.cards[i])
    }

    /// The text of a string keyword; `None` if it is absent or no string.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number. A string that holds one counts, since some archives quote their numbers.
    ///
    /// # Errors
    /// [`Error::BadKey`] if the value is no number.
    pub fn f64(&self, key: &str) -> Result<Option<f64>> {
        let Some(card) = self.get(key) else { return Ok(None) };
        let value = match &card.value {
            #[allow(clippy::cast_precision_loss, reason = "the caller asked for a float")]
            Value::Integer(whole) => Some(*whole as f64),
            Value::Real(value) => Some(*value),
            Value::Text(text) => real(text.trim()),
            Value::None => return Ok(None),
            _ => None,
        };
        value.map(Some).ok_or_else(|| self.bad(card, "a number"))
    }

    /// A whole number; `50814.0` counts as one.
    ///
    /// # Errors
    /// [`Error::BadKey`] if the value is no whole number that fits 64 bits.
    pub fn i64(&self, key: &str) -> Result<Option<i64>> {
        let Some(card) = self.get(key) else { return Ok(None) };
        if let Value::Integer(whole) = card.value {
            return Ok(Some(whole));
        }
        let Some(value) = self.f64(key)? else { return Ok(None) };
        whole(value).map(Some).ok_or_else(|| self.bad(card, "a whole number"))
    }

    /// A logical value.
    ///
    /// # Errors
    /// [`Error::BadKey`] if the value is neither `T` nor `F`.
    pub fn bool(&self, key: &str) -> Result<Option<bool>> {
        let Some(card) = self.get(key) else { return Ok(None) };
        match card.value {
            Value::Logical(value) => Ok(Some(value)),
            Value::None => Ok(None),
            _ => Err(self.bad(card, "T or F")),
        }
    }

    /// The digits of a number as they stand in the card, for values that a float would round (`MJDREFF`).
    #[must_use]
    pub fn decimal(&self, key: &str) -> Option<&str> {
        let card = self.get(key)?;
        match card.value {
            Value::Integer(_) | Value::Real(_) => Some(&card.raw),
            Value::Text(_) => real(card.raw.trim()).map(|_| card.raw.trim()),
            _ => None,
        }
    }

    /// Where this header stands, for messages.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.at
    }

    /// A whole number that must be there and lie in `0..=most`.
    pub(crate) fn size(&self, key: &str, most: u64) -> Result<u64> {
        const EXPECTED: &str = "a whole number, not negative and not larger than the file";
        let missing = || Error::MissingKey { at: self.here(), key: key.to_owned(), expected: EXPECTED };
        let card = self.get(key).ok_or_else(missing)?;
        let value = self.i64(key)?.ok_or_else(missing)?;
        u64::try_from(value).ok().filter(|&size| size <= most).ok_or_else(|| self.bad(card, EXPECTED))
    }

    pub(crate) fn bad(&self, card: &Card, expected: &'static str) -> Error {
        let found = if card.raw.is_empty() { "nothing".to_owned() } else { card.raw.clone() };
        Error::BadKey { at: self.here(), key: card.key.clone(), found, expected }
    }

    pub(crate) fn here(&self) -> Box<Place> {
        Box::new(self.at.clone())
    }
}

/// A string ending in `&` goes on in the next card.
fn continues(open: &Card) -> bool {
    matches!(&open.value, Value::Text(text) if text.ends_with('&'))
}

fn join(open: &mut Card, next: &Card) {
    if let (Value::Text(text), Value::Text(more)) = (&mut open.value, &next.value) {
        text.pop();
        text.push_str(more);
        open.raw.clone_from(text);
    }
    if !next.comment.is_empty() {
        open.comment = format!("{} {}", open.comment, next.comment).trim().to_owned();
    }
}

/// `value` if it is whole and inside `i64`.
pub(crate) fn whole(value: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked beside it")]
    (value.fract() == 0.0 && value.abs() < 9.2e18).then_some(value as i64)
}
