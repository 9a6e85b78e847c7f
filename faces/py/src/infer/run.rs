//! The record of a run, as Python sees it.
use crate::{arrays, errors::Raise, values};
use astrarium::{
    infer::{self, export, figures, posterior::quantiles},
    io::report::{png, svg},
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{
    exceptions::{PyKeyError, PyOSError, PyValueError},
    prelude::*,
    types::{PyBytes, PyDict},
};
use std::path::PathBuf;

/// What a sampler found: points with their weights, the evidence, what it cost, and whether to trust it.
///
/// Made by the functions of `astrarium.infer`; it can be pickled.
#[pyclass(frozen, module = "astrarium._core")]
pub(crate) struct Run {
    pub(crate) inner: infer::Run,
}

impl Run {
    fn matrix<'py>(py: Python<'py>, values: &[f64], width: usize) -> PyResult<Bound<'py, PyAny>> {
        let rows = values.len().checked_div(width).unwrap_or(0);
        Ok(PyArray1::from_slice(py, values).reshape((rows, width))?.into_any())
    }

    /// The column of a parameter, by name or number.
    fn column(&self, parameter: &Bound<'_, PyAny>) -> PyResult<usize> {
        let names = || self.inner.parameters.iter().map(|parameter| parameter.name.as_str());
        if let Ok(name) = parameter.extract::<String>() {
            let known = || names().collect::<Vec<_>>().join(", ");
            let missing = || PyKeyError::new_err(format!("no parameter {name:?}; there are: {}", known()));
            return names().position(|known| known == name).ok_or_else(missing);
        }
        match parameter.extract::<usize>()? {
            k if k < self.inner.parameters.len() => Ok(k),
            k => Err(PyKeyError::new_err(format!("no parameter {k}; there are {}", self.inner.parameters.len()))),
        }
    }
}

#[pymethods]
impl Run {
    /// str: the sampler's name.
    #[getter]
    fn sampler(&self) -> &str {
        &self.inner.sampler
    }

