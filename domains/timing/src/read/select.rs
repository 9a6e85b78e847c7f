//! A choice of events, compiled for the columns of one file.
use super::columns::EventTable;
use crate::missions::{Calibration, ChannelMap};
use crate::{Error, Filter, InputSpec, Result};
use astrarium_io::fits::{ColumnReader, Element, Form};
use std::path::Path;

/// A choice of events made ready for one file: look-up tables over stored channels, ranges of energies, detectors.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub(super) conditions: Vec<Condition>,
}

/// What one column must hold for an event to pass.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// The stored channel is one of these; two tables, for detector 0 and for the others.
    Channel { pi: Stored, detector: Option<Stored>, passes: Box<[ChannelSet; 2]> },
    /// The energy, stored times unit, lies in `[low, high)`.
    Energy { column: Stored, unit_kev: f64, low: f64, high: f64 },
    /// The detector is one of these.
    Detector { column: Stored, any: Vec<i32> },
}

/// Where a number stands in a row, and how.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) element: Element,
    pub(super) offset: usize,
    pub(super) scale: f64,
    pub(super) zero: f64,
    null: Option<i64>,
}

/// Channels that pass: a table of those that formats of up to 16 bits can store, and the rule for others.
#[derive(Clone, Debug)]
pub(super) struct ChannelSet {
    table: Vec<bool>,
    rule: ChannelRule,
}

/// What a channel must be.
#[derive(Clone, Debug)]
struct ChannelRule {
    channels: Option<ChannelMap>,
    pi: Option<[i32; 2]>,
    energy: Option<([f64; 2], Calibration)>,
    detector: i32,
}

/// Smallest channel that any format of up to 16 bits can store; all of them have a place in the table.
const FIRST_CHANNEL: i32 = -32_768;
const N_CHANNELS: usize = 98_304;

impl Stored {
    /// The column, if its rows hold one number.
    pub(super) fn of(file: &Path, reader: &ColumnReader) -> Result<Self> {
        let column = reader.column();
        match column.form {
            Form::Fixed {
                element: Element::Char | Element::C32 | Element::C64 | Element::Bit | Element::Logical,
                ..
            } => {}
            Form::Fixed { element, repeat: 1 } => {
                let (offset, scale, zero, null) = (column.offset, column.scale, column.zero, column.null);
                return Ok(Self { element, offset, scale, zero, null });
            }
            _ => {}
        }
        let (name, found) = (column.name.clone(), column.form.to_string());
        Err(Error::ColumnFormat {
            file: file.into(),
            column: name,
            found,
            expected: "one number a row (B, I, J, K, E, D)",
        })
    }

    /// The physical value in a row; NaN for null.
    #[inline]
    pub(super) fn f64_in(&self, row: &[u8]) -> f64 {
        match self.whole_in(row) {
            Some(whole) if self.null == Some(whole) => f64::NAN,
            Some(whole) => whole as f64 * self.scale + self.zero,
            None if matches!(self.element, Element::F32) => {
                f64::from(f32::from_be_bytes(bytes(row, self.offset))) * self.scale + self.zero
            }
            None => f64::from_be_bytes(bytes(row, self.offset)) * self.scale + self.zero,
        }
    }

    /// The stored whole number; `None` for a column of floats.
    #[inline]
    fn whole_in(&self, row: &[u8]) -> Option<i64> {
        Some(match self.element {
            Element::U8 => i64::from(row[self.offset]),
            Element::I16 => i64::from(i16::from_be_bytes(bytes(row, self.offset))),
            Element::I32 => i64::from(i32::from_be_bytes(bytes(row, self.offset))),
            Element::I64 => i64::from_be_bytes(bytes(row, self.offset)),
            _ => return None,
        })
    }

    /// The physical value as a channel or detector number; `None` for null, fractions and what no `i32` holds.
    #[inline]
    pub(super) fn i32_in(&self, row: &[u8]) -> Option<i32> {
        let value = self.f64_in(row);
        let whole = value as i32;
        (f64::from(whole) == value).then_some(whole)
    }
}

#[inline]
fn bytes<const N: usize>(row: &[u8], offset: usize) -> [u8; N] {
    *row[offset..].first_chunk().expect("the column lies in the row")
}

impl ChannelRule {
    /// Whether a stored channel passes.
    fn passes(&self, stored: i32) -> bool {
        let channel = self.channels.as_ref().map_or(stored, |map| map.absolute(stored));
        let in_band = |([low, high], law): &([f64; 2], Calibration)| {
            let energy = law.energy_kev(channel, self.detector);
            energy >= *low && energy < *high
        };
        self.pi.is_none_or(|[low, high]| channel >= low && channel < high) && self.energy.as_ref().is_none_or(in_band)
    }
}

