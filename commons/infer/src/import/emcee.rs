//! emcee's HDF5 backend.

use super::run_of;
use crate::{Chains, Error, Points, Result, Run};
use astrarium_io::hdf5::{Attribute, Reader};
use std::path::Path;

/// Reads the group `mcmc`: `chain` (draws, walkers, parameters) and `log_prob`, as far as `iteration` says they are filled.
pub(super) fn read(path: &Path) -> Result<Run> {
    let file = Reader::open(path)?;
    let expected = "emcee's backend: a group mcmc with chain (draws, walkers, parameters) and log_prob";
    let wrong = |found: String| Error::Unreadable { path: path.to_owned(), found, expected };
    if !file.has("mcmc/chain") || !file.has("mcmc/log_prob") {
        let has: Vec<String> = file.groups("/")?.into_iter().chain(file.datasets("/")?).collect();
        return Err(wrong(format!("it holds {}", if has.is_empty() { "nothing".to_owned() } else { has.join(", ") })));
    }
    let (mut theta, shape) = file.f64s("mcmc/chain")?;
    let &[kept, walkers, dim] = &shape[..] else { return Err(wrong(format!("chain has the shape {shape:?}"))) };
    let (mut ln, ln_shape) = file.f64s("mcmc/log_prob")?;
    if ln_shape != [kept, walkers] {
        return Err(wrong(format!("log_prob has the shape {ln_shape:?} beside a chain of {shape:?}")));
    }
    let attributes = file.attributes("mcmc")?;
    let draws = match attributes.get("iteration") {
        Some(Attribute::I64(values)) => values.first().map_or(kept, |done| (*done).max(0) as usize).min(kept),
        _ => kept,
    };
    theta.truncate(draws * walkers * dim);
    ln.truncate(draws * walkers);
    let names = match attributes.get("names") {
        Some(Attribute::Text(names)) if names.len() == dim => names.clone(),
        _ => (1..=dim).map(|k| format!("x{k}")).collect(),
    };
    let chains = Chains { chains: walkers, draws, independent: 1 };
    let n = ln.len();
    let points =
        Points { dim, theta, ln_likelihood: ln, ln_prior: vec![0.0; n], chains: Some(chains), ..Points::default() };
    run_of("emcee", names, points)
}
