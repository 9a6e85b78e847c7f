//! Stars into the coefficients of their spaxels.
use super::place::{Placed, nodes};
use super::store::Store;
use super::tables::Tables;
use super::template::Dimmings;
use super::terms::Layout;
use super::velocity::weights;
use crate::spaxel::Footprint;
use std::ops::Range;

/// What it takes to bring stars to spaxels.
pub(super) struct Depositor<'a, S> {
    pub(super) tables: &'a Tables<S>,
    pub(super) layout: &'a Layout,
    pub(super) dimmings: &'a Dimmings,
    pub(super) footprint: Footprint,
    /// Flux density of a solar luminosity per ångström.
    pub(super) flux_unit: f64,
    /// Spaxels along a side, border included.
    pub(super) n_all: usize,
}

/// Room for a star on its way.
pub(super) struct Shares<S> {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) dimming: Vec<f64>,
    pub(super) dimming_slope: Vec<f64>,
    pub(super) mixed: Vec<S>,
}

impl<S: Store> Depositor<'_, S> {
    pub(super) fn room(&self) -> Shares<S> {
        let size = self.footprint.size();
        Shares {
            x: vec![0.0; size],
            y: vec![0.0; size],
            dimming: vec![0.0; self.dimmings.len()],
            dimming_slope: vec![0.0; self.dimmings.len()],
            mixed: vec![S::default(); self.tables.rank],
        }
    }

    /// Whether every star goes to one spaxel, without dust, on straight lines between nodes.
    pub(super) fn is_plain(&self) -> bool {
        self.footprint.size() == 1 && self.dimmings.len() == 1 && self.layout.is_linear()
    }

    /// Adds stars to the rows of spaxels that are wanted; `sums` is `[row][x][knot][k]`.
    pub(super) fn deposit(&self, stars: &[Placed], rows: Range<usize>, (sums, room): (&mut [S], &mut Shares<S>)) {
        if self.is_plain() {
            plainly(self, stars, rows.start, (sums, &mut room.mixed));
        } else {
            by_shares(self, stars, rows, (sums, room));
        }
    }

    /// The star's coefficients, its mass and the unit of flux in them.
    #[inline(always)]
    pub(super) fn mix(&self, star: &Placed, room: &mut Shares<S>) {
        let scale = star.mass * self.flux_unit;
        if self.dimmings.len() == 1 && self.layout.is_linear() {
            let four = nodes(star, self.layout.n_age, self.layout.slots.len());
            combine(self.rows_of(four), four.map(|(_, weight)| S::of(scale * weight)), &mut room.mixed);
            return;
        }
        let terms = self.layout.terms(star);
        self.dimmings.shares(star.a_v, &mut room.dimming, &mut room.dimming_slope);
        room.mixed.fill(S::default());
        for (p, share) in room.dimming.iter().enumerate() {
            for (row, weight) in terms.weighted() {
                add_scaled(S::of(scale * share * weight), self.tables.row(p, row), &mut room.mixed);
            }
        }
    }

    /// Coefficients of four nodes, without dust.
    #[inline(always)]
    pub(super) fn rows_of(&self, four: [(usize, f64); 4]) -> [&[S]; 4] {
        four.map(|(node, _)| self.tables.row(0, self.layout.slots[node] as usize))
    }

    /// The spaxel of a star that goes to one, counted from a row on.
    #[inline(always)]
    pub(super) fn spaxel(&self, star: &Placed, first_row: usize) -> usize {
        (star.at[1] as usize - first_row) * self.n_all + star.at[0] as usize
    }
}

/// Writes a weighted sum of four rows. Inlined into loops of several instruction sets, as are the others: a plain loop over slices is
/// what becomes instructions over many lanes.
#[inline(always)]
pub(super) fn combine<S: Store>(rows: [&[S]; 4], weights: [S; 4], out: &mut [S]) {
    let n = out.len();
    let [a, b, c, d] = rows.map(|row| &row[..n]);
    for k in 0..n {
        let first = weights[1].times_plus(b[k], weights[0] * a[k]);
        out[k] = weights[3].times_plus(d[k], weights[2].times_plus(c[k], first));
    }
}

/// The rows of four knots that lie one after the other.
#[inline(always)]
pub(super) fn four_rows<S: Store>(four: &[S], rank: usize) -> [&[S]; 4] {
    let (a, rest) = four.split_at(rank);
    let (b, rest) = rest.split_at(rank);
    let (c, d) = rest.split_at(rank);
    [a, b, c, &d[..rank]]
}

/// Stars without dust, each in its one spaxel.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn plainly<S: Store>(
    depositor: &Depositor<S>,
    stars: &[Placed],
    first_row: usize,
    (sums, mixed): (&mut [S], &mut [S]),
) {
    let tables = depositor.tables;
    let (rank, width) = (tables.rank, tables.width());
    for star in stars {
        let scale = star.mass * depositor.flux_unit;
        let four = nodes(star, depositor.layout.n_age, depositor.layout.slots.len());
        combine(depositor.rows_of(four), four.map(|(_, weight)| S::of(scale * weight)), mixed);
        let (knot, t) = tables.velocities.place(star.rapidity);
        let to = &mut sums[depositor.spaxel(star, first_row) * width + knot * rank..];
        spread(mixed, weights(t).map(S::of), to);
    }
}

/// Stars that are shared out among spaxels.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn by_shares<S: Store>(
    depositor: &Depositor<S>,
    stars: &[Placed],
    rows: Range<usize>,
    (sums, room): (&mut [S], &mut Shares<S>),
) {
    let (rank, width) = (depositor.tables.rank, depositor.tables.width());
    for star in stars {
        depositor.mix(star, room);
        let (knot, t) = depositor.tables.velocities.place(star.rapidity);
        let along = weights(t);
        let first = star.at.map(|at| depositor.footprint.first(at));
        depositor.footprint.shares(star.at[0], &mut room.x);
        depositor.footprint.shares(star.at[1], &mut room.y);
        for (j, share_y) in room.y.iter().enumerate() {
            let row = first[1] + j as i64;
            if row < rows.start as i64 || row >= rows.end as i64 {
                continue;
            }
            let line = (row as usize - rows.start) * depositor.n_all;
            for (i, share_x) in room.x.iter().enumerate() {
                let column = first[0] + i as i64;
                if column >= 0 && column < depositor.n_all as i64 {
                    let to = (line + column as usize) * width + knot * rank;
                    spread(&room.mixed, along.map(|w| S::of(w * share_x * share_y)), &mut sums[to..]);
                }
            }
        }
    }
}

/// Adds a row times a weight.
#[inline(always)]
pub(super) fn add_scaled<S: Store>(weight: S, row: &[S], sum: &mut [S]) {
    sum.iter_mut().zip(row).for_each(|(sum, value)| *sum = weight.times_plus(*value, *sum));
}

/// Adds a star to four knots that lie one after the other.
#[inline(always)]
fn spread<S: Store>(mixed: &[S], weights: [S; 4], sums: &mut [S]) {
    for (weight, knot) in weights.into_iter().zip(sums.chunks_exact_mut(mixed.len())) {
        add_scaled(weight, mixed, knot);
    }
}
