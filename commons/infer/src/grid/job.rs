//! A density at every point of a grid, as a job.

use super::{
    Grid,
    sum::{Best, GridSum},
};
use crate::{
    Result,
    error::{positive, require},
    optimise::check_length,
};
use astrarium_exec::{
    Blocks, Both, Cx, Durable, Engine, Error as ExecError, Evaluate, Evaluations, Identity, Job, Rows, Saving, Scratch,
    Sink, spec_hash,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Raised when the numbers of a grid search change.
const VERSION: u32 = 1;

/// Settings of a grid search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GridSettings {
    /// Points of a block: part of the result's identity, as sums are merged block by block.
    pub block: usize,
    /// Best points to keep.
    pub keep: usize,
}

impl Default for GridSettings {
    fn default() -> Self {
        Self { block: 1024, keep: 10 }
    }
}

/// A density at every point of a grid: a fold, on threads, ranks and in parts.
pub struct GridJob<'a> {
    of: &'a dyn Evaluate,
    grid: &'a Grid,
    settings: GridSettings,
    /// Where each axis' values begin in the list of all.
    first: Vec<usize>,
    identity: Identity,
}

/// The same with the rows of the full surface.
pub struct SurfaceJob<'a>(GridJob<'a>);

/// What a worker keeps.
pub struct Desk {
    inner: Scratch,
    rows: Vec<f64>,
    entity: Vec<u64>,
    got: Evaluations,
}

/// What a grid search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridResult {
    /// The best points, the highest ln P first; of equal ones the smaller number.
    pub best: Vec<Best>,
    /// Their coordinates.
    pub points: Vec<Vec<f64>>,
    /// `ln Σ P × cell`: the evidence by the trapezoidal rule.
    pub ln_z: f64,
    /// The mass at each value of each axis; each axis' sum is 1.
    pub marginals: Vec<Vec<f64>>,
    /// The largest ln P at each value of each axis.
    pub profiles: Vec<Vec<f64>>,
    /// Points that could not be evaluated.
    pub failed: u64,
}

impl<'a> GridJob<'a> {
    /// `of` gives ln P (with the prior, as [`OverTheta`](crate::OverTheta) does) at rows of the grid's coordinates; `inputs`
    /// and settings make up the identity.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) if there are other than as many axes as parameters, and
    /// [`Error::Setting`](crate::Error::Setting).
    pub fn new(
        of: &'a dyn Evaluate,
        grid: &'a Grid,
        settings: GridSettings,
        inputs: &[astrarium_exec::Input],
    ) -> Result<Self> {
        check_length("axes of the grid", grid.axes().len(), of.dim())?;
        positive("block", settings.block as f64)?;
        require(settings.keep > 0, "keep", 0.0, "at least one point")?;
        let mut first = vec![0];
        for axis in grid.axes() {
            first.push(first[first.len() - 1] + axis.len());
        }
        let identity = Identity {
            kind: "infer.grid".to_owned(),
            results_version: VERSION,
            spec: spec_hash(&(&settings, grid)),
            inputs: inputs.to_vec(),
            seed: 0,
            block_size: settings.block as u64,
            simd: String::new(),
        };
        Ok(Self { of, grid, settings, first, identity })
    }

    /// The result of the sum over all blocks.
    pub fn result(&self, sum: &GridSum) -> GridResult {
        let cut = |values: &[f64], factor: f64| -> Vec<Vec<f64>> {
            let axes = self.first.windows(2).map(|ends| &values[ends[0]..ends[1]]);
            axes.map(|values| values.iter().map(|value| value * factor).collect()).collect()
        };
        GridResult {
            points: sum.best.iter().map(|best| self.grid.point(best.index)).collect(),
            best: sum.best.clone(),
            ln_z: libm::log(sum.mass) + if sum.mass > 0.0 { sum.scale } else { 0.0 },
            marginals: cut(&sum.marginals, 1.0 / sum.mass),
            profiles: cut(&sum.profiles, 1.0),
            failed: sum.failed,
        }
    }

    fn n_blocks(&self) -> u64 {
        self.grid.points().div_ceil(self.settings.block as u64)
    }

