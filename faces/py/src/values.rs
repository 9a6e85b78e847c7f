//! Keywords between Python and the specs, by way of JSON values.
use crate::{arrays, units::Unit};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString},
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};

/// A spec from keywords: what is not given has the spec's own default.
///
/// # Errors
/// `ValueError` naming the key that is unknown or does not fit; `TypeError` for a value that is no
/// number, text, truth value or list of them.
pub(crate) fn spec<S: DeserializeOwned>(keywords: Option<&Bound<'_, PyDict>>) -> PyResult<S> {
    let mut map = Map::new();
    for (key, value) in keywords.into_iter().flatten() {
        let key: String = key.extract()?;
        if !value.is_none() {
            map.insert(key.clone(), from_python(&value, &key)?);
        }
    }
    serde_json::from_value(Value::Object(map)).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// A spec or other plain value as Python's dict, list, number or text.
///
/// # Errors
/// What Python raises when memory runs out.
pub(crate) fn show<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let value = serde_json::to_value(value).map_err(|error| PyValueError::new_err(error.to_string()))?;
    to_python(py, &value)
}

/// One value of a keyword; `key` names it in errors and gives its unit.
///
/// # Errors
/// `TypeError` when a spec cannot hold it.
pub(crate) fn from_python(value: &Bound<'_, PyAny>, key: &str) -> PyResult<Value> {
    let value = arrays::plain(value, Unit::of_key(key))?;
    if value.is_none() {
        return Ok(Value::Null);
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(Value::Bool(value.extract()?));
    }
    if value.is_instance_of::<PyString>() {
        return Ok(Value::String(value.extract()?));
    }
    if let Some(number) = number(&value, key)? {
        return Ok(Value::Number(number));
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        let entry = |(key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            let key: String = key.extract()?;
            let value = from_python(&value, &key)?;
            Ok((key, value))
        };
        return dict.iter().map(entry).collect::<PyResult<Map<_, _>>>().map(Value::Object);
    }
    if value.hasattr("__fspath__")? {
        return Ok(Value::String(value.call_method0("__fspath__")?.extract()?));
    }
    if value.hasattr("__iter__")? {
        let items = value.try_iter()?.map(|item| from_python(&item?, key));
        return items.collect::<PyResult<Vec<_>>>().map(Value::Array);
    }
    let kind = value.get_type().name()?;
    Err(PyTypeError::new_err(format!("{key} is a {kind}, expected a number, text, path or list")))
}

/// A Python or `NumPy` number; `None` for what is none.
fn number(value: &Bound<'_, PyAny>, key: &str) -> PyResult<Option<Number>> {
    let scalar = if value.hasattr("item")? && value.getattr("ndim").and_then(|n| n.extract::<usize>()).ok() == Some(0) {
        value.call_method0("item")?
    } else {
        value.clone()
    };
    if scalar.is_instance_of::<PyInt>() {
        return Ok(Some(Number::from(scalar.extract::<i64>()?)));
    }
    if !scalar.is_instance_of::<PyFloat>() {
        return Ok(None);
    }
    let float: f64 = scalar.extract()?;
    match Number::from_f64(float) {
        Some(number) => Ok(Some(number)),
        None => Err(PyValueError::new_err(format!("{key} is {float}, expected a finite number"))),
    }
}

fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(truth) => PyBool::new(py, *truth).to_owned().into_any(),
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(whole), _, _) => whole.into_pyobject(py)?.into_any(),
            (_, Some(whole), _) => whole.into_pyobject(py)?.into_any(),
            (_, _, float) => PyFloat::new(py, float.unwrap_or(f64::NAN)).into_any(),
        },
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Object(map) => {
            let dict = PyDict::new(py);
            for (key, value) in map {
                dict.set_item(key, to_python(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// The keys of a spec, from its schema.
pub(crate) fn keys<S: JsonSchema>() -> Vec<String> {
    let schema = schemars::schema_for!(S);
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
}

/// Refuses a key that nobody knows.
///
/// # Errors
/// `ValueError` with the nearest known key.
pub(crate) fn check_keys(keywords: Option<&Bound<'_, PyDict>>, known: &[String]) -> PyResult<()> {
    for (key, _) in keywords.into_iter().flatten() {
        let key: String = key.extract()?;
        if known.contains(&key) {
            continue;
        }
        let near = known.iter().map(|name| (strsim::jaro_winkler(name, &key), name)).max_by(|a, b| a.0.total_cmp(&b.0));
        let hint = near
            .filter(|(likeness, _)| *likeness > 0.8)
            .map_or(String::new(), |(_, name)| format!("; did you mean `{name}`?"));
        return Err(PyValueError::new_err(format!("unknown key `{key}`{hint} (known: {})", known.join(", "))));
    }
    Ok(())
}

/// The keywords with these keys.
///
/// # Errors
/// What Python raises when memory runs out.
pub(crate) fn only<'py>(
    keywords: Option<&Bound<'py, PyDict>>,
    keys: &[String],
) -> PyResult<Option<Bound<'py, PyDict>>> {
    let Some(keywords) = keywords else { return Ok(None) };
    let chosen = PyDict::new(keywords.py());
    for (key, value) in keywords {
        if keys.contains(&key.extract()?) {
            chosen.set_item(key, value)?;
        }
    }
    Ok(Some(chosen))
}

/// The value of one keyword, unless it is missing or `None`.
///
/// # Errors
/// What Python raises when memory runs out.
pub(crate) fn given<'py>(keywords: Option<&Bound<'py, PyDict>>, key: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let found = keywords.map_or(Ok(None), |keywords| keywords.get_item(key))?;
    Ok(found.filter(|value| !value.is_none()))
}
