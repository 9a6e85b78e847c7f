//! Fits of all data sets, as a catalogue.

use super::{
    Simulator,
    sets::{Sets, from_prior},
};
use crate::{
    Error, Points, Result, Run,
    catalogue::{FitOf, SharesBatches, source_seed},
};
use astrarium_exec::{AskTell, spec_hash};
use astrarium_num::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// What is kept of the fit of a data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The rank of the truth among the draws: of each free parameter, of ln L, of the distance from a random point.
    pub ranks: Vec<u32>,
    /// The part of the posterior below the truth, for each free parameter.
    pub below: Vec<f64>,
    /// As how many independent draws the fit counts.
    pub effective_size: f64,
    /// Evaluations.
    pub calls: u64,
}

/// How data sets are fitted and ranked.
pub(super) struct Fits<'a, S: Simulator, M> {
    pub(super) sets: &'a Sets<'a, S>,
    pub(super) sampler: &'a M,
    pub(super) draws: usize,
    pub(super) seed: u64,
    pub(super) ln_at_truths: Vec<f64>,
}

impl<S: Simulator, M: SharesBatches> FitOf for Fits<'_, S, M> {
    type Sampler = M::Machine;
    type Row = Row;

    fn spec(&self) -> u64 {
        let space = self.sets.simulator.space();
        spec_hash(&(self.sampler, space.parameters(), self.draws, self.sets.simulator.hash()))
    }

    fn begin(&self, _: u64, seed: u64) -> Result<(M::Machine, <M::Machine as AskTell>::State)> {
        self.sampler.begin(self.sets.simulator.space(), seed)
    }

    fn end(&self, source: u64, machine: &M::Machine, state: &<M::Machine as AskTell>::State) -> Result<Row> {
        let seed = source_seed(self.seed, &source.to_string());
        let run = self.sampler.record(self.sets, machine, state, seed)?;
        let points = &run.points;
        if points.is_empty() {
            return Err(Error::TooFew { purpose: "rank a truth among", found: 0, needed: self.draws });
        }
        let truth = self.sets.truth(source as usize);
        let drawn = points.take(&self.thinned(points, source));
        let mut ranked: Vec<(f64, Vec<f64>)> = truth.iter().enumerate().map(|(k, x)| (*x, drawn.column(k))).collect();
        ranked.push((self.ln_at_truths[source as usize], drawn.ln_likelihood.clone()));
        ranked.push(self.distances(&drawn, truth, source));
        let ties = Stream::new(self.seed, Purpose::Shuffle, source);
        let rank = |(k, (x, values)): (usize, (f64, Vec<f64>))| {
            let less = values.iter().filter(|value| **value < x).count();
            let same = values.iter().filter(|value| **value == x).count() as u64;
            less as u32 + ties.below(0, k as u64, same + 1) as u32
        };
        let ranks = ranked.into_iter().enumerate().map(rank).collect();
        let weights = points.weights();
        let below = |(k, x): (usize, &f64)| {
            points.column(k).iter().zip(&weights).filter(|(value, _)| *value < x).map(|(_, w)| w).sum()
        };
        let below = truth.iter().enumerate().map(below).collect();
        Ok(Row { ranks, below, effective_size: effective_size(&run), calls: run.counts.calls })
    }
}

/// As how many independent draws a run counts: of chains by the slowest parameter, else by the weights.
fn effective_size(run: &Run) -> f64 {
    if run.points.chains.is_none() {
        return run.points.effective_size();
    }
    let sizes = run.diagnostics.get("effective_size").and_then(|sizes| sizes.as_array());
    let least = |sizes: &Vec<serde_json::Value>| {
        sizes.iter().map(|size| size.as_f64().unwrap_or(0.0)).fold(f64::INFINITY, f64::min)
    };
    sizes.map_or(0.0, least)
}

impl<S: Simulator, M: SharesBatches> Fits<'_, S, M> {
    /// The numbers of the draws: of weighted points a resampling; of chains draws as far apart as can be, each of a walker
    /// chosen at random.
    fn thinned(&self, points: &Points, source: u64) -> Vec<usize> {
        let stream = Stream::new(self.seed, Purpose::Resampling, source);
        let Some(chains) = points.chains else {
            return points.resample(self.draws, stream.words(0, 0)[0]);
        };
        let offset = stream.uniforms(0, 0)[0];
        let at = |i: usize| {
            let draw = ((i as f64 + offset) / self.draws as f64 * chains.draws as f64) as usize;
            let walker = stream.below(1, i as u64, chains.chains as u64) as usize;
            draw.min(chains.draws.saturating_sub(1)) * chains.chains + walker
        };
        if chains.draws == 0 { Vec::new() } else { (0..self.draws).map(at).collect() }
    }

    /// Distances in the unit cube from a random point of the prior: of the truth, and of the draws.
    fn distances(&self, drawn: &Points, truth: &[f64], source: u64) -> (f64, Vec<f64>) {
        let space = self.sets.simulator.space();
        let in_cube = |theta: &[f64]| {
            let mut u = vec![0.0; theta.len()];
            space.to_unit(theta, &mut u);
            u
        };
        let from = in_cube(&from_prior(space, self.seed, source, 1));
        let to = |theta: &[f64]| in_cube(theta).iter().zip(&from).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        (to(truth), (0..drawn.len()).map(|i| to(drawn.row(i))).collect())
    }
}
