//! A run as a folder of our own: nothing is lost.

use crate::{Chains, Error, Evidence, Points, Result, Run, Verdict};
use astrarium_io::{
    atomic::write_bytes,
    hdf5::{Attribute, Reader, Writer},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// The file of words: sampler, parameters, settings, evidence, costs, diagnostics, verdict.
pub const WORDS: &str = "run.json";
/// The file of numbers.
pub const NUMBERS: &str = "points.h5";
/// Raised when an older reader would misunderstand the files.
const FORMAT: u32 = 1;

/// What stands in `run.json`. JSON has no numbers that are not finite: they are null there, and NaN when read.
#[derive(Serialize, Deserialize)]
struct Words {
    format: u32,
    program: String,
    sampler: String,
    seed: u64,
    parameters: Vec<crate::Parameter>,
    blob_names: Vec<String>,
    verdict: Verdict,
    evidence: Option<Found>,
    counts: crate::Counts,
    settings: Value,
    diagnostics: BTreeMap<String, Value>,
}

/// The evidence, each number of it perhaps null.
#[derive(Serialize, Deserialize)]
struct Found {
    ln_z: Option<f64>,
    ln_z_err: Option<f64>,
    errors: BTreeMap<String, Option<f64>>,
    information: Option<f64>,
}

/// Writes a run into a folder, which is made: `run.json` and `points.h5` (datasets `theta` and, where there are any, `u`,
/// `blobs`: points × numbers; `ln_likelihood`, `ln_prior`, `ln_weight`, `ln_likelihood_birth`: points; how they lie in
/// chains as attributes of the root). [`load`] gives the run back, bit by bit.
///
/// # Errors
/// Those of the disk.
pub fn save(run: &Run, folder: &Path) -> Result<()> {
    let action = "creating the folder";
    fs::create_dir_all(folder).map_err(|source| Error::File { action, path: folder.to_owned(), source })?;
    for (name, bytes) in files(run)? {
        write_bytes(&folder.join(name), &bytes)?;
    }
    Ok(())
}

/// The files of [`save`]: names and contents.
///
/// # Errors
/// What HDF5 cannot hold.
pub fn files(run: &Run) -> Result<[(&'static str, Vec<u8>); 2]> {
    let number = |value: f64| value.is_finite().then_some(value);
    let evidence = run.evidence.as_ref().map(|evidence| Found {
        ln_z: number(evidence.ln_z),
        ln_z_err: number(evidence.ln_z_err),
        errors: evidence.errors.iter().map(|(name, error)| (name.clone(), number(*error))).collect(),
        information: evidence.information.and_then(number),
    });
    let words = Words {
        format: FORMAT,
        program: concat!("astrarium ", env!("CARGO_PKG_VERSION")).to_owned(),
        sampler: run.sampler.clone(),
        seed: run.seed,
        parameters: run.parameters.clone(),
        blob_names: run.blob_names.clone(),
        verdict: run.verdict.clone(),
        evidence,
        counts: run.counts.clone(),
        settings: run.settings.clone(),
        diagnostics: run.diagnostics.clone(),
    };
    let mut text = serde_json::to_vec_pretty(&words).unwrap_or_default();
    text.push(b'\n');
    Ok([(WORDS, text), (NUMBERS, numbers(&run.points, run.blob_names.len())?)])
}

/// The points as HDF5.
fn numbers(points: &Points, blobs: usize) -> Result<Vec<u8>> {
    let (n, mut file) = (points.len(), Writer::new());
    file.f64s("theta", &points.theta, &[n, points.dim])?;
    let lists = [
        ("ln_likelihood", Some(&points.ln_likelihood)),
        ("ln_prior", Some(&points.ln_prior)),
        ("ln_weight", points.ln_weight.as_ref()),
        ("ln_likelihood_birth", points.ln_likelihood_birth.as_ref()),
    ];
    for (name, values) in lists {
        if let Some(values) = values {
            file.f64s(name, values, &[n])?;
        }
    }
    if let Some(u) = &points.u {
        file.f64s("u", u, &[n, points.dim])?;
    }
    if blobs > 0 {
        file.f64s("blobs", &points.blobs, &[n, blobs])?;
    }
    if let Some(chains) = points.chains {
        for (name, value) in [("chains", chains.chains), ("draws", chains.draws), ("independent", chains.independent)] {
            file.attribute("/", name, Attribute::I64(vec![value as i64]))?;
        }
    }
    Ok(file.bytes()?)
}

/// Reads a run that [`save`] wrote.
///
/// # Errors
/// [`Error::NoRun`] if the folder holds no run, or what stands there is none; those of the disk.
pub fn load(folder: &Path) -> Result<Run> {
    let path = folder.join(WORDS);
    let none = |why: String| Error::NoRun { path: path.clone(), why };
    let text = fs::read(&path).map_err(|source| none(format!("{source}")))?;
    let words: Words = serde_json::from_slice(&text).map_err(|found| none(format!("it does not read: {found}")))?;
    if words.format != FORMAT {
        return Err(none(format!("its format is {}, expected {FORMAT}; use the version that wrote it", words.format)));
    }
    let nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let evidence = words.evidence.map(|found| Evidence {
        ln_z: nan(found.ln_z),
        ln_z_err: nan(found.ln_z_err),
        errors: found.errors.into_iter().map(|(name, error)| (name, nan(error))).collect(),
        information: found.information,
    });
    let points = points(&Reader::open(folder.join(NUMBERS))?)?;
    let widths = [points.dim, points.blobs.len()];
    let expected = [words.parameters.len(), points.len() * words.blob_names.len()];
    if widths != expected {
        let [dim, _] = widths;
        return Err(none(format!("{NUMBERS} has {dim} parameters, expected those of {WORDS}: {}", expected[0])));
    }
    Ok(Run {
        sampler: words.sampler,
        parameters: words.parameters,
        blob_names: words.blob_names,
        points,
        evidence,
        counts: words.counts,
        seed: words.seed,
        settings: words.settings,
        diagnostics: words.diagnostics,
        verdict: words.verdict,
    })
}

fn points(file: &Reader) -> Result<Points> {
    let (theta, shape) = file.f64s("theta")?;
    let some = |name: &str| -> Result<Option<Vec<f64>>> {
        if file.has(name) { Ok(Some(file.f64s(name)?.0)) } else { Ok(None) }
    };
    let attributes = file.attributes("/")?;
    let count = |name: &str| match attributes.get(name) {
        Some(Attribute::I64(values)) => values.first().map(|value| *value as usize),
        _ => None,
    };
    let chains = count("chains").zip(count("draws")).zip(count("independent"));
    Ok(Points {
        dim: shape.get(1).copied().unwrap_or(0),
        theta,
        ln_likelihood: file.f64s("ln_likelihood")?.0,
        ln_prior: file.f64s("ln_prior")?.0,
        ln_weight: some("ln_weight")?,
        ln_likelihood_birth: some("ln_likelihood_birth")?,
        u: some("u")?,
        chains: chains.map(|((chains, draws), independent)| Chains { chains, draws, independent }),
        blobs: some("blobs")?.unwrap_or_default(),
    })
}
