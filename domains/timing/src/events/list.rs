//! The list, its columns, and choices from it.
use crate::{Error, Facts, Filter, Gti, MaskOptions, MjdRef, Result, Warning};
use astrarium_num::Double;

/// Photons: their times, and channel, energy and detector where they are known.
///
/// Times are seconds from [`reference`](Self::reference), a double-double that itself counts seconds since
/// [`mjdref`](Self::mjdref): `t = mjdref + (reference + time_s)`. Keeping the offset apart loses nothing of a time
/// stamp at 10^8 s, where one float has steps of 15 ns. Times ascend; constructors sort (stably) and say so in
/// [`warnings`](Self::warnings). Columns have one value for each time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventList {
    /// Times, s from `reference`, ascending.
    pub time_s: Vec<f64>,
    /// Time 0 of `time_s` and `gti`, s since `mjdref`.
    pub reference: Double,
    /// Day of time 0 of `reference`.
    pub mjdref: MjdRef,
    /// PI channels.
    pub pi: Option<Vec<i32>>,
    /// Energies, keV.
    pub energy_kev: Option<Vec<f64>>,
    /// Detectors.
    pub detector: Option<Vec<i32>>,
    /// Good time intervals, s from `reference`.
    pub gti: Gti,
    /// What the headers say.
    pub facts: Facts,
    /// Decisions taken on the way here.
    pub warnings: Vec<Warning>,
}

impl EventList {
    /// Takes times, s; without a GTI one interval from the first to the last is assumed.
    ///
    /// # Errors
    /// [`Error::TimeNotFinite`] with the row.
    pub fn new(time_s: Vec<f64>) -> Result<Self> {
        if let Some(row) = time_s.iter().position(|time| !time.is_finite()) {
            return Err(Error::TimeNotFinite { file: None, row: row as u64 });
        }
        let mut list = Self { time_s, ..Self::default() };
        if let Some(row) = list.sort() {
            list.warnings.push(Warning::Sorted { file: None, row });
        }
        if let (Some(first), Some(last)) = (list.time_s.first(), list.time_s.last()) {
            list.gti = Gti::single(*first, *last)?;
        }
        Ok(list)
    }

    /// Takes sorted columns as they are; for readers.
    ///
    /// # Errors
    /// [`Error::Length`] if columns differ in length, [`Error::Unsorted`], [`Error::TimeNotFinite`].
    pub fn checked(self) -> Result<Self> {
        let n = self.len();
        let lengths = [
            ("PI channels", self.pi.as_ref().map(Vec::len)),
            ("energies", self.energy_kev.as_ref().map(Vec::len)),
            ("detectors", self.detector.as_ref().map(Vec::len)),
        ];
        lengths.into_iter().try_for_each(|(what, found)| Error::check_length(what, found.unwrap_or(n), n))?;
        if let Some(row) = self.time_s.iter().position(|time| !time.is_finite()) {
            return Err(Error::TimeNotFinite { file: None, row: row as u64 });
        }
        match first_descent(&self.time_s) {
            Some(row) => {
                let (time_s, previous_s) = (self.time_s[row], self.time_s[row - 1]);
                Err(Error::Unsorted { file: None, row: row as u64, time_s, previous_s })
            }
            None => Ok(self),
        }
    }

    /// Replaces the good time intervals; events outside stay until [`apply_gti`](Self::apply_gti).
    #[must_use]
    pub fn with_gti(mut self, gti: Gti) -> Self {
        self.gti = gti;
        self
    }

    /// Sets the date: `reference` seconds after `mjdref` is time 0 of the list.
    #[must_use]
    pub fn with_reference(mut self, reference: Double, mjdref: MjdRef) -> Self {
        (self.reference, self.mjdref) = (reference, mjdref);
        self
    }

