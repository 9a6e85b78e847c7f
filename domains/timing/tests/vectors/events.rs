//! The synthetic event file, and what becomes of its bands.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_timing::{Compat, EventList, InputSpec, Quantity};
use std::error::Error;

/// The events of a case, counted from its reference time.
pub(crate) fn list(case: &Case) -> Result<EventList, Box<dyn Error>> {
    let list = EventList::read(&case.path()?, &InputSpec::default())?;
    Ok(list.rebased(case.need("reference_time")?.into()))
}

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let list = list(case)?;
    let mut out = Outputs::default();
    if case.number("segment_size").is_some() {
        colors(case, &list, &mut out)?;
        return Ok(out);
    }
    let n = list.len();
    out.right("n", Value::integers([n]));
    out.right("first", list.time_s[..50.min(n)].to_vec());
    out.right("last", list.time_s[n.saturating_sub(50)..].to_vec());
    out.right("gti", Value::rows(list.gti.intervals()));
    Ok(out)
}

fn colors(case: &Case, list: &EventList, out: &mut Outputs) -> Result<(), Box<dyn Error>> {
    let segment_s = case.need("segment_size")?;
    let bands = [case.pair("band_a")?, case.pair("band_b")?];
    let hardness = |compat| list.hardness(bands, Quantity::Energy, segment_s, compat);
    let (right, compat) = (hardness(Compat::None)?, hardness(Compat::Stingray)?);
    out.right("start", right.start_s);
    out.right("stop", right.stop_s);
    out.right("color", right.value);
    out.right("color_err", right.error);
    out.compat("color_err", compat.error);
    let rate = list.intensity(case.pair("band_rate")?, Quantity::Energy, segment_s)?;
    out.right("rate", rate.value);
    out.right("rate_err", rate.error);
    Ok(())
}
