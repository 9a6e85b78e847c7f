//! What the ranks and intervals of a calibration say.

use super::{
    fits::Row,
    job::Settings,
    uniform::{Bands, binned, chi2_p_value, holm},
};
use crate::{Error, Result, Space, Verdict, catalogue::SourceRow};
use astrarium_io::table::{Column, Table};
use serde::Serialize;

/// Parts of a posterior whose central intervals are looked at.
pub const LEVELS: [f64; 4] = [0.5, 0.68, 0.9, 0.95];
/// Where the verdict is no.
const SIGNIFICANCE: f64 = 1e-3;
const COVERAGE_Z: f64 = 3.5;
const MOST_FAILED: f64 = 0.01;

/// One ranked quantity: a parameter, ln L, or the distance from a random point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// Its name; `ln L` and `distance` are the last.
    pub name: String,
    /// Ranks of the truths.
    pub ranks: Vec<u32>,
    /// Ranks in each of 20 bins.
    pub counts: Vec<u32>,
    /// The χ² test's p-value.
    pub p_chi2: f64,
    /// The same after Holm's correction for all quantities.
    pub p_holm: f64,
    /// The probability that the distribution function of uniform ranks strays as far.
    pub p_ecdf: f64,
}

/// How often central intervals of a parameter hold the truth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// The parameter.
    pub name: String,
    /// The part of the truths held, for each of [`LEVELS`].
    pub held: [f64; 4],
    /// Its distance from the level, in standard deviations of the binomial distribution.
    pub z: [f64; 4],
}

/// A calibration's result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The sampler's name.
    pub sampler: String,
    /// Fits that were ranked.
    pub n: usize,
    /// Draws that truths were ranked among.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Ranks and their tests.
    pub quantities: Vec<Quantity>,
    /// Coverage of each parameter.
    pub coverage: Vec<Coverage>,
    /// Counts of ranks up to each rank, lowest and highest, between which uniform ranks of all quantities stay with
    /// probability 0.999.
    pub bands: Vec<[usize; 2]>,
    /// Fits that failed: data set and reason.
    pub failed: Vec<(u64, String)>,
    /// Fits with fewer independent draws than truths are ranked among.
    pub short: usize,
    /// Evaluations of all fits.
    pub calls: u64,
    /// Whether the model and the sampler pass.
    pub verdict: Verdict,
}

impl Calibration {
    /// Judges the rows of all fits.
    pub(super) fn of(space: &Space, rows: Vec<SourceRow<Row>>, (settings, seed): (&Settings, u64)) -> Result<Self> {
        let (mut kept, mut failed) = (Vec::new(), Vec::new());
        for row in rows {
            match row.found {
                Ok(found) => kept.push(found),
                Err(why) => failed.push((row.source, why)),
            }
        }
        if kept.is_empty() {
            let why = failed.first().map_or_else(String::new, |(_, why)| why.clone());
            return Err(Error::Word {
                what: "every fit failed, the first by",
                found: why,
                expected: "a fit that ends",
            });
        }
        let names = space.free().map(|parameter| parameter.name.clone());
        let names: Vec<String> = names.chain(["ln L".to_owned(), "distance".to_owned()]).collect();
        let bands = Bands::new(kept.len(), settings.draws);
        let ranks = |k: usize| -> Vec<u32> { kept.iter().map(|row| row.ranks[k]).collect() };
        let p: Vec<f64> = (0..names.len()).map(|k| chi2_p_value(&ranks(k), settings.draws)).collect();
        let p_holm = holm(&p);
        let quantity = |(k, name): (usize, &String)| Quantity {
            name: name.clone(),
            counts: binned(&ranks(k), settings.draws),
            p_chi2: p[k],
            p_holm: p_holm[k],
            p_ecdf: bands.test(&ranks(k)).1,
            ranks: ranks(k),
        };
        let each = SIGNIFICANCE / names.len() as f64;
        let mut found = Self {
            sampler: settings.sampler.name().to_owned(),
            n: kept.len(),
            draws: settings.draws,
            seed,
            quantities: names.iter().enumerate().map(quantity).collect(),
            coverage: (0..space.dim()).map(|k| coverage(&names[k], &kept, k)).collect(),
            bands: bands.limits(each),
            short: kept.iter().filter(|row| row.effective_size < settings.draws as f64).count(),
            calls: kept.iter().map(|row| row.calls).sum(),
            failed,
            verdict: Verdict::default(),
        };
        found.judge(each);
        Ok(found)
    }

