//! The shape of chains as they are kept, and quantities taken out of them.

use crate::diagnose::{
    Draws,
    autocorrelation::{Bins, Time},
};
use std::ops::Range;

/// Values of each ensemble that R̂ is computed from, about.
const RANKED: usize = 4000;
/// Walkers that autocorrelation times are taken from: walkers of an ensemble are alike, and these fix τ to a few per cent
/// once the chains are 50 τ long.
const WATCHED: usize = 64;
/// Bins that a first estimate is made from.
const FIRST_BINS: usize = 1024;
/// Bins in an autocorrelation time, at least.
const BINS_IN_TIME: f64 = 8.0;

/// Draws of `ensembles` times `walkers` walkers with `dim` parameters each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) dim: usize,
    pub(super) ensembles: usize,
    pub(super) walkers: usize,
}

impl Shape {
    fn row(self) -> usize {
        self.ensembles * self.walkers * self.dim
    }

    /// Draws in a chain.
    pub(super) fn draws(self, chain: &[f64]) -> usize {
        chain.len() / self.row()
    }

    /// Parameter `k` of every ensemble, its walkers one after the other within each draw.
    pub(super) fn ensembles(self, chain: &[f64], k: usize, [from, to]: [usize; 2]) -> Draws {
        let stride = ((to - from) * self.walkers).div_ceil(RANKED).max(1);
        let one = |g: usize| {
            let row = |t: usize| &chain[t * self.row()..][g * self.walkers * self.dim..][..self.walkers * self.dim];
            (from..to).step_by(stride).flat_map(|t| row(t).iter().skip(k).step_by(self.dim)).copied().collect()
        };
        Draws::new(&(0..self.ensembles).map(one).collect::<Vec<Vec<f64>>>())
    }

    /// How many walkers never moved from draw `from` on.
    pub(super) fn stuck(self, chain: &[f64], from: usize) -> usize {
        let at = |t: usize, w: usize| &chain[t * self.row() + w * self.dim..][..self.dim];
        let draws = self.draws(chain);
        let never = |w: usize| from < draws && (from..draws).all(|t| at(t, w) == at(from, w));
        (0..self.ensembles * self.walkers).filter(|w| never(*w)).count()
    }

    /// The autocorrelation times of some parameters over the draws `from..to`; NaN for fewer than two draws.
    ///
    /// Bins are as wide as the shortest of the times allows, which a first pass with few bins tells.
    pub(super) fn times(self, chain: &[f64], parameters: Range<usize>, [from, to]: [usize; 2]) -> Vec<Time> {
        let times = |width: usize| -> Vec<Time> {
            self.bins(chain, parameters.clone(), [from, to], width).iter().map(Bins::time).collect()
        };
        if to - from < 2 {
            let none = Bins { width: 1, means: Draws::new::<Vec<f64>>(&[]), variances: Vec::new() };
            return vec![none.time(); parameters.len()];
        }
        let wide = ((to - from) / FIRST_BINS).max(1);
        let first = times(wide);
        let shortest = first.iter().map(Time::cautious).fold(f64::INFINITY, f64::min);
        let narrow = ((shortest / BINS_IN_TIME) as usize).max(1);
        if narrow < wide { times(narrow) } else { first }
    }

    /// Means of `width` draws in a row of each watched walker, one [`Bins`] for each parameter.
    fn bins(self, chain: &[f64], parameters: Range<usize>, [from, to]: [usize; 2], width: usize) -> Vec<Bins> {
        let all = self.ensembles * self.walkers;
        let watched: Vec<usize> = (0..all.min(WATCHED)).map(|i| i * all / all.min(WATCHED)).collect();
        let (n, row) = ((to - from) / width, self.row());
        let first = |w: usize| &chain[from * row + w * self.dim..][parameters.clone()];
        let mut sums: Vec<Sums> = watched.iter().map(|w| Sums::about(first(*w), n)).collect();
        for draws in chain[from * row..][..n * width * row].chunks_exact(width * row) {
            for draw in draws.chunks_exact(row) {
                sums.iter_mut().zip(&watched).for_each(|(sums, w)| sums.add(&draw[w * self.dim..][parameters.clone()]));
            }
            sums.iter_mut().for_each(|sums| sums.end_bin(width));
        }
        let of = |k: usize| Bins {
            width,
            means: Draws::new(&sums.iter().map(|sums| sums.means_of(k)).collect::<Vec<Vec<f64>>>()),
            variances: sums.iter().map(|sums| sums.variance(k, n * width)).collect(),
        };
        (0..parameters.len()).map(of).collect()
    }
}

