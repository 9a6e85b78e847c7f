//! Which extension and which columns of a file hold the events.
use crate::missions::{Calibration, ChannelMap, Keys, Mission};
use crate::{Compat, Error, InputSpec, Result, Rmf, Warning, read::facts::Facts, read::facts::TimeKeys, read::units};
use astrarium_io::fits::{ColumnReader, Fits, Hdu, Header, Kind, Table};
use std::path::Path;

/// The event table of a file, its columns found and its keywords read.
#[derive(Clone, Debug)]
pub(super) struct EventTable {
    pub(super) table: Table,
    pub(super) keys: Keys,
    pub(super) facts: Facts,
    pub(super) times: TimeKeys,
    pub(super) time: ColumnReader,
    /// Seconds in a unit of the column of times.
    pub(super) time_unit_s: f64,
    pub(super) pi: Option<ColumnReader>,
    /// Telemetered to absolute channels, where PI needs that.
    pub(super) channels: Option<ChannelMap>,
    pub(super) energy: Option<EnergyColumn>,
    pub(super) calibration: Option<Calibration>,
    pub(super) detector: Option<ColumnReader>,
    pub(super) warnings: Vec<Warning>,
}

/// A column of energies and its unit.
#[derive(Clone, Debug)]
pub(super) struct EnergyColumn {
    pub(super) column: ColumnReader,
    pub(super) unit_kev: f64,
}

impl EventTable {
    pub(super) fn find(fits: &Fits, spec: &InputSpec) -> Result<Self> {
        let file = fits.path();
        let mut warnings = Vec::new();
        let probe = probe_header(fits);
        if probe.is_none() {
            warnings.push(Warning::NoMission { file: file.into() });
        }
        let identity = Names::of(probe.unwrap_or_else(|| fits.hdus()[0].header()))?;
        let hdu = event_hdu(fits, spec, &identity.keys, &mut warnings)?;
        let table = hdu.table()?;
        let times = TimeKeys::read(file, hdu.header())?;
        if times.mjdref.is_none() {
            warnings.push(Warning::NoMjdRef { file: file.into() });
        }
        let mut facts = Facts::of_table(hdu.header(), &times);
        facts.mission = identity.mission;
        facts.instrument = identity.instrument;
        facts.mode = identity.mode;
        let time = need_time(file, &table, &identity.keys)?;
        let time_unit_s = match time.unit() {
            Some(unit) => units::seconds(file, "the column of times", Some(unit))?,
            None => times.unit_s,
        };
        let named = |name: &Option<String>| name.as_deref().and_then(|name| table.find(name));
        let (pi, detector) = (named(&identity.keys.pi), named(&identity.keys.detector));
        let energy = energy_column(file, &table)?;
        let channels = channel_map(hdu.header(), &facts);
        let calibration = calibration(spec, &facts, &times)?;
        let keys = identity.keys;
        Ok(Self { table, keys, facts, times, time, time_unit_s, pi, channels, energy, calibration, detector, warnings }
            .for_compat(spec))
    }

    /// The absolute channel of a stored one.
    pub(super) fn channel(&self, stored: i32) -> i32 {
        self.channels.as_ref().map_or(stored, |map| map.absolute(stored))
    }

    /// Whether energies come from a response, a column or a law, in this order.
    pub(super) fn energy_of_column(&self, spec: &InputSpec) -> Option<&EnergyColumn> {
        self.energy.as_ref().filter(|_| spec.rmf.is_none())
    }

    /// The reference program leaves out the pixel's detector when it converts energies.
    fn for_compat(mut self, spec: &InputSpec) -> Self {
        if spec.compat == Compat::Stingray
            && let Some(calibration) = self.calibration.take()
        {
            self.calibration = Some(calibration.blind_to_detector());
        }
        self
    }
}

/// The first header that names a mission.
fn probe_header(fits: &Fits) -> Option<&Header> {
    let names_one = |header: &&Header| header.text("MISSION").or(header.text("TELESCOP")).is_some();
    fits.hdus().iter().map(Hdu::header).find(names_one)
}

/// Mission, instrument and mode, and the names that hold for them.
struct Names {
    mission: Option<String>,
    instrument: Option<String>,
    mode: Option<String>,
    keys: Keys,
}

