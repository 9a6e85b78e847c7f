//! Window functions.
use crate::case::Case;
use crate::value::Outputs;
use astrarium_timing::Window;
use std::error::Error;

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let window: Window = case.text("window").ok_or("no window is named")?.parse()?;
    let mut out = Outputs::default();
    for n_points in [20, 21] {
        out.right(format!("w{n_points}"), window.values(n_points));
    }
    Ok(out)
}
