//! A Python function as a density: whole batches to the thread that holds Python.
use crate::{arrays, desk::Desk};
use astrarium::{
    exec::{Cx, Error, Evaluations, Rows, Scratch},
    infer::{Gradient, LogDensity, Space, WithGradient},
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyTuple};
use std::sync::Arc;

/// Rows of a batch at most: what is asked for at once goes to Python at once.
pub(super) const BATCH: usize = 1 << 16;

/// How the function wants its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One after the other, each an array of parameters.
    Point,
    /// All together, a row each.
    Batch,
}

/// A density whose likelihood is a Python callable.
pub(crate) struct Function {
    pub(crate) space: Space,
    pub(crate) blob_names: Vec<String>,
    pub(crate) style: Style,
    pub(crate) desk: Desk,
    /// `f(theta)`: ln L, or a tuple of ln L and the blobs.
    pub(crate) call: Arc<Py<PyAny>>,
    /// `f(theta)`: ln L and its gradient.
    pub(crate) gradient: Option<Arc<Py<PyAny>>>,
    /// Whether it is `f(theta, source)`.
    pub(crate) by_source: bool,
}

/// What came back: ln L of each row, and what came along.
struct Answer {
    values: Vec<f64>,
    along: Vec<f64>,
}

impl Function {
    /// Calls `call` with these rows and waits; `width` numbers come along with each.
    fn ask(&self, call: &Arc<Py<PyAny>>, rows: Rows<'_>, width: usize) -> Result<Answer, Error> {
        let sources = self.by_source.then(|| rows.entity.iter().map(|source| *source as i64).collect::<Vec<i64>>());
        ask(&self.desk, call, self.style, (rows.values, sources), (rows.dim, width))
    }
}

fn ask(
    desk: &Desk,
    call: &Arc<Py<PyAny>>,
    style: Style,
    (values, sources): (&[f64], Option<Vec<i64>>),
    (dim, width): (usize, usize),
) -> Result<Answer, Error> {
    let (call, values) = (call.clone(), values.to_vec());
    let asked = desk.ask(move |py| match style {
        Style::Batch => batch(call.bind(py), values, sources, (dim, width)),
        Style::Point => points(call.bind(py), &values, sources.as_deref(), (dim, width)),
    });
    // the user gets Python's own exception at the end of the computation
    asked.ok_or_else(|| Error::Evaluation { row: 0, message: "the function raised an exception".to_owned() })
}

/// ln L of rows of `dim` parameters by a callable.
///
/// # Errors
/// If it raised, or did not give a number for each row.
pub(super) fn values(
    desk: &Desk,
    call: &Arc<Py<PyAny>>,
    style: Style,
    (rows, dim): (&[f64], usize),
) -> Result<Vec<f64>, Error> {
    Ok(ask(desk, call, style, (rows, None), (dim, 0))?.values)
}

impl LogDensity for Function {
    fn space(&self) -> &Space {
        &self.space
    }
    fn blob_names(&self) -> &[String] {
        &self.blob_names
    }
    fn batch_hint(&self) -> usize {
        BATCH
    }
    fn ln_likelihood(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, cx: &Cx) -> Result<(), Error> {
        cx.check()?;
        let answer = self.ask(&self.call, rows, self.blob_names.len())?;
        out.values.extend(answer.values);
        out.blobs.extend(answer.along);
        Ok(())
    }
}

impl Gradient for Function {
    fn ln_likelihood_grad(
        &self,
        rows: Rows<'_>,
        out: &mut WithGradient<'_>,
        _: &mut Scratch,
        cx: &Cx,
    ) -> Result<(), Error> {
        cx.check()?;
        let missing = || Error::Evaluation { row: 0, message: "no gradient was given".to_owned() };
        let answer = self.ask(self.gradient.as_ref().ok_or_else(missing)?, rows, rows.dim)?;
        out.values.values.extend(answer.values);
        out.gradient.extend(answer.along);
        Ok(())
    }
}

