//! What the header of an event file says about its times.
use crate::{Error, MjdRef, Result, Warning, read::units};
use astrarium_io::fits::Header;
use astrarium_num::Double;
use std::path::Path;

/// What is known about a file or list of events beside the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// MISSION, else TELESCOP, in lower case.
    pub mission: Option<String>,
    /// Instrument, by the mission's keyword.
    pub instrument: Option<String>,
    /// Mode of observation, by the mission's keyword.
    pub mode: Option<String>,
    /// `OBS_ID`.
    pub observation: Option<String>,
    /// PLEPHEM without `JPL-`, in lower case.
    pub ephemeris: Option<String>,
    /// TIMEREF in lower case.
    pub time_ref: Option<String>,
    /// TIMESYS in lower case.
    pub time_sys: Option<String>,
    /// TIMEDEL: the frame time of the detector, s; 0 if it is not given.
    pub frame_s: f64,
    /// What is added to the column of times: `TIMEZERO + (0.5 - TIMEPIXR) TIMEDEL`, s.
    pub timezero_s: f64,
    /// TSTART + TIMEZERO, seconds since the reference date.
    pub t_start: Option<Double>,
    /// TSTOP + TIMEZERO, seconds since the reference date.
    pub t_stop: Option<Double>,
}

/// Keywords of time of one HDU, in seconds, as exact as the header has them.
#[derive(Clone, Debug)]
pub(super) struct TimeKeys {
    /// Seconds in a unit of the keywords.
    pub(super) unit_s: f64,
    /// TIMEZERO.
    pub(super) zero: Double,
    /// `(0.5 - TIMEPIXR) TIMEDEL`, 0 without TIMEPIXR.
    pub(super) pixel: Double,
    /// TIMEDEL.
    pub(super) frame: Double,
    /// Day of time 0, if the header gives it.
    pub(super) mjdref: Option<MjdRef>,
    start: Option<Double>,
    stop: Option<Double>,
}

impl TimeKeys {
    pub(super) fn read(file: &Path, header: &Header) -> Result<Self> {
        let unit_s = units::seconds(file, "TIMEUNIT", header.text("TIMEUNIT"))?;
        let seconds = |key| Ok::<_, Error>(decimal(file, header, key)?.map(|value| value * unit_s));
        let frame = seconds("TIMEDEL")?.unwrap_or_default();
        let pixel = match decimal(file, header, "TIMEPIXR")? {
            Some(position) => (Double::from(0.5) - position) * frame,
            None => Double::default(),
        };
        Ok(Self {
            unit_s,
            zero: seconds("TIMEZERO")?.unwrap_or_default(),
            pixel,
            frame,
            mjdref: mjdref(file, header)?,
            start: stamp(file, header, "TSTART")?.map(|time| time * unit_s),
            stop: stamp(file, header, "TSTOP")?.map(|time| time * unit_s),
        })
    }

    /// TSTART and TSTOP with TIMEZERO.
    pub(super) fn span(&self) -> [Option<Double>; 2] {
        [self.start, self.stop].map(|time| time.map(|time| time + self.zero))
    }
}

/// Day of time 0: MJDREFI + MJDREFF, else MJDREF, as the digits stand.
fn mjdref(file: &Path, header: &Header) -> Result<Option<MjdRef>> {
    let part = |card| digits(file, header, "MJDREF", card);
    let whole = match (part("MJDREFI")?, part("MJDREFF")?) {
        (Some(days), fraction) => Some(days + fraction.unwrap_or_default()),
        (None, _) => part("MJDREF")?,
    };
    let Some(day) = whole else { return Ok(None) };
    match MjdRef::from_days(day) {
        Some(mjdref) => Ok(Some(mjdref)),
        None => {
            let found = day.to_string();
            Err(Error::BadKeyword { file: file.into(), key: "MJDREF", found, expected: "a Modified Julian Date" })
        }
    }
}

