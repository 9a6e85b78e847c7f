//! Light curves from events.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_timing::binning::poisson_errors;
use std::error::Error;

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let curve = crate::events::list(case)?.to_light_curve(case.need("dt")?)?;
    let mut out = Outputs::default();
    out.right("counts", Value::integers(curve.counts.iter().map(|counts| *counts as i64)));
    out.right("err_table", poisson_errors(&case.floats("err_table_counts")?));
    out.right("n", Value::integers([curve.len()]));
    out.right("tstart", curve.start_s());
    out.right("tseg", curve.span_s());
    out.right("time_first", curve.time_s[0]);
    out.right("time_last", curve.time_s[curve.len() - 1]);
    out.right("meanrate", curve.mean_rate()?);
    Ok(out)
}
