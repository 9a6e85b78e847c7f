//! Response files.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_timing::Rmf;
use std::error::Error;

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let rmf = Rmf::open(&case.path()?)?;
    let mut out = Outputs::default();
    let energy = |pi: i64| i32::try_from(pi).map_or(0.0, |pi| rmf.energy_kev(pi));
    out.right("energy", case.integers("pi")?.into_iter().map(energy).collect::<Vec<f64>>());
    out.right("n_channels", Value::integers([rmf.rows().len()]));
    let bounds: Vec<[f64; 2]> = rmf.rows().map(|(_, bounds)| bounds).collect();
    out.right("e_min0", bounds[0][0]);
    out.right("e_max_last", bounds[bounds.len() - 1][1]);
    Ok(out)
}
