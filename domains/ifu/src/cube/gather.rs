//! From the gradient with respect to coefficients to that of each star: the deposit, backwards.
use super::deposit::{Depositor, Shares, combined, four_rows};
use super::place::{Placed, nodes};
use super::plan::CubePlan;
use super::store::Store;
use super::tables::{LANES, Tables};
use super::velocity::{slopes, weights};
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cut, Cx, Job};

/// Derivatives of a star: mass, metallicity and age (in the measures of the library's axes), attenuation, rapidity, `x` and `y` on the
/// sky (in spaxels), width of the shares.
pub(super) const NUMBERS: usize = 8;
/// Derivatives of a star, [`NUMBERS`] of them.
type Numbers = [f64; NUMBERS];

/// Stars by rows of their footprints' first spaxels; a block yields [`NUMBERS`] for each of its stars, in their order.
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
        (0..n_blocks).map(|block| NUMBERS * stars(block)).collect()
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
        part.resize(stars.len() * NUMBERS, 0.0);
        let out = part.as_chunks_mut().0;
        let depositor = plan.depositor(self.tables);
        if depositor.is_plain() {
            plainly(&depositor, stars, self.coefficients, out);
        } else {
            by_shares(&depositor, stars, self.coefficients, out);
        }
        for (star, numbers) in stars.iter().zip(out) {
            let [by_z, by_age] = plan.placer.part_slopes(star);
            numbers[1] *= by_z;
            numbers[2] *= by_age;
        }
        Ok(())
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

/// The sum of running sums.
#[inline(always)]
fn total<S: Store>(s: [S; LANES]) -> f64 {
    (((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))).wide()
}

/// Stars without dust, each in its one spaxel.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn plainly<S: Store>(depositor: &Depositor<S>, stars: &[Placed], coefficients: &[S], out: &mut [Numbers]) {
    let tables = depositor.tables;
    let (rank, width) = (tables.rank, tables.width());
    for (star, numbers) in stars.iter().zip(out) {
        let four = nodes(star, depositor.n_age, depositor.slots.len());
        let (rows, of_nodes) = (depositor.rows_of(four), four.map(|(_, weight)| S::of(weight)));
        let (knot, t) = tables.velocities.place(star.rapidity);
        let (along, along_slopes) = (weights(t).map(S::of), slopes(t).map(S::of));
        let knots = four_rows(&coefficients[depositor.spaxel(star, 0) * width + knot * rank..], rank);
        let (mut by_node, mut by_rapidity) = ([[S::default(); LANES]; 4], [S::default(); LANES]);
        for at in 0..rank / LANES {
            let at_knots = knots.map(|row| &row[at]);
            let (reached, slope) = (combined(at_knots, along), combined(at_knots, along_slopes));
            let mixed = combined(rows.map(|row| &row[at]), of_nodes);
            for (sums, row) in by_node.iter_mut().zip(rows) {
                for lane in 0..LANES {
                    sums[lane] = reached[lane].times_plus(row[at][lane], sums[lane]);
                }
            }
            for lane in 0..LANES {
                by_rapidity[lane] = slope[lane].times_plus(mixed[lane], by_rapidity[lane]);
            }
        }
        let by_node = by_node.map(|sums| depositor.flux_unit * total(sums));
        let [by_z, by_age] = node_slopes(star.parts);
        let mass = sum_of(&by_node, four.map(|(_, weight)| weight));
        let per_step = depositor.flux_unit * star.mass / tables.velocities.step;
        let [z, age] = [by_z, by_age].map(|slopes| star.mass * sum_of(&by_node, slopes));
        *numbers = [mass, z, age, 0.0, per_step * total(by_rapidity), 0.0, 0.0, 0.0];
    }
}

/// Slopes of shares along `x` and `y`, and their derivatives with respect to the width.
type ShareSlopes = [Vec<f64>; 4];

/// Stars that are shared out among spaxels.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn by_shares<S: Store>(depositor: &Depositor<S>, stars: &[Placed], coefficients: &[S], out: &mut [Numbers]) {
    let size = depositor.footprint.size();
    let mut room = depositor.room();
    let mut slopes = [vec![0.0; size], vec![0.0; size], vec![0.0; size], vec![0.0; size]];
    let mut reached = vec![S::default(); depositor.tables.rank];
    for (star, numbers) in stars.iter().zip(out) {
        *numbers = depositor.gather(star, coefficients, (&mut room, &mut slopes, &mut reached));
    }
}

impl<S: Store> Depositor<'_, S> {
    /// The derivatives of a star.
    #[inline(always)]
    fn gather(
        &self,
        star: &Placed,
        coefficients: &[S],
        (room, slopes_of, reached): (&mut Shares<S>, &mut ShareSlopes, &mut [S]),
    ) -> Numbers {
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
            let [value, slope] = collect(&room.mixed, knots, (along, along_slopes, S::of(share)), reached);
            rapidity += share * slope;
            x += slopes_of[0][i] * room.y[j] * value;
            y += room.x[i] * slopes_of[1][j] * value;
            width += (slopes_of[2][i] * room.y[j] + room.x[i] * slopes_of[3][j]) * value;
        }
        let [mass, z, age, a_v] = self.of_nodes(star, room, reached);
        let m = star.mass;
        [mass, m * z, m * age, m * a_v, m * rapidity / self.tables.velocities.step, m * x, m * y, m * width]
    }

    /// Derivatives with respect to mass, and per mass to the parts of metallicity and age and to the attenuation.
    #[inline(always)]
    fn of_nodes(&self, star: &Placed, room: &mut Shares<S>, reached: &[S]) -> [f64; 4] {
        let [by_z, by_age] = node_slopes(star.parts);
        self.dimmings.shares(star.a_v, &mut room.dimming, &mut room.dimming_slope);
        let four = nodes(star, self.n_age, self.slots.len());
        let mut sums = [0.0; 4];
        for (p, (share, slope)) in room.dimming.iter().zip(&room.dimming_slope).enumerate() {
            for (k, node) in four.into_iter().enumerate() {
                let value = dot(reached, self.tables.node(p, self.slots[node.0])) * self.flux_unit;
                sums[0] += share * node.1 * value;
                sums[1] += share * by_z[k] * value;
                sums[2] += share * by_age[k] * value;
                sums[3] += slope * node.1 * value;
            }
        }
        sums
    }
}

/// Adds the share of what four knots hold at a rapidity; what it and its slope are for the star's own coefficients.
#[inline(always)]
fn collect<S: Store>(
    mixed: &[S],
    knots: [&[[S; LANES]]; 4],
    (along, slopes, share): ([S; 4], [S; 4], S),
    reached: &mut [S],
) -> [f64; 2] {
    let mut sums = [[S::default(); LANES]; 2];
    let own = mixed.as_chunks::<LANES>().0;
    for ((at, reached), own) in reached.as_chunks_mut::<LANES>().0.iter_mut().enumerate().zip(own) {
        let four = knots.map(|row| &row[at]);
        let (here, slope) = (combined(four, along), combined(four, slopes));
        for lane in 0..LANES {
            sums[0][lane] = here[lane].times_plus(own[lane], sums[0][lane]);
            sums[1][lane] = slope[lane].times_plus(own[lane], sums[1][lane]);
            reached[lane] = share.times_plus(here[lane], reached[lane]);
        }
    }
    sums.map(total)
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
    total(sums)
}
