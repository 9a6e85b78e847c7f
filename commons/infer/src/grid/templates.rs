//! Many sources against one library of models, whose scale is solved for.

use super::Grid;
use crate::{
    Result,
    error::{positive, require},
    optimise::check_length,
};
use astrarium_exec::{Blocks, Cut, Cx, Durable, Error as ExecError, Identity, Job, spec_hash};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Raised when the numbers of a template fit change.
const VERSION: u32 = 1;

/// The models of a grid: values in each band, model by model, in the order of the grid's points.
#[derive(Clone, Copy, Debug)]
pub struct Library<'a> {
    /// The grid whose points the models belong to.
    pub grid: &'a Grid,
    /// `points × bands` values.
    pub models: &'a [f64],
    /// Bands.
    pub bands: usize,
}

/// Settings of a template fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TemplateSettings {
    /// Sources of a block.
    pub sources: usize,
    /// Models of a tile, which stays in the cache for all of them.
    pub models: usize,
    /// Best models to keep for each source.
    pub keep: usize,
}

impl Default for TemplateSettings {
    fn default() -> Self {
        Self { sources: 64, models: 256, keep: 5 }
    }
}

/// What a source's fit found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateFit {
    /// The best models: the grid's point, χ², the scale; the smallest χ² first, of equal ones the smaller number.
    pub best: Vec<(u64, f64, f64)>,
    /// `ln Σ e^(−χ²/2) × cell`, the scales at their best.
    pub ln_z: f64,
    /// Mean and standard deviation of each axis' value under these weights.
    pub moments: Vec<[f64; 2]>,
}

/// Fits of many sources with one library: `χ² = Σ w (f − a m)²`, `a = max(0, Σ w f m / Σ w m²)`, for every source and model.
///
/// A fill over blocks of sources; a block goes through the library tile by tile. A band of weight nought counts for
/// nothing, whatever stands there.
pub struct TemplateJob<'a> {
    library: Library<'a>,
    fluxes: &'a [f64],
    weights: &'a [f64],
    settings: TemplateSettings,
    identity: Identity,
    ln_volumes: Vec<f64>,
    points: Vec<f64>,
}

/// The running sums of a source.
#[derive(Clone, Debug)]
struct Running {
    best: Vec<(u64, f64, f64)>,
    scale: f64,
    mass: f64,
    sums: Vec<[f64; 2]>,
}

impl<'a> TemplateJob<'a> {
    /// `fluxes` and `weights` (inverse variances) are `sources × bands`.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) for arrays that do not fit together; [`Error::Setting`](crate::Error::Setting)
    /// for numbers that are not finite, weights below nought, settings of nought.
    pub fn new(
        library: Library<'a>,
        fluxes: &'a [f64],
        weights: &'a [f64],
        settings: TemplateSettings,
    ) -> Result<Self> {
        let (grid, bands) = (library.grid, library.bands);
        positive("bands", bands as f64)?;
        let sizes = [settings.sources, settings.models, settings.keep];
        sizes.iter().try_for_each(|n| positive("sources, models and keep", *n as f64))?;
        check_length("numbers of the library", library.models.len(), grid.points() as usize * bands)?;
        check_length("weights", weights.len(), fluxes.len())?;
        check_length("numbers of the last source", fluxes.len() % bands, 0)?;
        library.models.iter().try_for_each(|m| require(m.is_finite(), "model", *m, "finite numbers"))?;
        for (flux, weight) in fluxes.iter().zip(weights) {
            require(*weight >= 0.0 && weight.is_finite(), "weight", *weight, "a finite number, nought or more")?;
            require(
                flux.is_finite() || *weight == 0.0,
                "flux",
                *flux,
                "a finite number where the weight is not nought",
            )?;
        }
        let identity = Identity {
            kind: "infer.templates".to_owned(),
            results_version: VERSION,
            spec: spec_hash(&(&settings, grid, bands, library.models, fluxes, weights)),
            inputs: Vec::new(),
            seed: 0,
            block_size: settings.sources as u64,
            simd: String::new(),
        };
        let ln_volumes = (0..grid.points()).map(|index| grid.ln_volume(index)).collect();
        let points = (0..grid.points()).flat_map(|index| grid.point(index)).collect();
        Ok(Self { library, fluxes, weights, settings, identity, ln_volumes, points })
    }

