//! Values of the types that reference cases have.
use astrarium_num::Double;
use std::collections::BTreeMap;

/// An array, flat, or a text.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Float(Vec<f64>),
    Complex(Vec<[f64; 2]>),
    Time(Vec<Double>),
    Integer(Vec<i64>),
    Mask(Vec<bool>),
    Text(Option<String>),
    Decimal(Double),
}

impl Value {
    /// Times given as high and low part.
    pub(crate) fn times(parts: &[[f64; 2]]) -> Self {
        Self::Time(parts.iter().map(|[hi, lo]| Double::from_sum(*hi, *lo)).collect())
    }

    /// Rows of two, flat.
    pub(crate) fn rows(rows: &[[f64; 2]]) -> Self {
        Self::Float(rows.concat())
    }

    /// Whole numbers.
    pub(crate) fn integers<T: TryInto<i64>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::Integer(values.into_iter().map(|value| value.try_into().unwrap_or(i64::MIN)).collect())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(vec![value])
    }
}

impl From<Vec<f64>> for Value {
    fn from(values: Vec<f64>) -> Self {
        Self::Float(values)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Mask(vec![value])
    }
}

impl From<Vec<bool>> for Value {
    fn from(values: Vec<bool>) -> Self {
        Self::Mask(values)
    }
}

/// What was computed of a case, by quantity: the right values, and those of modes that reproduce the original.
#[derive(Default)]
pub(crate) struct Outputs {
    right: BTreeMap<String, Value>,
    compat: BTreeMap<String, Value>,
}

impl Outputs {
    pub(crate) fn right(&mut self, quantity: impl Into<String>, value: impl Into<Value>) {
        self.right.insert(quantity.into(), value.into());
    }

    pub(crate) fn compat(&mut self, quantity: impl Into<String>, value: impl Into<Value>) {
        self.compat.insert(quantity.into(), value.into());
    }

    /// The value for an output `out/QUANTITY` or `right/QUANTITY` that is compared so.
    pub(crate) fn get(&self, name: &str, compare: &str) -> Option<&Value> {
        let quantity = name.split_once('/').map_or(name, |(_, quantity)| quantity);
        match compare {
            "right" => self.right.get(quantity),
            "compat" => self.compat.get(quantity),
            _ => None,
        }
    }
}