    /// Adds channels, in the order of the times as they now stand.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn with_pi(mut self, pi: Vec<i32>) -> Result<Self> {
        Error::check_length("PI channels", pi.len(), self.len())?;
        self.pi = Some(pi);
        Ok(self)
    }

    /// Adds energies, keV, in the order of the times as they now stand.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn with_energy_kev(mut self, energy_kev: Vec<f64>) -> Result<Self> {
        Error::check_length("energies", energy_kev.len(), self.len())?;
        self.energy_kev = Some(energy_kev);
        Ok(self)
    }

    /// Adds detectors, in the order of the times as they now stand.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn with_detector(mut self, detector: Vec<i32>) -> Result<Self> {
        Error::check_length("detectors", detector.len(), self.len())?;
        self.detector = Some(detector);
        Ok(self)
    }

    /// Number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time_s.len()
    }

    /// Whether there is no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time_s.is_empty()
    }

    /// Mean rate over the good time intervals, counts/s; NaN without exposure.
    #[must_use]
    pub fn mean_rate(&self) -> f64 {
        let exposure_s = self.gti.exposure_s();
        if exposure_s > 0.0 { self.len() as f64 / exposure_s } else { f64::NAN }
    }

    /// Time of event `i`, s since `mjdref`, with all its digits.
    ///
    /// # Panics
    /// If there is no such event.
    #[must_use]
    pub fn absolute_s(&self, i: usize) -> Double {
        self.reference + self.time_s[i]
    }

    /// Sorts by time, stably, with all columns; the first row that was out of order, if any.
    pub fn sort(&mut self) -> Option<u64> {
        let row = first_descent(&self.time_s)?;
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|a, b| self.time_s[*a].total_cmp(&self.time_s[*b]));
        *self = self.rows(&order);
        Some(row as u64)
    }

    /// The events with these indices.
    fn rows(&self, rows: &[usize]) -> Self {
        fn pick<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| values[*row]).collect()
        }
        Self {
            time_s: pick(&self.time_s, rows),
            pi: self.pi.as_ref().map(|pi| pick(pi, rows)),
            energy_kev: self.energy_kev.as_ref().map(|energy| pick(energy, rows)),
            detector: self.detector.as_ref().map(|detector| pick(detector, rows)),
            ..self.without_events()
        }
    }

    /// Everything but the events.
    pub(super) fn without_events(&self) -> Self {
        Self {
            reference: self.reference,
            mjdref: self.mjdref,
            gti: self.gti.clone(),
            facts: self.facts.clone(),
            warnings: self.warnings.clone(),
            ..Self::default()
        }
    }

    /// The events that are marked.
    ///
    /// # Errors
    /// [`Error::Length`] if there are not as many marks as events.
    pub fn masked(&self, marks: &[bool]) -> Result<Self> {
        Error::check_length("marks", marks.len(), self.len())?;
        let rows: Vec<usize> = marks.iter().enumerate().filter(|(_, keep)| **keep).map(|(row, _)| row).collect();
        Ok(self.rows(&rows))
    }

    /// The events that pass a filter: bands are half-open, events without an energy (NaN) pass no band.
    ///
    /// # Errors
    /// [`Error::BadRange`]; [`Error::NoValues`] if a column that the filter needs is not there.
    pub fn filter(&self, filter: &Filter) -> Result<Self> {
        self.masked(&self.marks(filter)?)
    }

    /// Which events pass a filter.
    ///
    /// # Errors
    /// As [`EventList::filter`].
    pub fn marks(&self, filter: &Filter) -> Result<Vec<bool>> {
        filter.check()?;
        let mut marks = vec![true; self.len()];
        if let Some([low, high]) = filter.energy_kev {
            let energy = self.energy_kev.as_ref().ok_or(Error::NoValues { what: "energies" })?;
            marks.iter_mut().zip(energy).for_each(|(mark, energy)| *mark &= *energy >= low && *energy < high);
        }
        if let Some([low, high]) = filter.pi {
            let pi = self.pi.as_ref().ok_or(Error::NoValues { what: "PI channels" })?;
            marks.iter_mut().zip(pi).for_each(|(mark, pi)| *mark &= *pi >= low && *pi < high);
        }
        if !filter.detectors.is_empty() {
            let detector = self.detector.as_ref().ok_or(Error::NoValues { what: "detectors" })?;
            marks.iter_mut().zip(detector).for_each(|(mark, one)| *mark &= filter.detectors.contains(one));
        }
        Ok(marks)
    }

    /// The events inside both the list's own intervals and these, which become the list's.
    ///
    /// # Errors
    /// None at present beyond those of the mask.
    pub fn apply_gti(&self, gti: &Gti) -> Result<Self> {
        let common = self.gti.intersection(gti);
        let marks = common.mask(&self.time_s, &MaskOptions::events())?;
        Ok(self.masked(&marks)?.with_gti(common))
    }

    /// One list for each good time interval that holds at least `min_events`.
    ///
    /// # Errors
    /// As [`EventList::apply_gti`].
    pub fn split_by_gti(&self, min_events: usize) -> Result<Vec<Self>> {
        let intervals = self.gti.intervals().iter();
        let lists = intervals.map(|[start, stop]| self.apply_gti(&Gti::single(*start, *stop)?));
        Ok(lists.collect::<Result<Vec<_>>>()?.into_iter().filter(|list| list.len() >= min_events).collect())
    }

    /// Moves all times and intervals by `shift_s`: the reference moves, no digit is lost.
    #[must_use]
    pub fn shifted(mut self, shift_s: f64) -> Self {
        self.reference += shift_s;
        self.facts.t_start = self.facts.t_start.map(|start| start + shift_s);
        self.facts.t_stop = self.facts.t_stop.map(|stop| stop + shift_s);
        self
    }

    /// The same instants counted from another date.
    #[must_use]
    pub fn with_mjdref(mut self, mjdref: MjdRef) -> Self {
        let between = self.mjdref.seconds_after(mjdref);
        self.reference += between;
        self.facts.t_start = self.facts.t_start.map(|start| start + between);
        self.facts.t_stop = self.facts.t_stop.map(|stop| stop + between);
        self.mjdref = mjdref;
        self
    }

    /// The same instants as offsets from another reference, s since `mjdref`.
    #[must_use]
    pub fn rebased(mut self, reference: Double) -> Self {
        let between = f64::from(self.reference - reference);
        self.time_s.iter_mut().for_each(|time| *time += between);
        self.gti = self.gti.shifted(between);
        self.reference = reference;
        self
    }
}

/// The first index whose time is before the previous one.
pub(crate) fn first_descent(time_s: &[f64]) -> Option<usize> {
    time_s.windows(2).position(|pair| pair[1] < pair[0]).map(|at| at + 1)
}
