//! Rows of spaxels as blocks: coefficients or the sharp cube, then the blurred one.
use super::bins::ByBins;
use super::blurred::Across;
use super::direct::Direct;
use super::plan::{CubePlan, Way};
use super::spans::{of_rank, over_windows};
use super::store::Store;
use super::tables::Tables;
use crate::blur::Stencil;
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

/// Rows of the cube before the point-spread function, border included: blocks are rows of spaxels.
#[derive(Debug)]
pub(super) struct Sharp<'p, 'a> {
    pub(super) plan: &'p CubePlan<'a>,
    pub(super) rows: Range<usize>,
}

/// Room of a worker.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    single: [Vec<f32>; 2],
    double: [Vec<f64>; 2],
}

/// The rows of a block.
fn rows_of(plan: &CubePlan, rows: &Range<usize>, block: u64) -> Range<usize> {
    let here = cut(plan, rows).range(block);
    rows.start + here.start..rows.start + here.end
}

fn cut(plan: &CubePlan, rows: &Range<usize>) -> Cut {
    Cut { items: rows.len(), size: plan.spec.rows_per_block }
}

impl<'p, 'a> Sharp<'p, 'a> {
    /// All of it.
    pub(super) fn whole(plan: &'p CubePlan<'a>) -> Self {
        Self { plan, rows: 0..plan.placer.field.n_all() }
    }

    /// Values of a row.
    fn row(&self) -> usize {
        self.plan.placer.field.n_all() * self.plan.wave_aa.len()
    }
}

impl Job for Sharp<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = Scratch;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        cut(self.plan, &self.rows).blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(self.plan.spec.rows_per_block * self.row())
    }

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn block(&self, index: u64, part: &mut Vec<f64>, scratch: &mut Scratch, cx: &Cx) -> Result<()> {
        cx.check()?;
        let (plan, rows) = (self.plan, rows_of(self.plan, &self.rows, index));
        part.resize(rows.len() * self.row(), 0.0);
        let stars = &plan.sorted.stars[plan.reaching(&rows)];
        let (footprint, flux_unit, n_all) = (plan.placer.footprint, plan.flux_unit, plan.placer.field.n_all());
        let (optics, velocities) = (&plan.optics, plan.velocities);
        match &plan.way {
            Way::Direct => {
                Direct { optics, nodes: &plan.nodes, footprint, flux_unit, n_all }.rows(stars, rows.clone(), part)
            }
            Way::Bins => {
                let (nodes, dimmings) = (&plan.nodes, &plan.dimmings);
                let by_bins = ByBins { optics, nodes, dimmings, velocities, footprint, flux_unit, n_all };
                by_bins.rows(stars, rows.clone(), part);
            }
            Way::Single(tables) => factored(plan, tables, &rows, (part, &mut scratch.single)),
            Way::Double(tables) => factored(plan, tables, &rows, (part, &mut scratch.double)),
        }
        if let Some(lines) = &plan.lines {
            lines.add(plan, &rows, part);
        }
        Ok(())
    }
}

/// Deposits the stars of rows and multiplies with the basis.
fn factored<S: Store>(
    plan: &CubePlan,
    tables: &Tables<S>,
    rows: &Range<usize>,
    (out, [sums, product]): (&mut [f64], &mut [Vec<S>; 2]),
) {
    let n_all = plan.placer.field.n_all();
    deposit(plan, tables, rows.clone(), sums);
    let spans = of_rank(&plan.knots[rows.start * n_all..rows.end * n_all], tables.rank);
    multiply(tables, (sums, &spans), (out, product));
}

/// The coefficients of rows of spaxels.
fn deposit<S: Store>(plan: &CubePlan, tables: &Tables<S>, rows: Range<usize>, sums: &mut Vec<S>) {
    let depositor = plan.depositor(tables);
    sums.clear();
    sums.resize(rows.len() * plan.placer.field.n_all() * tables.width(), S::default());
    depositor.deposit(&plan.sorted.stars[plan.reaching(&rows)], rows, (sums, &mut depositor.room()));
}

