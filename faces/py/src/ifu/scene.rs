//! A cube as a function of the stars and of how they are seen.
use super::{_Particles, read, shelf};
use crate::{arrays, desk, errors::Raise, options::Options};
use astrarium::{
    exec::Engine,
    ifu::observe::{Input, Inputs, ObserveSpec, Scene},
};
use pyo3::{prelude::*, types::PyDict};

/// A galaxy before a telescope; `astrarium.ifu.Scene` has it for users.
#[pyclass(frozen, module = "astrarium._core")]
pub(crate) struct _Scene(Scene);

#[pymethods]
impl _Scene {
    /// Centre, align and screen a galaxy.
    #[new]
    fn new(
        py: Python<'_>,
        galaxy: &Bound<'_, _Particles>,
        spec: &str,
        threads: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (spec, options): (ObserveSpec, _) = (read(spec)?, Options::threads(threads)?);
        let (shelf, particles) = (shelf()?, galaxy.get().0.clone());
        let work = |engine: &Engine| {
            let libraries = spec.libraries(&shelf)?;
            Scene::new(particles, &spec, libraries, engine)
        };
        desk::run(py, &options, work).map(Self)
    }

    /// The inputs that there are: name, shape and the numbers they begin with, flat.
    fn inputs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for input in Input::ALL {
            // of a blur that is not there, and of gas without lines, nothing can change
            if let Ok(values) = self.0.value(input) {
                dict.set_item(input.name(), (input.shape(self.0.counts()), arrays::array(py, values)))?;
            }
        }
        Ok(dict)
    }

    /// Spaxels a side, wavelengths, lit spaxels, how it is computed, and what a careful reader should know.
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (telescope, report, dict) = (&self.0.spec().telescope, self.0.report(), PyDict::new(py));
        dict.set_item("n", telescope.n_spaxels())?;
        dict.set_item("wave_aa", arrays::array(py, telescope.wave_aa()))?;
        dict.set_item("telescope", &telescope.name)?;
        dict.set_item("n_stars", self.0.counts()[0])?;
        dict.set_item("path", format!("{:?}", report.path).to_lowercase())?;
        dict.set_item("warnings", report.warnings.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        Ok(dict)
    }

    /// The cube of these inputs, flat.
    fn cube<'py>(
        &self,
        inputs: &Bound<'py, PyDict>,
        threads: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = inputs.py();
        let (inputs, options) = (inputs_of(inputs)?, Options::threads(threads)?);
        let cube = desk::run(py, &options, |engine: &Engine| self.0.cube(&inputs, engine))?;
        Ok(arrays::array(py, cube.flux).into_any())
    }

    /// Derivatives of a scalar with respect to some inputs, flat.
    fn pull<'py>(
        &self,
        inputs: &Bound<'py, PyDict>,
        derivatives: &Bound<'py, PyAny>,
        of: Vec<String>,
        threads: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let py = inputs.py();
        let (inputs, options) = (inputs_of(inputs)?, Options::threads(threads)?);
        let derivatives = arrays::f64s(derivatives, "derivatives", None)?;
        let of = of.iter().map(|name| Input::named(name)).collect::<Result<Vec<_>, _>>().map_err(Raise::raise)?;
        let pulled = desk::run(py, &options, |engine: &Engine| self.0.pull(&inputs, &derivatives, &of, engine))?;
        let dict = PyDict::new(py);
        for (input, slopes) in pulled {
            dict.set_item(input.name(), arrays::array(py, slopes))?;
        }
        Ok(dict)
    }
}

fn inputs_of(given: &Bound<'_, PyDict>) -> PyResult<Inputs> {
    let one = |(name, values): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let name: String = name.extract()?;
        let input = Input::named(&name).map_err(Raise::raise)?;
        Ok((input, arrays::f64s(&values, &name, None)?))
    };
    given.iter().map(one).collect()
}
