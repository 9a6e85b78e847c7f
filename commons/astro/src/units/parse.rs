//! Reads a unit: factors, strokes, powers, brackets.
use super::symbols::{look_up, names};
use super::unit::Dimension;
use crate::{Error, Result};
use astrarium_io::family::nearest;

/// Brackets within brackets, after which a text is no unit.
const DEEPEST: usize = 8;
/// The longest text that is read.
const LONGEST: usize = 200;

/// Scale in SI base units and dimension of the unit that `text` names; an empty text is a pure number.
pub(super) fn unit(text: &str) -> Result<(f64, Dimension)> {
    let mut reader = Reader { text, rest: text.trim() };
    if text.len() > LONGEST {
        return Err(reader.bad("more than 200 bytes".to_owned(), "a unit such as `erg/s/cm2/A`"));
    }
    let found = reader.product(0)?;
    match reader.rest.chars().next() {
        Some(c) => Err(reader.bad(format!("`{c}`"), "a unit such as `erg/s/cm2/A`")),
        None if found.0.is_finite() && found.0 > 0.0 => Ok(found),
        None => Err(reader.bad(format!("the scale {}", found.0), "a scale above zero that a number can hold")),
    }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Reader<'_> {
    fn product(&mut self, depth: usize) -> Result<(f64, Dimension)> {
        let (mut scale, mut dimension) = (1.0, Dimension::NONE);
        let mut divides = false;
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.chars().next() {
                None | Some(')') if divides => return Err(self.bad("an end after `/`".to_owned(), "a unit")),
                None | Some(')') => return Ok((scale, dimension)),
                Some('/') if divides => return Err(self.bad("`//`".to_owned(), "a unit between strokes")),
                Some('/') => {
                    divides = true;
                    self.rest = &self.rest[1..];
                }
                Some('*' | '.' | '·') => self.skip(),
                Some(_) => {
                    let (factor, of, power) = self.term(depth)?;
                    let power = if divides { power.saturating_neg() } else { power };
                    scale *= factor.powi(i32::from(power));
                    dimension = dimension.times(of, power);
                    divides = false;
                }
            }
        }
    }

    /// A number, a bracket or a symbol, and its power.
    fn term(&mut self, depth: usize) -> Result<(f64, Dimension, i8)> {
        if self.rest.starts_with('(') {
            if depth == DEEPEST {
                return Err(self.bad("brackets nine deep".to_owned(), "eight at most"));
            }
            self.skip();
            let (scale, dimension) = self.product(depth + 1)?;
            if !self.rest.starts_with(')') {
                return Err(self.bad("an open bracket".to_owned(), "`)`"));
            }
            self.skip();
            return Ok((scale, dimension, self.power()?));
        }
        let digits = prefix_len(self.rest, |c| c.is_ascii_digit() || c == '.');
        if digits > 0 {
            return self.number().map(|(scale, power)| (scale, Dimension::NONE, power));
        }
        let name = prefix_len(self.rest, |c| c.is_alphabetic() || c == '_' || c == '\u{30a}');
        let symbol = &self.rest[..name];
        if name == 0 {
            let found = self.rest.chars().next().unwrap_or(' ');
            return Err(self.bad(format!("`{found}`"), "a unit such as `erg/s/cm2/A`"));
        }
        let Some((scale, dimension)) = look_up(symbol) else {
            let near = nearest(symbol, names()).map(str::to_owned);
            return Err(Error::UnknownUnit { given: self.text.to_owned(), symbol: symbol.to_owned(), near });
        };
        self.rest = &self.rest[name..];
        Ok((scale, dimension, self.power()?))
    }

    /// `1e-17`, `10^-17`, `10**-17`, `2.5`.
    fn number(&mut self) -> Result<(f64, i8)> {
        let mut length = prefix_len(self.rest, |c| c.is_ascii_digit() || c == '.');
        let after = &self.rest[length..];
        if let Some(exponent) = after.strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['-', '+']));
            let digits = prefix_len(&exponent[sign..], |c| c.is_ascii_digit());
            length += if digits > 0 { 1 + sign + digits } else { 0 };
        }
        let text = &self.rest[..length];
        let Ok(value) = text.parse() else {
            return Err(self.bad(format!("`{text}`"), "a number"));
        };
        self.rest = &self.rest[length..];
        let raised = self.rest.starts_with('^') || self.rest.starts_with("**");
        Ok((value, if raised { self.power()? } else { 1 }))
    }

    /// `2`, `-2`, `^2`, `**-2`, `^(-2)`, `^{-2}`; 1 if there is none.
    fn power(&mut self) -> Result<i8> {
        let raised = self.rest.strip_prefix("**").or_else(|| self.rest.strip_prefix('^'));
        let mut rest = raised.unwrap_or(self.rest);
        let close = match rest.chars().next() {
            Some('(') if raised.is_some() => Some(')'),
            Some('{') if raised.is_some() => Some('}'),
            _ => None,
        };
        rest = &rest[usize::from(close.is_some())..];
        let sign = usize::from(rest.starts_with(['-', '+']));
        let digits = prefix_len(&rest[sign..], |c| c.is_ascii_digit());
        if digits == 0 && raised.is_none() {
            return Ok(1);
        }
        let text = &rest[..sign + digits];
        let closed = close.map_or(Some(&rest[text.len()..]), |close| rest[text.len()..].strip_prefix(close));
        match (text.parse::<i8>(), closed) {
            (Ok(power), Some(rest)) if power.unsigned_abs() <= 100 => {
                self.rest = rest;
                Ok(power)
            }
            _ => Err(self.bad(format!("the power `{text}`"), "a whole number such as -2")),
        }
    }

    fn skip(&mut self) {
        self.rest = self.rest.get(self.rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
    }

    fn bad(&self, found: String, expected: &'static str) -> Error {
        Error::UnitText { given: self.text.chars().take(LONGEST).collect(), found, expected }
    }
}

