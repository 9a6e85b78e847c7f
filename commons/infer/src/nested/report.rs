//! A record as a run: weights, evidence with all its errors, theta.

use super::{
    record::Record,
    settings::Nested,
    strands::{bootstrapped, unravel},
    table::Table,
    weigh::{Weighed, ln_mean_volumes, ln_volumes, simulated},
};
use crate::{Error, Evidence, Result, Run, Space};
use astrarium_num::stats::{mean, standard_deviation};
use std::collections::BTreeMap;

/// The points of a record with their weights, and the evidence; the space and the names of the blobs are the density's.
///
/// ln Z is the mean over simulated prior volumes. Its errors: `skilling` √(H/n); `accumulated` over the run; `volumes`, the
/// spread over the simulated volumes; `strands`, that over bootstraps of the strands; `start`, that of the finite fraction
/// of the prior. The one quoted is the larger of `volumes` and `strands`, and `start` added in squares.
///
/// # Errors
/// [`Error::TooFew`] if the record is empty.
pub fn report((space, blob_names): (&Space, &[String]), settings: &Nested, record: &Record, seed: u64) -> Result<Run> {
    if record.is_empty() {
        return Err(Error::TooFew { purpose: "weigh", found: 0, needed: 1 });
    }
    let mut run = Run::new("nested", space, blob_names);
    let table = &record.table;
    let mut theta = vec![0.0; table.u.len()];
    space.transform(&table.u, &mut theta);
    let ln_x = ln_volumes(record);
    let weighed = Weighed::new(record, &ln_x, 1.0);
    run.points.ln_prior = theta.chunks_exact(space.dim()).map(|row| space.ln_prior(row)).collect();
    run.points.theta = theta;
    run.points.ln_likelihood = table.ln_l.clone();
    run.points.ln_likelihood_birth = Some(table.birth.clone());
    run.points.u = Some(table.u.clone());
    run.points.blobs = table.blobs.clone();
    run.points.ln_weight = Some(weighed.ln_weight.clone());
    run.seed = seed;
    run.evidence = Some(evidence(record, &weighed, settings, seed));
    run.note("ln_z_mean_volumes", Weighed::new(record, &ln_mean_volumes(record), 1.0).ln_z);
    run.note("effective_size", weighed.effective_size());
    run.note("entropy_size", weighed.entropy_size());
    run.note("dimensionality", weighed.dimensionality(record));
    run.note("ln_volumes", ln_x);
    run.note("prior_finite", record.finite.0);
    run.note("prior_tried", record.finite.1);
    Ok(run)
}

fn evidence(record: &Record, weighed: &Weighed, settings: &Nested, seed: u64) -> Evidence {
    let volumes = simulated(record, settings.replicas, seed);
    let strands = unravel(record, seed);
    let boots = bootstrapped(record, &strands, settings.bootstraps, seed);
    let from_prior = record.table.birth.iter().filter(|birth| **birth == f64::NEG_INFINITY).count() as f64;
    let start = record.ln_start().1;
    let [by_volumes, by_strands] = [&volumes, &boots].map(|values| standard_deviation(values, 1));
    let larger = by_volumes.max(by_strands);
    let errors = [
        ("skilling", (weighed.information.max(0.0) / from_prior).sqrt()),
        ("accumulated", weighed.accumulated.sqrt()),
        ("volumes", by_volumes),
        ("strands", by_strands),
        ("start", start),
    ];
    Evidence {
        ln_z: mean(&volumes),
        ln_z_err: (larger * larger + start * start).sqrt(),
        errors: errors.into_iter().map(|(name, error)| (name.to_owned(), error)).collect::<BTreeMap<_, _>>(),
        information: Some(weighed.information),
    }
}

impl Record {
    /// The record of a run.
    ///
    /// # Errors
    /// [`Error::Word`] if the run is not one of nested sampling.
    pub fn of(run: &Run) -> Result<Self> {
        let points = &run.points;
        let (Some(u), Some(birth)) = (&points.u, &points.ln_likelihood_birth) else {
            let (what, expected) = ("a run of", "one of nested sampling, whose points know their contour of birth");
            return Err(Error::Word { what, found: run.sampler.clone(), expected });
        };
        let table = Table {
            u: u.clone(),
            blobs: points.blobs.clone(),
            ln_l: points.ln_likelihood.clone(),
            birth: birth.clone(),
            calls: vec![0; points.len()],
        };
        let number = |name| run.diagnostics.get(name).and_then(|value: &serde_json::Value| value.as_u64()).unwrap_or(1);
        Ok(Self::new(&table, (number("prior_finite"), number("prior_tried"))))
    }
}
