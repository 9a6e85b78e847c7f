//! Attributes of groups and datasets.

use hdf5_pure::AttrValue;

/// The value of an attribute; a scalar is a list of one, unless a variant says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// Floats.
    F64(Vec<f64>),
    /// Whole numbers.
    I64(Vec<i64>),
    /// Whole numbers of 32 bits without a sign, read back as [`I64`](Self::I64).
    U32(Vec<u32>),
    /// One whole number stored in 32 bits, where a reader wants it so; read back as [`I64`](Self::I64).
    I32(i32),
    /// A list of such numbers, of whatever length.
    I32s(Vec<i32>),
    /// One ASCII string of fixed length, where a reader wants it so; read back as [`Text`](Self::Text).
    Word(String),
    /// Strings.
    Text(Vec<String>),
}

impl Attribute {
    /// What this crate can read of a stored attribute; nothing for other types and for integers beyond `i64`.
    pub(super) fn from_stored(stored: &AttrValue) -> Option<Self> {
        if let Some(texts) = stored.as_strings() {
            return Some(Self::Text(texts.to_vec()));
        }
        if let Some(text) = stored.as_str() {
            return Some(Self::Text(vec![text.to_owned()]));
        }
        if let Some(whole) = stored.to_i64s().or_else(|| stored.as_i64().map(|one| vec![one])) {
            return Some(Self::I64(whole));
        }
        stored.to_f64s().or_else(|| stored.as_f64().map(|one| vec![one])).map(Self::F64)
    }

    pub(super) fn stored(&self) -> AttrValue {
        match self {
            Self::F64(values) if values.len() == 1 => AttrValue::F64(values[0]),
            Self::F64(values) => AttrValue::F64Array(values.clone()),
            Self::I64(values) if values.len() == 1 => AttrValue::I64(values[0]),
            Self::I64(values) => AttrValue::I64Array(values.clone()),
            Self::U32(values) if values.len() == 1 => AttrValue::U32(values[0]),
            Self::U32(values) => AttrValue::U32Array(values.clone()),
            Self::I32(value) => AttrValue::I32(*value),
            Self::I32s(values) => AttrValue::I32Array(values.clone()),
            Self::Word(word) => AttrValue::AsciiString(word.clone()),
            Self::Text(values) if values.len() == 1 => AttrValue::VarLenString(values[0].clone()),
            Self::Text(values) => AttrValue::VarLenStringArray(values.clone()),
        }
    }
}
