//! Good time intervals of a file: its extensions, those of another file, or the span of the header.
use super::columns::EventTable;
use super::facts::TimeKeys;
use crate::{Compat, Error, Gti, InputSpec, MjdRef, Result, Warning, read::units};
use astrarium_io::fits::{Fits, Hdu, Kind};
use astrarium_num::Double;
use std::collections::BTreeSet;
use std::path::Path;

/// To which reference intervals are brought.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) reference: Double,
    pub(super) mjdref: Option<MjdRef>,
    /// Added to intervals whatever their header says, in place of their own TIMEZERO.
    pub(super) forced_zero: Option<Double>,
}

/// The intervals of an event file, relative to `target`.
pub(super) fn read(
    fits: &Fits,
    events: &EventTable,
    spec: &InputSpec,
    target: Target,
) -> Result<(Option<Gti>, Vec<Warning>)> {
    let names = events.keys.gti.clone().unwrap_or_default();
    if let Some(path) = &spec.gti {
        let file = Fits::open(path)?;
        let gti = from_file(&file, &names, &BTreeSet::new(), target)?;
        let by_columns = || file.hdus().iter().find(|hdu| has_interval_columns(hdu));
        return match (gti, by_columns()) {
            (Some(gti), _) => Ok((Some(gti), Vec::new())),
            (None, Some(hdu)) => Ok((Some(from_hdu(path, hdu, target)?), Vec::new())),
            (None, None) => Err(Error::NoGti { file: path.clone() }),
        };
    }
    let detectors = if has_numbered(fits, &names) { detectors(events, spec)? } else { BTreeSet::new() };
    if let Some(gti) = from_file(fits, &names, &detectors, target)? {
        return Ok((Some(gti), Vec::new()));
    }
    if spec.compat == Compat::Stingray {
        return Ok((None, Vec::new()));
    }
    let [Some(start), Some(stop)] = events.times.span() else {
        return Err(Error::NoGti { file: fits.path().into() });
    };
    let span_s = [start, stop].map(|time| f64::from(time - target.reference));
    let gti = Gti::single(span_s[0], span_s[1])
        .map_err(|error| in_table(fits.path(), "the header's TSTART and TSTOP".to_owned(), error))?;
    Ok((Some(gti), vec![Warning::NoGti { file: fits.path().into(), span_s }]))
}

/// The intersection of all extensions that have one of the names, or one with the number of a detector.
fn from_file(fits: &Fits, names: &[String], detectors: &BTreeSet<i32>, target: Target) -> Result<Option<Gti>> {
    let is_meant = |hdu: &&Hdu| {
        let name = hdu.name().trim().to_uppercase();
        let numbered = |base: &str| detectors.iter().any(|number| name.starts_with(&format!("{base}{number:02}")));
        names.iter().map(|base| base.to_uppercase()).any(|base| name == base || numbered(&base))
    };
    let tables = fits.hdus().iter().filter(|hdu| matches!(hdu.kind(), Kind::Table | Kind::Ascii)).filter(is_meant);
    let lists: Vec<Gti> = tables.map(|hdu| from_hdu(fits.path(), hdu, target)).collect::<Result<_>>()?;
    Ok(match lists.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(Gti::intersection_of(several)),
    })
}

/// Whether an extension has one of the names with digits behind it: one list a detector.
fn has_numbered(fits: &Fits, names: &[String]) -> bool {
    let is_numbered = |hdu: &Hdu| {
        let name = hdu.name().to_uppercase();
        let rest = |base: &String| name.strip_prefix(&base.to_uppercase()).map(str::to_owned);
        names.iter().filter_map(rest).any(|rest| rest.len() >= 2 && rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    fits.hdus().iter().any(is_numbered)
}

/// The detectors that are chosen, or all that the events have.
fn detectors(events: &EventTable, spec: &InputSpec) -> Result<BTreeSet<i32>> {
    if !spec.detectors.is_empty() {
        return Ok(spec.detectors.iter().copied().collect());
    }
    let Some(column) = &events.detector else { return Ok(BTreeSet::new()) };
    let (mut numbers, mut piece) = (BTreeSet::new(), Vec::new());
    let n_rows = events.table.n_rows();
    for start in (0..n_rows).step_by(1 << 16) {
        column.read_i64(start..(start + (1 << 16)).min(n_rows), &mut piece)?;
        numbers.extend(piece.iter().filter_map(|number| i32::try_from(*number).ok()));
    }
    Ok(numbers)
}

fn has_interval_columns(hdu: &Hdu) -> bool {
    hdu.table().is_ok_and(|table| table.find("START").is_some() && table.find("STOP").is_some())
}

/// Columns START and STOP of one extension, with its own TIMEZERO, unit and reference date.
pub(super) fn from_hdu(file: &Path, hdu: &Hdu, target: Target) -> Result<Gti> {
    let table = hdu.table()?;
    let keys = TimeKeys::read(file, hdu.header())?;
    let zero = target.forced_zero.unwrap_or(keys.zero);
    let between = match (keys.mjdref, target.mjdref) {
        (Some(own), Some(theirs)) if own != theirs => own.seconds_after(theirs),
        _ => Double::default(),
    };
    let times = |name: &str| {
        let column = table.column(name)?;
        let unit_s = match column.unit() {
            Some(unit) => units::seconds(file, name, Some(unit))?,
            None => keys.unit_s,
        };
        let mut stored = Vec::new();
        column.read_f64(0..table.n_rows(), &mut stored)?;
        let shift = zero + between - target.reference;
        Ok::<_, Error>(stored.into_iter().map(move |time| f64::from(Double::from_product(time, unit_s) + shift)))
    };
    let mut intervals: Vec<[f64; 2]> = times("START")?.zip(times("STOP")?).map(|(start, stop)| [start, stop]).collect();
    // some pipelines append intervals out of order; those that overlap stay an error
    intervals.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    Gti::new(intervals).map_err(|error| in_table(file, format!("{} ({})", hdu.index(), hdu.name()), error))
}

fn in_table(file: &Path, hdu: String, source: Error) -> Error {
    Error::GtiTable { file: file.into(), hdu, source: Box::new(source) }
}
