//! FITS light curves.
use super::facts::{Facts, TimeKeys, decimal};
use super::units;
use crate::{ConditionOptions, ErrDist, Error, Gti, LightCurve, MjdRef, Result, Warning, binning::median_step_s};
use astrarium_io::fits::{Fits, Hdu, Kind, Table};
use astrarium_num::Double;
use std::path::Path;

/// What a FITS light curve is read with.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveOptions {
    /// Column of rates or counts; by default the first of RATE, RATE1, COUNTS.
    pub column: Option<String>,
    /// Bins exposed for a smaller fraction (FRACEXP) are set to zero.
    pub min_exposure: f64,
}

impl Default for CurveOptions {
    fn default() -> Self {
        Self { column: None, min_exposure: 0.9 }
    }
}

/// MJD of Julian Day 2440000.5, from which light curves in days count.
const DAYS_FROM: f64 = 40_000.0;
/// Date from which times count where the header says nothing: the one of NuSTAR.
const DEFAULT_MJDREF: MjdRef = MjdRef { day: 55_197, fraction: 0.000_766_018_52 };

impl LightCurve {
    /// Reads a light curve of FITS (OGIP 93-003): rates or counts, errors, exposed fractions, intervals.
    ///
    /// Rates become counts by the bin width (TIMEDEL, else the median step); good bins, finite and exposed for at
    /// least the smallest fraction, are divided by it, others hold no count. Intervals come from a GTI extension,
    /// else from the good bins. With TIMEUNIT in days, keywords count from Julian Day 2440000.5.
    ///
    /// # Errors
    /// [`Error::Io`] for what is no whole FITS table; [`Error::NoColumn`]; [`Error::BadKeyword`], [`Error::Unit`];
    /// [`Error::TimeNotFinite`], [`Error::Unsorted`]; [`Error::GtiTable`].
    pub fn read_fits(path: &Path, options: &CurveOptions) -> Result<Self> {
        let fits = Fits::open(path)?;
        let is_table = |hdu: &&Hdu| matches!(hdu.kind(), Kind::Table | Kind::Ascii);
        let holds_rates = |hdu: &&Hdu| hdu.table().is_ok_and(|table| rate_column(&table, options).is_some());
        let hdu = fits.hdus().iter().filter(is_table).find(holds_rates).ok_or_else(|| no_rates(&fits, options))?;
        let table = hdu.table()?;
        let name = rate_column(&table, options).ok_or_else(|| no_rates(&fits, options))?;
        let keys = TimeKeys::read(path, hdu.header())?;
        let column = Columns::read(path, &table, &name, &keys)?;
        let clock = Clock::of(path, hdu, &keys, column.time_s.last().copied().unwrap_or(0.0))?;
        let bin_s = match f64::from(keys.frame) {
            frame if frame > 0.0 => frame,
            _ => median_step_s(&column.time_s)?,
        };
        let width = if name.contains("RATE") { bin_s } else { 1.0 };
        let bins = column.scaled(width, options.min_exposure);
        let gti = match gti(&fits, clock.reference)? {
            Some(gti) => gti,
            None => Gti::from_condition(&bins.time_s, &bins.good, &ConditionOptions::default())?,
        };
        let curve = Self::new(bins.time_s, bins.counts, Some(bin_s)).map_err(|error| error.in_file(path))?;
        let err_dist = hdu.header().text("ERRDIST").and_then(ErrDist::of_name).unwrap_or(bins.err_dist);
        let mut curve = curve.with_errors(bins.errors, err_dist)?;
        (curve.gti, curve.reference, curve.mjdref) = (gti, clock.reference, clock.mjdref);
        let text = |key| hdu.header().text(key).map(str::trim).filter(|text| !text.is_empty());
        curve.facts = Facts {
            mission: text("MISSION").or_else(|| text("TELESCOP")).map(str::to_lowercase),
            instrument: text("INSTRUME").map(str::to_owned),
            ..Facts::of_table(hdu.header(), &keys)
        };
        curve.warnings = clock.warnings;
        Ok(curve)
    }
}

fn rate_column(table: &Table, options: &CurveOptions) -> Option<String> {
    let names: Vec<&str> = options.column.as_deref().map_or_else(|| vec!["RATE", "RATE1", "COUNTS"], |name| vec![name]);
    let found = names.into_iter().find(|name| table.find(name).is_some())?;
    (table.find("TIME").is_some()).then(|| found.to_uppercase())
}

fn no_rates(fits: &Fits, options: &CurveOptions) -> Error {
    let tables = fits.hdus().iter().filter_map(|hdu| hdu.table().ok());
    let known: Vec<String> =
        tables.flat_map(|t| t.columns().iter().map(|c| c.name.clone()).collect::<Vec<_>>()).collect();
    let looked_for = format!("TIME with {}", options.column.as_deref().unwrap_or("RATE, RATE1 or COUNTS"));
    Error::NoColumn { file: fits.path().into(), what: "rate", looked_for, known: known.join(", ") }
}

