//! A population by what fits of its sources say.
use super::{
    run::Run,
    sample::Asked,
    target::{Said, read, read_space},
};
use crate::{
    arrays,
    desk::{self, Desk},
};
use astrarium::{
    exec::{Error as ExecError, Folder, Saving},
    infer::{
        Error, How, LogDensity, NanPolicy, Points, Run as Record, Target,
        hierarchy::{Guards, Normal, Population, Reweighted, Selection, Source},
        samplers::SamplerKind,
    },
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyString},
};
use std::sync::Arc;

/// Sources that are named as the poorest.
const POOREST: usize = 20;

/// A function `f(theta, eta)` of Python's, for all samples of some sources at once.
struct Callable {
    desk: Desk,
    call: Arc<Py<PyAny>>,
}

impl Population for Callable {
    fn ln_densities(&self, theta: &[f64], dim: usize, eta: &[f64], out: &mut Vec<f64>) -> Result<(), ExecError> {
        let (call, theta, eta) = (self.call.clone(), theta.to_vec(), eta.to_vec());
        let asked = self.desk.ask(move |py| {
            let n = theta.len() / dim;
            let theta = PyArray1::from_vec(py, theta).reshape((n, dim))?;
            let got = call.bind(py).call1((theta, PyArray1::from_vec(py, eta)))?;
            let got = arrays::f64s(&got, "what the population returned", None)?;
            if got.len() != n {
                let found = got.len();
                return Err(PyValueError::new_err(format!(
                    "{found} densities of a population, expected one for each of {n} samples"
                )));
            }
            Ok(got)
        });
        // the user gets Python's own exception at the end of the computation
        let raised = || ExecError::Evaluation { row: 0, message: "the function raised an exception".to_owned() };
        out.extend(asked.ok_or_else(raised)?);
        Ok(())
    }
}

/// Samples, ln priors, ln weights or None, and ln Z of a source.
type Fit<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Option<Bound<'py, PyAny>>, f64);

/// What is known of the sources.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Known<'py> {
    sources: Vec<Fit<'py>>,
    dim: usize,
    /// Samples of those found, ln of the density that they were drawn from, how many were drawn.
    selection: Option<(Bound<'py, PyAny>, Bound<'py, PyAny>, u64)>,
    /// Largest variance, samples of a source, simulations found for each source.
    guards: (f64, f64, f64),
    /// Draws of the population over which the sources' weights are averaged.
    draws: usize,
}

impl Known<'_> {
    fn sources(&self) -> PyResult<Vec<Source>> {
        let one = |(i, of): (usize, &Fit<'_>)| {
            let (theta, ln_prior, ln_weights, ln_z) = of;
            let theta = arrays::f64s(theta, "samples", None)?;
            let ln_prior = arrays::f64s(ln_prior, "ln priors", None)?;
            let ln_weight = ln_weights.as_ref().map(|weights| arrays::f64s(weights, "ln weights", None)).transpose()?;
            let ln_likelihood = vec![0.0; theta.len() / self.dim.max(1)];
            let points = Points { dim: self.dim, theta, ln_likelihood, ln_prior, ln_weight, ..Points::default() };
            Source::from_points(&points, *ln_z).map_err(|error| PyValueError::new_err(format!("source {i}: {error}")))
        };
        self.sources.iter().enumerate().map(one).collect()
    }

    fn selection(&self) -> PyResult<Option<Selection>> {
        let Some((theta, ln_p_draw, drawn)) = &self.selection else { return Ok(None) };
        let theta = arrays::f64s(theta, "simulations that were found", None)?;
        let ln_p_draw = arrays::f64s(ln_p_draw, "ln densities of simulations", None)?;
        Ok(Some(Selection { theta, ln_p_draw, drawn: *drawn }))
    }
}

/// What a population's run and its sources gave.
struct Learned {
    record: Record,
    weights: Vec<Vec<f64>>,
    poorest: Vec<(usize, f64)>,
}

/// Learn of a population; `astrarium.infer` has the function for users.
///
/// Parameters
/// ----------
/// population : callable or str
///     A function `f(theta, eta)` of Python's, or "normal".
/// space : str
///     The population's parameters as JSON.
/// known : dict
///     sources, dim, selection, guards, draws.
/// sampler : tuple
///     The sampler with its settings as JSON, and seed, checkpoint, checkpoint_every_s.
/// said : dict
///     As `_sample` has it.
///
/// Returns
/// -------
/// dict
#[pyfunction]
pub(crate) fn _population<'py>(
    population: &Bound<'py, PyAny>,
    space: &str,
    known: Known<'_>,
    sampler: (&str, Asked),
    said: Said,
) -> PyResult<Bound<'py, PyDict>> {
    let py = population.py();
    let space = read_space(space)?;
    let is_normal = population.cast::<PyString>().is_ok_and(|name| name == "normal");
    if !is_normal && !population.is_callable() {
        return Err(PyValueError::new_err(format!("the population is {population}, expected a function or 'normal'")));
    }
    if is_normal && space.full_dim() != 2 {
        let found = space.full_dim();
        return Err(PyValueError::new_err(format!(
            "a normal population with {found} parameters, expected two: mean and standard deviation"
        )));
    }
    let call = Arc::new(population.clone().unbind());
    let (sources, selection) = (known.sources()?, known.selection()?);
    let (variance, samples, found) = known.guards;
    let (guards, draws) = (Guards { variance, samples, found }, known.draws);
    let (kind, asked): (SamplerKind, Asked) = (read(sampler.0)?, sampler.1);
    let (store, every) = asked.store()?;
    let learned = desk::run_with(py, &said.options(py)?, |engine, desk| {
        let of: Box<dyn Population> =
            if is_normal { Box::new(Normal) } else { Box::new(Callable { desk: desk.clone(), call }) };
        let density = Reweighted::new(space, of, sources, selection)?.with_guards(guards);
        let saving = store.as_ref().map(|store: &Folder| Saving { store, name: "run", every });
        let how = How { nan: NanPolicy::Reject, saving, ..How::new(engine, asked.seed) };
        let record = kind.run(Target::plain(&density), how)?;
        learned(&density, record, draws)
    })?;
    let dict = PyDict::new(py);
    let arrays = |rows: &[Vec<f64>]| rows.iter().map(|row| PyArray1::from_slice(py, row)).collect::<Vec<_>>();
    dict.set_item("weights", arrays(&learned.weights))?;
    dict.set_item("poorest", learned.poorest)?;
    dict.set_item("run", Run { inner: learned.record })?;
    Ok(dict)
}

/// The sources under the population that a run has found.
fn learned(density: &Reweighted<Box<dyn Population + '_>>, record: Record, draws: usize) -> Result<Learned, Error> {
    let mut etas = Vec::new();
    let equal = record.equal_weights(draws);
    density.space().expand(&equal.theta, &mut etas);
    let weights = density.shrunken(0..density.len(), &etas)?;
    let mut centre = Vec::new();
    density.space().expand(&record.points.mean(), &mut centre);
    let poorest = density.poorest(&centre, POOREST)?;
    let poorest = poorest.into_iter().map(|(i, word)| (i, word.samples)).collect();
    Ok(Learned { record, weights, poorest })
}
