//! One galaxy as it is seen.
use super::{columns, numbers, raised, read, shelf};
use crate::arrays;
use astrarium::sed::{
    FitSpec,
    result::{Drawn, QUANTITIES, quantities, sed_figure, spectrum_table},
};
use pyo3::{prelude::*, types::PyDict};

/// The light of a galaxy; `astrarium.sed` has the class for users.
///
/// Parameters
/// ----------
/// spec : str
///     The galaxy, its library and where bands are looked for, as JSON.
/// bands : list of str
///     Bands by name.
///
/// Returns
/// -------
/// dict
///     spectrum (columns), band_mjy, pivot_aa, quantities, figure (as data).
#[pyfunction]
pub(crate) fn _sed_look<'py>(py: Python<'py>, spec: &str, bands: Vec<String>) -> PyResult<Bound<'py, PyDict>> {
    let (spec, shelf): (FitSpec, _) = (read(spec)?, shelf()?);
    let (task, light, seen) = py
        .detach(|| {
            let task = spec.task(bands.iter().map(String::as_str), &shelf)?;
            let (light, seen) = task.look(&task.galaxy)?;
            Ok((task, light, seen))
        })
        .map_err(raised)?;
    let components = seen.components_mjy(&task.plan, &task.galaxy, &light);
    let drawn = Drawn {
        title: "",
        wave_aa: seen.wave_aa(),
        spectrum_mjy: &seen.spectrum_mjy,
        components_mjy: &components,
        spread: None,
        bands: task.observer.bands(),
        band_mjy: &seen.band_mjy,
        data: None,
        pixels: None,
    };
    let told = PyDict::new(py);
    QUANTITIES.iter().zip(quantities(&task.plan, &light)).try_for_each(|(of, value)| told.set_item(of.name, value))?;
    let dict = PyDict::new(py);
    let table = spectrum_table(seen.wave_aa(), &seen.spectrum_mjy, &components).map_err(raised)?;
    dict.set_item("spectrum", columns(py, &table)?)?;
    dict.set_item("band_mjy", arrays::array(py, seen.band_mjy.clone()))?;
    let pivots: Vec<f64> = task.observer.bands().iter().map(astrarium::astro::band::Band::pivot_aa).collect();
    dict.set_item("pivot_aa", arrays::array(py, pivots))?;
    dict.set_item("quantities", told)?;
    dict.set_item("figure", super::fit::picture(&sed_figure(&drawn), None)?)?;
    Ok(dict)
}

/// The numbers of a galaxy and its noise that a fit may move.
///
/// Parameters
/// ----------
/// spec : str
///     The galaxy, as JSON.
///
/// Returns
/// -------
/// dict
///     By name: unit, range, log.
#[pyfunction]
pub(crate) fn _sed_names<'py>(py: Python<'py>, spec: &str) -> PyResult<Bound<'py, PyAny>> {
    numbers(py, &read(spec)?)
}
