//! From a cube's gradient to that of each star: the deposit, backwards.
use super::deposit::{Depositor, Shares};
use super::place::{Placed, nodes};
use super::plan::CubePlan;
use super::product;
use super::store::Store;
use super::tables::Tables;
use super::velocity::{slopes, weights};
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cut, Cx, Job};
use std::ops::Range;

/// Derivatives of a star: mass, metallicity, age (per Gyr), attenuation, rapidity, `x` and `y` on the sky (per kpc), width of the
/// shares.
pub(super) const NUMBERS: usize = 8;

/// Blocks are so many times the rows of a forward block, for rows at their borders are computed twice.
const ROWS: usize = 4;

/// Stars by rows of their footprints' first spaxels; a block yields [`NUMBERS`] for each of its stars, in their order.
pub(super) struct Gather<'p, 'a, S> {
    pub(super) plan: &'p CubePlan<'a>,
    pub(super) tables: &'p Tables<S>,
    /// The gradient with respect to the sharp cube, border included.
    pub(super) sharp: &'p [f64],
}

/// Room of a worker.
#[derive(Default)]
pub(super) struct Scratch<S> {
    gradient: Vec<S>,
    rows: Vec<S>,
    spans: Vec<Range<usize>>,
    reached: Vec<S>,
}

impl<S: Store> Gather<'_, '_, S> {
    fn cut(&self) -> Cut {
        let n_rows = self.plan.sorted.rows.len() - 1;
        Cut { items: n_rows, size: ROWS * self.plan.spec.rows_per_block }
    }

    /// Numbers of each block.
    pub(super) fn lengths(&self) -> Vec<usize> {
        let n_blocks = self.cut().blocks().known().unwrap_or(0);
        let rows = &self.plan.sorted.rows;
        let stars = |block: u64| {
            let range = self.cut().range(block);
            rows[range.end] - rows[range.start]
        };
        (0..n_blocks).map(|block| NUMBERS * stars(block)).collect()
    }
}

impl<S: Store> Job for Gather<'_, '_, S> {
    type Part = Vec<f64>;
    type Scratch = Scratch<S>;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::new()
    }

    fn scratch(&self) -> Scratch<S> {
        Scratch { gradient: Vec::new(), rows: Vec::new(), spans: Vec::new(), reached: Vec::new() }
    }

    fn block(&self, index: u64, part: &mut Vec<f64>, scratch: &mut Scratch<S>, cx: &Cx) -> Result<()> {
        cx.check()?;
        let (plan, firsts) = (self.plan, self.cut().range(index));
        let (n_all, size) = (plan.placer.field.n_all(), plan.placer.footprint.size());
        // first row `f` of the list is row `f - (size - 1)` of the field, and a footprint reaches to row `f`
        let rows = firsts.start.saturating_sub(size - 1)..firsts.end.min(n_all);
        let stars = &plan.sorted.stars[plan.sorted.rows[firsts.start]..plan.sorted.rows[firsts.end]];
        let depositor = plan.depositor(self.tables);
        let n_channels = self.tables.n_channels;
        let line = n_all * n_channels;
        part.reserve(stars.len() * NUMBERS);
        scratch.gradient.clear();
        scratch.gradient.extend(self.sharp[rows.start * line..rows.end * line].iter().map(|value| S::of(*value)));
        depositor.spans(stars, &rows, &mut scratch.spans);
        scratch.rows.clear();
        scratch.rows.resize(rows.len() * n_all * self.tables.width(), S::default());
        let Scratch { gradient, rows: sums, spans, reached } = scratch;
        product::transposed(gradient, &self.tables.knots, n_channels, (spans, sums));
        let mut room = depositor.room();
        let mut slopes = [vec![0.0; size], vec![0.0; size], vec![0.0; size], vec![0.0; size]];
        reached.clear();
        reached.resize(self.tables.rank, S::default());
        for star in stars {
            let [mass, z, age, a_v, rapidity, x, y, width] =
                depositor.gather(star, (&rows, sums), (&mut room, &mut slopes, reached));
            let [by_z, by_age] = plan.placer.part_slopes(star);
            let [x, y] = plan.placer.field.pull([x, y]);
            part.extend([mass, z * by_z, age * by_age, a_v, rapidity, x, y, width]);
        }
        Ok(())
    }
}

/// Slopes of shares along `x` and `y`, and their derivatives with respect to the width.
type ShareSlopes = [Vec<f64>; 4];