    /// list of str: the free parameters.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.inner.parameters.iter().map(|parameter| parameter.name.as_str()).collect()
    }

    /// list of str: how they are written in figures.
    #[getter]
    fn labels(&self) -> Vec<&str> {
        self.inner.parameters.iter().map(infer::Parameter::label).collect()
    }

    /// list of str: their units, empty where there is none.
    #[getter]
    fn units(&self) -> Vec<&str> {
        self.inner.parameters.iter().map(|parameter| parameter.unit.as_str()).collect()
    }

    /// list of str: the derived quantities that came along.
    #[getter]
    fn blob_names(&self) -> Vec<&str> {
        self.inner.blob_names.iter().map(String::as_str).collect()
    }

    /// numpy.ndarray of shape (n, d): the points.
    #[getter]
    fn samples<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Self::matrix(py, &self.inner.points.theta, self.inner.points.dim)
    }

    /// numpy.ndarray of shape (n, d) or None: the points in the unit cube.
    #[getter]
    fn samples_u<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.inner.points.u.as_ref().map(|u| Self::matrix(py, u, self.inner.points.dim)).transpose()
    }

    /// numpy.ndarray of shape (draws, chains, d) or None: the points in their chains.
    #[getter]
    fn chain<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let points = &self.inner.points;
        let Some(chains) = points.chains else { return Ok(None) };
        let shape = (chains.draws, chains.chains, points.dim);
        Ok(Some(PyArray1::from_slice(py, &points.theta).reshape(shape)?.into_any()))
    }

    /// int: groups of chains that know nothing of each other; 0 without chains.
    #[getter]
    fn independent(&self) -> usize {
        self.inner.points.chains.map_or(0, |chains| chains.independent)
    }

    /// numpy.ndarray of shape (n,): ln L of each point.
    #[getter]
    fn ln_likelihood<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.points.ln_likelihood.clone())
    }

    /// numpy.ndarray of shape (n,): ln of the prior's density at each point.
    #[getter]
    fn ln_prior<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.points.ln_prior.clone())
    }

    /// numpy.ndarray of shape (n,) or None: ln of the weights; None where all weigh the same.
    #[getter]
    fn ln_weights<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.inner.points.ln_weight.clone().map(|weights| arrays::array(py, weights))
    }

    /// numpy.ndarray of shape (n,): weights that sum to 1.
    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.points.weights())
    }

    /// numpy.ndarray of shape (n,) or None: the ln L above which each point was drawn (nested sampling).
    #[getter]
    fn ln_likelihood_birth<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.inner.points.ln_likelihood_birth.clone().map(|birth| arrays::array(py, birth))
    }

    /// numpy.ndarray of shape (n, k) or None: the derived quantities.
    #[getter]
    fn blobs<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let width = self.inner.blob_names.len();
        if width == 0 { Ok(None) } else { Self::matrix(py, &self.inner.points.blobs, width).map(Some) }
    }

    /// float or None: ln of the evidence.
    #[getter]
    fn ln_z(&self) -> Option<f64> {
        self.inner.evidence.as_ref().map(|evidence| evidence.ln_z)
    }

    /// float or None: its standard error.
    #[getter]
    fn ln_z_err(&self) -> Option<f64> {
        self.inner.evidence.as_ref().map(|evidence| evidence.ln_z_err)
    }

    /// dict or None: the evidence with all its errors and the information.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        values::show(py, &self.inner.evidence)
    }

    /// int: how often a value of the likelihood was asked for.
    #[getter]
    fn calls(&self) -> u64 {
        self.inner.counts.calls
    }

    /// dict: calls, steps, and failures by reason.
    #[getter]
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        values::show(py, &self.inner.counts)
    }

    /// dict: numbers that say how well it went.
    #[getter]
    fn diagnostics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        values::show(py, &self.inner.diagnostics)
    }

    /// bool: whether every check was passed.
    #[getter]
    fn ok(&self) -> bool {
        self.inner.verdict.ok
    }

    /// list of str: where a check was not passed, what was found and expected.
    #[getter]
    fn reasons(&self) -> Vec<&str> {
        self.inner.verdict.reasons.iter().map(String::as_str).collect()
    }

    /// int: the seed of its random numbers.
    #[getter]
    fn seed(&self) -> u64 {
        self.inner.seed
    }

    /// dict: the sampler's settings, complete.
    #[getter]
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        values::show(py, &self.inner.settings)
    }

    /// Weighted means.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (d,)
    fn mean<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.points.mean())
    }

    /// Weighted standard deviations.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (d,)
    fn sd<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.points.standard_deviation())
    }

    /// Weighted covariance.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (d, d)
    fn covariance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Self::matrix(py, self.inner.points.covariance().as_slice(), self.inner.points.dim)
    }

    /// Weighted quantiles of a parameter or of a derived quantity.
    ///
    /// Parameters
    /// ----------
    /// parameter : str or int
    ///     Its name, or its number among the free parameters.
    /// p : sequence of float
    ///     Fractions of the weight.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray
    ///     The values below which they lie.
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import infer
    /// >>> run = infer.ensemble(lambda x: -0.5 * x[0] ** 2, {"x": infer.uniform(-5, 5)}, seed=1, max_steps=400)
    /// >>> bool(abs(run.quantile("x", [0.5])[0]) < 0.2)
    /// True
    fn quantile<'py>(&self, py: Python<'py>, parameter: &Bound<'_, PyAny>, p: Vec<f64>) -> PyResult<Bound<'py, PyAny>> {
        let name = parameter.extract::<String>().ok();
        let blob = name.and_then(|name| self.inner.blob_names.iter().position(|known| *known == name));
        let points = &self.inner.points;
        let column: Vec<f64> = match blob {
            Some(k) => points.blobs.iter().skip(k).step_by(self.inner.blob_names.len()).copied().collect(),
            None => points.column(self.column(parameter)?),
        };
        Ok(arrays::array(py, quantiles(&column, &points.weights(), &p)))
    }

    /// Points of equal weight, by systematic resampling.
    ///
    /// Parameters
    /// ----------
    /// n : int, optional
    ///     How many; by default as many as the effective number of points.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (n, d)
    #[pyo3(signature = (n=None))]
    fn equal_weights<'py>(&self, py: Python<'py>, n: Option<usize>) -> PyResult<Bound<'py, PyAny>> {
        let n = n.unwrap_or_else(|| self.inner.points.effective_size().round().max(1.0) as usize);
        Self::matrix(py, &self.inner.equal_weights(n).theta, self.inner.points.dim)
    }

    /// The corner plot: histograms of all parameters and the regions of all pairs.
    ///
    /// Parameters
    /// ----------
    /// path : path-like, optional
    ///     Where to write it, as SVG or PNG by the name's ending.
    /// parameters : list of str, optional
    ///     Which to show; all without.
    /// truth : sequence of float, optional
    ///     True values to mark, one for each free parameter, NaN for none.
    /// title : str, optional
    ///     Line above the figure.
    ///
    /// Returns
    /// -------
    /// str
    ///     The figure as SVG.
    #[pyo3(signature = (path=None, *, parameters=None, truth=None, title=""))]
    fn corner(
        &self,
        path: Option<PathBuf>,
        parameters: Option<Vec<String>>,
        truth: Option<Vec<f64>>,
        title: &str,
    ) -> PyResult<String> {
        let names = parameters.as_ref().map(|names| names.iter().map(String::as_str).collect());
        let how = figures::Corner { parameters: names, truth, title: title.to_owned(), ..figures::Corner::default() };
        let drawn = figures::corner(&[&self.inner], &how).map_err(|error| PyValueError::new_err(error.to_string()))?;
        kept(drawn.svg("corner").map_err(|error| PyValueError::new_err(error.to_string()))?, path)
    }

    /// How the run went: chains by draw, or ln L and weights in the order of ln L.
    ///
    /// Parameters
    /// ----------
    /// path : path-like, optional
    ///     Where to write it, as SVG or PNG by the name's ending.
    /// title : str, optional
    ///     Line above the figure.
    ///
    /// Returns
    /// -------
    /// str
    ///     The figure as SVG.
    #[pyo3(signature = (path=None, *, title=""))]
    fn course(&self, path: Option<PathBuf>, title: &str) -> PyResult<String> {
        let drawn = figures::course(&self.inner, title).map_err(|error| PyValueError::new_err(error.to_string()))?;
        kept(svg(&drawn).map_err(|error| PyValueError::new_err(error.to_string()))?, path)
    }

    /// Write the points as a file that other programs read.
    ///
    /// Parameters
    /// ----------
    /// path : path-like
    ///     The file; for text files the folder and the beginning of their names, as in ``out/chain``.
    /// format : {"emcee", "getdist", "anesthetic", "table"}
    ///     emcee's HDF5 (which emcee goes on from), GetDist's and CosmoMC's text, anesthetic's and PolyChord's dead and birth
    ///     points (of nested sampling), or a table (FITS, ECSV, CSV or Parquet by the name's ending).
    ///
    /// Examples
    /// --------
    /// >>> from astrarium import infer
    /// >>> run = infer.ensemble("P01_d2", seed=2, max_steps=100)
    /// >>> run.write(tmp_path / "chain.h5", "emcee")
    /// >>> (tmp_path / "chain.h5").exists()
    /// True
    fn write(&self, py: Python<'_>, path: PathBuf, format: &str) -> PyResult<()> {
        let run = &self.inner;
        let written = py.detach(|| match format {
            "emcee" => export::emcee(run, &path),
            "getdist" => export::getdist(run, &path),
            "anesthetic" => export::anesthetic(run, &path),
            "table" => Ok(export::table(run)?.write(&path)?),
            other => {
                let expected = "emcee, getdist, anesthetic or table";
                Err(infer::Error::Word { what: "format", found: other.to_owned(), expected })
            }
        });
        written.map_err(Raise::raise)
    }

    fn __len__(&self) -> usize {
        self.inner.points.len()
    }

    fn __repr__(&self) -> String {
        let run = &self.inner;
        let evidence = run.evidence.as_ref().map(|e| format!(", ln Z {:.3} +- {:.3}", e.ln_z, e.ln_z_err));
        let doubt = if run.verdict.ok { "" } else { ", NOT to be trusted as it is: see .reasons" };
        let names: Vec<&str> = run.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        format!(
            "<Run: {}, {} points of ({}){}{doubt}>",
            run.sampler,
            run.points.len(),
            names.join(", "),
            evidence.unwrap_or_default()
        )
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, pyo3::types::PyTuple>> {
        let py = slf.py();
        let failed = |error: &dyn std::error::Error| PyValueError::new_err(error.to_string());
        // numbers in binary, which alone keeps what is not finite; what says of them in JSON, which alone holds any value
        let mut run = slf.get().inner.clone();
        let numbers = (std::mem::take(&mut run.points), run.evidence.take());
        let numbers = postcard::to_stdvec(&numbers).map_err(|error| failed(&error))?;
        let words = serde_json::to_vec(&run).map_err(|error| failed(&error))?;
        let arguments = (PyBytes::new(py, &numbers), PyBytes::new(py, &words)).into_pyobject(py)?;
        crate::timing::remake(slf.as_any(), "_restore", arguments, Some(PyDict::new(py)))
    }

    #[staticmethod]
    fn _restore(numbers: &[u8], words: &[u8]) -> PyResult<Self> {
        let failed = |error: &dyn std::error::Error| PyValueError::new_err(error.to_string());
        let (points, evidence) = postcard::from_bytes(numbers).map_err(|error| failed(&error))?;
        let run: infer::Run = serde_json::from_slice(words).map_err(|error| failed(&error))?;
        Ok(Self { inner: infer::Run { points, evidence, ..run } })
    }
}

/// Writes a picture if a path is given.
pub(crate) fn kept(text: String, path: Option<PathBuf>) -> PyResult<String> {
    let Some(path) = path else { return Ok(text) };
    let bytes = match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => text.clone().into_bytes(),
        Some("png") => png(&text, 2.0).map_err(|error| PyValueError::new_err(error.to_string()))?,
        _ => {
            let found = path.display();
            return Err(PyValueError::new_err(format!("{found}: expected a name that ends in .svg or .png")));
        }
    };
    let written = astrarium::io::atomic::write_bytes(&path, &bytes);
    written.map_err(|error| PyOSError::new_err(error.to_string()))?;
    Ok(text)
}
