//! One ensemble of walkers, stepped by Python, which evaluates and keeps the chain.
use crate::{arrays, errors::Raise};
use astrarium::infer::{
    diagnose::{Draws, autocorrelation},
    samplers::ensemble::{Stepper, Told, moves::Weighted},
};
use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1};
use pyo3::{
    exceptions::{PyBaseException, PyValueError},
    prelude::*,
};

/// Walkers that are asked for proposals and told their ln P; `astrarium.compat.emcee` is what users see of it.
///
/// Parameters
/// ----------
/// moves : str
///     Moves with their weights, as JSON.
/// walkers, dim : int
///     How many walkers, of how many parameters.
/// seed : int
///     Of all random numbers.
#[pyclass(module = "astrarium._core")]
pub(crate) struct _Ensemble {
    stepper: Stepper,
    dim: usize,
    last: Told,
    /// Who has moved since the step began.
    moved: Vec<bool>,
    /// Tells up to the end of the last whole step.
    told: u64,
}

impl _Ensemble {
    /// Keeps what became of the proposals: whether a step has ended.
    fn keep(&mut self, told: Told) -> bool {
        if self.last.is_whole {
            self.moved.fill(false);
        }
        told.walkers.iter().zip(&told.taken).for_each(|(walker, taken)| self.moved[*walker] |= taken);
        if told.is_whole {
            self.told = self.stepper.told();
        }
        self.last = told;
        self.last.is_whole
    }
}

/// Steps in a row.
#[derive(Default)]
struct Walked {
    chain: Vec<f64>,
    ln: Vec<f64>,
    moved: Vec<i64>,
    raised: Option<PyErr>,
}

/// Positions, ln P, how often each walker moved, and what was raised.
type Course<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Option<Py<PyBaseException>>);

impl _Ensemble {
    /// Tells what `function` gives for the rows asked for: whether a step has ended; `None` for an answer that wants a
    /// closer look, and nothing has happened.
    fn half(&mut self, function: &Bound<'_, PyAny>) -> PyResult<Option<bool>> {
        let rows = self.stepper.ask();
        let n = rows.len() / self.dim;
        if !rows.iter().all(|x| x.is_finite()) {
            return Ok(None);
        }
        let found = function.call1((PyArray1::from_slice(function.py(), rows).reshape((n, self.dim))?,))?;
        let Ok(found) = found.extract::<PyReadonlyArray1<'_, f64>>() else { return Ok(None) };
        match found.as_slice() {
            Ok(ln) if ln.len() == n && !ln.iter().any(|ln| ln.is_nan()) => {
                let told = self.stepper.tell(ln).map_err(Raise::raise)?;
                Ok(Some(self.keep(told)))
            }
            _ => Ok(None),
        }
    }
}

#[pymethods]
impl _Ensemble {
    #[new]
    fn new(moves: &str, walkers: usize, dim: usize, seed: u64) -> PyResult<Self> {
        let moves: Vec<Weighted> =
            serde_json::from_str(moves).map_err(|error| PyValueError::new_err(format!("moves: {error}")))?;
        let stepper = Stepper::new(moves, [walkers, dim], seed).map_err(Raise::raise)?;
        let last = Told { walkers: Vec::new(), taken: Vec::new(), is_whole: true };
        let told = stepper.told();
        Ok(Self { stepper, dim, last, moved: vec![false; walkers], told })
    }

    /// Put the walkers here, after so many steps and tells.
    ///
    /// Parameters
    /// ----------
    /// coords : numpy.ndarray of shape (walkers * dim,)
    ///     Where they are, row after row.
    /// ln_p : numpy.ndarray of shape (walkers,)
    ///     ln P there.
    /// step, told : int
    ///     How many steps and tells there have been.
    fn stand(&mut self, coords: &Bound<'_, PyAny>, ln_p: &Bound<'_, PyAny>, step: u64, told: u64) -> PyResult<()> {
        let (theta, ln) = (arrays::f64s(coords, "coords", None)?, arrays::f64s(ln_p, "ln_p", None)?);
        self.stepper.stand(theta, ln, [step, told]).map_err(Raise::raise)?;
        (self.last.is_whole, self.told) = (true, self.stepper.told());
        Ok(())
    }