    fn evaluate(&self, index: u64, desk: &mut Desk, cx: &Cx) -> std::result::Result<u64, ExecError> {
        let first = index * self.settings.block as u64;
        let end = (first + self.settings.block as u64).min(self.grid.points());
        desk.rows.clear();
        for point in first..end {
            desk.rows.extend(self.grid.point(point));
        }
        desk.entity.resize((end - first) as usize, 0);
        desk.got = Evaluations::default();
        let rows = Rows { dim: self.grid.axes().len(), values: &desk.rows, entity: &desk.entity };
        self.of.evaluate(rows, &mut desk.got, &mut desk.inner, cx)?;
        let (found, expected) = (desk.got.values.len() as u64, end - first);
        if found != expected {
            return Err(ExecError::WrongLength { block: index, what: "evaluations", found, expected });
        }
        cx.check()?;
        Ok(first)
    }

    fn sum(&self, first: u64, got: &Evaluations, sum: &mut GridSum) {
        let cells: Vec<f64> = (0..got.values.len()).map(|i| self.grid.ln_volume(first + i as u64)).collect();
        let largest = got.values.iter().zip(&cells).map(|(a, b)| a + b).fold(f64::NEG_INFINITY, f64::max);
        sum.expect(largest);
        sum.failed += got.failed.len() as u64;
        for (i, (&ln_p, &cell)) in got.values.iter().zip(&cells).enumerate() {
            let index = first + i as u64;
            let slots: Vec<usize> =
                self.grid.places(index).iter().zip(&self.first).map(|(place, first)| first + place).collect();
            sum.add(Best { index, ln_p }, cell, &slots);
        }
    }

    fn empty(&self) -> GridSum {
        GridSum::new(self.settings.keep, self.first[self.first.len() - 1])
    }

    fn desk(&self) -> Desk {
        Desk { inner: self.of.scratch(), rows: Vec::new(), entity: Vec::new(), got: Evaluations::default() }
    }
}

impl Job for GridJob<'_> {
    type Part = GridSum;
    type Scratch = Desk;
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.n_blocks())
    }
    fn part(&self) -> GridSum {
        self.empty()
    }
    fn scratch(&self) -> Desk {
        self.desk()
    }
    fn block(&self, index: u64, part: &mut GridSum, desk: &mut Desk, cx: &Cx) -> std::result::Result<(), ExecError> {
        let first = self.evaluate(index, desk, cx)?;
        self.sum(first, &desk.got, part);
        Ok(())
    }
}

impl Durable for GridJob<'_> {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}

impl<'a> SurfaceJob<'a> {
    /// The job with the rows of its surface: one ln P for each point.
    pub fn new(job: GridJob<'a>) -> Self {
        Self(job)
    }

    /// The result of the sum over all blocks.
    pub fn result(&self, sum: &GridSum) -> GridResult {
        self.0.result(sum)
    }
}

impl Job for SurfaceJob<'_> {
    type Part = Both<GridSum, Vec<f64>>;
    type Scratch = Desk;
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.0.n_blocks())
    }
    fn part(&self) -> Self::Part {
        Both { sum: self.0.empty(), rows: Vec::new() }
    }
    fn scratch(&self) -> Desk {
        self.0.desk()
    }
    fn block(&self, index: u64, part: &mut Self::Part, desk: &mut Desk, cx: &Cx) -> std::result::Result<(), ExecError> {
        let first = self.0.evaluate(index, desk, cx)?;
        self.0.sum(first, &desk.got, &mut part.sum);
        part.rows.extend(&desk.got.values);
        Ok(())
    }
}

impl Durable for SurfaceJob<'_> {
    fn identity(&self) -> &Identity {
        self.0.identity()
    }
}

/// Best points, evidence, marginals and profiles of a density on a grid, over the engine's threads and ranks.
///
/// # Errors
/// Those of [`GridJob::new`]; the density's; a stop.
pub fn search(of: &dyn Evaluate, grid: &Grid, settings: &GridSettings, engine: &Engine) -> Result<GridResult> {
    let job = GridJob::new(of, grid, settings.clone(), &[])?;
    let sum = engine.fold(&job)?;
    Ok(job.result(&sum))
}

/// The same, and the full surface into `sink` (a block's ln P in order of the points' numbers), resumable with `saving`.
///
/// # Errors
/// Those of [`search`], and the sink's.
pub fn surface(
    job: &SurfaceJob<'_>,
    sink: &impl Sink<Vec<f64>>,
    saving: Option<Saving<'_>>,
    engine: &Engine,
) -> Result<GridResult> {
    let sum = match saving {
        Some(saving) => engine.fold_and_fill_saved(job, sink, saving)?,
        None => engine.fold_and_fill(job, sink)?,
    };
    Ok(job.result(&sum))
}
