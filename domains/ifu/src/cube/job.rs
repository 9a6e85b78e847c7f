//! Rows of spaxels as blocks: the sharp cube, then the blurred one.
use super::bins::ByBins;
use super::direct::Direct;
use super::plan::{CubePlan, Way};
use super::product;
use super::store::Store;
use super::tables::Tables;
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cut, Cx, Engine, Job, Slots};
use std::ops::Range;
use std::time::Duration;

/// Flux densities of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Cube {
    /// Spaxels along a side.
    pub n: usize,
    /// Centres of the channels, ångström.
    pub wave_aa: Vec<f64>,
    /// `[y][x][channel]`, 10^-20 erg/s/cm²/Å; nought in spaxels that are not lit, NaN in channels beyond the library.
    pub flux: Vec<f64>,
    /// Whether each spaxel `[y][x]` is lit.
    pub lit: Vec<bool>,
}

impl Cube {
    /// The spectrum of a spaxel.
    ///
    /// # Panics
    /// If there is no such spaxel.
    pub fn spectrum(&self, x: usize, y: usize) -> &[f64] {
        assert!(x < self.n && y < self.n, "no spaxel ({x}, {y}) in {} by {}", self.n, self.n);
        &self.flux[(y * self.n + x) * self.wave_aa.len()..][..self.wave_aa.len()]
    }

    /// The sum over channels, `[y][x]`, leaving out those that are NaN.
    pub fn image(&self) -> Vec<f64> {
        let sum = |spectrum: &[f64]| spectrum.iter().filter(|value| !value.is_nan()).sum();
        self.flux.chunks(self.wave_aa.len()).map(sum).collect()
    }
}

/// The cube before the point-spread function, with its border: blocks are rows of spaxels.
#[derive(Debug)]
pub(super) struct Sharp<'p, 'a>(pub(super) &'p CubePlan<'a>);

/// Room of a worker.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    single: [Vec<f32>; 2],
    double: [Vec<f64>; 2],
}

impl Sharp<'_, '_> {
    fn cut(&self) -> Cut {
        Cut { items: self.0.placer.field.n_all(), size: self.0.spec.rows_per_block }
    }

    /// Values of a row.
    fn row(&self) -> usize {
        self.0.placer.field.n_all() * self.0.wave_aa.len()
    }
}

impl Job for Sharp<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = Scratch;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(self.0.spec.rows_per_block * self.row())
    }

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn block(&self, index: u64, part: &mut Vec<f64>, scratch: &mut Scratch, cx: &Cx) -> Result<()> {
        cx.check()?;
        let (plan, rows) = (self.0, self.cut().range(index));
        part.resize(rows.len() * self.row(), 0.0);
        let stars = &plan.sorted.stars[plan.reaching(&rows)];
        let (footprint, flux_unit, n_all) = (plan.placer.footprint, plan.flux_unit, plan.placer.field.n_all());
        let (optics, velocities) = (&plan.optics, plan.velocities);
        match &plan.way {
            Way::Direct => {
                Direct { optics, library: plan.library, footprint, flux_unit, n_all }.rows(stars, rows, part)
            }
            Way::Bins => {
                let (nodes, dimmings) = (&plan.nodes, &plan.dimmings);
                ByBins { optics, nodes, dimmings, velocities, footprint, flux_unit, n_all }.rows(stars, rows, part);
            }
            Way::Single(tables) => factored(plan, tables, rows, (part, &mut scratch.single)),
            Way::Double(tables) => factored(plan, tables, rows, (part, &mut scratch.double)),
        }
        if let Some(lines) = &plan.lines {
            lines.add(plan, &self.cut().range(index), part);
        }
        Ok(())
    }
}

/// Deposits the stars of rows and multiplies with the basis.
fn factored<S: Store>(
    plan: &CubePlan,
    tables: &Tables<S>,
    rows: Range<usize>,
    (out, [sums, product]): (&mut [f64], &mut [Vec<S>; 2]),
) {
    let depositor = plan.depositor(tables);
    let stars = &plan.sorted.stars[plan.reaching(&rows)];
    sums.clear();
    sums.resize(rows.len() * plan.placer.field.n_all() * tables.width(), S::default());
    depositor.deposit(stars, rows, (sums, &mut depositor.room()));
    product.clear();
    product.resize(out.len(), S::default());
    product::forward(sums, &tables.knots, tables.n_channels, product);
    out.iter_mut().zip(product).for_each(|(out, value)| *out = value.wide());
}

/// The field's rows, blurred.
struct Seen<'p, 'a> {
    plan: &'p CubePlan<'a>,
    sharp: &'p [f64],
}

impl Job for Seen<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.plan.placer.field.n as u64)
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(self.plan.placer.field.n * self.plan.wave_aa.len())
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        let (n, n_channels, row) = (self.plan.placer.field.n, self.plan.wave_aa.len(), index as usize);
        part.resize(n * n_channels, 0.0);
        match &self.plan.psf {
            Some(psf) => psf.apply(self.sharp, row..row + 1, part),
            None => part.copy_from_slice(&self.sharp[row * n * n_channels..(row + 1) * n * n_channels]),
        }
        for (x, spectrum) in part.chunks_mut(n_channels).enumerate() {
            if !self.plan.lit[row * n + x] {
                spectrum.fill(0.0);
            }
            let dark = spectrum.iter_mut().zip(&self.plan.covered).filter(|(_, covered)| !**covered);
            dark.for_each(|(value, _)| *value = f64::NAN);
        }
        Ok(())
    }
}

impl CubePlan<'_> {
    /// The cube before the point-spread function, with a border of [`border`](Self::border) spaxels, `[y][x][channel]`.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    pub fn sharp(&self, engine: &Engine) -> Result<Vec<f64>> {
        let job = Sharp(self);
        let mut sharp = vec![0.0; self.placer.field.n_all() * job.row()];
        engine.fill(&job, &Slots::new(&mut sharp, self.spec.rows_per_block * job.row()), Duration::MAX)?;
        Ok(sharp)
    }

    /// Spaxels around the field from which the point-spread function takes light.
    pub fn border(&self) -> usize {
        self.placer.field.border
    }

    /// The cube.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    pub fn run(&self, engine: &Engine) -> Result<Cube> {
        let sharp = self.sharp(engine)?;
        let (n, wave_aa) = (self.placer.field.n, self.wave_aa.clone());
        let mut flux = vec![0.0; n * n * wave_aa.len()];
        let row = n * wave_aa.len();
        engine.fill(&Seen { plan: self, sharp: &sharp }, &Slots::new(&mut flux, row), Duration::MAX)?;
        Ok(Cube { n, wave_aa, flux, lit: self.lit.clone() })
    }
}
