//! Whole files in memory.
use super::source::EventSource;
use crate::{Compat, Error, EventList, InputSpec, Result, Warning};
use std::path::Path;

impl EventList {
    /// Reads one event file: times, channels, energies and detectors where it has them, sorted if need be.
    ///
    /// Energies come from the response that is asked for, else from a column of energies, else from the rough law of
    /// the mission. With `compat = "stingray"` the file's order stays, its defects with it.
    ///
    /// # Errors
    /// As [`EventSource::open`] and [`EventSource::select`]; [`Error::TimeNotFinite`] with the row.
    pub fn read(path: &Path, spec: &InputSpec) -> Result<Self> {
        Self::from_source(&EventSource::open(path, spec)?)
    }

    /// Reads and joins all files of the spec; their good time intervals are joined by its strategy.
    ///
    /// # Errors
    /// [`Error::Empty`] without a file; as [`EventList::read`] and [`EventList::join`].
    pub fn read_all(spec: &InputSpec) -> Result<Self> {
        spec.check()?;
        let lists = spec.files.iter().map(|file| Self::read(file, spec)).collect::<Result<Vec<_>>>()?;
        Self::join(lists, spec.gti_strategy)
    }

    /// Reads all of an open file.
    ///
    /// # Errors
    /// As [`EventList::read`].
    pub fn from_source(source: &EventSource) -> Result<Self> {
        let mut list = Self {
            time_s: all_times(source)?,
            reference: source.reference(),
            mjdref: source.mjdref(),
            gti: source.gti().clone(),
            facts: source.facts().clone(),
            warnings: source.warnings().to_vec(),
            ..Self::default()
        };
        list.detector = detectors(source)?;
        list.pi = channels(source)?;
        list.energy_kev = energies(source, &mut list)?;
        let selection = source.selection()?;
        if !selection.is_open() {
            let marks = source.marks(0..source.n_rows(), &selection)?;
            list = list.masked(&marks)?;
        }
        if source.spec().compat != Compat::Stingray
            && let Some(row) = list.sort()
        {
            list.warnings.push(Warning::Sorted { file: Some(source.path().into()), row });
        }
        Ok(list)
    }
}

fn all_times(source: &EventSource) -> Result<Vec<f64>> {
    let bytes = source.events.table.raw_rows(0..source.n_rows())?;
    let mut times = vec![0.0; usize::try_from(source.n_rows()).unwrap_or(0)];
    if !bytes.is_empty() {
        source.law.decode(bytes, source.row_bytes(), &mut times);
    }
    match times.iter().position(|time: &f64| !time.is_finite()) {
        Some(row) => Err(Error::TimeNotFinite { file: Some(source.path().into()), row: row as u64 }),
        None => Ok(times),
    }
}

/// Whole numbers that an `i32` holds; others become its extreme values, which no channel has.
fn narrow(values: Vec<i64>) -> Vec<i32> {
    values.into_iter().map(|value| value.clamp(i32::MIN.into(), i32::MAX.into()) as i32).collect()
}

fn detectors(source: &EventSource) -> Result<Option<Vec<i32>>> {
    let Some(column) = &source.events.detector else { return Ok(None) };
    let mut values = Vec::new();
    column.read_i64(0..source.n_rows(), &mut values)?;
    Ok(Some(narrow(values)))
}

/// Channels; absolute ones where the telemetry sends others. A column of fractions is no column of channels.
fn channels(source: &EventSource) -> Result<Option<Vec<i32>>> {
    let Some(column) = &source.events.pi else { return Ok(None) };
    let mut values = Vec::new();
    if column.column().per_row() != 1 || column.read_i64(0..source.n_rows(), &mut values).is_err() {
        return Ok(None);
    }
    Ok(Some(narrow(values).into_iter().map(|stored| source.events.channel(stored)).collect()))
}

fn energies(source: &EventSource, list: &mut EventList) -> Result<Option<Vec<f64>>> {
    if let Some(energy) = source.events.energy_of_column(source.spec()) {
        let mut values = Vec::new();
        energy.column.read_f64(0..source.n_rows(), &mut values)?;
        values.iter_mut().for_each(|value| *value *= energy.unit_kev);
        return Ok(Some(values));
    }
    let (Some(law), Some(pi)) = (&source.events.calibration, &list.pi) else { return Ok(None) };
    let energies = law.energies_kev(pi, list.detector.as_deref())?;
    let n = energies.iter().filter(|energy| energy.is_nan()).count() as u64;
    if n > 0 {
        list.warnings.push(Warning::UnknownChannels { file: Some(source.path().into()), n });
    }
    Ok(Some(energies))
}