/// One call for all rows.
fn batch(
    call: &Bound<'_, PyAny>,
    values: Vec<f64>,
    sources: Option<Vec<i64>>,
    (dim, width): (usize, usize),
) -> PyResult<Answer> {
    let n = values.len() / dim.max(1);
    let theta = PyArray1::from_vec(call.py(), values).reshape((n, dim))?;
    let got = match sources {
        Some(sources) => call.call1((theta, PyArray1::from_vec(call.py(), sources)))?,
        None => call.call1((theta,))?,
    };
    let (values, along) = halves(&got, width)?;
    let values = arrays::f64s(&values, "what the function returned", None)?;
    expect("values", values.len(), n)?;
    let along = match along {
        Some(along) if along.hasattr("reshape")? => {
            arrays::f64s(&along.call_method1("reshape", (-1,))?, "what came along", None)?
        }
        Some(along) => {
            let flat = call.py().import("numpy")?.call_method1("asarray", (along, "float64"))?;
            arrays::f64s(&flat.call_method1("reshape", (-1,))?, "what came along", None)?
        }
        None => Vec::new(),
    };
    expect("numbers along with the values", along.len(), n * width)?;
    Ok(Answer { values, along })
}

/// One call for each row.
fn points(
    call: &Bound<'_, PyAny>,
    values: &[f64],
    sources: Option<&[i64]>,
    (dim, width): (usize, usize),
) -> PyResult<Answer> {
    let n = values.len() / dim.max(1);
    let mut answer = Answer { values: Vec::with_capacity(n), along: Vec::with_capacity(n * width) };
    for (i, row) in values.chunks_exact(dim).enumerate() {
        let theta = PyArray1::from_slice(call.py(), row);
        let got = match sources {
            Some(sources) => call.call1((theta, sources[i]))?,
            None => call.call1((theta,))?,
        };
        let (value, along) = halves(&got, width)?;
        answer.values.push(number(&value)?);
        match along {
            Some(along) if width == 1 && !along.hasattr("__len__")? => answer.along.push(along.extract()?),
            Some(along) => answer.along.extend(arrays::f64s(&along, "what came along", None)?),
            None => {}
        }
    }
    expect("numbers along with the values", answer.along.len(), n * width)?;
    Ok(answer)
}

/// A number, or an array of one.
fn number(value: &Bound<'_, PyAny>) -> PyResult<f64> {
    match value.extract() {
        Ok(number) => Ok(number),
        Err(_) if value.hasattr("item")? => value.call_method0("item")?.extract(),
        Err(error) => Err(error),
    }
}

type Halves<'py> = (Bound<'py, PyAny>, Option<Bound<'py, PyAny>>);

/// The value, and what comes along: `(value, (a, b))` or `(value, a, b)`.
fn halves<'py>(got: &Bound<'py, PyAny>, width: usize) -> PyResult<Halves<'py>> {
    let Ok(tuple) = got.cast::<PyTuple>() else {
        return if width == 0 { Ok((got.clone(), None)) } else { Err(wrong("one value", width)) };
    };
    match (tuple.len(), width) {
        (0, _) => Err(wrong("an empty tuple", width)),
        // blobs that nobody named are not kept
        (_, 0) => Ok((tuple.get_item(0)?, None)),
        (2, _) => Ok((tuple.get_item(0)?, Some(tuple.get_item(1)?))),
        (n, _) => {
            let rest = tuple.get_slice(1, n).into_any();
            let columns = tuple.py().import("numpy")?.call_method1("stack", (rest, -1))?;
            Ok((tuple.get_item(0)?, Some(columns)))
        }
    }
}

fn wrong(found: &str, width: usize) -> PyErr {
    PyValueError::new_err(format!(
        "the function returned {found}, expected a tuple of ln L and {width} numbers along with it"
    ))
}

fn expect(what: &str, found: usize, expected: usize) -> PyResult<()> {
    if found == expected {
        return Ok(());
    }
    Err(PyValueError::new_err(format!("the function returned {found} {what}, expected {expected}")))
}
