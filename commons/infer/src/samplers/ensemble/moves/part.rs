//! What a move sees of an ensemble.

use crate::samplers::ensemble::machine::Periods;
use astrarium_num::random::Stream;
use std::ops::Range;

/// The moving part of an ensemble, and the others.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub(in crate::samplers::ensemble) dim: usize,
    pub(in crate::samplers::ensemble) theta: &'a [f64],
    /// The walkers in the order in which they were dealt.
    pub(in crate::samplers::ensemble) order: &'a [u32],
    pub(in crate::samplers::ensemble) moving: (usize, usize),
    pub(in crate::samplers::ensemble) parts: usize,
    pub(in crate::samplers::ensemble) periods: &'a Periods,
    pub(in crate::samplers::ensemble) stream: Stream,
    pub(in crate::samplers::ensemble) step: u64,
}

impl<'a> Part<'a> {
    /// How many walkers move.
    #[inline(always)]
    pub(in crate::samplers::ensemble) fn len(&self) -> usize {
        self.moving.1 - self.moving.0
    }

    /// How many do not.
    #[inline(always)]
    pub(in crate::samplers::ensemble) fn n_others(&self) -> usize {
        self.order.len() - self.len()
    }

    /// The place of moving walker `i`.
    #[inline(always)]
    pub(in crate::samplers::ensemble) fn walker(&self, i: usize) -> &'a [f64] {
        self.at(self.moving.0 + i)
    }

    /// The place of the `i`-th of the others.
    #[inline(always)]
    pub(in crate::samplers::ensemble) fn other(&self, i: usize) -> &'a [f64] {
        self.at(if i < self.moving.0 { i } else { i + self.len() })
    }

    /// The others' numbers that belong to the `k`-th of the parts that do not move.
    pub(in crate::samplers::ensemble) fn others_of(&self, k: usize) -> Range<usize> {
        let mine = self.mine();
        let part = if k < mine { k } else { k + 1 };
        let (from, to) = bounds(self.order.len(), self.parts, part);
        let shift = if part > mine { self.len() } else { 0 };
        from - shift..to - shift
    }

    /// Which part moves.
    fn mine(&self) -> usize {
        (0..self.parts).find(|part| bounds(self.order.len(), self.parts, *part).0 == self.moving.0).unwrap_or(0)
    }

    #[inline(always)]
    fn at(&self, place: usize) -> &'a [f64] {
        &self.theta[self.order[place] as usize * self.dim..][..self.dim]
    }

    /// `to − from`, the short way round where it is periodic, into `out`.
    pub(in crate::samplers::ensemble) fn difference(&self, from: &[f64], to: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.extend(to.iter().zip(from).map(|(to, from)| to - from));
        self.periods.shorten(out);
    }
}

/// Where a part begins and ends in the order; sizes differ by one at most.
pub(in crate::samplers::ensemble) fn bounds(walkers: usize, parts: usize, part: usize) -> (usize, usize) {
    (walkers * part / parts, walkers * (part + 1) / parts)
}

/// A whole number `0 … n−1` from a uniform one.
#[inline(always)]
pub(in crate::samplers::ensemble) fn below(u: f64, n: usize) -> usize {
    ((u * n as f64) as usize).min(n - 1)
}
