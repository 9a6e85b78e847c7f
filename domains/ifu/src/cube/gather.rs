//! From the gradient with respect to coefficients to that of each star: the deposit, backwards.
use super::deposit::{Depositor, Shares, add_scaled, combine, four_rows};
use super::place::{Placed, nodes};
use super::plan::CubePlan;
use super::store::Store;
use super::tables::{LANES, Tables};
use super::velocity::{slopes, weights};
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cut, Cx, Job};

/// Derivatives of a star: mass, metallicity and age (in the measures of the library's axes), rapidity; attenuation, `x` and `y` on the
/// sky (in spaxels), width of the shares.
pub(super) const NUMBERS: usize = 8;
/// Those that stars without dust in nearest spaxels have.
pub(super) const FEW: usize = 4;

/// Stars by rows of their footprints' first spaxels; a block yields [`FEW`] or [`NUMBERS`] for each of its stars, in their order.
pub(super) struct Gather<'p, 'a, S> {
    pub(super) plan: &'p CubePlan<'a>,
    pub(super) tables: &'p Tables<S>,
    /// The gradient with respect to the coefficients of all spaxels, border included: `[spaxel][knot][k]`.
    pub(super) coefficients: &'p [S],
}

impl<S: Store> Gather<'_, '_, S> {
    fn cut(&self) -> Cut {
        Cut { items: self.plan.sorted.rows.len() - 1, size: self.plan.spec.rows_per_block }
    }

    /// Numbers of each block.
    pub(super) fn lengths(&self) -> Vec<usize> {
        let n_blocks = self.cut().blocks().known().unwrap_or(0);
        let rows = &self.plan.sorted.rows;
        let stars = |block: u64| {
            let range = self.cut().range(block);
            rows[range.end] - rows[range.start]
        };
        let numbers = self.plan.numbers();
        (0..n_blocks).map(|block| numbers * stars(block)).collect()
    }
}

impl<S: Store> Job for Gather<'_, '_, S> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::new()
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        let (plan, firsts) = (self.plan, self.cut().range(index));
        let stars = &plan.sorted.stars[plan.sorted.rows[firsts.start]..plan.sorted.rows[firsts.end]];
        let numbers = plan.numbers();
        part.resize(stars.len() * numbers, 0.0);
        let depositor = plan.depositor(self.tables);
        if numbers == FEW {
            plainly(&depositor, stars, self.coefficients, part.as_chunks_mut().0);
        } else {
            by_shares(&depositor, stars, self.coefficients, part.as_chunks_mut().0);
        }
        for (star, numbers) in stars.iter().zip(part.chunks_exact_mut(numbers)) {
            let [by_z, by_age] = plan.placer.part_slopes(star);
            numbers[1] *= by_z;
            numbers[2] *= by_age;
        }
        Ok(())
    }
}

impl CubePlan<'_> {
    /// How many derivatives a star has.
    pub(super) fn numbers(&self) -> usize {
        if self.placer.footprint.size() == 1 && self.dimmings.len() == 1 && self.nodes.layout.is_linear() {
            FEW
        } else {
            NUMBERS
        }
    }
}

/// Slopes of a star's four weights along metallicity and age.
#[inline(always)]
fn node_slopes([z, t]: [f64; 2]) -> [[f64; 4]; 2] {
    [[t - 1.0, -t, 1.0 - t, t], [z - 1.0, 1.0 - z, -z, z]]
}

/// `Σ a b` of four numbers.
#[inline(always)]
fn sum_of(a: &[f64; 4], b: [f64; 4]) -> f64 {
    (a[0] * b[0] + a[1] * b[1]) + (a[2] * b[2] + a[3] * b[3])
}

/// Stars without dust, each in its one spaxel.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn plainly<S: Store>(depositor: &Depositor<S>, stars: &[Placed], coefficients: &[S], out: &mut [[f64; FEW]]) {
    let tables = depositor.tables;
    let (rank, width) = (tables.rank, tables.width());
    let [mut reached, mut slope, mut mixed] = [(); 3].map(|()| vec![S::default(); rank]);
    for (star, numbers) in stars.iter().zip(out) {
        let four = nodes(star, depositor.layout.n_age, depositor.layout.slots.len());
        let rows = depositor.rows_of(four);
        let (knot, t) = tables.velocities.place(star.rapidity);
        let knots = four_rows(&coefficients[depositor.spaxel(star, 0) * width + knot * rank..], rank);
        combine(knots, weights(t).map(S::of), &mut reached);
        combine(knots, slopes(t).map(S::of), &mut slope);
        combine(rows, four.map(|(_, weight)| S::of(weight)), &mut mixed);
        let by_node = rows.map(|row| depositor.flux_unit * dot(&reached, row));
        let [by_z, by_age] = node_slopes(star.parts);
        let mass = sum_of(&by_node, four.map(|(_, weight)| weight));
        let per_step = depositor.flux_unit * star.mass / tables.velocities.step;
        let [z, age] = [by_z, by_age].map(|slopes| star.mass * sum_of(&by_node, slopes));
        *numbers = [mass, z, age, per_step * dot(&slope, &mixed)];
    }
}

