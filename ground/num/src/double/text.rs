//! Decimal text to and from double-doubles, by exact decimal arithmetic.
//!
//! A float64 has a finite decimal expansion, so `decimal − hi` and `hi + lo` are computed digit by digit and
//! rounded once. Slow (microseconds) and exact: it serves header values, not event lists.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::{Double, quick_two_sum};
use crate::error::{Error, Result, shown};

/// The number of decimals after which the expansion of every float64 has ended.
const FLOAT_DECIMALS: usize = 1074;
/// Exponents beyond this are nought or overflow whatever the digits are (which are fewer than 10^6).
const EXPONENT_LIMIT: i64 = 2_000_000;
/// Longer texts are not numbers anybody wrote.
const TEXT_LIMIT: usize = 1_000_000;
/// Digits after which the shortest text of a usual double-double has been found.
const DIGITS_TRIED: usize = 40;

/// A decimal number: `± 0.d0 d1 d2 … × 10^point`, without outer zeros among the digits.
#[derive(Clone, Debug)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Reads sign, digits, point and exponent (`e`, `E`, and FITS' `d`, `D`).
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E', 'd', 'D']) {
            Some(at) => (&text[..at], parse_exponent(&text[at + 1..])?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b.wrapping_sub(b'0')).collect();
        if digits.is_empty() || digits.iter().any(|&d| d > 9) {
            return None;
        }
        Some(Self { negative, point: whole.len() as i64 + exponent, digits }.trimmed())
    }

    /// The exact expansion of a finite float64.
    fn from_f64(value: f64) -> Self {
        let text = format!("{value:.FLOAT_DECIMALS$}");
        Self::parse(&text).expect("a finite float64 is written as digits and a point")
    }

    fn trimmed(mut self) -> Self {
        let zeros = self.digits.iter().take_while(|&&d| d == 0).count();
        self.digits.drain(..zeros);
        self.point -= zeros as i64;
        let kept = self.digits.iter().rposition(|&d| d != 0).map_or(0, |last| last + 1);
        self.digits.truncate(kept);
        self
    }

    fn negated(mut self) -> Self {
        self.negative = !self.negative;
        self
    }

    /// The digit that stands for `10^place`.
    fn digit(&self, place: i64) -> u8 {
        usize::try_from(self.point - 1 - place).ok().and_then(|i| self.digits.get(i).copied()).unwrap_or(0)
    }

    /// The places that digits may stand at in either: (highest, lowest).
    fn span(&self, other: &Self) -> (i64, i64) {
        let lowest = |d: &Self| d.point - d.digits.len() as i64;
        (self.point.max(other.point), lowest(self).min(lowest(other)))
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        let (high, low) = self.span(other);
        (low..=high).rev().map(|p| self.digit(p).cmp(&other.digit(p))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// The exact sum.
    fn plus(&self, other: &Self) -> Self {
        if self.digits.is_empty() || other.digits.is_empty() {
            return if self.digits.is_empty() { other.clone() } else { self.clone() };
        }
        let (larger, smaller) = if self.compare_size(other).is_lt() { (other, self) } else { (self, other) };
        let sign = if larger.negative == smaller.negative { 1 } else { -1 };
        let (high, low) = larger.span(smaller);
        let mut carry = 0;
        let mut digits: Vec<u8> = (low..=high)
            .map(|place| {
                let sum = larger.digit(place) as i8 + sign * smaller.digit(place) as i8 + carry;
                carry = sum.div_euclid(10);
                sum.rem_euclid(10) as u8
            })
            .collect();
        digits.reverse();
        Self { negative: larger.negative, digits, point: high + 1 }.trimmed()
    }

    /// The nearest number of `n` digits, halves away from nought.
    fn rounded(&self, n: usize) -> Self {
        if self.digits.len() <= n {
            return self.clone();
        }
        let kept = Self { digits: self.digits[..n].to_vec(), ..*self };
        if self.digits[n] < 5 {
            return kept.trimmed();
        }
        let unit = Self { negative: self.negative, digits: vec![1], point: self.point - n as i64 + 1 };
        kept.plus(&unit)
    }

    /// The nearest float64: by the standard library, which rounds correctly.
    fn to_f64(&self) -> f64 {
        let size: f64 = self.scientific().parse().expect("digits and an exponent are a float64 literal");
        if self.negative { -size } else { size }
    }

    /// `d.ddde±x`, without the sign.
    fn scientific(&self) -> String {
        match self.digits.split_first() {
            None => "0".to_owned(),
            Some((first, rest)) => format!("{first}.{}e{}", text_of(rest), self.point - 1),
        }
    }

    /// Without an exponent where that is readable, without the sign.
    fn plain(&self) -> String {
        let n = self.digits.len() as i64;
        if self.digits.is_empty() || self.point > 21.max(n) || self.point < -6 {
            return self.scientific().replace(".e", "e");
        }
        if self.point >= n {
            return format!("{}{}", text_of(&self.digits), "0".repeat((self.point - n) as usize));
        }
        if self.point <= 0 {
            return format!("0.{}{}", "0".repeat(-self.point as usize), text_of(&self.digits));
        }
        let (whole, fraction) = self.digits.split_at(self.point as usize);
        format!("{}.{}", text_of(whole), text_of(fraction))
    }
}

fn text_of(digits: &[u8]) -> String {
    digits.iter().map(|&d| char::from(b'0' + d)).collect()
}

/// An exponent, held within `±EXPONENT_LIMIT`.
fn parse_exponent(text: &str) -> Option<i64> {
    let (sign, size) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if size.is_empty() || !size.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // a number too long for 64 bits is beyond the limit as well
    Some(sign * size.parse().unwrap_or(EXPONENT_LIMIT).min(EXPONENT_LIMIT))
}

impl FromStr for Double {
    type Err = Error;

    /// The nearest double-double of a decimal number: `hi` is the nearest float64, `lo` the float64 nearest
    /// to what is left.
    ///
    /// Blanks around the number are skipped; the exponent's letter may be `e` or FITS' `D`.
    fn from_str(text: &str) -> Result<Self> {
        let trimmed = text.trim();
        let wrong = || Error::Decimal { text: shown(text) };
        if trimmed.len() > TEXT_LIMIT {
            return Err(wrong());
        }
        let decimal = Decimal::parse(trimmed).ok_or_else(wrong)?;
        let hi = decimal.to_f64();
        if !hi.is_finite() {
            return Err(Error::Range { text: shown(trimmed) });
        }
        if hi == 0.0 {
            return Ok(Self::ZERO);
        }
        let lo = decimal.plus(&Decimal::from_f64(hi).negated()).to_f64();
        Ok(quick_two_sum(hi, lo))
    }
}

impl fmt::Display for Double {
    /// The shortest decimal text that reads back as the same number, without an exponent between 1e-7 and
    /// 1e21. With a precision (`{:.6}`) that many decimals of `hi + lo`, rounded once.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_finite() {
            return self.hi.fmt(to);
        }
        let exact = Decimal::from_f64(self.hi).plus(&Decimal::from_f64(self.lo));
        let text = match to.precision() {
            Some(decimals) => fixed(&exact, decimals),
            None => shortest(&exact, *self).plain(),
        };
        let negative = exact.negative && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
        to.pad_integral(!negative, "", &text)
    }
}

/// The shortest rounding of `exact` that reads back as `value`.
fn shortest(exact: &Decimal, value: Double) -> Decimal {
    let same = |d: &Decimal| d.scientific().parse::<Double>().is_ok_and(|read| read == value.abs());
    (1..=DIGITS_TRIED).map(|n| exact.rounded(n)).find(same).unwrap_or_else(|| exact.clone())
}

/// `exact` with so many decimals, without the sign.
fn fixed(exact: &Decimal, decimals: usize) -> String {
    let kept = exact.point + decimals as i64;
    let rounded = match usize::try_from(kept) {
        Ok(n) => exact.rounded(n),
        Err(_) => Decimal { negative: false, digits: Vec::new(), point: 0 },
    };
    let text = |places: &mut dyn Iterator<Item = i64>| text_of(&places.map(|p| rounded.digit(p)).collect::<Vec<_>>());
    let whole = text(&mut (0..rounded.point.max(1)).rev());
    let fraction = text(&mut (1..=decimals as i64).map(|p| -p));
    if decimals == 0 { whole } else { format!("{whole}.{fraction}") }
}
