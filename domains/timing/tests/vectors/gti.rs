//! Interval lists.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_timing::{Compat, ConditionOptions, Error as TimingError, Gti, MaskOptions};
use std::error::Error;

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let mut out = Outputs::default();
    if case.has_input("condition") {
        condition(case, &mut out)?;
        return Ok(out);
    }
    let a = Gti::new(case.pairs("a")?)?;
    if case.has_input("b") {
        algebra(case, &a, &mut out)?;
    }
    if case.has_input("times") {
        masks(case, &a, &mut out)?;
    }
    if let Some(start) = case.number("bti_start") {
        out.right("btis", Value::rows(a.bad_intervals(start, case.need("bti_stop")?)?.intervals()));
    }
    if let Some(length) = case.number("min_length") {
        out.right("eliminate_short", Value::rows(a.without_short(length).intervals()));
    }
    out.right("total", a.exposure_s());
    if let Some(length) = case.number("total_min_length") {
        out.right("total_min3", a.exposure_of_long_s(length));
    }
    if case.number("segment_size").is_some() {
        segments(case, &a, &mut out)?;
    }
    if let Some(exposure) = case.number("exposure_per_chunk") {
        let lists = a.split_by_exposure(exposure)?.into_iter().enumerate();
        let rows = lists
            .flat_map(|(i, list)| list.intervals().iter().map(|one| [i as f64, one[0], one[1]]).collect::<Vec<_>>());
        out.right("split_exposure", rows.collect::<Vec<_>>().concat());
    }
    Ok(out)
}

fn condition(case: &Case, out: &mut Outputs) -> Result<(), Box<dyn Error>> {
    let (time, good) = (case.floats("time")?, case.mask("condition")?);
    let options = ConditionOptions { safe_s: case.pair("safe_interval")?, ..ConditionOptions::default() };
    out.right("gti", Value::rows(Gti::from_condition(&time, &good, &options)?.intervals()));
    out.right("gti0", Value::rows(Gti::from_condition(&time, &good, &ConditionOptions::default())?.intervals()));
    Ok(())
}

fn algebra(case: &Case, a: &Gti, out: &mut Outputs) -> Result<(), Box<dyn Error>> {
    let b = Gti::new(case.pairs("b")?)?;
    out.right("intersect", Value::rows(a.intersection(&b).intervals()));
    // overlapping pieces, which that program can give, are not intervals here
    match a.intersection_as(&b, Compat::Stingray) {
        Ok(gti) => out.compat("intersect", Value::rows(gti.intervals())),
        Err(TimingError::GtiOverlap { .. }) => {}
        Err(other) => return Err(other.into()),
    }
    out.right("union", Value::rows(a.union(&b).intervals()));
    out.right("separate", a.is_separate_from(&b));
    if case.has_input("c") {
        let c = Gti::new(case.pairs("c")?)?;
        out.right("intersect3", Value::rows(Gti::intersection_of(&[a.clone(), b, c]).intervals()));
    }
    Ok(())
}

fn masks(case: &Case, a: &Gti, out: &mut Outputs) -> Result<(), Box<dyn Error>> {
    let times = case.floats("times")?;
    let bin_s = case.need("mask_dt")?;
    // the case of empty intervals has its first mask for events
    let events = if case.has_input("b") { MaskOptions::bins(bin_s) } else { MaskOptions::events() };
    out.right("mask", a.mask(&times, &events)?);
    out.compat("mask", a.mask(&times, &MaskOptions { compat: Compat::Stingray, ..events })?);
    let long = MaskOptions { min_length_s: case.need("min_length")?, ..MaskOptions::bins(bin_s) };
    out.right("mask_min_length", a.mask(&times, &long)?);
    Ok(())
}

fn segments(case: &Case, a: &Gti, out: &mut Outputs) -> Result<(), Box<dyn Error>> {
    let (segment_s, step) = (case.need("segment_size")?, case.need("fraction_step")?);
    let segments = a.segments(segment_s)?;
    out.right("seg_start", segments.iter().map(|one| one[0]).collect::<Vec<_>>());
    out.right("seg_stop", segments.iter().map(|one| one[1]).collect::<Vec<_>>());
    let stepped = a.segments_stepped(segment_s, step)?;
    out.right("seg_start_half", stepped.iter().map(|one| one[0]).collect::<Vec<_>>());
    let (times, bin_s) = (case.floats("bin_times")?, case.need("bin_dt")?);
    let bins = a.bin_segments(segment_s, &times, bin_s)?;
    out.right("bin_start", Value::integers(bins.iter().map(|range| range.start)));
    out.right("bin_stop", Value::integers(bins.iter().map(|range| range.end)));
    let borders = a.border_bins(&times, bin_s)?;
    out.right("borders_start", Value::integers(borders.iter().map(|range| range.start)));
    out.right("borders_stop", Value::integers(borders.iter().map(|range| range.end)));
    Ok(())
}
