//! A nested run in the hands of Python, piece by piece: what adapters of other packages are made of.
use super::{
    function::{Function, Style},
    run::Run,
};
use crate::{arrays, desk, options::Options};
use astrarium::infer::{
    How, Parameter, Space, Wrap,
    nested::{End, Limits, Nested, Table, Trapezoids, Underway},
    prior,
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
    types::{PyBytes, PyDict},
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// When to come back.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Until {
    dlogz: f64,
    max_calls: Option<u64>,
    max_iterations: Option<u64>,
    max_ln_l: Option<f64>,
    min_ess: Option<f64>,
    /// Between two steps, after so long; it decides when to look, never what comes out.
    seconds: Option<f64>,
}

/// Points with their ln L and what comes along: u and along row by row.
type Points<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, u64);

/// A nested run over the unit cube that is advanced piece by piece; adapters of other packages use it.
///
/// Parameters
/// ----------
/// settings : str
///     Of nested sampling, as JSON.
/// wraps : list of str
///     "none", "periodic" or "reflective" for each parameter.
/// seed : int
///     Of all random numbers.
/// along : int
///     How many numbers come along with each ln L.
/// live : tuple of (u, ln_l, along, tried), optional
///     Live points drawn elsewhere.
#[pyclass(frozen, name = "_Nested", module = "astrarium._core")]
pub(crate) struct Stepwise {
    /// `None` while it is advanced.
    run: Mutex<Option<Underway>>,
    space: Space,
    along: Vec<String>,
}

impl Stepwise {
    fn over(wraps: &[String], along: usize) -> PyResult<(Space, Vec<String>)> {
        let one = |(k, wrap): (usize, &String)| {
            let wrap = match wrap.as_str() {
                "none" => Wrap::None,
                "periodic" => Wrap::Periodic,
                "reflective" => Wrap::Reflective,
                other => {
                    return Err(PyValueError::new_err(format!("wrap {other:?}, expected none, periodic, reflective")));
                }
            };
            Ok(Parameter { wrap, ..Parameter::free(format!("u{k}"), prior::uniform(0.0, 1.0)) })
        };
        let parameters = wraps.iter().enumerate().map(one).collect::<PyResult<_>>()?;
        let space = Space::new(parameters).map_err(raised)?;
        Ok((space, (0..along).map(|k| format!("along{k}")).collect()))
    }

    fn held(&self) -> MutexGuard<'_, Option<Underway>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `of` makes of the run.
    fn with<T>(&self, of: impl FnOnce(&Underway) -> PyResult<T>) -> PyResult<T> {
        self.held().as_ref().map_or_else(|| Err(busy()), of)
    }
}

#[pymethods]
impl Stepwise {
    #[new]
    #[pyo3(signature = (settings, wraps, seed, along, live=None))]
    fn new(settings: &str, wraps: Vec<String>, seed: u64, along: usize, live: Option<Points<'_>>) -> PyResult<Self> {
        let settings: Nested =
            serde_json::from_str(settings).map_err(|error| PyValueError::new_err(format!("settings: {error}")))?;
        let (space, names) = Self::over(&wraps, along)?;
        let run = match live {
            None => Underway::new(settings, &space, seed),
            Some((u, ln_l, blobs, tried)) => {
                let (u, ln_l) = (arrays::f64s(&u, "live points", None)?, arrays::f64s(&ln_l, "their ln L", None)?);
                let (blobs, n) = (arrays::f64s(&blobs, "what came along", None)?, ln_l.len());
                if blobs.len() != n * along {
                    let found =
                        format!("{} numbers came along with {n} live points, expected {along} each", blobs.len());
                    return Err(PyValueError::new_err(found));
                }
                let table = Table { u, blobs, ln_l, birth: vec![f64::NEG_INFINITY; n], calls: vec![1; n] };
                Underway::with_live(settings, &space, seed, (table, tried))
            }
        };
        Ok(Self { run: Mutex::new(Some(run.map_err(raised)?)), space, along: names })
    }