impl<S: Store> Depositor<'_, S> {
    /// The rows of the basis that each spaxel's stars need.
    fn spans(&self, stars: &[Placed], rows: &Range<usize>, spans: &mut Vec<Range<usize>>) {
        let size = self.footprint.size() as i64;
        spans.clear();
        // what no star needs is the empty span that any other one widens
        spans.resize(rows.len() * self.n_all, Range { start: usize::MAX, end: 0 });
        for star in stars {
            let knot = self.tables.velocities.place(star.rapidity).0;
            let needs = knot * self.tables.rank..(knot + 4) * self.tables.rank;
            let first = star.at.map(|at| self.footprint.first(at));
            for row in (first[1].max(rows.start as i64)..(first[1] + size).min(rows.end as i64)).map(|row| row as usize)
            {
                for column in first[0].max(0)..(first[0] + size).min(self.n_all as i64) {
                    let span = &mut spans[(row - rows.start) * self.n_all + column as usize];
                    *span = span.start.min(needs.start)..span.end.max(needs.end);
                }
            }
        }
    }

    /// The derivatives of a star, [`NUMBERS`] of them.
    fn gather(
        &self,
        star: &Placed,
        (rows, sums): (&Range<usize>, &[S]),
        (room, slopes_of, reached): (&mut Shares<S>, &mut ShareSlopes, &mut [S]),
    ) -> [f64; NUMBERS] {
        let mut unit = *star;
        unit.mass = 1.0;
        self.mix(&unit, room);
        let (knot, t) = self.tables.velocities.place(star.rapidity);
        let (along, along_slopes) = (weights(t), slopes(t));
        let first = star.at.map(|at| self.footprint.first(at));
        for (axis, shares) in [&mut room.x, &mut room.y].into_iter().enumerate() {
            self.footprint.shares(star.at[axis], shares);
            self.footprint.slopes(star.at[axis], &mut slopes_of[axis]);
            self.footprint.widenings(star.at[axis], &mut slopes_of[2 + axis]);
        }
        reached.fill(S::default());
        let rank = self.tables.rank;
        let [mut rapidity, mut x, mut y, mut width] = [0.0; 4];
        for (j, i) in (0..room.y.len()).flat_map(|j| (0..room.x.len()).map(move |i| (j, i))) {
            let (row, column) = (first[1] + j as i64, first[0] + i as i64);
            if row < rows.start as i64 || row >= rows.end as i64 || column < 0 || column >= self.n_all as i64 {
                continue;
            }
            let spaxel = (row as usize - rows.start) * self.n_all + column as usize;
            let four = &sums[spaxel * self.tables.width() + knot * rank..][..4 * rank];
            let share = room.x[i] * room.y[j];
            let along_rows = dots(&room.mixed, four);
            let sum = |by: &[f64; 4]| along_rows.iter().zip(by).map(|(dot, weight)| dot.wide() * weight).sum::<f64>();
            let value = sum(&along);
            rapidity += share * sum(&along_slopes);
            x += slopes_of[0][i] * room.y[j] * value;
            y += room.x[i] * slopes_of[1][j] * value;
            width += (slopes_of[2][i] * room.y[j] + room.x[i] * slopes_of[3][j]) * value;
            collect(four, along.map(|weight| S::of(weight * share)), reached);
        }
        let [mass, z, age, a_v] = self.of_nodes(star, room, reached);
        let m = star.mass;
        [mass, m * z, m * age, m * a_v, m * rapidity / self.tables.velocities.step, m * x, m * y, m * width]
    }

    /// Derivatives with respect to mass, and per mass to the parts of metallicity and age and to the attenuation.
    fn of_nodes(&self, star: &Placed, room: &mut Shares<S>, reached: &[S]) -> [f64; 4] {
        let [z, t] = star.parts;
        let by_z = [t - 1.0, -t, 1.0 - t, t];
        let by_age = [z - 1.0, 1.0 - z, -z, z];
        self.dimmings.shares(star.a_v, &mut room.dimming, &mut room.dimming_slope);
        let four = nodes(star, self.n_age, self.slots.len());
        let mut sums = [0.0; 4];
        for (p, (share, slope)) in room.dimming.iter().zip(&room.dimming_slope).enumerate() {
            for (k, node) in four.into_iter().enumerate() {
                let value = dot(reached, self.tables.node(p, self.slot(node))).wide() * self.flux_unit;
                sums[0] += share * node.1 * value;
                sums[1] += share * by_z[k] * value;
                sums[2] += share * by_age[k] * value;
                sums[3] += slope * node.1 * value;
            }
        }
        sums
    }
}

/// Running sums of a dot product; ranks are multiples of it.
const SUMS: usize = super::tables::LANES;

/// `a · b`.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn dot<S: Store>(a: &[S], b: &[S]) -> S {
    let mut sums = [S::default(); SUMS];
    for (a, b) in a.as_chunks::<SUMS>().0.iter().zip(b.as_chunks::<SUMS>().0) {
        for k in 0..SUMS {
            sums[k] += a[k] * b[k];
        }
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

/// `a · b` with each of four rows.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn dots<S: Store>(a: &[S], rows: &[S]) -> [S; 4] {
    let n = a.len();
    let mut sums = [[S::default(); SUMS]; 4];
    for (at, a) in a.as_chunks::<SUMS>().0.iter().enumerate() {
        for (row, sums) in sums.iter_mut().enumerate() {
            let b = &rows[row * n + at * SUMS..][..SUMS];
            for k in 0..SUMS {
                sums[k] += a[k] * b[k];
            }
        }
    }
    sums.map(|sums| ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])))
}

/// Adds a weighted sum of four rows.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn collect<S: Store>(rows: &[S], weights: [S; 4], out: &mut [S]) {
    let n = out.len();
    let (a, rest) = rows.split_at(n);
    let (b, rest) = rest.split_at(n);
    let (c, d) = rest.split_at(n);
    for k in 0..n {
        out[k] += (weights[0] * a[k] + weights[1] * b[k]) + (weights[2] * c[k] + weights[3] * d[k]);
    }
}
