//! The layout of `ArviZ`: groups of netCDF-4.

use crate::{Points, Result, Run};
use astrarium_io::{
    atomic::write_bytes,
    hdf5::{Attribute, Writer},
};
use std::path::Path;

/// Writes a run as `ArviZ`'s `InferenceData`, in netCDF-4: `arviz.from_netcdf` reads it.
///
/// Groups: `posterior` (each free parameter and derived quantity, chain × draw) and `sample_stats` (`lp`, ln of likelihood
/// times prior, and `log_likelihood`). Points of unequal weight become one chain of points of equal weight, as many as are
/// effective, and stand themselves in `weighted_posterior` (dimension `sample`) with `log_weight`, `log_likelihood` and, of
/// nested sampling, `log_likelihood_birth`. A chain is a walker or a Markov chain.
///
/// Dimensions are netCDF's scales, named by number in each array (`_Netcdf4Coordinates`), which h5netcdf and so xarray
/// read; lists of references (`DIMENSION_LIST`) are not written.
///
/// # Errors
/// Those of the disk.
pub fn arviz(run: &Run, path: &Path) -> Result<()> {
    let mut file = Netcdf::default();
    let is_weighted = run.points.ln_weight.is_some();
    let equal = if is_weighted || run.points.chains.is_none() {
        let n = run.points.effective_size().round().max(1.0) as usize;
        Some(run.equal_weights(n))
    } else {
        None
    };
    let points = equal.as_ref().unwrap_or(&run.points);
    let [chains, draws] = points.chains.map_or([1, points.len()], |chains| [chains.chains, chains.draws]);
    let across = |values: &[f64]| -> Vec<f64> {
        (0..chains).flat_map(|chain| values.iter().skip(chain).step_by(chains)).copied().collect()
    };
    let shape = [("chain", chains), ("draw", draws)];
    for (name, values) in columns(run, points) {
        file.array(("posterior", &name), &across(&values), &shape)?;
    }
    let ln: Vec<f64> = points.ln_likelihood.iter().zip(&points.ln_prior).map(|(l, p)| l + p).collect();
    file.array(("sample_stats", "lp"), &across(&ln), &shape)?;
    file.array(("sample_stats", "log_likelihood"), &across(&points.ln_likelihood), &shape)?;
    file.describe(run, &["posterior", "sample_stats"])?;
    if is_weighted {
        weighted(&mut file, run)?;
    }
    Ok(write_bytes(path, &file.file.bytes()?)?)
}

fn weighted(file: &mut Netcdf, run: &Run) -> Result<()> {
    let (group, points) = ("weighted_posterior", &run.points);
    let shape = [("sample", points.len())];
    for (name, values) in columns(run, points) {
        file.array((group, &name), &values, &shape)?;
    }
    file.array((group, "log_likelihood"), &points.ln_likelihood, &shape)?;
    for (name, values) in [("log_weight", &points.ln_weight), ("log_likelihood_birth", &points.ln_likelihood_birth)] {
        if let Some(values) = values {
            file.array((group, name), values, &shape)?;
        }
    }
    file.describe(run, &[group])
}

/// Free parameters and derived quantities, point by point.
fn columns(run: &Run, points: &Points) -> Vec<(String, Vec<f64>)> {
    let width = run.blob_names.len();
    let free = run.parameters.iter().enumerate().map(|(k, parameter)| (parameter.name.clone(), points.column(k)));
    let blobs = run.blob_names.iter().enumerate();
    let derived =
        blobs.map(|(k, name)| (name.clone(), points.blobs.iter().skip(k).step_by(width).copied().collect::<Vec<_>>()));
    free.chain(derived).collect()
}

/// A netCDF-4 file that is being put together: dimensions have numbers.
#[derive(Default)]
struct Netcdf {
    file: Writer,
    /// Group and name of each scale; the place is its number.
    scales: Vec<(String, String)>,
}

impl Netcdf {
    /// An array over named dimensions, whose coordinates count from 0.
    fn array(&mut self, (group, name): (&str, &str), values: &[f64], shape: &[(&str, usize)]) -> Result<()> {
        let mut dimensions = Vec::new();
        for (dimension, length) in shape {
            dimensions.push(self.dimension((group, dimension), *length)?);
        }
        let at = format!("{group}/{name}");
        let lengths: Vec<usize> = shape.iter().map(|(_, length)| *length).collect();
        self.file.f64s(&at, values, &lengths)?;
        self.file.attribute(&at, "_FillValue", Attribute::F64(vec![f64::NAN]))?;
        let number = self.scale(group, name);
        self.mark(&at, name, number)?;
        Ok(self.file.attribute(&at, "_Netcdf4Coordinates", Attribute::I32s(dimensions))?)
    }

    /// The number of a dimension of a group; its coordinates are written at its first use.
    fn dimension(&mut self, (group, name): (&str, &str), length: usize) -> Result<i32> {
        if let Some(known) = self.scales.iter().position(|(of, scale)| of == group && scale == name) {
            return Ok(known as i32);
        }
        let (number, at) = (self.scale(group, name), format!("{group}/{name}"));
        self.file.i64s(&at, &(0..length as i64).collect::<Vec<_>>(), &[length])?;
        self.mark(&at, name, number)?;
        Ok(number)
    }

    fn scale(&mut self, group: &str, name: &str) -> i32 {
        self.scales.push((group.to_owned(), name.to_owned()));
        self.scales.len() as i32 - 1
    }

    fn mark(&mut self, at: &str, name: &str, number: i32) -> Result<()> {
        self.file.attribute(at, "CLASS", Attribute::Word("DIMENSION_SCALE".to_owned()))?;
        self.file.attribute(at, "NAME", Attribute::Word(name.to_owned()))?;
        Ok(self.file.attribute(at, "_Netcdf4Dimid", Attribute::I32(number))?)
    }

    /// What made the groups.
    fn describe(&mut self, run: &Run, groups: &[&str]) -> Result<()> {
        for group in groups {
            for (name, text) in [
                ("creation_library", "astrarium"),
                ("creation_library_version", env!("CARGO_PKG_VERSION")),
                ("inference_library", "astrarium"),
                ("inference_library_version", env!("CARGO_PKG_VERSION")),
                ("sampler", &run.sampler),
            ] {
                self.file.attribute(group, name, Attribute::Text(vec![text.to_owned()]))?;
            }
            self.file.attribute(group, "trusted", Attribute::I64(vec![i64::from(run.verdict.ok)]))?;
            if let Some(evidence) = &run.evidence {
                self.file.attribute(group, "log_evidence", Attribute::F64(vec![evidence.ln_z]))?;
                self.file.attribute(group, "log_evidence_err", Attribute::F64(vec![evidence.ln_z_err]))?;
            }
        }
        Ok(())
    }
}
