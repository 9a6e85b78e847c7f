//! Linear and logarithmic rebinning of arrays.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_timing::Compat;
use astrarium_timing::rebin::{Method, Rebinning};
use std::error::Error;

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let (x, y, y_err) = (case.floats("x")?, case.floats("y")?, case.floats("yerr")?);
    let dx = case.need("dx")?;
    let mut out = Outputs::default();
    if let Some(f) = case.number("f") {
        let plan = Rebinning::log(&x, dx, f)?;
        out.right("xbin_mean", plan.x().to_vec());
        out.right("ybin", plan.values(&y));
        out.right("ybinerr", plan.errors(&y_err));
        out.right("nsamples", Value::integers(plan.n_cells().iter().map(|n| *n as i64)));
        return Ok(out);
    }
    let method = match case.text("method") {
        Some("sum") => Method::Sum,
        Some("mean") => Method::Mean,
        other => return Err(format!("method {other:?}").into()),
    };
    let factor = case.need("factor")?;
    let plan = |compat| Rebinning::linear(&x, dx, factor * dx, method, compat);
    let (right, compat) = (plan(Compat::None)?, plan(Compat::Stingray)?);
    for (quantity, of) in [("xbin", None), ("ybin", Some(&y))] {
        let values = |plan: &Rebinning| of.map_or_else(|| plan.x().to_vec(), |values| plan.values(values));
        out.right(quantity, values(&right));
        out.compat(quantity, values(&compat));
    }
    out.right("ybinerr", right.errors(&y_err));
    out.compat("ybinerr", compat.errors(&y_err));
    out.right("step", factor);
    Ok(out)
}
