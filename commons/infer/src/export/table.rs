//! A table of points.

use crate::{Result, Run};
use astrarium_io::table::{Column, Table};

/// The points as a table: a column for each free parameter and derived quantity, `WEIGHT` (they sum to 1), `LNLIKE` and
/// `LNPRIOR`; in its header SAMPLER, SEED, NCALL, TRUSTED, and of a run with an evidence LNZ and LNZERR.
///
/// # Errors
/// If two columns have one name.
pub fn table(run: &Run) -> Result<Table> {
    let (points, width) = (&run.points, run.blob_names.len());
    let mut table = Table::new();
    for (k, parameter) in run.parameters.iter().enumerate() {
        let column = Column::f64(&parameter.name, points.column(k)).with_description(parameter.label());
        table.push(if parameter.unit.is_empty() { column } else { column.with_unit(&parameter.unit) })?;
    }
    for (k, name) in run.blob_names.iter().enumerate() {
        table.push(Column::f64(name, points.blobs.iter().skip(k).step_by(width).copied().collect()))?;
    }
    table.push(Column::f64("WEIGHT", points.weights()).with_description("weight, all together 1"))?;
    table.push(Column::f64("LNLIKE", points.ln_likelihood.clone()).with_description("ln of the likelihood"))?;
    table.push(Column::f64("LNPRIOR", points.ln_prior.clone()).with_description("ln of the prior's density"))?;
    table.meta.set("SAMPLER", run.sampler.as_str());
    table.meta.set("SEED", run.seed as i64);
    table.meta.set("NCALL", run.counts.calls as i64);
    table.meta.set("TRUSTED", run.verdict.ok);
    if let Some(evidence) = &run.evidence {
        table.meta.set("LNZ", evidence.ln_z);
        table.meta.set("LNZERR", evidence.ln_z_err);
    }
    Ok(table)
}