/// Coefficients times the basis.
fn multiply<S: Store>(
    tables: &Tables<S>,
    (sums, spans): (&[S], &[Range<usize>]),
    (out, product): (&mut [f64], &mut Vec<S>),
) {
    product.clear();
    product.resize(out.len(), S::default());
    tables.knots.add_product(sums, (spans, &vec![0..tables.n_channels; spans.len()]), product);
    out.iter_mut().zip(product).for_each(|(out, value)| *out = value.wide());
}

/// The coefficients of rows of the bordered field.
pub(super) struct Coefficients<'p, 'a, S> {
    pub(super) plan: &'p CubePlan<'a>,
    pub(super) tables: &'p Tables<S>,
    pub(super) rows: Range<usize>,
}

impl<S: Store> Job for Coefficients<'_, '_, S> {
    type Part = Vec<S>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        cut(self.plan, &self.rows).blocks()
    }

    fn part(&self) -> Vec<S> {
        Vec::new()
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<S>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        deposit(self.plan, self.tables, rows_of(self.plan, &self.rows, index), part);
        Ok(())
    }
}

/// Rows of the field from coefficients: blurred, then multiplied with the basis.
pub(super) struct FromCoefficients<'p, 'a, S> {
    pub(super) plan: &'p CubePlan<'a>,
    pub(super) tables: &'p Tables<S>,
    pub(super) rows: Range<usize>,
    pub(super) stencil: &'p Stencil<'p>,
    /// Those of the rows and of the border around them.
    pub(super) coefficients: &'p [S],
    /// Of all spaxels of the field.
    pub(super) knots: &'p [Range<usize>],
}

impl<S: Store> Job for FromCoefficients<'_, '_, S> {
    type Part = Vec<f64>;
    /// Blurred coefficients, and room.
    type Scratch = [Vec<S>; 3];
    type Error = Error;

    fn blocks(&self) -> Blocks {
        cut(self.plan, &self.rows).blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::new()
    }

    fn scratch(&self) -> [Vec<S>; 3] {
        [Vec::new(), Vec::new(), Vec::new()]
    }

    fn block(&self, index: u64, part: &mut Vec<f64>, scratch: &mut [Vec<S>; 3], cx: &Cx) -> Result<()> {
        cx.check()?;
        let (plan, rows) = (self.plan, rows_of(self.plan, &self.rows, index));
        let (n, n_all, width) = (plan.placer.field.n, plan.placer.field.n_all(), self.tables.width());
        let across = Across { stencil: self.stencil, n, width };
        let [blurred, room, product] = scratch;
        blurred.resize(rows.len() * n * width, S::default());
        for (y, out) in rows.clone().zip(blurred.chunks_mut(n * width)) {
            let from = &self.coefficients[(y - self.rows.start) * n_all * width..];
            across.row(&from[..self.stencil.size() * n_all * width], room, out);
        }
        part.resize(rows.len() * n * plan.wave_aa.len(), 0.0);
        let spans = of_rank(&self.knots[rows.start * n..rows.end * n], self.tables.rank);
        multiply(self.tables, (blurred, &spans), (part, product));
        plan.mask(rows.start, part);
        Ok(())
    }
}

/// Rows of the field, blurred.
struct Seen<'p, 'a> {
    plan: &'p CubePlan<'a>,
    rows: Range<usize>,
    /// The sharp rows and the border around them.
    sharp: &'p [f64],
}

impl Job for Seen<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        cut(self.plan, &self.rows).blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::new()
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        let rows = rows_of(self.plan, &self.rows, index);
        part.resize(rows.len() * self.plan.placer.field.n * self.plan.wave_aa.len(), 0.0);
        if let Some(psf) = &self.plan.psf {
            psf.apply(self.sharp, rows.start - self.rows.start..rows.end - self.rows.start, part);
        }
        self.plan.mask(rows.start, part);
        Ok(())
    }
}

