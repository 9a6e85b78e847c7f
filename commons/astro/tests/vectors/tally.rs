//! Counts, and the worst deviations by quantity.
use crate::case::{Case, Folder, Output};
use crate::cosmology::Outputs;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

#[derive(Default)]
pub(crate) struct Tally {
    quantities: BTreeMap<String, Quantity>,
    skipped: usize,
    not_covered: Vec<String>,
    unknown_keys: Vec<String>,
    pub(crate) failures: Vec<String>,
}

#[derive(Default)]
struct Quantity {
    compared: usize,
    worst: f64,
    worst_at: String,
}

impl Tally {
    /// Compares all outputs of a case.
    pub(crate) fn count(&mut self, folder: &Folder, case: &Case, computed: Result<Outputs, Box<dyn Error>>) {
        let computed = match computed {
            Ok(computed) => computed,
            Err(error) => return self.failures.push(format!("{}: {error}", case.name)),
        };
        for output in &case.outputs {
            let place = format!("{}/{}", case.name, output.array.name);
            self.unknown_keys.extend(output.unknown_keys().map(|key| format!("{place}: {key}")));
            match (output.compare.as_str(), computed.get(&output.array.name)) {
                ("right", Some(found)) => match over(folder, output, found) {
                    Ok(over) => self.compare(&output.array.name, place, over),
                    Err(what) => self.failures.push(format!("{place}: {what}")),
                },
                ("right" | "compat", _) => self.not_covered.push(place),
                _ => self.skipped += 1,
            }
        }
    }

    pub(crate) fn n_compared(&self) -> usize {
        self.quantities.values().map(|quantity| quantity.compared).sum()
    }

    fn compare(&mut self, name: &str, place: String, over: f64) {
        let quantity = self.quantities.entry(name.to_owned()).or_default();
        quantity.compared += 1;
        if over > 1.0 {
            self.failures.push(format!("{place}: {over:.3e} times its tolerance"));
        }
        if over > quantity.worst {
            (quantity.worst, quantity.worst_at) = (over, place);
        }
    }
}

/// The largest deviation over its tolerance.
fn over(folder: &Folder, output: &Output, found: &[f64]) -> Result<f64, String> {
    if output.is_infinite() {
        return Ok(if found.iter().all(|value| *value == f64::INFINITY) { 0.0 } else { f64::INFINITY });
    }
    let expected = output.reference(folder).map_err(|error| error.to_string())?;
    if found.len() != expected.len() {
        return Err(format!("{} values, expected {}", found.len(), expected.len()));
    }
    let one = |(i, (found, expected)): (usize, (&f64, &Option<f64>))| {
        let expected = (*expected)?;
        let apart = (found - expected).abs();
        Some(match apart {
            _ if found.is_nan() && expected.is_nan() => 0.0,
            0.0 => 0.0,
            apart if apart.is_nan() => f64::INFINITY,
            apart => apart / output.tolerance(i, expected),
        })
    };
    Ok(found.iter().zip(&expected).enumerate().filter_map(one).fold(0.0, f64::max))
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, quantity) in &self.quantities {
            let Quantity { compared, worst, worst_at } = quantity;
            writeln!(f, "cosmology {name:32} {compared:3} compared, worst {worst:.2e} of tolerance ({worst_at})")?;
        }
        let (failed, open) = (self.failures.len(), self.not_covered.len());
        let compared = self.n_compared();
        writeln!(
            f,
            "cosmology: {compared} compared, {failed} failed, {open} not covered, {} not comparable",
            self.skipped
        )?;
        self.not_covered.iter().try_for_each(|place| writeln!(f, "    not covered: {place}"))?;
        self.unknown_keys.iter().try_for_each(|key| writeln!(f, "    unknown key: {key}"))
    }
}