    /// Goes on until a limit is reached.
    ///
    /// Parameters
    /// ----------
    /// call : callable
    ///     ``f(u)`` gives ln L and the numbers that come along.
    /// vectorized : bool
    ///     Whether it takes many points at once.
    /// until : dict
    ///     dlogz, max_calls, max_iterations, max_ln_l, min_ess, seconds.
    /// run : dict
    ///     threads, progress, comm.
    ///
    /// Returns
    /// -------
    /// str or None
    ///     Why it ended; None if only the seconds are over.
    fn advance(
        &self,
        call: &Bound<'_, PyAny>,
        vectorized: bool,
        until: Until,
        run: &Bound<'_, PyDict>,
    ) -> PyResult<Option<&'static str>> {
        let py = call.py();
        let (options, _) = Options::split(Some(run))?;
        let (style, call) = (if vectorized { Style::Batch } else { Style::Point }, Arc::new(call.clone().unbind()));
        let Until { dlogz, max_calls, max_iterations, max_ln_l, min_ess, seconds } = until;
        let limits = Limits { dlogz, max_calls, max_iterations, max_ln_l, min_ess };
        let patience = match seconds.map(Duration::try_from_secs_f64) {
            Some(Err(_)) => return Err(PyValueError::new_err("seconds is no time, expected a number of seconds")),
            Some(Ok(patience)) => Some(patience),
            None => None,
        };
        let mut underway = self.held().take().ok_or_else(busy)?;
        let (space, blob_names, start) = (self.space.clone(), self.along.clone(), Instant::now());
        let ended = desk::run_here(py, &options, |engine, desk| {
            let density =
                Function { space, blob_names, style, desk: desk.clone(), call, gradient: None, by_source: false };
            let mut watch = |_: &astrarium::infer::Glance| patience.is_none_or(|patience| start.elapsed() < patience);
            underway.advance(&density, How { watch: Some(&mut watch), ..How::new(engine, 0) }, &limits)
        });
        *self.held() = Some(underway);
        ended.map(|end| end.map(word))
    }

    /// Ends the current batch as it stands and begins one of so many live points between two contours.
    ///
    /// Parameters
    /// ----------
    /// live : int
    ///     Live points.
    /// low, high : float
    ///     The contours, in ln L; minus infinity is the whole prior.
    fn begin_batch(&self, live: usize, low: f64, high: f64) -> PyResult<()> {
        let mut run = self.held();
        run.as_mut().ok_or_else(busy)?.begin_batch(live, low, high).map_err(raised)
    }

    /// The contours between which a batch would do the most.
    ///
    /// Parameters
    /// ----------
    /// share : float
    ///     The weight of the posterior against the evidence.
    /// above : float
    ///     The part of the largest importance above which points are covered.
    /// pad : int
    ///     Points by which the range is longer on either side.
    ///
    /// Returns
    /// -------
    /// tuple of (float, float)
    fn range(&self, share: f64, above: f64, pad: usize) -> PyResult<(f64, f64)> {
        self.with(|run| run.range(share, above, pad).map_err(raised))
    }

    /// How the current batch stands.
    ///
    /// Returns
    /// -------
    /// dict
    ///     iteration, calls, ln_z, remainder of the current batch; batch, all_calls, ended.
    fn progress<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.with(|run| {
            let (now, dict) = (run.progress(), PyDict::new(py));
            dict.set_item("iteration", now.iteration)?;
            dict.set_item("calls", now.calls)?;
            dict.set_item("ln_z", now.ln_z)?;
            dict.set_item("remainder", now.remainder)?;
            dict.set_item("batch", run.batches())?;
            dict.set_item("all_calls", run.counts().calls)?;
            dict.set_item("ended", run.end().map(word))?;
            Ok(dict)
        })
    }

    /// All points by rising ln L, and where each comes from.
    ///
    /// Returns
    /// -------
    /// dict
    ///     u, along, ln_l, birth, calls, live, batch, strand: arrays; dead, ln_start, bounds, batch_live.
    fn points<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.with(|run| {
            let origins = run.points();
            let (table, dict) = (&origins.record.table, self.columns(py, &origins.record.table)?);
            let array = |list: &[u32]| PyArray1::from_iter(py, list.iter().map(|&x| i64::from(x)));
            dict.set_item("calls", array(&table.calls))?;
            dict.set_item("live", array(&origins.record.live))?;
            dict.set_item("batch", array(&origins.batch))?;
            dict.set_item("strand", array(&origins.strand))?;
            dict.set_item("dead", origins.dead)?;
            dict.set_item("ln_start", origins.record.ln_start().0)?;
            dict.set_item("bounds", origins.bounds.clone())?;
            dict.set_item("batch_live", origins.live.clone())?;
            Ok(dict)
        })
    }

    /// The points of the current batch that died, from the one of this number on, in the order of their deaths.
    ///
    /// Parameters
    /// ----------
    /// first : int
    ///     How many are known already.
    ///
    /// Returns
    /// -------
    /// dict
    ///     u, along, ln_l, birth, calls: arrays.
    fn died<'py>(&self, py: Python<'py>, first: usize) -> PyResult<Bound<'py, PyDict>> {
        self.with(|run| {
            let table = run.dead().take(&(first..run.dead().len()).collect::<Vec<_>>());
            let dict = self.columns(py, &table)?;
            dict.set_item("calls", PyArray1::from_iter(py, table.calls.iter().map(|&x| i64::from(x))))?;
            Ok(dict)
        })
    }

    /// What came along with every point that may still come out, some of them twice.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of shape (n, along)
    fn along_in_use<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.with(|run| {
            let (all, width) = (run.blobs_in_use(), self.along.len());
            let rows = all.len().checked_div(width).unwrap_or(0);
            Ok(PyArray1::from_vec(py, all).reshape((rows, width))?.into_any())
        })
    }

    /// The run as a result with its verdict.
    ///
    /// Parameters
    /// ----------
    /// names : list of str
    ///     The parameters, the first of the numbers that come along.
    /// blobs : list of str
    ///     The others.
    ///
    /// Returns
    /// -------
    /// Run
    fn result(&self, names: Vec<String>, blobs: Vec<String>) -> PyResult<Run> {
        let (dim, all) = (self.space.dim(), self.along.len());
        if names.len() != dim || names.len() + blobs.len() != all {
            let found =
                format!("{} and {} names, expected {dim} and {}", names.len(), blobs.len(), all.saturating_sub(dim));
            return Err(PyValueError::new_err(found));
        }
        let mut run = self.with(|run| run.result(&self.space, &self.along).map_err(raised))?;
        for (parameter, name) in run.parameters.iter_mut().zip(names) {
            parameter.name = name;
        }
        // theta came along; what the engine calls theta is the unit cube
        let part = |from: usize, to: usize| -> Vec<f64> {
            run.points.blobs.chunks_exact(all).flat_map(|row| &row[from..to]).copied().collect()
        };
        let (theta, rest) = (part(0, dim), part(dim, all));
        (run.points.theta, run.points.blobs, run.blob_names) = (theta, rest, blobs);
        Ok(Run { inner: run })
    }

    /// All there is to keep.
    ///
    /// Returns
    /// -------
    /// bytes
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.with(|run| {
            let bytes = postcard::to_stdvec(run).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
            Ok(PyBytes::new(py, &bytes))
        })
    }

    /// A run from what `state` gave.
    ///
    /// Parameters
    /// ----------
    /// state : bytes
    ///     What was kept.
    /// wraps : list of str
    ///     As it was made with.
    /// along : int
    ///     As it was made with.
    ///
    /// Returns
    /// -------
    /// _Nested
    #[staticmethod]
    fn restored(state: &[u8], wraps: Vec<String>, along: usize) -> PyResult<Self> {
        let (space, names) = Self::over(&wraps, along)?;
        let run: Underway = postcard::from_bytes(state)
            .map_err(|error| PyValueError::new_err(format!("this is no state of a run of this version: {error}")))?;
        Ok(Self { run: Mutex::new(Some(run)), space, along: names })
    }
}

