//! The moves of walkers, known by name.
//!
//! A move proposes for each walker of a part of the ensemble from its place and from the walkers of the other parts, and
//! tells the ln factor that keeps the balance.

use super::machine::Periods;
use crate::{Result, error::require};
use astrarium_io::family;
use astrarium_num::random::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt::Debug, ops::Range};

family! {
    /// The moves known by name.
    pub enum MoveKind: Move {
        "stretch" => stretch::Stretch, "along the line to another walker (Goodman & Weare 2010)";
        "differential" => differential::Differential, "along the difference of two others (ter Braak 2006)";
        "snooker" => snooker::Snooker, "along the line to another, as far as two others differ (ter Braak & Vrugt 2008)";
        "walk" => walk::Walk, "by the covariance of the others (Goodman & Weare 2010)";
        "kde" => kde::Kde, "anywhere, from a smoothed density of the others; wants many walkers";
        "metropolis" => metropolis::Metropolis, "a random step of given size, alone";
    }
}

/// A move and how often it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighted {
    /// Its share of the steps, relative to the others.
    pub weight: f64,
    /// The move.
    pub of: MoveKind,
}

/// A way to propose.
pub trait Move: Debug + Send + Sync {
    /// Whether it can work with so many free parameters and walkers.
    ///
    /// # Errors
    /// The setting that cannot.
    fn check(&self, dim: usize, walkers: usize) -> Result<()>;

    /// Into how many parts the walkers are dealt.
    fn parts(&self) -> usize {
        2
    }

    /// Whether it knows what to do with periodic parameters.
    fn wraps(&self) -> bool {
        true
    }

    /// Pushes a proposal for each moving walker. One with a NaN is rejected without being evaluated.
    fn propose(&self, at: &Part<'_>, rows: &mut Vec<f64>);

    /// Writes the ln factor of each of these proposals; nought by default.
    fn ln_factors(&self, _: &Part<'_>, _rows: &[f64], out: &mut [f64]) {
        out.fill(0.0);
    }
}

/// The moving part of an ensemble, and the others.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub(super) dim: usize,
    pub(super) theta: &'a [f64],
    /// The walkers in the order in which they were dealt.
    pub(super) order: &'a [u32],
    pub(super) moving: (usize, usize),
    pub(super) parts: usize,
    pub(super) periods: &'a Periods,
    pub(super) stream: Stream,
    pub(super) step: u64,
}

impl<'a> Part<'a> {
    /// How many walkers move.
    pub(super) fn len(&self) -> usize {
        self.moving.1 - self.moving.0
    }

    /// How many do not.
    pub(super) fn n_others(&self) -> usize {
        self.order.len() - self.len()
    }

    /// The place of moving walker `i`.
    pub(super) fn walker(&self, i: usize) -> &'a [f64] {
        self.at(self.moving.0 + i)
    }

    /// The place of the `i`-th of the others.
    pub(super) fn other(&self, i: usize) -> &'a [f64] {
        self.at(if i < self.moving.0 { i } else { i + self.len() })
    }

    /// The others' numbers that belong to the `k`-th of the parts that do not move.
    pub(super) fn others_of(&self, k: usize) -> Range<usize> {
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

    fn at(&self, place: usize) -> &'a [f64] {
        &self.theta[self.order[place] as usize * self.dim..][..self.dim]
    }

    /// `to − from`, the short way round where it is periodic, into `out`.
    pub(super) fn difference(&self, from: &[f64], to: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.extend(to.iter().zip(from).map(|(to, from)| to - from));
        self.periods.shorten(out);
    }
}

/// Where a part begins and ends in the order; sizes differ by one at most.
pub(super) fn bounds(walkers: usize, parts: usize, part: usize) -> (usize, usize) {
    (walkers * part / parts, walkers * (part + 1) / parts)
}

/// A whole number `0 … n−1` from a uniform one.
pub(super) fn below(u: f64, n: usize) -> usize {
    ((u * n as f64) as usize).min(n - 1)
}

/// `Ok` if every part of the others has enough walkers.
fn enough(walkers: usize, needed: usize) -> Result<()> {
    require(walkers >= needed, "walkers", walkers as f64, "more of them for this move")
}
