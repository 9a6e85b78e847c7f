//! Counts, and the worst deviations by quantity.

use std::collections::BTreeMap;
use std::fmt;

/// Comparisons with reference numbers: counts, and the worst deviations by quantity; prints itself as a table.
pub struct Tally {
    /// Whose numbers they are.
    of: &'static str,
    quantities: BTreeMap<String, Quantity>,
    failures: Vec<String>,
    skipped: BTreeMap<String, usize>,
}

struct Quantity {
    compared: usize,
    tolerance: f64,
    worst: f64,
    worst_at: String,
}

/// Values below this are nought: tails that no number can hold.
const NOTHING: f64 = 1e-290;

impl Tally {
    /// Nothing compared yet, for this name.
    pub fn new(of: &'static str) -> Self {
        Self { of, quantities: BTreeMap::new(), failures: Vec::new(), skipped: BTreeMap::new() }
    }

    /// Compares arrays, each value relative to itself or to `floor`.
    ///
    /// # Panics
    /// If they are not equally long.
    pub fn compare(
        &mut self,
        name: &str,
        at: &str,
        (tolerance, floor): (f64, f64),
        (found, expected): (&[f64], &[f64]),
    ) {
        assert_eq!(found.len(), expected.len(), "{name} of {at}: as many values");
        let over = |(i, (a, b)): (usize, (&f64, &f64))| {
            let off = if a == b || (a.abs() < NOTHING && b.abs() < NOTHING) {
                0.0
            } else {
                (a - b).abs() / b.abs().max(floor)
            };
            (if off.is_nan() { f64::INFINITY } else { off }, i)
        };
        let worst = found
            .iter()
            .zip(expected)
            .enumerate()
            .map(over)
            .fold((0.0, 0), |most: (f64, usize), one| if one.0 > most.0 { one } else { most });
        let entry = self.quantities.entry(name.to_owned()).or_insert(Quantity {
            compared: 0,
            tolerance,
            worst: -1.0,
            worst_at: String::new(),
        });
        entry.compared += 1;
        if worst.0 > entry.worst {
            (entry.worst, entry.worst_at) = (worst.0, format!("{at}[{}]", worst.1));
        }
        if worst.0 > tolerance {
            let i = worst.1;
            self.failures.push(format!(
                "{name} of {at}: {:.2e} at {i} ({:e}, expected {:e}), tolerance {tolerance:e}",
                worst.0, found[i], expected[i]
            ));
        }
    }

    /// Counts what is not compared, with the reason.
    pub fn skip(&mut self, reason: &str) {
        *self.skipped.entry(reason.to_owned()).or_default() += 1;
    }

    /// Fails if something did not agree, or nothing was compared.
    ///
    /// # Panics
    /// Then.
    pub fn finish(&self) {
        assert!(!self.quantities.is_empty(), "nothing was compared");
        assert!(self.failures.is_empty(), "reference cases that do not agree:\n{}", self.failures.join("\n"));
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (of, mut compared) = (self.of, 0);
        for (name, quantity) in &self.quantities {
            let Quantity { compared: n, tolerance, worst, worst_at } = quantity;
            writeln!(f, "{of} {name:28} {n:3} compared, worst {worst:.1e} of {tolerance:.0e} ({worst_at})")?;
            compared += n;
        }
        self.skipped.iter().try_for_each(|(reason, n)| writeln!(f, "{of}: {n} not compared: {reason}"))?;
        writeln!(f, "{of}: {compared} arrays compared, {} failed", self.failures.len())
    }
}