impl CubePlan<'_> {
    /// Nought in spaxels that are not lit, NaN in channels beyond the library.
    fn mask(&self, first_row: usize, spectra: &mut [f64]) {
        let lit = &self.lit[first_row * self.placer.field.n..];
        for (spectrum, lit) in spectra.chunks_mut(self.wave_aa.len()).zip(lit) {
            if !lit {
                spectrum.fill(0.0);
            }
            let dark = spectrum.iter_mut().zip(&self.covered).filter(|(_, covered)| !**covered);
            dark.for_each(|(value, _)| *value = f64::NAN);
        }
    }

    /// The cube before the point-spread function, with a border of [`border`](Self::border) spaxels, `[y][x][channel]`.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    pub fn sharp(&self, engine: &Engine) -> Result<Vec<f64>> {
        self.sharp_rows(Sharp::whole(self), engine)
    }

    fn sharp_rows(&self, job: Sharp, engine: &Engine) -> Result<Vec<f64>> {
        let mut sharp = vec![0.0; job.rows.len() * job.row()];
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
        let flux = self.run_rows(0..self.placer.field.n, engine)?;
        Ok(Cube { n: self.placer.field.n, wave_aa: self.wave_aa.clone(), flux, lit: self.lit.clone() })
    }

    /// Rows of spaxels of the [cube](Self::run), `[y][x][channel]`: a slab of one that is larger than memory. The bits are those of
    /// the whole, whatever the slabs.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    ///
    /// # Panics
    /// If there are no such rows.
    pub fn run_rows(&self, rows: Range<usize>, engine: &Engine) -> Result<Vec<f64>> {
        assert!(rows.end <= self.placer.field.n, "rows {rows:?} of {}", self.placer.field.n);
        let Some(psf) = &self.psf else {
            let mut flux = self.sharp_rows(Sharp { plan: self, rows: rows.clone() }, engine)?;
            self.mask(rows.start, &mut flux);
            return Ok(flux);
        };
        let stencil = psf.stencil().filter(|_| self.lines.is_none());
        match (&self.way, stencil) {
            (Way::Single(tables), Some(stencil)) => self.blurred(tables, &stencil, rows, engine),
            (Way::Double(tables), Some(stencil)) => self.blurred(tables, &stencil, rows, engine),
            _ => {
                let bordered = rows.start..rows.end + 2 * psf.reach();
                let sharp = self.sharp_rows(Sharp { plan: self, rows: bordered }, engine)?;
                self.filled(&Seen { plan: self, rows: rows.clone(), sharp: &sharp }, &rows, engine)
            }
        }
    }

    /// Values of rows of the field, from a job whose blocks are rows of it.
    fn filled(
        &self,
        job: &impl Job<Part = Vec<f64>, Error = Error>,
        rows: &Range<usize>,
        engine: &Engine,
    ) -> Result<Vec<f64>> {
        let row = self.placer.field.n * self.wave_aa.len();
        let mut flux = vec![0.0; rows.len() * row];
        engine.fill(job, &Slots::new(&mut flux, self.spec.rows_per_block * row), Duration::MAX)?;
        Ok(flux)
    }

    /// Rows of the field: coefficients of the rows and the border around them first.
    fn blurred<S: Store>(
        &self,
        tables: &Tables<S>,
        stencil: &Stencil,
        rows: Range<usize>,
        engine: &Engine,
    ) -> Result<Vec<f64>> {
        let bordered = rows.start..rows.end + 2 * stencil.reach();
        let row = self.placer.field.n_all() * tables.width();
        let mut coefficients = vec![S::default(); bordered.len() * row];
        let job = Coefficients { plan: self, tables, rows: bordered };
        engine.fill(&job, &Slots::new(&mut coefficients, self.spec.rows_per_block * row), Duration::MAX)?;
        let knots = over_windows(&self.knots, self.placer.field.n_all(), stencil.size());
        let job = FromCoefficients {
            plan: self,
            tables,
            rows: rows.clone(),
            stencil,
            coefficients: &coefficients,
            knots: &knots,
        };
        self.filled(&job, &rows, engine)
    }
}
