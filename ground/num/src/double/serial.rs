//! Serde: decimal text where people read, two float64 where they do not.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Double, two_sum};

impl Serialize for Double {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { (self.hi, self.lo).serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Double {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            return from.deserialize_any(DecimalVisitor);
        }
        let (hi, lo) = <(f64, f64)>::deserialize(from)?;
        // a foreign file may hold parts that overlap
        Ok(two_sum(hi, lo))
    }
}

/// Takes decimal text, and for convenience a plain number.
struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Double;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a decimal number, in quotes to keep more than 16 digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Double, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Double, E> {
        Ok(Double::new(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Double, E> {
        Ok(Double::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Double, E> {
        i64::try_from(value).map(Double::from).map_err(E::custom)
    }
}