impl ChannelSet {
    fn of(rule: ChannelRule) -> Self {
        Self { table: (0..N_CHANNELS).map(|i| rule.passes(FIRST_CHANNEL + i as i32)).collect(), rule }
    }

    #[inline]
    fn holds(&self, channel: i32) -> bool {
        // a channel beyond the table is negative or large: the index wraps and misses
        let known = self.table.get(channel.wrapping_sub(FIRST_CHANNEL) as u32 as usize).copied();
        known.unwrap_or_else(|| self.rule.passes(channel))
    }
}

impl Selection {
    /// Compiles a filter for the columns of a file.
    pub(super) fn compile(file: &Path, events: &EventTable, filter: &Filter, spec: &InputSpec) -> Result<Self> {
        filter.check()?;
        let mut conditions = Vec::new();
        if !filter.detectors.is_empty() {
            let column = events.detector.as_ref().ok_or_else(|| missing(file, events, "detector"))?;
            conditions.push(Condition::Detector { column: Stored::of(file, column)?, any: filter.detectors.clone() });
        }
        let mut energy = filter.energy_kev;
        if let (Some([low, high]), Some(column)) = (energy, events.energy_of_column(spec)) {
            let (unit_kev, column) = (column.unit_kev, Stored::of(file, &column.column)?);
            conditions.push(Condition::Energy { column, unit_kev, low, high });
            energy = None;
        }
        if energy.is_some() || filter.pi.is_some() {
            conditions.push(channels(file, events, filter.pi, energy)?);
        }
        Ok(Self { conditions })
    }

    /// Whether every event passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.conditions.is_empty()
    }
}

/// The condition on the stored channel that a PI band and an energy band make.
fn channels(file: &Path, events: &EventTable, pi: Option<[i32; 2]>, energy: Option<[f64; 2]>) -> Result<Condition> {
    let column = events.pi.as_ref().ok_or_else(|| missing(file, events, "PI"))?;
    let law = match (energy, &events.calibration) {
        (None, _) => None,
        (Some(band), Some(law)) => Some((band, law.clone())),
        (Some(_), None) => {
            let reason = "neither a column of energies nor a known law for this mission";
            return Err(Error::NoEnergy { file: Some(file.into()), reason });
        }
    };
    let depends = law.as_ref().is_some_and(|(_, law)| law.depends_on_detector());
    let set = |detector: i32| {
        ChannelSet::of(ChannelRule { channels: events.channels.clone(), pi, energy: law.clone(), detector })
    };
    let detector = events.detector.as_ref().filter(|_| depends).map(|column| Stored::of(file, column)).transpose()?;
    Ok(Condition::Channel { pi: Stored::of(file, column)?, detector, passes: Box::new([set(0), set(1)]) })
}

fn missing(file: &Path, events: &EventTable, what: &'static str) -> Error {
    let name = if what == "PI" { &events.keys.pi } else { &events.keys.detector };
    let known: Vec<&str> = events.table.columns().iter().map(|column| column.name.as_str()).collect();
    let looked_for = name.clone().unwrap_or_else(|| "none: the mission has no such column".to_owned());
    Error::NoColumn { file: file.into(), what, looked_for, known: known.join(", ") }
}

impl Condition {
    /// Clears the mark of every row that does not pass.
    pub(super) fn mark(&self, rows: &[u8], stride: usize, marks: &mut [bool]) {
        let rows = rows.chunks_exact(stride).zip(marks);
        match self {
            Self::Channel { pi, detector: None, passes } => {
                rows.for_each(|(row, mark)| *mark &= pi.i32_in(row).is_some_and(|channel| passes[0].holds(channel)));
            }
            Self::Channel { pi, detector: Some(detector), passes } => rows.for_each(|(row, mark)| {
                let which = usize::from(detector.i32_in(row) != Some(0));
                *mark &= pi.i32_in(row).is_some_and(|channel| passes[which].holds(channel));
            }),
            Self::Energy { column, unit_kev, low, high } => rows.for_each(|(row, mark)| {
                let energy = column.f64_in(row) * unit_kev;
                *mark &= energy >= *low && energy < *high;
            }),
            Self::Detector { column, any } => {
                rows.for_each(|(row, mark)| *mark &= column.i32_in(row).is_some_and(|one| any.contains(&one)));
            }
        }
    }
}