    fn judge(&mut self, each: f64) {
        let mut verdict = Verdict::default();
        for quantity in &self.quantities {
            let name = &quantity.name;
            verdict.expect(quantity.p_holm > SIGNIFICANCE, || {
                format!(
                    "{name}: ranks are not uniform, p = {:.1e} by chi2, expected above {SIGNIFICANCE}",
                    quantity.p_holm
                )
            });
            verdict.expect(quantity.p_ecdf > each, || {
                format!(
                    "{name}: the distribution of ranks leaves its band, p = {:.1e}, expected above {each:.1e}",
                    quantity.p_ecdf
                )
            });
        }
        for coverage in &self.coverage {
            for (i, level) in LEVELS.iter().enumerate() {
                verdict.expect(coverage.z[i].abs() < COVERAGE_Z, || {
                    let (held, z) = (100.0 * coverage.held[i], coverage.z[i]);
                    format!(
                        "{}: intervals of {:.0} % hold {held:.1} % of the truths, {z:.1} deviations off",
                        coverage.name,
                        100.0 * level
                    )
                });
            }
        }
        let all = (self.n + self.failed.len()) as f64;
        verdict.expect(self.failed.len() as f64 <= MOST_FAILED * all, || {
            let why = self.failed.first().map_or("", |(_, why)| why);
            format!("{} of {all} fits failed, the first by: {why}", self.failed.len())
        });
        verdict.expect(self.short as f64 <= MOST_FAILED * all, || {
            format!("{} of {all} fits have fewer than {} independent draws; sample longer", self.short, self.draws)
        });
        self.verdict = verdict;
    }

    /// A row for each quantity: name, p-values, and coverage where it is a parameter's.
    ///
    /// # Errors
    /// None that is known.
    pub fn table(&self) -> Result<Table> {
        let mut table = Table::new();
        let of = |of: &dyn Fn(&Quantity) -> f64| self.quantities.iter().map(of).collect::<Vec<_>>();
        table.push(Column::text("quantity", self.quantities.iter().map(|quantity| quantity.name.clone()).collect()))?;
        table.push(
            Column::f64("p_chi2", of(&|quantity| quantity.p_chi2)).with_description("chi2 of ranks in 20 bins"),
        )?;
        table.push(
            Column::f64("p_holm", of(&|quantity| quantity.p_holm)).with_description("corrected for all quantities"),
        )?;
        table.push(
            Column::f64("p_ecdf", of(&|quantity| quantity.p_ecdf)).with_description("band of the distribution"),
        )?;
        for (i, level) in LEVELS.iter().enumerate() {
            let held = |k: usize| self.coverage.get(k).map_or(f64::NAN, |coverage| coverage.held[i]);
            let column =
                Column::f64(&format!("held_{:.0}", 100.0 * level), (0..self.quantities.len()).map(held).collect());
            table.push(column.with_description("part of the truths in central intervals of so many per cent"))?;
        }
        table.meta.set("SAMPLER", self.sampler.as_str());
        table.meta.set("NSIM", self.n as i64);
        table.meta.set("NDRAWS", self.draws as i64);
        table.meta.set("PASSED", self.verdict.ok);
        Ok(table)
    }
}

fn coverage(name: &str, rows: &[Row], k: usize) -> Coverage {
    let n = rows.len() as f64;
    let held =
        LEVELS.map(|level| rows.iter().filter(|row| (2.0 * row.below[k] - 1.0).abs() <= level).count() as f64 / n);
    let z = std::array::from_fn(|i| (held[i] - LEVELS[i]) / (LEVELS[i] * (1.0 - LEVELS[i]) / n).sqrt());
    Coverage { name: name.to_owned(), held, z }
}