/// Slopes of shares along `x` and `y`, and their derivatives with respect to the width.
type ShareSlopes = [Vec<f64>; 4];

/// Stars that are shared out among spaxels.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn by_shares<S: Store>(depositor: &Depositor<S>, stars: &[Placed], coefficients: &[S], out: &mut [[f64; NUMBERS]]) {
    let size = depositor.footprint.size();
    let mut room = depositor.room();
    let mut slopes = [vec![0.0; size], vec![0.0; size], vec![0.0; size], vec![0.0; size]];
    let mut rows = [(); 2].map(|()| vec![S::default(); depositor.tables.rank]);
    for (star, numbers) in stars.iter().zip(out) {
        *numbers = depositor.gather(star, coefficients, (&mut room, &mut slopes, &mut rows));
    }
}

impl<S: Store> Depositor<'_, S> {
    /// The derivatives of a star.
    #[inline(always)]
    fn gather(
        &self,
        star: &Placed,
        coefficients: &[S],
        (room, slopes_of, [here, reached]): (&mut Shares<S>, &mut ShareSlopes, &mut [Vec<S>; 2]),
    ) -> [f64; NUMBERS] {
        let mut unit = *star;
        unit.mass = 1.0;
        self.mix(&unit, room);
        let (knot, t) = self.tables.velocities.place(star.rapidity);
        let (along, along_slopes) = (weights(t).map(S::of), slopes(t).map(S::of));
        let first = star.at.map(|at| self.footprint.first(at));
        for (axis, shares) in [&mut room.x, &mut room.y].into_iter().enumerate() {
            self.footprint.shares(star.at[axis], shares);
            self.footprint.slopes(star.at[axis], &mut slopes_of[axis]);
            self.footprint.widenings(star.at[axis], &mut slopes_of[2 + axis]);
        }
        reached.fill(S::default());
        let rank = self.tables.rank;
        let [mut rapidity, mut x, mut y, mut width] = [0.0; 4];
        let field = 0..self.n_all as i64;
        for (j, i) in (0..room.y.len()).flat_map(|j| (0..room.x.len()).map(move |i| (j, i))) {
            let (row, column) = (first[1] + j as i64, first[0] + i as i64);
            if !(field.contains(&row) && field.contains(&column)) {
                continue;
            }
            let spaxel = row as usize * self.n_all + column as usize;
            let knots = four_rows(&coefficients[spaxel * self.tables.width() + knot * rank..], rank);
            let share = room.x[i] * room.y[j];
            let [value, slope] = collect(&room.mixed, knots, (along, along_slopes, S::of(share)), (here, reached));
            rapidity += share * slope;
            x += slopes_of[0][i] * room.y[j] * value;
            y += room.x[i] * slopes_of[1][j] * value;
            width += (slopes_of[2][i] * room.y[j] + room.x[i] * slopes_of[3][j]) * value;
        }
        let [mass, z, age, a_v] = self.of_nodes(star, room, reached);
        let m = star.mass;
        [mass, m * z, m * age, m * rapidity / self.tables.velocities.step, m * a_v, m * x, m * y, m * width]
    }

    /// Derivatives with respect to mass, and per mass to the parts of metallicity and age and to the attenuation.
    #[inline(always)]
    fn of_nodes(&self, star: &Placed, room: &mut Shares<S>, reached: &[S]) -> [f64; 4] {
        let terms = self.layout.terms(star);
        self.dimmings.shares(star.a_v, &mut room.dimming, &mut room.dimming_slope);
        let mut sums = [0.0; 4];
        for (p, (share, slope)) in room.dimming.iter().zip(&room.dimming_slope).enumerate() {
            for (row, weight, [by_z, by_age]) in terms.sloped() {
                let value = dot(reached, self.tables.row(p, row)) * self.flux_unit;
                sums[0] += share * weight * value;
                sums[1] += share * by_z * value;
                sums[2] += share * by_age * value;
                sums[3] += slope * weight * value;
            }
        }
        sums
    }
}

/// Adds the share of what four knots hold at a rapidity; what it and its slope are for the star's own coefficients.
#[inline(always)]
fn collect<S: Store>(
    mixed: &[S],
    knots: [&[S]; 4],
    (along, slopes, share): ([S; 4], [S; 4], S),
    (here, reached): (&mut [S], &mut [S]),
) -> [f64; 2] {
    combine(knots, slopes, here);
    let slope = dot(here, mixed);
    combine(knots, along, here);
    add_scaled(share, here, reached);
    [dot(here, mixed), slope]
}

/// `a · b`.
#[inline(always)]
fn dot<S: Store>(a: &[S], b: &[S]) -> f64 {
    let mut sums = [S::default(); LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] = a[lane].times_plus(b[lane], sums[lane]);
        }
    }
    let quarter = |k: usize| (sums[k] + sums[k + 8]) + (sums[k + 4] + sums[k + 12]);
    ((quarter(0) + quarter(2)) + (quarter(1) + quarter(3))).wide()
}