/// The columns as they are stored, times in seconds.
struct Columns {
    time_s: Vec<f64>,
    value: Vec<f64>,
    error: Option<Vec<f64>>,
    exposure: Option<Vec<f64>>,
}

impl Columns {
    fn read(path: &Path, table: &Table, name: &str, keys: &TimeKeys) -> Result<Self> {
        let time = table.column("TIME")?;
        let unit_s = match time.unit() {
            Some(unit) => units::seconds(path, "the column of times", Some(unit))?,
            None => keys.unit_s,
        };
        let read = |name: &str| {
            let mut values = Vec::new();
            table.column(name)?.read_f64(0..table.n_rows(), &mut values)?;
            Ok::<_, Error>(values)
        };
        let optional = |name: &str| table.find(name).map(|_| read(name)).transpose();
        let mut time_s = read("TIME")?;
        time_s.iter_mut().for_each(|time| *time *= unit_s);
        let error = optional(if name == "RATE1" { "ERROR1" } else { "ERROR" })?;
        let columns = Self { time_s, value: read(name)?, error, exposure: optional("FRACEXP")? };
        Error::check_length("rates", columns.value.len(), columns.time_s.len())?;
        Ok(columns)
    }

    /// Values times `width`, over the exposed fraction where a bin is good, 0 where it is not.
    fn scaled(mut self, width: f64, min_exposure: f64) -> Bins {
        let n = self.time_s.len();
        let exposed = |bin: usize| self.exposure.as_ref().map_or(1.0, |exposure| exposure[bin]);
        let good: Vec<bool> = (0..n).map(|bin| self.value[bin].is_finite() && exposed(bin) >= min_exposure).collect();
        let factor: Vec<f64> = (0..n).map(|bin| if good[bin] { width / exposed(bin) } else { width }).collect();
        let scale = |values: &mut [f64]| values.iter_mut().zip(&factor).for_each(|(value, factor)| *value *= factor);
        scale(&mut self.value);
        self.value.iter_mut().zip(&good).filter(|(_, good)| !**good).for_each(|(value, _)| *value = 0.0);
        let err_dist = if self.error.is_some() { ErrDist::Gauss } else { ErrDist::None };
        let mut errors = self.error.unwrap_or_else(|| vec![0.0; n]);
        scale(&mut errors);
        Bins { time_s: self.time_s, counts: self.value, errors, err_dist, good }
    }
}

/// Bins in counts.
struct Bins {
    time_s: Vec<f64>,
    counts: Vec<f64>,
    errors: Vec<f64>,
    err_dist: ErrDist,
    good: Vec<bool>,
}

/// What is added to the column of times, and the date.
struct Clock {
    reference: Double,
    mjdref: MjdRef,
    warnings: Vec<Warning>,
}

impl Clock {
    fn of(path: &Path, hdu: &Hdu, keys: &TimeKeys, last_s: f64) -> Result<Self> {
        let in_days = keys.unit_s == 86_400.0;
        let mut warnings = Vec::new();
        let mjdref = keys.mjdref.unwrap_or_else(|| {
            warnings.push(match in_days {
                true => Warning::AssumedMjdRef { file: path.into(), mjdref: DEFAULT_MJDREF.as_f64() },
                false => Warning::NoMjdRef { file: path.into() },
            });
            if in_days { DEFAULT_MJDREF } else { MjdRef::default() }
        });
        let seconds = |key| {
            let value = decimal(path, hdu.header(), key)?;
            Ok::<_, Error>(value.map(|value| match in_days {
                true => (value + DAYS_FROM - mjdref.days()) * keys.unit_s,
                false => value * keys.unit_s,
            }))
        };
        let start = seconds("TSTART")?.unwrap_or_default();
        // TIMEZERO is a date in some files and counts from TSTART in others
        let zero = match seconds("TIMEZERO")? {
            Some(zero) if zero >= start => zero - start,
            Some(zero) if !in_days => zero,
            _ => Double::default(),
        };
        let counts_from_start = Double::from(last_s) < start;
        Ok(Self { reference: if counts_from_start { zero + start } else { zero }, mjdref, warnings })
    }
}

/// Intervals of an extension called GTI, in seconds from `reference`.
fn gti(fits: &Fits, reference: Double) -> Result<Option<Gti>> {
    let target = super::gti::Target { reference, mjdref: None, forced_zero: None };
    fits.hdu("GTI").map(|hdu| super::gti::from_hdu(fits.path(), hdu, target)).transpose()
}