/// A number with all its digits, in one keyword or in two: whole part and fraction, as TSTARTI and TSTARTF.
pub(super) fn decimal(file: &Path, header: &Header, key: &'static str) -> Result<Option<Double>> {
    let stem = key.get(..7).unwrap_or(key);
    let part = |letter: char| digits(file, header, key, &format!("{stem}{letter}"));
    match digits(file, header, key, key)? {
        Some(value) => Ok(Some(value)),
        None => Ok(part('I')?.map(|whole| Ok::<_, Error>(whole + part('F')?.unwrap_or_default())).transpose()?),
    }
}

/// A time as the column of times would hold it: a float, if it stands in one keyword.
fn stamp(file: &Path, header: &Header, key: &'static str) -> Result<Option<Double>> {
    let whole = digits(file, header, key, key)?.map(|time| Double::from(time.hi));
    Ok(if whole.is_some() { whole } else { decimal(file, header, key)? })
}

fn digits(file: &Path, header: &Header, key: &'static str, card: &str) -> Result<Option<Double>> {
    let Some(text) = header.decimal(card) else { return Ok(None) };
    // FITS allows a D for the exponent
    let value: Option<Double> = text.trim().replace(['D', 'd'], "E").parse().ok();
    value.filter(|value| value.is_finite()).map(Some).ok_or_else(|| Error::BadKeyword {
        file: file.into(),
        key,
        found: text.to_owned(),
        expected: "a finite number",
    })
}

impl Facts {
    /// Facts of an event table; which keywords hold the instrument and mode is known by the mission.
    pub(super) fn of_table(header: &Header, times: &TimeKeys) -> Self {
        let lower = |key| header.text(key).map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
        let [t_start, t_stop] = times.span();
        let ephemeris = lower("PLEPHEM").or_else(|| header.decimal("PLEPHEM").map(|digits| digits.trim().to_owned()));
        Self {
            observation: header.text("OBS_ID").map(|text| text.trim().to_owned()),
            ephemeris: ephemeris.map(|name| name.strip_prefix("jpl-").map_or(name.clone(), str::to_owned)),
            time_ref: lower("TIMEREF"),
            time_sys: lower("TIMESYS"),
            frame_s: f64::from(times.frame),
            timezero_s: f64::from(times.zero + times.pixel),
            t_start,
            t_stop,
            ..Self::default()
        }
    }

    /// What two lists have in common; a warning for each fact in which they differ.
    pub(crate) fn common_with(&self, other: &Self, warnings: &mut Vec<Warning>) -> Self {
        let mut same = |what: &'static str, a: &Option<String>, b: &Option<String>| {
            if a != b {
                let text = |name: &Option<String>| name.clone().unwrap_or_else(|| "nothing".to_owned());
                warnings.push(Warning::FactsDiffer { what, first: text(a), other: text(b) });
            }
            a.clone().filter(|_| a == b)
        };
        let earlier = |a: Option<Double>, b: Option<Double>| a.into_iter().chain(b).min_by(Double::total_cmp);
        let later = |a: Option<Double>, b: Option<Double>| a.into_iter().chain(b).max_by(Double::total_cmp);
        Self {
            mission: same("missions", &self.mission, &other.mission),
            instrument: same("instruments", &self.instrument, &other.instrument),
            mode: self.mode.clone().filter(|_| self.mode == other.mode),
            observation: self.observation.clone().filter(|_| self.observation == other.observation),
            ephemeris: same("ephemerides (PLEPHEM)", &self.ephemeris, &other.ephemeris),
            time_ref: same("time references (TIMEREF)", &self.time_ref, &other.time_ref),
            time_sys: same("time systems (TIMESYS)", &self.time_sys, &other.time_sys),
            frame_s: self.frame_s.max(other.frame_s),
            timezero_s: if self.timezero_s == other.timezero_s { self.timezero_s } else { 0.0 },
            t_start: earlier(self.t_start, other.t_start),
            t_stop: later(self.t_stop, other.t_stop),
        }
    }
}
