//! The program with Python behind it: models of specifications that are functions of a file.
use crate::{
    desk::Desk,
    infer::{Function, Simulated, Style, read_space},
};
use astrarium::{
    cli::{LoadedModel, PythonModel, PythonModels},
    infer::{
        self, Space, Target,
        verify::{Calibration, Settings, With, calibrate},
    },
};
use pyo3::prelude::*;
use std::{fmt, sync::Arc};

/// Loads files of Python on the thread that holds the interpreter.
pub(crate) struct Models(pub(crate) Desk);

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Models")
    }
}

/// What a file holds.
struct Found {
    ln_likelihood: Arc<Py<PyAny>>,
    gradient: Option<Arc<Py<PyAny>>>,
    simulate: Option<Arc<Py<PyAny>>>,
    /// The file's own parameters, if the specification has none.
    parameters: Option<String>,
}

impl PythonModels for Models {
    fn load(&self, model: &PythonModel) -> Result<Box<dyn LoadedModel>, String> {
        let asked = model.clone();
        let answer = self.0.ask(move |py| Ok(find(py, &asked).map_err(|error| told(py, &error))));
        let found = answer.ok_or("Python is gone")??;
        let space = match &found.parameters {
            None => Space::new(model.parameters.clone()).map_err(|error| error.to_string())?,
            Some(json) => read_space(json).map_err(|error| Python::attach(|py| told(py, &error)))?,
        };
        let style = if model.vectorized { Style::Batch } else { Style::Point };
        let density = Function {
            space,
            blob_names: model.blobs.clone(),
            style,
            desk: self.0.clone(),
            call: found.ln_likelihood,
            gradient: found.gradient,
            by_source: false,
        };
        Ok(Box::new(Loaded { density, simulate: found.simulate }))
    }
}

fn find(py: Python<'_>, asked: &PythonModel) -> PyResult<Found> {
    let file = py.import("astrarium.infer._file")?;
    let module = file.call_method1("load", (&asked.file,))?;
    let function = |name: &str| -> PyResult<Arc<Py<PyAny>>> {
        Ok(Arc::new(file.call_method1("function", (&module, name))?.unbind()))
    };
    let some = |name: &Option<String>| name.as_deref().map(function).transpose();
    let parameters =
        if asked.parameters.is_empty() { Some(file.call_method1("parameters", (&module,))?.extract()?) } else { None };
    Ok(Found {
        ln_likelihood: function(&asked.ln_likelihood)?,
        gradient: some(&asked.gradient)?,
        simulate: some(&asked.simulate)?,
        parameters,
    })
}

/// An exception in one line.
fn told(py: Python<'_>, error: &PyErr) -> String {
    let kind = error.get_type(py).name().map_or_else(|_| "an exception".to_owned(), |name| name.to_string());
    format!("{kind}: {}", error.value(py))
}

/// Functions of a file.
struct Loaded {
    density: Function,
    simulate: Option<Arc<Py<PyAny>>>,
}

impl LoadedModel for Loaded {
    fn target(&self) -> Target<'_> {
        if self.density.gradient.is_some() { Target::smooth(&self.density) } else { Target::plain(&self.density) }
    }

    fn calibrate(&self, settings: &Settings, with: &With<'_>) -> infer::Result<Calibration> {
        let Some(simulate) = &self.simulate else {
            let (what, found) = ("calibration of a model", "without a simulator".to_owned());
            return Err(infer::Error::Word { what, found, expected: "a function simulate(theta, rng)" });
        };
        let simulated = Simulated {
            space: self.density.space.clone(),
            style: self.density.style,
            desk: self.density.desk.clone(),
            simulate: simulate.clone(),
            ln_likelihood: self.density.call.clone(),
        };
        calibrate(&simulated, settings, with)
    }
}
