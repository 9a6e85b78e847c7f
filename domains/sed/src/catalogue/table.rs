//! The one table of all sources.
use super::job::{CatalogueFits, Found, Row};
use crate::Result;
use crate::result::QUANTITIES;
use astrarium_infer::LogDensity;
use astrarium_infer::catalogue::Summary;
use astrarium_io::table::{Column, Table};
use std::collections::BTreeMap;

/// Ends of the names of columns, and which of the five quantiles they are.
const ENDS: [(&str, usize); 3] = [("", 2), ("_lo", 1), ("_hi", 3)];

/// A row for each source and model, in the catalogue's order: name, model, what was wrong, then of each parameter and of each
/// quantity the median with the quantiles 0.16 (`_lo`) and 0.84 (`_hi`), of parameters the most likely value too (`_best`), the
/// evidence, and the model's probability for that source where all are equally likely beforehand.
///
/// # Errors
/// Two columns of one name: a parameter that is called as a quantity is left out of the quantities, so none that is known.
pub fn catalogue_table(fits: &CatalogueFits, found: &Found) -> Result<Table> {
    let rows = Rows::new(fits, found);
    let mut table = Table::new();
    rows.push_heads(&mut table)?;
    for (name, unit) in rows.parameters() {
        let of = |model: usize, summary: &Summary, i: usize| {
            let k = rows.place_of(model, &name)?;
            Some(if i == 5 { summary.best[k] } else { summary.quantiles[k][i] })
        };
        for (end, i) in ENDS.into_iter().chain([("_best", 5)]) {
            let column = Column::f64(&format!("{name}{end}"), rows.column(&|model, summary| of(model, summary, i)));
            table.push(if unit.is_empty() { column } else { column.with_unit(&unit) })?;
        }
    }
    for (k, told) in QUANTITIES.iter().enumerate() {
        for (end, i) in ENDS {
            let values = rows.column(&|_, summary| summary.beside.get(k).map(|found| found[i]));
            let column = Column::f64(&format!("{}{end}", told.name), values).with_description(told.about);
            table.push(if told.unit.is_empty() { column } else { column.with_unit(told.unit) })?;
        }
    }
    rows.push_quality(&mut table)?;
    Ok(table)
}

/// The sources that failed: place in the catalogue, name, model, reason.
pub fn failures<'a>(fits: &'a CatalogueFits, found: &'a Found) -> Vec<(usize, &'a str, &'a str, String)> {
    let rows = Rows::new(fits, found);
    let failed = rows.all.iter().filter_map(|line| {
        let why = line.found.as_ref().err()?;
        Some((line.place, fits.sources[line.place].id.as_str(), fits.models[line.model].name.as_str(), why.clone()))
    });
    failed.collect()
}

/// A line of the table.
struct Line<'a> {
    place: usize,
    model: usize,
    found: std::result::Result<&'a Summary, String>,
}

struct Rows<'a> {
    fits: &'a CatalogueFits,
    all: Vec<Line<'a>>,
}

impl<'a> Rows<'a> {
    fn new(fits: &'a CatalogueFits, found: &'a Found) -> Self {
        let fitted = found.rows.iter().map(|Row { model, row }| Line {
            place: row.source as usize,
            model: *model as usize,
            found: row.found.as_ref().map_err(Clone::clone),
        });
        let rejected = fits.models.iter().enumerate().flat_map(|(model, fitted)| {
            fitted.rejected.iter().map(move |(place, why)| Line { place: *place, model, found: Err(why.clone()) })
        });
        let mut all: Vec<Line<'a>> = fitted.chain(rejected).collect();
        all.sort_by_key(|line| (line.place, line.model));
        Self { fits, all }
    }

    /// Free parameters of all models, each with its unit, in the order in which they are first met.
    fn parameters(&self) -> Vec<(String, String)> {
        let mut names: Vec<(String, String)> = Vec::new();
        for parameter in self.fits.models.iter().flat_map(|model| model.density.space().free()) {
            if names.iter().all(|(name, _)| *name != parameter.name) {
                names.push((parameter.name.clone(), parameter.unit.clone()));
            }
        }
        names
    }

    fn place_of(&self, model: usize, name: &str) -> Option<usize> {
        self.fits.models[model].density.space().free().position(|parameter| parameter.name == name)
    }

    fn column(&self, of: &dyn Fn(usize, &Summary) -> Option<f64>) -> Vec<f64> {
        let value = |line: &Line<'_>| line.found.as_ref().ok().and_then(|summary| of(line.model, summary));
        self.all.iter().map(|line| value(line).unwrap_or(f64::NAN)).collect()
    }

    fn push_heads(&self, table: &mut Table) -> Result<()> {
        let source = |line: &Line<'_>| &self.fits.sources[line.place];
        table.push(Column::text("id", self.all.iter().map(|line| source(line).id.clone()).collect()))?;
        let model = |line: &Line<'_>| self.fits.models[line.model].name.clone();
        table.push(Column::text("model", self.all.iter().map(model).collect()))?;
        let failed = |line: &Line<'_>| line.found.as_ref().err().cloned().unwrap_or_default();
        let failed = Column::text("failed", self.all.iter().map(failed).collect());
        table.push(failed.with_description("why there is no fit; empty: there is one"))?;
        let n_bands = |line: &Line<'_>| source(line).photometry.bands.len() as i64;
        table.push(Column::i64("n_bands", self.all.iter().map(n_bands).collect()))?;
        Ok(())
    }

    fn push_quality(&self, table: &mut Table) -> Result<()> {
        let ln_z = self.column(&|_, summary| summary.ln_z.map(|found| found[0]));
        let chances = self.chances(&ln_z);
        table.push(Column::f64("ln_z", ln_z).with_description("ln of the evidence"))?;
        table.push(Column::f64("ln_z_err", self.column(&|_, summary| summary.ln_z.map(|found| found[1]))))?;
        let about = "of this model for this source, if all models are equally likely beforehand";
        table.push(Column::f64("model_probability", chances).with_description(about))?;
        table.push(Column::f64("ln_likelihood_best", self.column(&|_, summary| Some(summary.ln_likelihood))))?;
        table.push(Column::f64("effective_size", self.column(&|_, summary| Some(summary.effective_size))))?;
        let flags =
            |line: &Line<'_>| line.found.as_ref().map_or_else(|_| String::new(), |found| found.flags.join("; "));
        let flags = Column::text("flags", self.all.iter().map(flags).collect());
        table.push(flags.with_description("reasons not to trust the fit"))?;
        Ok(())
    }

    /// `Z / Σ Z` over the models of a source.
    fn chances(&self, ln_z: &[f64]) -> Vec<f64> {
        let mut most: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        let finite = || self.all.iter().zip(ln_z).filter(|(_, ln_z)| ln_z.is_finite());
        for (line, ln_z) in finite() {
            let at = most.entry(line.place).or_insert((f64::NEG_INFINITY, 0.0));
            at.0 = at.0.max(*ln_z);
        }
        for (line, ln_z) in finite() {
            if let Some((most, sum)) = most.get_mut(&line.place) {
                *sum += (ln_z - *most).exp();
            }
        }
        let of = |(line, ln_z): (&Line<'_>, &f64)| most.get(&line.place).map(|(most, sum)| (ln_z - most).exp() / sum);
        self.all.iter().zip(ln_z).map(|pair| of(pair).unwrap_or(f64::NAN)).collect()
    }
}
