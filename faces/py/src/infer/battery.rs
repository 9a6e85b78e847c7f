//! The rules by which samplers are accepted, on runs of Python's problems.
use super::target::read;
use astrarium::infer::{
    nested::battery::{Judged, Rules, Seen},
    problems::{Problem, Truth},
};
use pyo3::{exceptions::PyValueError, prelude::*};

/// Judge runs of one problem.
///
/// Parameters
/// ----------
/// problem : str
///     Its name.
/// truth, seen, rules : str
///     As JSON: the truth, what each run says, the rules.
///
/// Returns
/// -------
/// tuple
///     A line of a table, and the rules that were broken.
#[pyfunction]
pub(crate) fn _judge(problem: &str, truth: &str, seen: &str, rules: &str) -> PyResult<(String, Vec<String>)> {
    let (truth, seen, rules): (Truth, Vec<Seen>, Rules) = (read(truth)?, read(seen)?, read(rules)?);
    let n = truth.mean.len();
    let is_whole = |run: &Seen| run.mean.len() >= n && run.sd.len() >= n;
    if seen.is_empty() || truth.sd.len() < n || !seen.iter().all(is_whole) {
        return Err(PyValueError::new_err(format!(
            "{problem}: the truth has {n} means; expected at least one run, and as many means and deviations everywhere"
        )));
    }
    let judged = Judged::of(problem, &truth, &seen, rules);
    Ok((judged.to_string(), judged.broken))
}

/// The truth of a problem of ours.
///
/// Parameters
/// ----------
/// problem : str
///     Its name.
///
/// Returns
/// -------
/// str
///     JSON.
#[pyfunction]
pub(crate) fn _truth(problem: &str) -> PyResult<String> {
    let Truth { ln_z, ln_z_err, information, mean, sd, .. } =
        Problem::named(problem).map_err(|error| PyValueError::new_err(error.to_string()))?.truth;
    let told = serde_json::json!({"lnZ": ln_z, "lnZ_err": ln_z_err, "H": information, "mean": mean, "sd": sd});
    Ok(told.to_string())
}
