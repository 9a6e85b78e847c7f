//! Numbers between `NumPy` and Rust: views out, views or copies in.
use crate::units::Unit;
use numpy::{Complex64, Element, PyArray1, PyArrayMethods, PyReadonlyArray1, ndarray::ArrayView1};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};

/// A one-dimensional array of numbers as `f64`, in `unit` if it has one of its own.
///
/// Contiguous `float64` is copied once; strided, `float32`, integer and list input is converted by
/// `NumPy` first. Quantities and time differences are turned to `unit`.
///
/// # Errors
/// `ValueError` when it has more than one dimension or holds no numbers.
pub(crate) fn f64s(value: &Bound<'_, PyAny>, name: &str, unit: Option<Unit>) -> PyResult<Vec<f64>> {
    let value = plain(value, unit)?;
    if let Ok(view) = value.extract::<PyReadonlyArray1<'_, f64>>() {
        return Ok(view.as_array().to_vec());
    }
    let array = convert(&value, name, "float64")?;
    Ok(array.extract::<PyReadonlyArray1<'_, f64>>()?.as_array().to_vec())
}

/// The same for whole numbers that fit 32 bits.
///
/// # Errors
/// `ValueError` when it has more than one dimension, a fraction, or numbers beyond 32 bits.
pub(crate) fn i32s(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<i32>> {
    if let Ok(view) = value.extract::<PyReadonlyArray1<'_, i32>>() {
        return Ok(view.as_array().to_vec());
    }
    let mut whole = Vec::new();
    for (at, &x) in f64s(value, name, None)?.iter().enumerate() {
        if x.fract() != 0.0 || x < f64::from(i32::MIN) || x > f64::from(i32::MAX) {
            let found = format!("{name}[{at}] is {x}, expected a whole number of 32 bits");
            return Err(PyValueError::new_err(found));
        }
        whole.push(x as i32);
    }
    Ok(whole)
}

/// Pairs (start, stop): an array of shape (n, 2), or a list of pairs.
///
/// # Errors
/// `ValueError` when the shape is another one.
pub(crate) fn pairs(value: &Bound<'_, PyAny>, name: &str, unit: Unit) -> PyResult<Vec<[f64; 2]>> {
    let value = plain(value, Some(unit))?;
    let array = as_array(&value, name, "float64")?;
    let shape: Vec<usize> = array.getattr("shape")?.extract()?;
    match shape[..] {
        [_, 2] | [0] => {}
        _ => {
            let found = format!("{name} has shape {shape:?}, expected (n, 2): a start and a stop in each row");
            return Err(PyValueError::new_err(found));
        }
    }
    let flat = f64s(&array.call_method0("ravel")?, name, None)?;
    Ok(flat.as_chunks::<2>().0.to_vec())
}

/// Numbers in two parts that add up to more digits than an `f64` holds.
pub(crate) struct Halves {
    /// The nearest `f64`.
    pub(crate) hi: Vec<f64>,
    /// What is left; `None` where the input had no more digits.
    pub(crate) lo: Option<Vec<f64>>,
}

/// As [`f64s`], keeping the digits of a `longdouble` array.
///
/// # Errors
/// As [`f64s`].
pub(crate) fn halves(value: &Bound<'_, PyAny>, name: &str, unit: Unit) -> PyResult<Halves> {
    let value = plain(value, Some(unit))?;
    let extended = value
        .getattr("dtype")
        .and_then(|dtype| dtype.getattr("char")?.extract::<String>())
        .is_ok_and(|code| code == "g");
    if !extended {
        return Ok(Halves { hi: f64s(&value, name, None)?, lo: None });
    }
    let hi = convert(&value, name, "float64")?;
    let lo = value.call_method1("__sub__", (&hi,))?;
    Ok(Halves { hi: f64s(&hi, name, None)?, lo: Some(f64s(&lo, name, None)?) })
}

/// A read-only array that shows memory of `owner`, without a copy.
pub(crate) fn view<'py, T: Element>(owner: &Bound<'py, PyAny>, values: &[T]) -> Bound<'py, PyAny> {
    let memory = ArrayView1::from(values);
    #[allow(
        unsafe_code,
        reason = "callers pass memory of a frozen class: it neither moves nor changes while `owner` lives"
    )]
    let array = unsafe { PyArray1::borrow_from_array(&memory, owner.clone()) };
    array.readwrite().make_nonwriteable().as_any().clone()
}

/// As [`view`], `None` where there is nothing to show.
pub(crate) fn maybe<'py, T: Element>(owner: &Bound<'py, PyAny>, values: Option<&[T]>) -> Option<Bound<'py, PyAny>> {
    values.map(|values| view(owner, values))
}

/// A new array that takes over the memory of `values`.
pub(crate) fn array<T: Element>(py: Python<'_>, values: Vec<T>) -> Bound<'_, PyAny> {
    PyArray1::from_vec(py, values).into_any()
}

/// A new array of complex numbers.
pub(crate) fn complex<'py>(py: Python<'py>, pairs: &[[f64; 2]]) -> Bound<'py, PyAny> {
    array(py, pairs.iter().map(|[re, im]| Complex64::new(*re, *im)).collect())
}

/// A new array of shape (n, 2).
///
/// # Errors
/// What `NumPy` raises when memory runs out.
pub(crate) fn rows<'py>(py: Python<'py>, pairs: &[[f64; 2]]) -> PyResult<Bound<'py, PyAny>> {
    PyArray1::from_slice(py, pairs.as_flattened()).reshape((pairs.len(), 2)).map(Bound::into_any)
}

/// Quantities and time differences as bare numbers; everything else as it is.
///
/// # Errors
/// What astropy raises when the unit does not fit.
pub(crate) fn plain<'py>(value: &Bound<'py, PyAny>, unit: Option<Unit>) -> PyResult<Bound<'py, PyAny>> {
    match unit {
        Some(unit) if value.hasattr("to_value")? => value.call_method1("to_value", (unit.name(),)),
        _ => Ok(value.clone()),
    }
}

fn convert<'py>(value: &Bound<'py, PyAny>, name: &str, dtype: &str) -> PyResult<Bound<'py, PyAny>> {
    let array = as_array(value, name, dtype)?;
    let n_dim: usize = array.getattr("ndim")?.extract()?;
    if n_dim != 1 {
        return Err(PyValueError::new_err(format!("{name} has {n_dim} dimensions, expected 1")));
    }
    Ok(array)
}

fn as_array<'py>(value: &Bound<'py, PyAny>, name: &str, dtype: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    let options = PyDict::new(py);
    options.set_item("dtype", dtype)?;
    let made = py.import("numpy")?.call_method("asarray", (value,), Some(&options));
    made.map_err(|error| {
        let told = PyValueError::new_err(format!("{name} does not turn into an array of numbers: {error}"));
        told.set_cause(py, Some(error));
        told
    })
}