fn prefix_len(text: &str, is_in: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_in(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants as c;
    use proptest::prelude::*;

    #[test]
    fn units_are_read_as_people_write_them() {
        let flux = 1e-7 * 1e4 * 1e10;
        for text in [
            "erg/s/cm2/A",
            "erg/s/cm^2/AA",
            "erg s-1 cm-2 Angstrom-1",
            "erg / (s cm2 Å)",
            "ergs/(s*cm**2*angstrom)",
            "erg.s^{-1}.cm^(-2)/A",
            "10**-7 J/s/cm2/A",
            "1E-7 W/cm2/A",
        ] {
            let (scale, dimension) = unit(text).expect(text);
            assert!((scale / flux - 1.0).abs() < 1e-14 && dimension == Dimension::FLUX_PER_WAVELENGTH, "{text}");
        }
        let scale = |text: &str| unit(text).expect(text).0;
        assert_eq!(scale(""), 1.0);
        assert!((scale("mJy") / 1e-29 - 1.0).abs() < 1e-15 && (scale("µJy") / scale("uJy") - 1.0).abs() < 1e-15);
        assert!((scale("nanomaggies") / 3.630_780_547_701_014e-32 - 1.0).abs() < 1e-14);
        assert!((scale("km/s/Mpc") / (1e3 / (c::PARSEC_M * 1e6)) - 1.0).abs() < 1e-15);
        assert_eq!((scale("mas"), scale("d"), scale("um")), (scale("arcsec") * 1e-3, 86_400.0, 1e-6));
    }

    #[test]
    fn what_is_no_unit_is_named() {
        let message = |text: &str| unit(text).expect_err(text).to_string();
        assert_eq!(
            message("erg/s/cm2/Angstrm"),
            "unit `erg/s/cm2/Angstrm`: no unit is called `Angstrm`, did you mean `Angstrom`?"
        );
        assert_eq!(message("Jy/"), "unit `Jy/`: found an end after `/`, expected a unit");
        assert_eq!(message("m^x"), "unit `m^x`: found the power ``, expected a whole number such as -2");
        for text in
            ["Jy//s", "m)", "(m", "m^200", "kLsun", "m+s", "1.2.3 m", "0 Jy", "m^{2", &"(".repeat(99), "1e400 m"]
        {
            assert!(unit(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}", near in "[-a-zA-Z0-9^*/(). ]{0,30}") {
            let _ = (unit(&text), unit(&near));
        }
    }
}