impl Names {
    fn of(header: &Header) -> Result<Self> {
        let text = |key: &str| header.text(key).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mission = text("MISSION").or_else(|| text("TELESCOP")).map(|name| name.to_lowercase());
        let known = mission.as_deref().map(Mission::named).transpose()?.flatten();
        let top = Keys::common().overlaid(&known.as_ref().map_or_else(Keys::default, |mission| mission.keys.clone()));
        let submission = top.submission_keyword.as_deref().and_then(text);
        let instrument = top.instrument_keyword.as_deref().and_then(text).or_else(|| text("INSTRUME"));
        let with_mode = |mode: Option<&str>| match &known {
            Some(known) => top.clone().overlaid(&known.keys_for([submission.as_deref(), instrument.as_deref(), mode])),
            None => top.clone(),
        };
        // an instrument may have its own keyword of the mode
        let mode = with_mode(None).mode_keyword.as_deref().and_then(text);
        let keys = with_mode(mode.as_deref());
        Ok(Self { mission, instrument, mode, keys })
    }
}

/// The extension asked for, else the mission's, else the first table with a column of times.
fn event_hdu<'a>(fits: &'a Fits, spec: &InputSpec, keys: &Keys, warnings: &mut Vec<Warning>) -> Result<&'a Hdu> {
    if let Some(asked) = &spec.extension {
        let by_number = asked.trim().parse::<usize>().ok().and_then(|number| fits.hdus().get(number));
        return Ok(by_number.map_or_else(|| fits.need_hdu(asked), Ok)?);
    }
    let wanted = keys.events.as_deref().unwrap_or("EVENTS");
    if let Some(hdu) = fits.hdu(wanted) {
        return Ok(hdu);
    }
    let is_table = |hdu: &&Hdu| matches!(hdu.kind(), Kind::Table | Kind::Ascii);
    let has_times = |hdu: &&Hdu| hdu.table().is_ok_and(|table| time_column(&table, keys).is_some());
    let Some(hdu) = fits.hdus().iter().filter(is_table).find(has_times).or(fits.hdus().iter().find(is_table)) else {
        return Err(Error::NoEventTable { file: fits.path().into() });
    };
    let (file, taken) = (fits.path().into(), format!("{} {}", hdu.index(), hdu.name()));
    warnings.push(Warning::NoEventExtension { file, wanted: wanted.to_owned(), taken });
    Ok(hdu)
}

fn time_column(table: &Table, keys: &Keys) -> Option<ColumnReader> {
    keys.time.as_deref().and_then(|name| table.find(name)).or_else(|| table.find("TIME"))
}

fn need_time(file: &Path, table: &Table, keys: &Keys) -> Result<ColumnReader> {
    let looked_for = keys.time.clone().unwrap_or_else(|| "TIME".to_owned());
    let column = time_column(table, keys).ok_or_else(|| {
        let known: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
        Error::NoColumn { file: file.into(), what: "time", looked_for, known: known.join(", ") }
    })?;
    if column.column().per_row() == 1 {
        return Ok(column);
    }
    let (name, found) = (column.column().name.clone(), column.column().form.to_string());
    Err(Error::ColumnFormat { file: file.into(), column: name, found, expected: "one number a row" })
}

fn energy_column(file: &Path, table: &Table) -> Result<Option<EnergyColumn>> {
    let Some(column) = table.find("ENERGY").filter(|column| column.column().per_row() == 1) else { return Ok(None) };
    let unit_kev = units::kev(file, "the column of energies", column.unit())?;
    Ok(Some(EnergyColumn { column, unit_kev }))
}

/// The PCA of RXTE telemeters ranges of channels, by `TEVTB2`.
fn channel_map(header: &Header, facts: &Facts) -> Option<ChannelMap> {
    let is_pca = facts.mission.as_deref() == Some("xte")
        && facts.instrument.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("pca"));
    header.text("TEVTB2").filter(|_| is_pca).and_then(ChannelMap::from_tevtb2)
}

fn calibration(spec: &InputSpec, facts: &Facts, times: &TimeKeys) -> Result<Option<Calibration>> {
    if let Some(rmf) = &spec.rmf {
        return Ok(Some(Calibration::from_rmf(Rmf::open(rmf)?)));
    }
    let start_day = facts.t_start.map(|start| f64::from(start) / 86_400.0);
    let mjd = times.mjdref.map(|mjdref| mjdref.as_f64() + start_day.unwrap_or(0.0));
    let Some(mission) = &facts.mission else { return Ok(None) };
    Calibration::of_mission(mission, facts.instrument.as_deref(), mjd)
}
