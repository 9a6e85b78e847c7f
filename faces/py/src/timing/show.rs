//! What objects look like, how they are remade from a pickle, how they warn.
use crate::arrays;
use astrarium::timing::{Evolution, Facts};
use pyo3::{
    exceptions::PyUserWarning,
    prelude::*,
    types::{PyDict, PyTuple},
};
use std::{ffi::CString, fmt::Display};

/// A number with at most six digits, for people.
pub(crate) fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-4..1e7).contains(&rounded.abs()) { format!("{rounded:e}") } else { format!("{rounded}") }
}

/// A line of a `repr`: `<Name: fact, fact>`.
pub(crate) fn line(name: &str, facts: &[(&str, String)]) -> String {
    let facts: Vec<String> = facts.iter().map(|(what, value)| format!("{what} {value}")).collect();
    format!("<{name}: {}>", facts.join(", "))
}

/// The same as a small table for notebooks.
pub(crate) fn html(name: &str, facts: &[(&str, String)]) -> String {
    let row = |(what, value): &(&str, String)| {
        format!("<tr><th style=\"text-align:left\">{}</th><td>{}</td></tr>", escape(what), escape(value))
    };
    let rows: String = facts.iter().map(row).collect();
    format!("<table><caption>{}</caption>{rows}</table>", escape(name))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What `__reduce__` returns: the class's own static method makes the object again.
///
/// # Errors
/// What importing the helper raises.
pub(crate) fn remake<'py>(
    object: &Bound<'py, PyAny>,
    method: &str,
    arguments: Bound<'py, PyTuple>,
    keywords: Option<Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = object.py();
    let helper = py.import("astrarium._pickle")?.getattr("remake")?;
    let keywords = keywords.unwrap_or_else(|| PyDict::new(py));
    let call = (object.get_type(), method, arguments, keywords);
    (helper, call).into_pyobject(py)
}

/// Warns of decisions that were taken for the user, at the line that called us.
///
/// # Errors
/// The warning itself, where the user turns warnings into errors.
pub(crate) fn warn(py: Python<'_>, warnings: &[impl Display]) -> PyResult<()> {
    let category = py.get_type::<PyUserWarning>();
    warnings.iter().try_for_each(|warning| {
        let text = CString::new(warning.to_string().replace('\0', " ")).expect("zeros were replaced");
        PyErr::warn(py, &category, &text, 1)
    })
}

/// Warnings as a list of texts.
pub(crate) fn texts(warnings: &[impl Display]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

/// Facts of a header as a dict; what is not known is left out.
///
/// # Errors
/// What Python raises when memory runs out.
pub(crate) fn facts<'py>(py: Python<'py>, facts: &Facts) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let texts = [
        ("mission", &facts.mission),
        ("instrument", &facts.instrument),
        ("mode", &facts.mode),
        ("observation", &facts.observation),
        ("ephemeris", &facts.ephemeris),
        ("time_ref", &facts.time_ref),
        ("time_sys", &facts.time_sys),
    ];
    for (key, text) in texts {
        text.as_ref().map_or(Ok(()), |text| dict.set_item(key, text))?;
    }
    dict.set_item("frame_s", facts.frame_s)?;
    Ok(dict)
}

/// A number for each segment, as a dict of arrays.
///
/// # Errors
/// What Python raises when memory runs out.
pub(crate) fn evolution(py: Python<'_>, found: Evolution) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    let columns =
        [("start_s", found.start_s), ("stop_s", found.stop_s), ("value", found.value), ("error", found.error)];
    columns.into_iter().try_for_each(|(key, values)| dict.set_item(key, arrays::array(py, values)))?;
    Ok(dict)
}
