//! Tables of the engine as astropy tables, its figures on matplotlib axes.
use crate::{arrays, values};
use astrarium::io::{
    report::Figure,
    table::{Column, Meta, MetaValue, Table, Values},
};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDict, PyList},
};

/// A table with its units, descriptions and meta values.
///
/// # Errors
/// `ImportError` without astropy.
pub(crate) fn table<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyAny>> {
    let columns = table.columns.iter().map(|column| shown(py, column)).collect::<PyResult<Vec<_>>>()?;
    let meta = dict(py, &table.meta)?;
    py.import("astrarium._tables")?.call_method1("table", (columns, meta))
}

type Shown<'py> = (String, Bound<'py, PyAny>, Option<String>, Option<String>, Vec<bool>);

fn shown<'py>(py: Python<'py>, column: &Column) -> PyResult<Shown<'py>> {
    Ok((
        column.name.clone(),
        values(py, &column.values)?,
        column.unit.clone(),
        column.description.clone(),
        column.mask.clone(),
    ))
}

/// A column's values: an array, or a list of texts.
///
/// # Errors
/// Python's own.
pub(crate) fn values<'py>(py: Python<'py>, values: &Values) -> PyResult<Bound<'py, PyAny>> {
    Ok(match values {
        Values::F64(values) => arrays::array(py, values.clone()),
        Values::I64(values) => arrays::array(py, values.clone()),
        Values::Bool(values) => arrays::array(py, values.clone()),
        Values::Text(values) => PyList::new(py, values)?.into_any(),
        Values::Complex(values) => arrays::complex(py, values),
    })
}

fn dict<'py>(py: Python<'py>, meta: &Meta) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    meta.iter().try_for_each(|(name, value)| dict.set_item(name, plain(py, value)?))?;
    Ok(dict)
}

fn plain<'py>(py: Python<'py>, value: &MetaValue) -> PyResult<Bound<'py, PyAny>> {
    match value {
        MetaValue::Null => Ok(py.None().into_bound(py)),
        MetaValue::Bool(truth) => truth.into_bound_py_any(py),
        MetaValue::I64(whole) => whole.into_bound_py_any(py),
        MetaValue::F64(float) => float.into_bound_py_any(py),
        MetaValue::Text(text) => text.into_bound_py_any(py),
        MetaValue::List(items) => {
            let items = items.iter().map(|item| plain(py, item)).collect::<PyResult<Vec<_>>>()?;
            Ok(PyList::new(py, items)?.into_any())
        }
        MetaValue::Map(meta) => Ok(dict(py, meta)?.into_any()),
    }
}

/// A figure on matplotlib axes, `ax` or new ones.
///
/// # Errors
/// `ImportError` without matplotlib.
pub(crate) fn plot<'py>(
    py: Python<'py>,
    figure: &Figure,
    ax: Option<Bound<'py, PyAny>>,
    style: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let draw = py.import("astrarium._figure")?.getattr("draw")?;
    draw.call((values::show(py, figure)?, ax), style)
}
