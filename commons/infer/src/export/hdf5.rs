//! The layout of emcee.

use crate::{Error, Points, Result, Run};
use astrarium_io::{
    atomic::write_bytes,
    hdf5::{Attribute, Writer},
};
use std::path::Path;

/// The version of emcee whose layout this is.
const VERSION: &str = "3.1.6";

/// Writes chains as emcee's HDF5 backend does: group `mcmc` with `chain` (draws, walkers, parameters), `log_prob` (draws,
/// walkers), `accepted` (walkers), and `blobs` (draws, walkers, values) where there are any.
///
/// Walkers of all ensembles stand side by side. `accepted` counts the kept draws at which a walker had moved. emcee reads
/// the file; it cannot append to it, as the datasets have a fixed length and no state of its generator stands there.
///
/// # Errors
/// If the points do not lie in chains; those of the disk.
pub fn emcee(run: &Run, path: &Path) -> Result<()> {
    let points = &run.points;
    let Some(chains) = points.chains else {
        let expected = "chains: an ensemble or another Markov chain (equal_weights gives no chains)";
        return Err(Error::Word { what: "points of", found: run.sampler.clone(), expected });
    };
    let shape = [chains.draws, chains.chains, points.dim];
    let ln: Vec<f64> = points.ln_likelihood.iter().zip(&points.ln_prior).map(|(l, p)| l + p).collect();
    let mut file = Writer::new();
    file.f64s("mcmc/chain", &points.theta, &shape)?;
    file.f64s("mcmc/log_prob", &ln, &shape[..2])?;
    file.f64s("mcmc/accepted", &moves(points, chains.chains), &shape[1..2])?;
    let has_blobs = !run.blob_names.is_empty();
    if has_blobs {
        file.f64s("mcmc/blobs", &points.blobs, &[shape[0], shape[1], run.blob_names.len()])?;
        file.attribute("mcmc/blobs", "names", Attribute::Text(run.blob_names.clone()))?;
    }
    let names = run.parameters.iter().map(|parameter| parameter.name.clone()).collect();
    for (name, value) in [
        ("version", Attribute::Text(vec![VERSION.to_owned()])),
        ("nwalkers", Attribute::I64(vec![chains.chains as i64])),
        ("ndim", Attribute::I64(vec![points.dim as i64])),
        ("has_blobs", Attribute::I64(vec![i64::from(has_blobs)])),
        ("iteration", Attribute::I64(vec![chains.draws as i64])),
        ("names", Attribute::Text(names)),
    ] {
        file.attribute("mcmc", name, value)?;
    }
    Ok(write_bytes(path, &file.bytes()?)?)
}

/// How often each walker stands elsewhere than at the draw before.
fn moves(points: &Points, walkers: usize) -> Vec<f64> {
    let mut moves = vec![0.0; walkers];
    for i in walkers..points.len() {
        if points.row(i) != points.row(i - walkers) {
            moves[i % walkers] += 1.0;
        }
    }
    moves
}