    fn cut(&self) -> Cut {
        Cut { items: self.fluxes.len() / self.library.bands, size: self.settings.sources }
    }

    /// χ² and scale of a source and a model.
    fn one(&self, source: usize, model: usize) -> (f64, f64) {
        let bands = self.library.bands;
        let row = |all: &'a [f64], i: usize| &all[i * bands..(i + 1) * bands];
        let (flux, weight) = (row(self.fluxes, source), row(self.weights, source));
        let model = row(self.library.models, model);
        let (mut cross, mut square, mut plain) = (0.0, 0.0, 0.0);
        for ((&f, &w), &m) in flux.iter().zip(weight).zip(model) {
            let f = if w > 0.0 { f } else { 0.0 };
            cross += w * f * m;
            square += w * m * m;
            plain += w * f * f;
        }
        let scale = if square > 0.0 { (cross / square).max(0.0) } else { 0.0 };
        ((plain - 2.0 * scale * cross + scale * scale * square).max(0.0), scale)
    }

    fn add(&self, running: &mut Running, model: usize, (chi2, scale): (f64, f64)) {
        let dim = running.sums.len();
        let ln_mass = -0.5 * chi2 + self.ln_volumes[model];
        if ln_mass > running.scale {
            let factor = libm::exp(running.scale - ln_mass);
            running.mass *= factor;
            running.sums.iter_mut().flatten().for_each(|sum| *sum *= factor);
            running.scale = ln_mass;
        }
        let mass = libm::exp(ln_mass - running.scale);
        running.mass += mass;
        for (i, sums) in running.sums.iter_mut().enumerate() {
            let value = self.points[model * dim + i];
            *sums = [sums[0] + mass * value, sums[1] + mass * value * value];
        }
        let is_among = running.best.len() < self.settings.keep || running.best.last().is_some_and(|last| chi2 < last.1);
        if is_among {
            let place = running.best.partition_point(|one| one.1 <= chi2);
            running.best.insert(place, (model as u64, chi2, scale));
            running.best.truncate(self.settings.keep);
        }
    }
}

impl Job for TemplateJob<'_> {
    type Part = Vec<TemplateFit>;
    type Scratch = ();
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }
    fn part(&self) -> Vec<TemplateFit> {
        Vec::new()
    }
    fn scratch(&self) {}

    fn block(
        &self,
        index: u64,
        part: &mut Vec<TemplateFit>,
        (): &mut (),
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        let (sources, models) = (self.cut().range(index), self.library.grid.points() as usize);
        let dim = self.library.grid.axes().len();
        let empty = Running { best: Vec::new(), scale: f64::NEG_INFINITY, mass: 0.0, sums: vec![[0.0; 2]; dim] };
        let mut running = vec![empty; sources.len()];
        for first in (0..models).step_by(self.settings.models) {
            cx.check()?;
            let tile = first..(first + self.settings.models).min(models);
            for (source, running) in sources.clone().zip(&mut running) {
                tile.clone().for_each(|model| self.add(running, model, self.one(source, model)));
            }
        }
        part.extend(running.into_iter().map(finished));
        Ok(())
    }
}

impl Durable for TemplateJob<'_> {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}

fn finished(running: Running) -> TemplateFit {
    let moments = running.sums.iter().map(|[sum, square]| {
        let mean = sum / running.mass;
        [mean, (square / running.mass - mean * mean).max(0.0).sqrt()]
    });
    TemplateFit { moments: moments.collect(), ln_z: running.scale + libm::log(running.mass), best: running.best }
}
