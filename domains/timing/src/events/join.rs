//! Several lists in one.
use super::EventList;
use crate::{Error, Gti, GtiStrategy, Result, Warning};

impl EventList {
    /// Joins lists in time order, as seen from the reference of the first.
    ///
    /// Dates are converted. Missing energies become NaN; channels and detectors that not all lists have are left out,
    /// with a warning; so are facts in which the lists differ.
    ///
    /// # Errors
    /// [`Error::Empty`] without a list; [`Error::GtiNotSeparate`] as the strategy has it.
    pub fn join(lists: Vec<Self>, strategy: GtiStrategy) -> Result<Self> {
        let mut rest = lists.into_iter();
        let first = rest.next().ok_or(Error::Empty { what: "event list to join" })?;
        let (reference, mjdref) = (first.reference, first.mjdref);
        let mut all = vec![first];
        all.extend(rest.map(|list| list.with_mjdref(mjdref).rebased(reference)));
        let gtis: Vec<Gti> = all.iter().map(|list| list.gti.clone()).collect();
        let gti = Gti::merge(&gtis, strategy)?;
        let mut warnings: Vec<Warning> = all.iter().flat_map(|list| list.warnings.clone()).collect();
        let mut facts = all[0].facts.clone();
        for other in &all[1..] {
            facts = facts.common_with(&other.facts, &mut warnings);
        }
        let mut joined = Self {
            time_s: all.iter().flat_map(|list| list.time_s.iter().copied()).collect(),
            reference,
            mjdref,
            pi: column(&all, "PI channels", |list| list.pi.as_deref(), &mut warnings),
            energy_kev: energies(&all),
            detector: column(&all, "detectors", |list| list.detector.as_deref(), &mut warnings),
            gti,
            facts,
            warnings,
        };
        joined.sort();
        Ok(joined)
    }
}

/// A column that all lists have.
fn column<'a>(
    lists: &'a [EventList],
    what: &'static str,
    of: impl Fn(&'a EventList) -> Option<&'a [i32]>,
    warnings: &mut Vec<Warning>,
) -> Option<Vec<i32>> {
    let parts: Vec<&[i32]> = lists.iter().filter_map(of).collect();
    if !parts.is_empty() && parts.len() < lists.len() {
        warnings.push(Warning::ColumnLeftOut { what });
    }
    (parts.len() == lists.len()).then(|| parts.concat())
}

/// Energies, NaN for lists that have none; `None` if no list has any.
fn energies(lists: &[EventList]) -> Option<Vec<f64>> {
    lists.iter().any(|list| list.energy_kev.is_some()).then(|| {
        let one = |list: &EventList| list.energy_kev.clone().unwrap_or_else(|| vec![f64::NAN; list.len()]);
        lists.iter().flat_map(one).collect()
    })
}
