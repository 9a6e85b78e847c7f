//! What telescopes see.

use super::{_Particles, read, shelf};
use crate::{arrays, desk, errors::Raise, options::Options};
use astrarium::{
    exec::Engine,
    ifu::{
        Telescope,
        observe::{Observation, ObserveSpec, observe},
    },
};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};
use std::path::PathBuf;

/// What a telescope has seen; `astrarium.ifu.Observation` has it for users.
#[pyclass(frozen, module = "astrarium._core")]
pub(crate) struct _Observation(Observation);

#[pymethods]
impl _Observation {
    /// Spaxels a side, wavelengths, fluxes, variances if there is noise, lit spaxels: flat arrays.
    fn cube<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (seen, dict) = (&self.0, PyDict::new(py));
        dict.set_item("n", seen.cube.n)?;
        dict.set_item("wave_aa", arrays::array(py, seen.cube.wave_aa.clone()))?;
        dict.set_item("flux", arrays::array(py, seen.cube.flux.clone()))?;
        dict.set_item("variance", seen.variance.clone().map(|variance| arrays::array(py, variance)))?;
        dict.set_item("lit", arrays::array(py, seen.cube.lit.clone()))?;
        dict.set_item("redshift", seen.redshift)?;
        dict.set_item("telescope", &seen.telescope.name)?;
        dict.set_item("warnings", seen.warnings())?;
        dict.set_item("path", format!("{:?}", seen.report.path).to_lowercase())?;
        Ok(dict)
    }

    /// Maps by name: their unit and values.
    fn maps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for map in self.0.file_maps() {
            dict.set_item(map.name.to_lowercase(), (map.unit, arrays::array(py, map.values)))?;
        }
        Ok(dict)
    }

    /// Write the cube.
    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.write(path)).map_err(Raise::raise)
    }
}

/// See a galaxy by a telescope.
#[pyfunction]
pub(crate) fn _ifu_observe(
    py: Python<'_>,
    galaxy: &Bound<'_, _Particles>,
    spec: &str,
    seed: u64,
    threads: Option<&Bound<'_, PyAny>>,
) -> PyResult<_Observation> {
    let (spec, options): (ObserveSpec, _) = (read(spec)?, Options::threads(threads)?);
    let shelf = shelf()?;
    let particles = galaxy.get().0.clone();
    let work = |engine: &Engine| observe(particles, &spec, &spec.libraries(&shelf)?, (seed, engine));
    desk::run(py, &options, work).map(_Observation)
}

/// The telescopes known by name, as JSON.
#[pyfunction]
pub(crate) fn _ifu_telescopes() -> PyResult<String> {
    let all = Telescope::names().map(Telescope::named).collect::<Result<Vec<_>, _>>().map_err(Raise::raise)?;
    serde_json::to_string(&all).map_err(|error| PyValueError::new_err(error.to_string()))
}
