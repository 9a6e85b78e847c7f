//! Event files and light curves as they are read.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_num::Double;
use astrarium_timing::{Compat, CurveOptions, EventList, EventSource, Gti, InputSpec, LightCurve, Selection};
use std::error::Error;
use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub(crate) fn run(case: &Case) -> Result<Outputs> {
    let path = case.path()?;
    if case.outputs.iter().any(|output| output.name == "out/counts") {
        return curve(&path);
    }
    let mut out = Outputs::default();
    let list = EventList::read(&path, &InputSpec::default())?;
    events(case, &list, &mut out)?;
    facts(&list, &mut out);
    stream(case, &path, &list, &mut out)?;
    reader(&path, &mut out)?;
    Ok(out)
}

fn curve(path: &Path) -> Result<Outputs> {
    let curve = LightCurve::read_fits(path, &CurveOptions::default())?;
    let mut out = Outputs::default();
    out.right("time", times(&curve.time_s, curve.reference));
    out.right("gti", intervals(&curve.gti, curve.reference));
    out.right("dt", curve.bin_s);
    out.right("mjdref", Value::Decimal(curve.mjdref.days()));
    out.right("counts", curve.counts);
    out.right("err", curve.counts_err);
    Ok(out)
}

fn times(time_s: &[f64], reference: Double) -> Value {
    Value::Time(time_s.iter().map(|time| reference + *time).collect())
}

fn intervals(gti: &Gti, reference: Double) -> Value {
    times(&gti.intervals().concat(), reference)
}

fn events(case: &Case, list: &EventList, out: &mut Outputs) -> Result<()> {
    let rows: Vec<usize> = match case.has_input("sample_index") {
        true => {
            case.integers("sample_index")?.into_iter().map(usize::try_from).collect::<std::result::Result<_, _>>()?
        }
        false => (0..list.len()).collect(),
    };
    out.right("n", Value::integers([list.len()]));
    out.right("time", times(&rows.iter().map(|row| list.time_s[*row]).collect::<Vec<_>>(), list.reference));
    out.right("gti", intervals(&list.gti, list.reference));
    if let Some(pi) = &list.pi {
        out.right("pi", Value::integers(rows.iter().map(|row| pi[*row])));
    }
    if let Some(energy) = &list.energy_kev {
        out.right("energy", rows.iter().map(|row| energy[*row]).collect::<Vec<_>>());
    }
    if let Some(detector) = &list.detector {
        out.right("detector_id", Value::integers(rows.iter().map(|row| detector[*row])));
    }
    Ok(())
}

fn facts(list: &EventList, out: &mut Outputs) {
    let facts = &list.facts;
    out.right("timezero", facts.timezero_s);
    out.right("dt", facts.frame_s);
    out.right("mjdref", Value::Decimal(list.mjdref.days()));
    let texts = [
        ("mission", &facts.mission),
        ("instr", &facts.instrument),
        ("ephem", &facts.ephemeris),
        ("timeref", &facts.time_ref),
        ("timesys", &facts.time_sys),
    ];
    texts.into_iter().for_each(|(name, text)| out.right(name, Value::Text(text.clone())));
    for (name, time) in [("t_start", facts.t_start), ("t_stop", facts.t_stop)] {
        if let Some(time) = time {
            out.right(name, Value::Time(vec![time]));
        }
    }
}

/// The file in one pass, segment by segment; a file that is not sorted must be sorted before.
fn stream(case: &Case, path: &Path, list: &EventList, out: &mut Outputs) -> Result<()> {
    let source = EventSource::open(path, &InputSpec::default())?;
    let is_sorted = source.first_unsorted_row()?.is_none();
    out.right("file_sorted", is_sorted);
    let segments = source.gti().segments(case.need("segment_size")?)?;
    let starts: Vec<f64> = segments.iter().map(|segment| segment[0]).collect();
    out.right("stream_start", times(&starts, source.reference()));
    let mut counts = Vec::new();
    for [start, stop] in segments {
        let mut n = 0_i64;
        if is_sorted {
            source.for_times(source.rows(start, stop)?, &Selection::default(), start, |_| n += 1)?;
        } else {
            n = list.time_s.iter().filter(|time| **time >= start && **time < stop).count() as i64;
        }
        counts.push(n);
    }
    out.right("stream_n", Value::Integer(counts));
    Ok(())
}

/// What the original's lazy reader gives.
fn reader(path: &Path, out: &mut Outputs) -> Result<()> {
    let list = EventList::read(path, &InputSpec { compat: Compat::Stingray, ..InputSpec::default() })?;
    out.compat("reader_gti", intervals(&list.gti, list.reference));
    out.compat("reader_time_first", times(&list.time_s[..1], list.reference));
    if let Some(energy) = list.energy_kev {
        out.compat("reader_energy", energy);
    }
    Ok(())
}
