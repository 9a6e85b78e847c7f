//! Stars into the coefficients of their spaxels.
use super::place::{Placed, nodes};
use super::store::Store;
use super::tables::Tables;
use super::template::Dimmings;
use super::velocity::weights;
use crate::spaxel::Footprint;
use std::ops::Range;

/// What it takes to bring stars to spaxels.
pub(super) struct Depositor<'a, S> {
    pub(super) tables: &'a Tables<S>,
    pub(super) slots: &'a [u32],
    pub(super) dimmings: &'a Dimmings,
    pub(super) footprint: Footprint,
    pub(super) n_age: usize,
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

    /// Adds stars to the rows of spaxels that are wanted; `sums` is `[row][x][knot][k]`.
    pub(super) fn deposit(&self, stars: &[Placed], rows: Range<usize>, (sums, room): (&mut [S], &mut Shares<S>)) {
        let width = self.tables.width();
        for star in stars {
            self.mix(star, room);
            let (knot, t) = self.tables.velocities.place(star.rapidity);
            let along = weights(t);
            let first = star.at.map(|at| self.footprint.first(at));
            self.footprint.shares(star.at[0], &mut room.x);
            self.footprint.shares(star.at[1], &mut room.y);
            for (j, share_y) in room.y.iter().enumerate() {
                let row = first[1] + j as i64;
                if row < rows.start as i64 || row >= rows.end as i64 {
                    continue;
                }
                let line = (row as usize - rows.start) * self.n_all;
                for (i, share_x) in room.x.iter().enumerate() {
                    let column = first[0] + i as i64;
                    if column >= 0 && column < self.n_all as i64 {
                        let to = (line + column as usize) * width + knot * self.tables.rank;
                        spread(&room.mixed, along.map(|w| S::of(w * share_x * share_y)), &mut sums[to..]);
                    }
                }
            }
        }
    }

    /// The star's coefficients, its mass and the unit of flux in them.
    pub(super) fn mix(&self, star: &Placed, room: &mut Shares<S>) {
        let scale = star.mass * self.flux_unit;
        let four = nodes(star, self.n_age, self.slots.len());
        if self.dimmings.len() == 1 {
            let of = |k: usize| self.tables.node(0, self.slot(four[k]));
            combine([of(0), of(1), of(2), of(3)], four.map(|(_, weight)| S::of(scale * weight)), &mut room.mixed);
            return;
        }
        self.dimmings.shares(star.a_v, &mut room.dimming, &mut room.dimming_slope);
        room.mixed.fill(S::default());
        for (p, share) in room.dimming.iter().enumerate() {
            for node in four {
                let weight = S::of(scale * share * node.1);
                let row = self.tables.node(p, self.slot(node));
                room.mixed.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * *value);
            }
        }
    }

    /// The slot of a node; of one without weight any.
    #[inline(always)]
    pub(super) fn slot(&self, (node, _): (usize, f64)) -> u32 {
        let slot = self.slots[node];
        if slot == u32::MAX { 0 } else { slot }
    }
}

/// A weighted sum of four rows.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn combine<S: Store>(rows: [&[S]; 4], weights: [S; 4], out: &mut [S]) {
    let n = out.len();
    let [a, b, c, d] = rows.map(|row| &row[..n]);
    for k in 0..n {
        out[k] = (weights[0] * a[k] + weights[1] * b[k]) + (weights[2] * c[k] + weights[3] * d[k]);
    }
}

/// Adds a star to four knots that lie one after the other.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn spread<S: Store>(mixed: &[S], weights: [S; 4], sums: &mut [S]) {
    for (weight, knot) in weights.into_iter().zip(sums.chunks_exact_mut(mixed.len())) {
        knot.iter_mut().zip(mixed).for_each(|(sum, value)| *sum += weight * *value);
    }
}