/// Running sums of one walker's parameters about where it began.
struct Sums {
    origin: Vec<f64>,
    bin: Vec<f64>,
    total: Vec<f64>,
    squares: Vec<f64>,
    /// Means of the bins, bin after bin.
    means: Vec<f64>,
}

impl Sums {
    fn about(origin: &[f64], bins: usize) -> Self {
        let zeros = vec![0.0; origin.len()];
        let means = Vec::with_capacity(bins * origin.len());
        Self { origin: origin.to_vec(), bin: zeros.clone(), total: zeros.clone(), squares: zeros, means }
    }

    fn add(&mut self, values: &[f64]) {
        let sums = self.bin.iter_mut().zip(&mut self.squares);
        for ((value, origin), (bin, squares)) in values.iter().zip(&self.origin).zip(sums) {
            let away = value - origin;
            *bin += away;
            *squares += away * away;
        }
    }

    fn end_bin(&mut self, width: usize) {
        for ((bin, total), origin) in self.bin.iter_mut().zip(&mut self.total).zip(&self.origin) {
            self.means.push(origin + *bin / width as f64);
            *total += *bin;
            *bin = 0.0;
        }
    }

    fn means_of(&self, k: usize) -> Vec<f64> {
        self.means.iter().skip(k).step_by(self.origin.len()).copied().collect()
    }

    /// 0 for a walker that never moved: all its distances are.
    fn variance(&self, k: usize, draws: usize) -> f64 {
        let mean = self.total[k] / draws as f64;
        (self.squares[k] / draws as f64 - mean * mean).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::autocorrelation;
    use astrarium_num::random::{Purpose, Stream};

    /// Two parameters of autoregressive walkers, of correlation 0.9 and 0.99.
    fn chain(shape: Shape, draws: usize) -> Vec<f64> {
        let stream = Stream::new(5, Purpose::Start, 0);
        let (mut chain, mut noise) = (vec![0.0; shape.row()], vec![0.0; shape.row()]);
        for t in 1..draws {
            stream.fill_normal(t as u64, 0, &mut noise);
            for (i, noise) in noise.iter().enumerate() {
                let keep: f64 = [0.9, 0.99][i % 2];
                let value = keep * chain[(t - 1) * shape.row() + i] + (1.0 - keep * keep).sqrt() * noise;
                chain.push(value);
            }
        }
        chain
    }

    #[test]
    fn times_from_bins_are_those_of_all_draws() {
        let shape = Shape { dim: 2, ensembles: 2, walkers: 20 };
        let draws = 20_000;
        let chain = chain(shape, draws);
        let times = shape.times(&chain, 0..2, [0, draws]);
        // τ = (1 + ρ) / (1 − ρ) of an autoregressive series
        for (k, (time, truth)) in times.iter().zip([19.0, 199.0]).enumerate() {
            let one = |w: usize| chain.iter().skip(w * 2 + k).step_by(shape.row()).copied().collect();
            let exact = autocorrelation::time(&Draws::new(&(0..40).map(one).collect::<Vec<Vec<f64>>>()));
            assert!((time.tau / exact.tau - 1.0).abs() < 0.02, "{} and {}", time.tau, exact.tau);
            assert!((time.tau_about_all / exact.tau_about_all - 1.0).abs() < 0.02);
            assert!((time.tau / truth - 1.0).abs() < 0.1, "{} against {truth}", time.tau);
        }
    }

    #[test]
    fn fewer_than_two_draws_have_no_time() {
        let shape = Shape { dim: 2, ensembles: 1, walkers: 4 };
        let chain = chain(shape, 3);
        let times = shape.times(&chain, 0..2, [3, 3]);
        assert!(times.len() == 2 && times.iter().all(|time| time.tau.is_nan()));
    }

    #[test]
    fn a_walker_that_never_moved_is_told() {
        let shape = Shape { dim: 2, ensembles: 1, walkers: 4 };
        let mut chain = chain(shape, 300);
        let row = shape.row();
        (0..300).for_each(|t| chain[t * row + 4..t * row + 6].fill(0.3));
        let times = shape.times(&chain, 0..2, [100, 300]);
        assert!(times.iter().all(|time| time.stuck == [2]));
        assert_eq!([shape.stuck(&chain, 100), shape.stuck(&chain, 300)], [1, 0]);
    }
}
