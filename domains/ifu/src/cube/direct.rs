//! One spectrum a star: the reference.
use super::place::Placed;
use super::tables::{Nodes, Optics, Room};
use crate::spaxel::Footprint;
use std::ops::Range;

pub(super) struct Direct<'a> {
    pub(super) optics: &'a Optics,
    pub(super) nodes: &'a Nodes,
    pub(super) footprint: Footprint,
    pub(super) flux_unit: f64,
    pub(super) n_all: usize,
}

impl Direct<'_> {
    /// Rows of spaxels, `[row][x][channel]`.
    pub(super) fn rows(&self, stars: &[Placed], rows: Range<usize>, out: &mut [f64]) {
        let lsf = &self.optics.lsf;
        let n_bins = lsf.of_bins().n_bins();
        let mut bins = vec![0.0; rows.len() * self.n_all * n_bins];
        let mut room = self.optics.room();
        let mut spectrum = vec![0.0; self.optics.templates.len()];
        let mut shares = self.footprint.room();
        for star in stars {
            self.spectrum(star, &mut spectrum);
            room.bins.fill(0.0);
            self.optics.add_bins(&spectrum, star.rapidity, &mut room);
            self.footprint.reached(star.at, (self.n_all, &rows), &mut shares, |spaxel, share| {
                add(share, &room, &mut bins[spaxel * n_bins..][..n_bins]);
            });
        }
        let spaxels = bins.chunks(n_bins).zip(out.chunks_mut(lsf.of_bins().n_channels));
        spaxels.for_each(|(bins, channels)| lsf.apply(bins, channels));
    }

    fn spectrum(&self, star: &Placed, out: &mut [f64]) {
        let templates = &self.optics.templates;
        out.fill(0.0);
        for (row, weight) in self.nodes.layout.terms(star).weighted().filter(|term| term.1 != 0.0) {
            let scale = weight * star.mass * self.flux_unit;
            out.iter_mut().zip(&self.nodes.undimmed[row]).for_each(|(sum, value)| *sum += scale * value);
        }
        if star.a_v != 0.0 {
            out.iter_mut().zip(&templates.dimming).for_each(|(value, k)| *value *= (k * star.a_v).exp());
        }
    }
}

fn add(share: f64, room: &Room, sums: &mut [f64]) {
    sums.iter_mut().zip(&room.bins).for_each(|(sum, value)| *sum += share * value);
}
