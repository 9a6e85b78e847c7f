//! A posterior at every point of a grid.
use super::target::{Likelihood, Said, read};
use astrarium::{
    exec::Slots,
    infer::{
        OverTheta,
        grid::{Axis, Grid, GridJob, GridResult, GridSettings, SurfaceJob, surface, zoom},
    },
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};

/// Points of a surface at most: what fits into memory with ease.
const MOST_POINTS: u64 = 1 << 28;

/// Search a grid; `astrarium.infer` has the function for users.
///
/// Parameters
/// ----------
/// likelihood, space, said
///     As `_sample` has them.
/// axes : str
///     An axis for each free parameter, as JSON.
/// asked : tuple
///     Best points to keep, zooms, whether to keep the whole surface.
///
/// Returns
/// -------
/// dict
#[pyfunction]
pub(crate) fn _grid<'py>(
    likelihood: &Bound<'py, PyAny>,
    space: Option<&str>,
    axes: &str,
    asked: (usize, usize, bool),
    said: Said,
) -> PyResult<Bound<'py, PyDict>> {
    let py = likelihood.py();
    let (keep, times, wants_surface) = asked;
    let axes: Vec<Axis> = read(axes)?;
    let grid = Grid::new(axes).map_err(|error| PyValueError::new_err(error.to_string()))?;
    if wants_surface && grid.points() > MOST_POINTS {
        let points = grid.points();
        return Err(PyValueError::new_err(format!(
            "a surface of {points} points, expected at most {MOST_POINTS}; leave out surface=True"
        )));
    }
    let likelihood = Likelihood::new(likelihood, space, &said)?;
    let nan = likelihood.nan;
    let settings = GridSettings { keep, ..GridSettings::default() };
    let options = said.options(py)?;
    let (grid, found, ln_p) = likelihood.run(py, &options, |target, engine| {
        let over = OverTheta { density: target.density, nan };
        if !wants_surface {
            let (grid, mut found) = zoom(&over, &grid, &settings, times, engine)?;
            return Ok((grid, found.pop(), Vec::new()));
        }
        let (grid, _) = zoom(&over, &grid, &settings, times, engine)?;
        let mut ln_p = vec![f64::NAN; grid.points() as usize];
        let job = SurfaceJob::new(GridJob::new(&over, &grid, settings.clone(), &[])?);
        let found = surface(&job, &Slots::new(&mut ln_p, settings.block), None, engine)?;
        Ok((grid, Some(found), ln_p))
    })?;
    let dict = PyDict::new(py);
    let values = |axis: &Axis| PyArray1::from_vec(py, (0..axis.len()).map(|k| axis.value(k)).collect());
    dict.set_item("axes", grid.axes().iter().map(values).collect::<Vec<_>>())?;
    if let Some(found) = found {
        describe(&dict, &found)?;
    }
    let shape: Vec<usize> = grid.axes().iter().map(Axis::len).collect();
    let surface = wants_surface.then(|| PyArray1::from_vec(py, ln_p).reshape(shape));
    dict.set_item("surface", surface.transpose()?)?;
    Ok(dict)
}

fn describe(dict: &Bound<'_, PyDict>, found: &GridResult) -> PyResult<()> {
    let py = dict.py();
    let arrays = |rows: &[Vec<f64>]| rows.iter().map(|row| PyArray1::from_slice(py, row)).collect::<Vec<_>>();
    dict.set_item("best", arrays(&found.points))?;
    dict.set_item("best_ln_posterior", found.best.iter().map(|best| best.ln_p).collect::<Vec<f64>>())?;
    dict.set_item("ln_z", found.ln_z)?;
    dict.set_item("marginals", arrays(&found.marginals))?;
    dict.set_item("profiles", arrays(&found.profiles))?;
    dict.set_item("failed", found.failed)
}
