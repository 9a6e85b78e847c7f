//! How a particle is shared out among spaxels.
use astrarium_num::special::norm_cdf;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How a particle is shared out among spaxels.
///
/// Gradients with respect to positions (and angles) need shares that change with the place: with the nearest spaxel they are
/// zero almost everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Assignment {
    /// All of it to the spaxel that it lies in.
    #[default]
    Nearest,
    /// A cloud as wide as a spaxel. It adds 1/12 spaxel² to the variance of an image along each axis, which is taken out of a
    /// Gaussian point-spread function that is wider.
    Cloud,
    /// The integrals of a Gaussian point-spread function over spaxels: exact at every place, in the stead of a later blur.
    Psf,
}

/// The spaxels that a particle reaches along one axis: the first, and the share of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Footprint {
    kind: Assignment,
    /// Standard deviation of the point-spread function, spaxels.
    sigma: f64,
    reach: usize,
}

impl Footprint {
    /// Standard deviations that the shares of a point-spread function reach.
    const REACH: f64 = 6.0;

    /// Of this kind; `sigma`, in spaxels, is that of [`Assignment::Psf`].
    pub fn new(kind: Assignment, sigma: f64) -> Self {
        let reach = if kind == Assignment::Psf { (Self::REACH * sigma).ceil() as usize } else { 0 };
        Self { kind, sigma, reach }
    }

    /// Spaxels along an axis.
    pub fn size(&self) -> usize {
        match self.kind {
            Assignment::Nearest => 1,
            Assignment::Cloud => 2,
            Assignment::Psf => 2 * self.reach + 1,
        }
    }

    /// The first spaxel that a place reaches; it may lie outside the field.
    pub fn first(&self, at: f64) -> i64 {
        let [before, reach] = self.offsets();
        (at - before).floor() as i64 - reach as i64
    }

    /// What is taken off a place, and off the spaxel that it then lies in, to find the [`first`](Self::first).
    #[inline(always)]
    pub(crate) fn offsets(&self) -> [f64; 2] {
        [if self.kind == Assignment::Cloud { 0.5 } else { 0.0 }, self.reach as f64]
    }

    /// Tells `take` of each spaxel of some rows of a field `n_all` wide that a place reaches: its number in these rows, and its
    /// share. `room` is memory for [`size`](Self::size) shares along both axes.
    pub(crate) fn reached(
        &self,
        at: [f64; 2],
        (n_all, rows): (usize, &Range<usize>),
        [x, y]: &mut [Vec<f64>; 2],
        mut take: impl FnMut(usize, f64),
    ) {
        let size = self.size();
        self.shares(at[0], x);
        self.shares(at[1], y);
        let first = at.map(|at| self.first(at));
        for (k, share) in y.iter().flat_map(|y| x.iter().map(move |x| x * y)).enumerate() {
            let (column, row) = (first[0] + (k % size) as i64, first[1] + (k / size) as i64);
            if (0..n_all as i64).contains(&column) && (rows.start as i64..rows.end as i64).contains(&row) {
                take((row as usize - rows.start) * n_all + column as usize, share);
            }
        }
    }

    /// Memory for [`reached`](Self::reached).
    pub(crate) fn room(&self) -> [Vec<f64>; 2] {
        [vec![0.0; self.size()], vec![0.0; self.size()]]
    }

    /// The share of each spaxel.
    pub fn shares(&self, at: f64, out: &mut [f64]) {
        let first = self.first(at);
        match self.kind {
            Assignment::Nearest => out[0] = 1.0,
            Assignment::Cloud => {
                let part = at - 0.5 - first as f64;
                out[..2].copy_from_slice(&[1.0 - part, part]);
            }
            Assignment::Psf => {
                let below = |i: usize| norm_cdf(((first + i as i64) as f64 - at) / self.sigma);
                let mut before = below(0);
                for (i, share) in out[..self.size()].iter_mut().enumerate() {
                    let after = below(i + 1);
                    (*share, before) = (after - before, after);
                }
            }
        }
    }

    /// The slope of each share along the axis.
    pub fn slopes(&self, at: f64, out: &mut [f64]) {
        let first = self.first(at);
        match self.kind {
            Assignment::Nearest => out[0] = 0.0,
            Assignment::Cloud => out[..2].copy_from_slice(&[-1.0, 1.0]),
            Assignment::Psf => {
                let density = |i: usize| {
                    let x = ((first + i as i64) as f64 - at) / self.sigma;
                    (-0.5 * x * x).exp() / (self.sigma * (2.0 * std::f64::consts::PI).sqrt())
                };
                for (i, slope) in out[..self.size()].iter_mut().enumerate() {
                    *slope = density(i) - density(i + 1);
                }
            }
        }
    }

    /// The derivative of each share with respect to the point-spread function's standard deviation, spaxels.
    pub fn widenings(&self, at: f64, out: &mut [f64]) {
        let first = self.first(at);
        out[..self.size()].fill(0.0);
        if self.kind != Assignment::Psf {
            return;
        }
        let term = |i: usize| {
            let x = ((first + i as i64) as f64 - at) / self.sigma;
            -x / self.sigma * (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
        };
        out[..self.size()].iter_mut().enumerate().for_each(|(i, out)| *out = term(i + 1) - term(i));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_and_keep_the_place() {
        for kind in [Assignment::Nearest, Assignment::Cloud, Assignment::Psf] {
            let footprint = Footprint::new(kind, 0.8);
            for at in [3.0, 3.2, 3.5, 3.99, -0.7] {
                let mut shares = vec![f64::NAN; footprint.size()];
                footprint.shares(at, &mut shares);
                assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-8, "{kind:?} at {at}");
                let first = footprint.first(at);
                let mean: f64 =
                    shares.iter().enumerate().map(|(i, share)| share * ((first + i as i64) as f64 + 0.5)).sum();
                let off = if kind == Assignment::Nearest { 0.5 } else { 0.01 };
                assert!((mean - at).abs() <= off, "{kind:?} at {at}: {mean}");
            }
        }
    }

    #[test]
    fn slopes_are_those_of_the_shares() {
        const STEP: f64 = 1e-6;
        for kind in [Assignment::Cloud, Assignment::Psf] {
            let footprint = Footprint::new(kind, 0.8);
            let n = footprint.size();
            let [mut above, mut below, mut slopes] = [vec![0.0; n], vec![0.0; n], vec![0.0; n]];
            footprint.shares(3.3 + STEP, &mut above);
            footprint.shares(3.3 - STEP, &mut below);
            footprint.slopes(3.3, &mut slopes);
            let wider = |by: f64, out: &mut [f64]| Footprint { sigma: 0.8 + by, ..footprint }.shares(3.3, out);
            for i in 0..n {
                assert!(((above[i] - below[i]) / (2.0 * STEP) - slopes[i]).abs() < 1e-8, "{kind:?} {i}");
            }
            wider(STEP, &mut above);
            wider(-STEP, &mut below);
            footprint.widenings(3.3, &mut slopes);
            for i in 0..n {
                assert!(((above[i] - below[i]) / (2.0 * STEP) - slopes[i]).abs() < 1e-8, "{kind:?} {i}");
            }
        }
    }
}
