//! The layout of emcee.

use crate::{Error, Points, Result, Run};
use astrarium_io::{
    atomic::write_bytes,
    hdf5::{Attribute, Writer},
};
use astrarium_num::random::{Purpose, Stream};
use std::path::Path;

/// The version of emcee whose layout this is.
const VERSION: &str = "3.1.6";
/// Words in the state of a Mersenne twister.
const KEY: usize = 624;

/// Writes chains as emcee's HDF5 backend does: group `mcmc` with `chain` (draws, walkers, parameters), `log_prob` (draws,
/// walkers), `accepted` (walkers), and `blobs` (draws, walkers) where there are any, an array each if they are several.
///
/// Walkers of all ensembles stand side by side. `accepted` counts the kept draws at which a walker had moved. emcee reads
/// the file and goes on from it, with a generator of its own that starts at a state made from the run's seed.
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
    let (blobs, names) = (&points.blobs, &run.blob_names);
    match names.len() {
        0 => {}
        1 => file.f64s("mcmc/blobs", blobs, &shape[..2])?,
        several => file.f64_arrays("mcmc/blobs", blobs, &shape[..2], several as u32)?,
    }
    file.grows("mcmc/chain")?;
    file.grows("mcmc/log_prob")?;
    if !names.is_empty() {
        file.grows("mcmc/blobs")?;
        file.attribute("mcmc/blobs", "names", Attribute::Text(names.clone()))?;
    }
    for (name, value) in attributes(run, shape) {
        file.attribute("mcmc", name, value)?;
    }
    Ok(write_bytes(path, &file.bytes()?)?)
}

/// What stands at the group.
fn attributes(run: &Run, [draws, walkers, dim]: [usize; 3]) -> [(&'static str, Attribute); 11] {
    let names = run.parameters.iter().map(|parameter| parameter.name.clone()).collect();
    let whole = |number: i64| Attribute::I64(vec![number]);
    [
        ("version", Attribute::Text(vec![VERSION.to_owned()])),
        ("nwalkers", whole(walkers as i64)),
        ("ndim", whole(dim as i64)),
        ("has_blobs", whole(i64::from(!run.blob_names.is_empty()))),
        ("iteration", whole(draws as i64)),
        ("names", Attribute::Text(names)),
        // numpy's RandomState.get_state(): the name, the key, the place in it, and no normal number left over
        ("random_state_0", Attribute::Text(vec!["MT19937".to_owned()])),
        ("random_state_1", Attribute::U32(key(run.seed))),
        ("random_state_2", whole(KEY as i64)),
        ("random_state_3", whole(0)),
        ("random_state_4", Attribute::F64(vec![0.0])),
    ]
}

/// The state of a Mersenne twister that nobody has drawn from.
fn key(seed: u64) -> Vec<u32> {
    let stream = Stream::new(seed, Purpose::Start, u64::MAX);
    let words = (0..KEY as u64 / 4).flat_map(|draw| stream.words(0, draw));
    words.flat_map(|word| [word as u32, (word >> 32) as u32]).collect()
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
