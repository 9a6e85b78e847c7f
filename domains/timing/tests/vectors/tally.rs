//! Counts by group.
use crate::case::Case;
use crate::compare::deviation;
use crate::value::Outputs;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

#[derive(Default)]
pub(crate) struct Tally {
    groups: BTreeMap<String, Group>,
}

#[derive(Default)]
struct Group {
    compared: usize,
    not_covered: Vec<String>,
    skipped: usize,
    worst: f64,
    worst_at: String,
    failures: Vec<String>,
}

impl Tally {
    /// Compares all outputs of a case.
    pub(crate) fn count(&mut self, case: &Case, computed: Result<Outputs, Box<dyn Error>>) {
        let group = self.groups.entry(case.group.clone()).or_default();
        let computed = match computed {
            Ok(computed) => computed,
            Err(error) => return group.failures.push(format!("{}: {error}", case.name)),
        };
        for output in &case.outputs {
            let place = format!("{}/{}", case.name, output.name);
            if output.compare == "skip" {
                group.skipped += 1;
                continue;
            }
            let Some(found) = computed.get(&output.name, &output.compare) else {
                group.not_covered.push(format!("{place} ({})", output.compare));
                continue;
            };
            let expected = case.reference(output).map_err(|error| error.to_string());
            match expected.and_then(|expected| deviation(found, &expected, output)) {
                Ok(over) => group.compare(place, over),
                Err(what) => group.failures.push(format!("{place}: {what}")),
            }
        }
    }

    /// A case of a group that nothing here computes.
    pub(crate) fn skip(&mut self, case: &Case) {
        let group = self.groups.entry(case.group.clone()).or_default();
        group.not_covered.extend(case.outputs.iter().map(|output| format!("{}/{}", case.name, output.name)));
    }

    pub(crate) fn n_failed(&self) -> usize {
        self.groups.values().map(|group| group.failures.len()).sum()
    }

    pub(crate) fn failures(&self) -> String {
        self.groups.values().flat_map(|group| group.failures.clone()).collect::<Vec<_>>().join("\n")
    }
}

impl Group {
    fn compare(&mut self, place: String, over: f64) {
        self.compared += 1;
        if over > 1.0 {
            self.failures.push(format!("{place}: {over:.3e} times its tolerance"));
        }
        if over > self.worst {
            (self.worst, self.worst_at) = (over, place);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, group) in &self.groups {
            let (compared, failed, open) = (group.compared, group.failures.len(), group.not_covered.len());
            write!(f, "timing {name:12} {compared:4} compared, {failed:2} failed, {open:3} not covered yet")?;
            if group.skipped > 0 {
                write!(f, ", {} not comparable", group.skipped)?;
            }
            if compared > 0 {
                write!(f, ", worst {:.2e} of tolerance", group.worst)?;
            }
            if !group.worst_at.is_empty() {
                write!(f, " ({})", group.worst_at)?;
            }
            writeln!(f)?;
            if group.compared > 0 {
                group.not_covered.iter().try_for_each(|place| writeln!(f, "    not covered: {place}"))?;
            }
        }
        Ok(())
    }
}
