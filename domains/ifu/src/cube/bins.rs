//! Velocities on a grid, all nodes that stars have.
use super::place::Placed;
use super::tables::{Nodes, Optics};
use super::template::Dimmings;
use super::velocity::{MARGIN, Velocities, coefficients_transposed, weights};
use crate::spaxel::Footprint;
use std::ops::Range;

pub(super) struct ByBins<'a> {
    pub(super) optics: &'a Optics,
    pub(super) nodes: &'a Nodes,
    pub(super) dimmings: &'a Dimmings,
    pub(super) velocities: Velocities,
    pub(super) footprint: Footprint,
    pub(super) flux_unit: f64,
    pub(super) n_all: usize,
}

/// Weights `[knot][node]` of a spaxel, with margins.
type Weights = Vec<Vec<f64>>;

impl ByBins<'_> {
    /// Rows of spaxels, `[row][x][channel]`.
    pub(super) fn rows(&self, stars: &[Placed], rows: Range<usize>, out: &mut [f64]) {
        let mut sums: Vec<Option<Weights>> = vec![None; rows.len() * self.n_all];
        let mut room = self.footprint.room();
        for star in stars {
            self.footprint.reached(star.at, (self.n_all, &rows), &mut room, |spaxel, share| {
                self.add(star, share, sums[spaxel].get_or_insert_with(|| self.empty()));
            });
        }
        let n_channels = self.optics.lsf.of_bins().n_channels;
        for (weights, channels) in sums.iter_mut().zip(out.chunks_mut(n_channels)) {
            match weights {
                Some(weights) => self.spectrum(weights, channels),
                None => channels.fill(0.0),
            }
        }
    }

    fn empty(&self) -> Weights {
        vec![vec![0.0; self.nodes.spectra.len()]; self.velocities.n + 2 * MARGIN]
    }

    fn add(&self, star: &Placed, share: f64, sums: &mut Weights) {
        let n = self.dimmings.len();
        let [mut dimming, mut slopes] = [vec![0.0; n], vec![0.0; n]];
        self.dimmings.shares(star.a_v, &mut dimming, &mut slopes);
        let (terms, n_rows) = (self.nodes.layout.terms(star), self.nodes.layout.n_rows());
        let (knot, t) = self.velocities.place(star.rapidity);
        for (j, along) in weights(t).into_iter().enumerate() {
            let row = &mut sums[MARGIN + knot + j];
            for (at, weight) in terms.weighted().filter(|(_, weight)| *weight != 0.0) {
                for (p, dimmed) in dimming.iter().enumerate() {
                    row[p * n_rows + at] += along * share * weight * dimmed * star.mass;
                }
            }
        }
    }

    /// Each knot's mixture of nodes, at its velocity.
    fn spectrum(&self, sums: &mut Weights, channels: &mut [f64]) {
        coefficients_transposed(sums);
        let mut room = self.optics.room();
        let mut mixture = vec![0.0; self.optics.templates.len()];
        for (i, row) in sums.iter().enumerate() {
            mixture.fill(0.0);
            for (weight, spectrum) in row.iter().zip(&self.nodes.spectra).filter(|(weight, _)| **weight != 0.0) {
                let scale = weight * self.flux_unit;
                mixture.iter_mut().zip(spectrum).for_each(|(sum, value)| *sum += scale * value);
            }
            self.optics.add_bins(&mixture, self.velocities.knot(i as i64 - MARGIN as i64), &mut room);
        }
        self.optics.lsf.apply(&room.bins, channels);
    }
}