impl Stepwise {
    /// u, along, ln_l and birth of these points.
    fn columns<'py>(&self, py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyDict>> {
        let (n, dict) = (table.len(), PyDict::new(py));
        dict.set_item("u", PyArray1::from_slice(py, &table.u).reshape((n, self.space.dim()))?)?;
        dict.set_item("along", PyArray1::from_slice(py, &table.blobs).reshape((n, self.along.len()))?)?;
        dict.set_item("ln_l", PyArray1::from_slice(py, &table.ln_l))?;
        dict.set_item("birth", PyArray1::from_slice(py, &table.birth))?;
        Ok(dict)
    }
}

/// ln Z as it grows over points of rising ln L, by the rule of trapezoids.
///
/// Parameters
/// ----------
/// ln_l, ln_x : numpy.ndarray of shape (n,)
///     ln L and the ln of the prior volume inside each point.
/// ln_factor : numpy.ndarray of shape (n,), optional
///     ln of a factor on each likelihood.
///
/// Returns
/// -------
/// list of four numpy.ndarray of shape (n,)
///     ln of the weights, ln Z up to each point, its variance, the information.
#[pyfunction]
#[pyo3(signature = (ln_l, ln_x, ln_factor=None))]
pub(crate) fn _trapezoids<'py>(
    py: Python<'py>,
    ln_l: &Bound<'py, PyAny>,
    ln_x: &Bound<'py, PyAny>,
    ln_factor: Option<&Bound<'py, PyAny>>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let (ln_l, ln_x) = (arrays::f64s(ln_l, "ln_l", None)?, arrays::f64s(ln_x, "ln_x", None)?);
    let factor = ln_factor.map(|factor| arrays::f64s(factor, "ln_factor", None)).transpose()?.unwrap_or_default();
    if ln_x.len() != ln_l.len() || !(factor.is_empty() || factor.len() == ln_l.len()) {
        let found =
            format!("{} ln L, {} volumes and {} factors, expected as many", ln_l.len(), ln_x.len(), factor.len());
        return Err(PyValueError::new_err(found));
    }
    let all = Trapezoids::new(&ln_l, &ln_x, &factor);
    let array = |list| arrays::array(py, list);
    Ok([array(all.ln_weight), array(all.ln_z), array(all.variance), array(all.information)])
}

fn word(end: End) -> &'static str {
    match end {
        End::Remainder => "remainder",
        End::Plateau => "plateau",
        End::Size => "size",
        End::Contour => "contour",
        End::Limit => "limit",
        End::Impossible => "impossible",
    }
}

fn busy() -> PyErr {
    PyRuntimeError::new_err("the run is being advanced; wait for it, or look at it from between two calls")
}

fn raised(error: astrarium::infer::Error) -> PyErr {
    crate::errors::Raise::raise(error)
}
