//! Simulation-based calibration of a Python model, or of one of ours.
use super::{
    function::Style,
    simulated::Simulated,
    target::{read, read_space},
};
use crate::{desk, options::Options, values};
use astrarium::{
    exec::{Folder, Saving},
    infer::verify::{self, LEVELS, Model, Settings, With, calibrate, differences, histograms},
    io::report::svg,
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyList},
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// What is asked for, beside the functions.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    vectorized: bool,
    seed: u64,
    checkpoint: Option<PathBuf>,
    checkpoint_every_s: f64,
}

/// Calibrate a sampler on a model; `astrarium.infer.sbc` is the function for users.
///
/// Parameters
/// ----------
/// functions : tuple of callable, or str
///     ``(simulate, ln_likelihood)``, or the name of a model of ours.
/// space : str or None
///     The parameters as JSON; None with a model of ours.
/// settings : str
///     Settings of the calibration, as JSON.
/// asked : dict
///     vectorized, seed, checkpoint, checkpoint_every_s.
/// run : dict
///     threads, progress, comm.
///
/// Returns
/// -------
/// Calibration
#[pyfunction]
pub(crate) fn _sbc(
    functions: &Bound<'_, PyAny>,
    space: Option<&str>,
    settings: &str,
    asked: Asked,
    run: &Bound<'_, PyDict>,
) -> PyResult<Calibration> {
    let py = functions.py();
    let wrong = |error: &dyn std::fmt::Display| PyValueError::new_err(error.to_string());
    let settings: Settings = read(settings)?;
    let (options, _) = Options::split(Some(run))?;
    if let Some(folder) = &asked.checkpoint {
        std::fs::create_dir_all(folder)?;
    }
    let store = asked.checkpoint.clone().map(Folder);
    let every = Duration::try_from_secs_f64(asked.checkpoint_every_s)
        .map_err(|_| wrong(&"checkpoint_every_s is no time, expected seconds"))?;
    let saving = store.as_ref().map(|store| Saving { store, name: "fits", every });
    let inner = if let Ok(name) = functions.extract::<String>() {
        let model = Model::named(&name).map_err(|error| wrong(&error))?;
        desk::run_with(py, &options, |engine, _| {
            calibrate(&model, &settings, &With { engine, seed: asked.seed, saving, inputs: &[] })
        })
    } else {
        let (simulate, ln_likelihood): (Py<PyAny>, Py<PyAny>) = functions.extract()?;
        let space = read_space(space.unwrap_or("0"))?;
        let style = if asked.vectorized { Style::Batch } else { Style::Point };
        desk::run_with(py, &options, |engine, desk| {
            let (simulate, ln_likelihood) = (Arc::new(simulate), Arc::new(ln_likelihood));
            let model = Simulated { space, style, desk: desk.clone(), simulate, ln_likelihood };
            calibrate(&model, &settings, &With { engine, seed: asked.seed, saving, inputs: &[] })
        })
    };
    inner.map(|inner| Calibration { inner })
}

/// What a calibration found: ranks of the true values, their tests, coverage, and one verdict.
///
/// Made by `astrarium.infer.sbc`.
#[pyclass(frozen, module = "astrarium._core")]
pub(crate) struct Calibration {
    inner: verify::Calibration,
}

#[pymethods]
impl Calibration {
    /// bool: whether every test was passed.
    #[getter]
    fn ok(&self) -> bool {
        self.inner.verdict.ok
    }

    /// list of str: the tests that were not passed, with what was found and expected.
    #[getter]
    fn reasons(&self) -> Vec<&str> {
        self.inner.verdict.reasons.iter().map(String::as_str).collect()
    }

    /// int: fits that were ranked.
    #[getter]
    fn n(&self) -> usize {
        self.inner.n
    }

    /// list of tuple: data sets whose fit failed, each with the reason.
    #[getter]
    fn failed(&self) -> Vec<(u64, String)> {
        self.inner.failed.clone()
    }

    /// int: evaluations of all fits.
    #[getter]
    fn calls(&self) -> u64 {
        self.inner.calls
    }

    /// list of dict: a row for each parameter, for ``ln L`` and for the distance from a random point: its ``name``, the
    /// p-values ``p_chi2``, ``p_holm`` and ``p_ecdf``, and of parameters ``held``, the part of the truths in central
    /// intervals of 50, 68, 90 and 95 per cent.
    #[getter]
    fn table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for (k, quantity) in self.inner.quantities.iter().enumerate() {
            let row = PyDict::new(py);
            row.set_item("name", &quantity.name)?;
            row.set_item("p_chi2", quantity.p_chi2)?;
            row.set_item("p_holm", quantity.p_holm)?;
            row.set_item("p_ecdf", quantity.p_ecdf)?;
            if let Some(coverage) = self.inner.coverage.get(k) {
                let held = PyDict::new(py);
                LEVELS.iter().zip(coverage.held).try_for_each(|(level, part)| held.set_item(level, part))?;
                row.set_item("held", held)?;
            }
            rows.append(row)?;
        }
        Ok(rows)
    }

    /// dict: the ranks of the true values, from 0 to the number of draws, by the quantity's name.
    #[getter]
    fn ranks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let ranks: std::collections::BTreeMap<&str, &Vec<u32>> =
            self.inner.quantities.iter().map(|quantity| (quantity.name.as_str(), &quantity.ranks)).collect();
        values::show(py, &ranks)
    }

    /// The ranks as a picture.
    ///
    /// Parameters
    /// ----------
    /// path : path-like, optional
    ///     Where to write it, as SVG or PNG by the name's ending.
    /// kind : {"ranks", "differences"}
    ///     Histograms, or distribution functions less the uniform one, with the bands that uniform ranks stay in.
    ///
    /// Returns
    /// -------
    /// str
    ///     The figure as SVG.
    #[pyo3(signature = (path=None, *, kind="ranks"))]
    fn plot(&self, path: Option<PathBuf>, kind: &str) -> PyResult<String> {
        let figure = match kind {
            "ranks" => histograms(&self.inner),
            "differences" => differences(&self.inner),
            other => {
                return Err(PyValueError::new_err(format!("kind is {other:?}, expected 'ranks' or 'differences'")));
            }
        };
        super::run::kept(svg(&figure).map_err(|error| PyValueError::new_err(error.to_string()))?, path)
    }

    fn __repr__(&self) -> String {
        let found = &self.inner;
        let names: Vec<&str> = found.quantities.iter().map(|quantity| quantity.name.as_str()).collect();
        let verdict = if found.verdict.ok { "passed" } else { "NOT passed: see .reasons" };
        format!("<Calibration: {} fits by {}, ranks of ({}), {verdict}>", found.n, found.sampler, names.join(", "))
    }
}