    /// Rows to evaluate next.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (n, dim)
    fn ask<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let rows = self.stepper.ask();
        Ok(PyArray1::from_slice(py, rows).reshape((rows.len() / self.dim, self.dim))?.into_any())
    }

    /// Take ln P of the rows last asked for.
    ///
    /// Parameters
    /// ----------
    /// ln_p : numpy.ndarray of shape (n,)
    ///     ln P of each.
    ///
    /// Returns
    /// -------
    /// bool
    ///     Whether a step has ended.
    fn tell(&mut self, ln_p: &Bound<'_, PyAny>) -> PyResult<bool> {
        let told = self.stepper.tell(&arrays::f64s(ln_p, "ln_p", None)?).map_err(Raise::raise)?;
        Ok(self.keep(told))
    }

    /// Do steps by a function of many points, as long as it gives plain numbers.
    ///
    /// Parameters
    /// ----------
    /// function : callable
    ///     Of an array of shape (n, dim); gives ln P of each row.
    /// steps : int
    ///     How many at most.
    ///
    /// Returns
    /// -------
    /// tuple
    ///     Positions of shape (steps, walkers, dim) and ln P of shape (steps, walkers) after each whole step, how often each
    ///     walker moved in them, and the exception that ended them. They end early without one where an answer is no
    ///     array of finite numbers: `ask` asks for the same rows again.
    fn advance<'py>(&mut self, function: &Bound<'py, PyAny>, steps: usize) -> PyResult<Course<'py>> {
        let (py, walkers) = (function.py(), self.moved.len());
        let mut walked = Walked { moved: vec![0; walkers], ..Walked::default() };
        let mut done = 0;
        while done < steps {
            match self.half(function) {
                Ok(Some(false)) => {}
                Ok(Some(true)) => {
                    done += 1;
                    walked.chain.extend_from_slice(&self.stepper.walkers().theta);
                    walked.ln.extend_from_slice(&self.stepper.walkers().ln);
                    self.moved.iter().zip(&mut walked.moved).for_each(|(moved, count)| *count += i64::from(*moved));
                }
                Ok(None) => break,
                Err(raised) => {
                    walked.raised = Some(raised);
                    break;
                }
            }
        }
        let chain = PyArray1::from_vec(py, walked.chain).reshape((done, walkers, self.dim))?.into_any();
        let ln = PyArray1::from_vec(py, walked.ln).reshape((done, walkers))?.into_any();
        Ok((chain, ln, arrays::array(py, walked.moved), walked.raised.map(|raised| raised.into_value(py))))
    }

    /// Do a step by proposals that were made elsewhere.
    ///
    /// Parameters
    /// ----------
    /// rows : numpy.ndarray of shape (walkers * dim,)
    ///     A proposal for each walker, row after row.
    /// ln_factors, ln_p : numpy.ndarray of shape (walkers,)
    ///     What keeps the balance, and ln P.
    ///
    /// Returns
    /// -------
    /// bool
    ///     Whether a step has ended, which it has.
    fn tell_own(
        &mut self,
        rows: &Bound<'_, PyAny>,
        ln_factors: &Bound<'_, PyAny>,
        ln_p: &Bound<'_, PyAny>,
    ) -> PyResult<bool> {
        let rows = arrays::f64s(rows, "rows", None)?;
        let (factors, ln) = (arrays::f64s(ln_factors, "ln_factors", None)?, arrays::f64s(ln_p, "ln_p", None)?);
        let told = self.stepper.tell_own(&rows, &factors, &ln).map_err(Raise::raise)?;
        Ok(self.keep(told))
    }

    /// numpy.ndarray: the walker of each row that was told last.
    #[getter]
    fn walkers<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.last.walkers.iter().map(|walker| *walker as i64).collect())
    }

    /// numpy.ndarray of bool: whether each row that was told last was taken.
    #[getter]
    fn taken<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.last.taken.clone())
    }

    /// numpy.ndarray of bool: which walkers have moved in this step, or in the one that has just ended.
    #[getter]
    fn moved<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.moved.clone())
    }

    /// int: which of the moves is drawn for this step.
    #[getter]
    fn choice(&self) -> usize {
        self.stepper.choice()
    }

    /// int: whole steps so far.
    #[getter]
    fn step(&self) -> u64 {
        self.stepper.walkers().step
    }

    /// int: tells up to the end of the last whole step.
    #[getter]
    fn told(&self) -> u64 {
        self.told
    }

    /// numpy.ndarray of shape (walkers, dim): where the walkers are.
    #[getter]
    fn coords<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let theta = &self.stepper.walkers().theta;
        Ok(PyArray1::from_slice(py, theta).reshape((theta.len() / self.dim, self.dim))?.into_any())
    }

    /// numpy.ndarray of shape (walkers,): ln P there.
    #[getter]
    fn ln_p<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.stepper.walkers().ln.clone())
    }
}

/// The autocorrelation time of each parameter, walkers averaged.
///
/// Parameters
/// ----------
/// chains : numpy.ndarray of shape (dim * walkers * steps,)
///     Walker after walker, parameter after parameter.
/// walkers, steps : int
///     How many.
/// window : float
///     The window, in autocorrelation times.
///
/// Returns
/// -------
/// numpy.ndarray of shape (dim,)
///     In steps; NaN where no walker ever moved.
#[pyfunction]
pub(crate) fn _autocorrelation_times<'py>(
    py: Python<'py>,
    chains: &Bound<'py, PyAny>,
    walkers: usize,
    steps: usize,
    window: f64,
) -> PyResult<Bound<'py, PyAny>> {
    let chains = arrays::f64s(chains, "chains", None)?;
    if walkers * steps == 0 || !chains.len().is_multiple_of(walkers * steps) {
        let message =
            format!("chains: {} values, expected a multiple of {walkers} walkers x {steps} steps", chains.len());
        return Err(PyValueError::new_err(message));
    }
    let time = |parameter: &[f64]| {
        let walkers = Draws::new(&parameter.chunks_exact(steps).collect::<Vec<_>>());
        autocorrelation::time_within(&walkers, window).tau
    };
    let times = py.detach(|| chains.chunks_exact(walkers * steps).map(time).collect());
    Ok(arrays::array(py, times))
}
