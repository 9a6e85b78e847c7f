//! From a cube's gradient to that with respect to the coefficients of spaxels: basis and blur, backwards.
use super::blurred::Across;
use super::plan::CubePlan;
use super::product::Matrix;
use super::spans::{of_rank, over_windows};
use super::store::Store;
use super::tables::Tables;
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cut, Cx, Engine, Job, Slots};
use std::ops::Range;
use std::time::Duration;

impl CubePlan<'_> {
    /// The gradient with respect to the coefficients of all spaxels, border included: `[y][x][knot][k]`.
    pub(super) fn coefficient_derivatives<S: Store>(
        &self,
        tables: &Tables<S>,
        seen: &[f64],
        engine: &Engine,
    ) -> Result<Vec<S>> {
        let (n, n_all) = (self.placer.field.n, self.placer.field.n_all());
        let stencil = self.psf.as_ref().map(|psf| psf.stencil());
        let job = |derivatives, n, knots: &[Range<usize>]| Unmultiplied {
            transposed: tables.knots.transposed(),
            derivatives,
            n,
            spans: of_rank(knots, tables.rank),
            rows_per_block: self.spec.rows_per_block,
        };
        match stencil {
            None => job(seen, n, &self.knots).run(engine),
            Some(None) => job(&self.sharp_derivatives(seen, engine)?, n_all, &self.knots).run(engine),
            Some(Some(stencil)) => {
                let knots = over_windows(&self.knots, n_all, stencil.size());
                let field = job(seen, n, &knots).run(engine)?;
                let across = Across { stencil: &stencil, n, width: tables.width() };
                self.unblurred(&across, &field, engine)
            }
        }
    }

    fn unblurred<S: Store>(&self, across: &Across, field: &[S], engine: &Engine) -> Result<Vec<S>> {
        let n_all = self.placer.field.n_all();
        let row = n_all * across.width;
        let mut bordered = vec![S::default(); n_all * row];
        engine.fill(&Spread { across, field, n_all }, &Slots::new(&mut bordered, row), Duration::MAX)?;
        Ok(bordered)
    }

    /// The gradient with respect to the sharp cube, of one that is blurred by a kernel for each channel.
    fn sharp_derivatives(&self, seen: &[f64], engine: &Engine) -> Result<Vec<f64>> {
        let job = Unblurred { plan: self, seen };
        let row = self.placer.field.n_all() * self.wave_aa.len();
        let mut sharp = vec![0.0; self.placer.field.n_all() * row];
        engine.fill(&job, &Slots::new(&mut sharp, row), Duration::MAX)?;
        Ok(sharp)
    }
}

/// The transpose of the product with the basis, by rows of spaxels.
pub(super) struct Unmultiplied<'p, S> {
    pub(super) transposed: Matrix<S>,
    pub(super) derivatives: &'p [f64],
    /// Spaxels along a side.
    pub(super) n: usize,
    /// What is needed of each.
    pub(super) spans: Vec<Range<usize>>,
    pub(super) rows_per_block: usize,
}

impl<S: Store> Unmultiplied<'_, S> {
    fn run(&self, engine: &Engine) -> Result<Vec<S>> {
        let row = self.n * self.transposed.n_columns();
        let mut coefficients = vec![S::default(); self.n * row];
        engine.fill(self, &Slots::new(&mut coefficients, self.rows_per_block * row), Duration::MAX)?;
        Ok(coefficients)
    }

    fn cut(&self) -> Cut {
        Cut { items: self.n, size: self.rows_per_block }
    }
}

impl<S: Store> Job for Unmultiplied<'_, S> {
    type Part = Vec<S>;
    type Scratch = Vec<S>;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }

    fn part(&self) -> Vec<S> {
        Vec::new()
    }

    fn scratch(&self) -> Vec<S> {
        Vec::new()
    }

    fn block(&self, index: u64, part: &mut Vec<S>, scratch: &mut Vec<S>, cx: &Cx) -> Result<()> {
        cx.check()?;
        let rows = self.cut().range(index);
        let spaxels = rows.start * self.n..rows.end * self.n;
        let n_channels = self.transposed.n_rows();
        scratch.clear();
        let here = &self.derivatives[spaxels.start * n_channels..spaxels.end * n_channels];
        scratch.extend(here.iter().map(|value| S::of(*value)));
        part.clear();
        part.resize(spaxels.len() * self.transposed.n_columns(), S::default());
        let inner = vec![0..n_channels; spaxels.len()];
        self.transposed.add_product(scratch, (&inner, &self.spans[spaxels]), part);
        Ok(())
    }
}

/// The transpose of a blur across coefficients, by rows of the bordered field.
pub(super) struct Spread<'p, S> {
    pub(super) across: &'p Across<'p>,
    pub(super) field: &'p [S],
    pub(super) n_all: usize,
}

impl<S: Store> Job for Spread<'_, S> {
    type Part = Vec<S>;
    type Scratch = Vec<S>;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.n_all as u64)
    }

    fn part(&self) -> Vec<S> {
        Vec::new()
    }

    fn scratch(&self) -> Vec<S> {
        Vec::new()
    }

    fn block(&self, index: u64, part: &mut Vec<S>, scratch: &mut Vec<S>, cx: &Cx) -> Result<()> {
        cx.check()?;
        part.resize(self.n_all * self.across.width, S::default());
        self.across.adjoint_row(self.field, index as usize, scratch, part);
        Ok(())
    }
}

/// The transpose of the point-spread function, by rows of the sharp cube.
struct Unblurred<'p, 'a> {
    plan: &'p CubePlan<'a>,
    seen: &'p [f64],
}

impl Job for Unblurred<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.plan.placer.field.n_all() as u64)
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(self.plan.placer.field.n_all() * self.plan.wave_aa.len())
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        part.resize(self.plan.placer.field.n_all() * self.plan.wave_aa.len(), 0.0);
        let row = index as usize;
        if let Some(psf) = &self.plan.psf {
            psf.adjoint(self.seen, row..row + 1, part);
        }
        Ok(())
    }
}
