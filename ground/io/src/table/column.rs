//! One column of a table in memory.

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Floats.
    F64(Vec<f64>),
    /// Whole numbers.
    I64(Vec<i64>),
    /// Logical values.
    Bool(Vec<bool>),
    /// Strings.
    Text(Vec<String>),
    /// Complex numbers: real and imaginary part.
    Complex(Vec<[f64; 2]>),
}

/// A column: its values and what they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name, unique in its table.
    pub name: String,
    /// Unit in the notation of FITS, such as `keV` or `ct / s`.
    pub unit: Option<String>,
    /// What it holds, in words.
    pub description: Option<String>,
    /// The values, row after row.
    pub values: Values,
    /// Which values are missing (true), or empty if none is.
    pub mask: Vec<bool>,
    /// Shape of each row's array, slowest axis first; empty for one value a row.
    pub shape: Vec<usize>,
}

impl Values {
    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::Bool(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Complex(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every `step`th value from `first` on.
    fn every(&self, first: usize, step: usize) -> Self {
        fn pick<T: Clone>(values: &[T], first: usize, step: usize) -> Vec<T> {
            values.iter().skip(first).step_by(step).cloned().collect()
        }
        match self {
            Self::F64(values) => Self::F64(pick(values, first, step)),
            Self::I64(values) => Self::I64(pick(values, first, step)),
            Self::Bool(values) => Self::Bool(pick(values, first, step)),
            Self::Text(values) => Self::Text(pick(values, first, step)),
            Self::Complex(values) => Self::Complex(pick(values, first, step)),
        }
    }
}

impl Column {
    /// A column of any values, without unit, description, mask and shape.
    #[must_use]
    pub fn new(name: &str, values: Values) -> Self {
        Self { name: name.to_owned(), unit: None, description: None, values, mask: Vec::new(), shape: Vec::new() }
    }

    /// A column of floats.
    #[must_use]
    pub fn f64(name: &str, values: Vec<f64>) -> Self {
        Self::new(name, Values::F64(values))
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn i64(name: &str, values: Vec<i64>) -> Self {
        Self::new(name, Values::I64(values))
    }

    /// A column of logical values.
    #[must_use]
    pub fn bool(name: &str, values: Vec<bool>) -> Self {
        Self::new(name, Values::Bool(values))
    }

    /// A column of strings.
    #[must_use]
    pub fn text(name: &str, values: Vec<String>) -> Self {
        Self::new(name, Values::Text(values))
    }

    /// A column of complex numbers.
    #[must_use]
    pub fn complex(name: &str, values: Vec<[f64; 2]>) -> Self {
        Self::new(name, Values::Complex(values))
    }

    /// The same with a unit.
    #[must_use]
    pub fn with_unit(self, unit: &str) -> Self {
        Self { unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()), ..self }
    }

    /// The same with a description.
    #[must_use]
    pub fn with_description(self, description: &str) -> Self {
        Self { description: Some(description.to_owned()), ..self }
    }

    /// The same with missing values; a mask without any is dropped.
    #[must_use]
    pub fn with_mask(self, mask: Vec<bool>) -> Self {
        let mask = if mask.iter().any(|&masked| masked) { mask } else { Vec::new() };
        Self { mask, ..self }
    }

    /// The same with an array in each row.
    #[must_use]
    pub fn with_shape(self, shape: &[usize]) -> Self {
        Self { shape: shape.to_vec(), ..self }
    }

    /// Values in each row.
    #[must_use]
    pub fn per_row(&self) -> usize {
        self.shape.iter().product()
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.values.len() / self.per_row().max(1)
    }

    /// Whether value `i` (not row `i`, for arrays) is missing.
    #[must_use]
    pub fn is_masked(&self, i: usize) -> bool {
        self.mask.get(i).copied().unwrap_or(false)
    }

    /// The column as one of plain columns: an array in each row becomes columns `name_0`, `name_1` …
    pub(crate) fn plain(&self) -> Vec<Self> {
        if self.shape.is_empty() {
            return vec![self.clone()];
        }
        let n = self.per_row();
        let part = |i: usize| Self {
            name: format!("{}_{i}", self.name),
            values: self.values.every(i, n),
            mask: self.mask.iter().skip(i).step_by(n).copied().collect(),
            shape: Vec::new(),
            ..self.clone()
        };
        (0..n).map(part).collect()
    }
}
