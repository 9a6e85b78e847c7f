//! Plain text: what `GetDist` and anesthetic read.

use crate::{Error, Points, Result, Run};
use astrarium_io::{Error as IoError, atomic};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What stands for a birth in the whole prior.
const PRIOR_BIRTH: f64 = -1e30;

/// Writes `root_1.txt` (weight, −ln P, parameters, derived quantities), `root.paramnames`, `root.ranges` and
/// `root.properties.ini`: what `GetDist` calls a chain. Independent groups of chains become `root_1.txt`, `root_2.txt`, …
///
/// The weights are relative to the largest, and points below 1e-300 of it are left out. The derived quantities are marked
/// by `*`.
///
/// # Errors
/// Those of the disk.
pub fn getdist(run: &Run, root: &Path) -> Result<()> {
    let points = &run.points;
    let weights = points.weights();
    let most = weights.iter().copied().fold(0.0, f64::max);
    let groups = points.chains.map_or(1, |chains| chains.independent.max(1));
    for group in 0..groups {
        text(&ending(root, &format!("_{}.txt", group + 1)), |out| {
            for i in (0..points.len()).filter(|&i| group_of(points, i) == group && weights[i] / most > 1e-300) {
                write!(out, "{:e} {:e}", weights[i] / most, -(points.ln_likelihood[i] + points.ln_prior[i]))?;
                row(out, points.row(i).iter().chain(blobs(run, i)))?;
            }
            Ok(())
        })?;
    }
    describe(run, root)?;
    let kind = if points.ln_likelihood_birth.is_some() { "nested" } else { "mcmc" };
    // the burn-in is gone already
    text(&ending(root, ".properties.ini"), |out| writeln!(out, "sampler={kind}\nignore_rows=0\nburn_removed=True"))
}

/// Writes `root_dead-birth.txt` (parameters, derived quantities, ln L, ln L of birth), `root.paramnames` and `root.ranges`:
/// what `PolyChord` leaves behind and anesthetic reads.
///
/// # Errors
/// If the run has no births, not being one of nested sampling; those of the disk.
pub fn anesthetic(run: &Run, root: &Path) -> Result<()> {
    let points = &run.points;
    let Some(birth) = &points.ln_likelihood_birth else {
        let expected = "a run of nested sampling, whose points have births";
        return Err(Error::Word { what: "points of", found: run.sampler.clone(), expected });
    };
    text(&ending(root, "_dead-birth.txt"), |out| {
        for (i, birth) in birth.iter().enumerate() {
            let last = [points.ln_likelihood[i], birth.max(PRIOR_BIRTH)];
            row(out, points.row(i).iter().chain(blobs(run, i)).chain(&last))?;
        }
        Ok(())
    })?;
    describe(run, root)
}

/// Names, labels and ranges.
fn describe(run: &Run, root: &Path) -> Result<()> {
    text(&ending(root, ".paramnames"), |out| {
        run.parameters.iter().try_for_each(|parameter| writeln!(out, "{}\t{}", parameter.name, parameter.label()))?;
        run.blob_names.iter().try_for_each(|name| writeln!(out, "{name}*\t{name}"))
    })?;
    text(&ending(root, ".ranges"), |out| {
        for parameter in &run.parameters {
            let [low, high] =
                parameter.support().map(|end| if end.is_finite() { format!("{end:e}") } else { "N".into() });
            writeln!(out, "{} {low} {high}", parameter.name)?;
        }
        Ok(())
    })
}

/// Which independent group of chains a point belongs to.
fn group_of(points: &Points, i: usize) -> usize {
    points.chains.map_or(0, |chains| (i % chains.chains) * chains.independent.max(1) / chains.chains)
}

fn blobs(run: &Run, i: usize) -> &[f64] {
    let width = run.blob_names.len();
    &run.points.blobs[i * width..(i + 1) * width]
}

fn row<'a>(out: &mut dyn Write, values: impl Iterator<Item = &'a f64>) -> io::Result<()> {
    for value in values {
        write!(out, " {value:e}")?;
    }
    writeln!(out)
}

/// `root` with more behind its name.
fn ending(root: &Path, end: &str) -> PathBuf {
    let mut name = root.file_name().unwrap_or_default().to_owned();
    name.push(end);
    root.with_file_name(name)
}

fn text(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    Ok(atomic::write(path, fill).map_err(|error: IoError| error)?)
}
