//! `#[serde(with = "f64s")]`: a large array as little-endian bytes, in one copy, without element-wise encoding.

use serde::{Deserializer, Serializer, de};
use std::fmt;

/// Bytes of an `f64`.
const WIDTH: usize = size_of::<f64>();

/// Writes the values as bytes.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&to_le(values))
}

/// Reads what [`serialize`] wrote, borrowed or owned.
///
/// # Errors
/// If the length is no multiple of 8 bytes, and those of the deserialiser.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    struct Bytes;
    impl de::Visitor<'_> for Bytes {
        type Value = Vec<f64>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            write!(f, "a whole number of 8-byte floats")
        }
        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<f64>, E> {
            if bytes.len().is_multiple_of(WIDTH) {
                Ok(from_le(bytes))
            } else {
                Err(E::invalid_length(bytes.len(), &self))
            }
        }
    }
    deserializer.deserialize_bytes(Bytes)
}

/// The values as little-endian bytes.
pub fn to_le(values: &[f64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(values.len() * WIDTH);
    values.iter().for_each(|x| bytes.extend_from_slice(&x.to_le_bytes()));
    bytes
}

/// The values of little-endian bytes; a rest shorter than 8 bytes is left out.
pub fn from_le(bytes: &[u8]) -> Vec<f64> {
    bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let values = [0.0, -0.0, 1.5, f64::NAN, f64::MIN_POSITIVE, f64::INFINITY];
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&from_le(&to_le(&values))), bits(&values));
        assert_eq!(to_le(&[1.0]), [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]);
    }
}
