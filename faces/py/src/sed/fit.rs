//! One source under one sampler.
use super::{columns, raised, read, shelf};
use crate::{
    desk,
    infer::{Run, kept},
    options::Options,
};
use astrarium::{
    exec::{Folder, Input, Saving},
    infer::{
        self, How,
        figures::{Corner, by_decades, corner},
        samplers::SamplerKind,
    },
    io::report::{Figure, svg},
    sed::{
        Error, FitSpec, GalaxyDensity,
        result::{Drawn, Posterior, sed_figure, spectrum_figure},
    },
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyTuple},
};
use std::{path::PathBuf, time::Duration};

/// A posterior of a galaxy; `astrarium.sed` has the class for users.
#[pyclass(frozen, module = "astrarium._core")]
pub(crate) struct _GalaxyFit {
    density: GalaxyDensity,
    run: infer::Run,
    posterior: Posterior,
}

/// What is asked of a fit.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    seed: u64,
    draws: usize,
    checkpoint: Option<PathBuf>,
    /// threads, progress, comm.
    run: Py<PyDict>,
}

/// Fit a galaxy to its photometry; `astrarium.sed` has the class for users.
///
/// Parameters
/// ----------
/// spec : str
///     The fit, as JSON.
/// sampler : str
///     The sampler with its settings, as JSON.
/// asked : dict
///     seed, draws, checkpoint; run: threads, progress, comm.
///
/// Returns
/// -------
/// _GalaxyFit
#[pyfunction]
pub(crate) fn _sed_fit(py: Python<'_>, spec: &str, sampler: &str, asked: Asked) -> PyResult<_GalaxyFit> {
    let (mut spec, sampler, shelf): (FitSpec, SamplerKind, _) = (read(spec)?, read(sampler)?, shelf()?);
    // what a file holds is part of what makes the fit the same
    spec.spectrum = spec.spectrum.told().map_err(raised)?;
    let (options, _) = Options::split(Some(asked.run.bind(py)))?;
    if let Some(folder) = &asked.checkpoint {
        std::fs::create_dir_all(folder)?;
    }
    let store = asked.checkpoint.clone().map(Folder);
    let (density, run, posterior) = desk::run(py, &options, |engine| -> Result<_, Error> {
        let density = spec.plan(&shelf)?;
        let whole = Input { name: "fit".to_owned(), sample: spec.hash(), ..Input::default() };
        let saving = store.as_ref().map(|store| Saving { store, name: "run", every: Duration::from_secs(60) });
        let inputs = [whole];
        let how = How { saving, inputs: &inputs, ..How::new(engine, asked.seed) };
        let run = sampler.run(density.target(sampler.needs_gradient())?, how)?;
        let posterior = Posterior::of(&density, 0, &run, asked.draws)?;
        Ok((density, run, posterior))
    })?;
    Ok(_GalaxyFit { density, run, posterior })
}

#[pymethods]
impl _GalaxyFit {
    /// Run: what the sampler found.
    #[getter]
    fn run(&self) -> Run {
        Run { inner: self.run.clone() }
    }

    /// float: `sum ((d - m) / sigma)^2` of the most likely galaxy over the detections.
    #[getter]
    fn chi2(&self) -> f64 {
        self.posterior.best.chi2
    }

    /// str: what is to be known of the likelihood's projection; empty where none was asked for.
    #[getter]
    fn projection(&self) -> String {
        self.density.projections().first().map_or_else(String::new, ToString::to_string)
    }

    /// int: draws of the posterior that make no galaxy.
    #[getter]
    fn n_failed(&self) -> usize {
        self.posterior.n_failed
    }

    /// Tables as columns.
    ///
    /// Returns
    /// -------
    /// tuple of dict
    ///     Of the derived quantities, of the bands, of the spectrum, of the measured spectrum's pixels (none without one).
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let data = &self.density.sources()[0].photometry;
        let tables = [
            self.posterior.quantity_table().map_err(raised)?,
            self.posterior.band_table(data, self.density.observer().bands()).map_err(raised)?,
            self.posterior.spectrum_table().map_err(raised)?,
        ];
        let mut dicts = tables.iter().map(|table| columns(py, table)).collect::<PyResult<Vec<_>>>()?;
        let spectrum = self.density.sources()[0].spectrum.as_ref();
        let pixels = spectrum.map(|spectrum| self.posterior.pixel_table(spectrum)).transpose().map_err(raised)?;
        dicts.push(pixels.flatten().map_or_else(|| Ok(PyDict::new(py)), |table| columns(py, &table))?);
        PyTuple::new(py, dicts)
    }

    /// The spectrum with its components, its spread, the data and their residuals.
    ///
    /// Parameters
    /// ----------
    /// path : path-like or None
    ///     Where to write it, as SVG or PNG by the name's ending.
    /// title : str
    ///     Line above the figure.
    ///
    /// Returns
    /// -------
    /// str
    ///     The figure as SVG.
    fn sed(&self, path: Option<PathBuf>, title: &str) -> PyResult<String> {
        picture(&sed_figure(&Drawn::of(&self.posterior, &self.density, 0, title)), path)
    }

    /// The measured spectrum with the galaxies that fit it, the calibration and the residuals.
    ///
    /// Parameters
    /// ----------
    /// path : path-like or None
    ///     Where to write it, as SVG or PNG by the name's ending.
    /// title : str
    ///     Line above the figure.
    ///
    /// Returns
    /// -------
    /// str
    ///     The figure as SVG.
    fn spectrum(&self, path: Option<PathBuf>, title: &str) -> PyResult<String> {
        let spectrum = self.density.sources()[0].spectrum.as_deref();
        let figure = spectrum.and_then(|spectrum| spectrum_figure(&self.posterior, spectrum, title));
        let none = || PyValueError::new_err("no spectrum was fitted; give one, as spectrum=\"spectrum.ecsv\"");
        picture(&figure.ok_or_else(none)?, path)
    }

    /// The corner plot; parameters whose prior is even in the logarithm by their decimal logarithm.
    ///
    /// Parameters
    /// ----------
    /// path : path-like or None
    ///     Where to write it, as SVG or PNG by the name's ending.
    /// parameters : list of str or None
    ///     Which to show.
    /// title : str
    ///     Line above the figure.
    ///
    /// Returns
    /// -------
    /// str
    ///     The figure as SVG.
    fn corner(&self, path: Option<PathBuf>, parameters: Option<Vec<String>>, title: &str) -> PyResult<String> {
        let names = parameters.as_ref().map(|names| names.iter().map(String::as_str).collect());
        let how = Corner { parameters: names, title: title.to_owned(), ..Corner::default() };
        let failed = |error: &dyn std::error::Error| PyValueError::new_err(error.to_string());
        let drawn = corner(&[&by_decades(&self.run)], &how).map_err(|error| failed(&error))?;
        kept(drawn.svg("corner").map_err(|error| failed(&error))?, path)
    }
}

/// A figure as SVG, written if a path is given.
pub(super) fn picture(figure: &Figure, path: Option<PathBuf>) -> PyResult<String> {
    kept(svg(figure).map_err(|error| PyValueError::new_err(error.to_string()))?, path)
}
