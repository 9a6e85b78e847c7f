//! A run taken apart into the lineages of single live points, and put together from a choice of them.

use super::{record::Record, weigh::Likelihoods};
use astrarium_num::{
    random::{Purpose, Stream, scaled},
    special::exp_each,
};

/// Which strand each point belongs to, and where each strand begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Strands {
    /// The strand of each point of the record.
    pub of: Vec<u32>,
    /// The contour at which each strand begins.
    pub start: Vec<f64>,
}

/// Unravels a run: each point follows one that had died when it was born and that nobody else follows.
///
/// Where births do not tell who replaced whom (several at one contour, merged runs), chance does, by a fixed address of
/// `seed`. A point for whom nobody is free begins a strand: those of the start, and those added later.
///
/// # Source
/// Higson et al. 2018, Bayesian Anal. 13, 873
pub fn unravel(record: &Record, seed: u64) -> Strands {
    let (ln_l, birth) = (&record.table.ln_l, &record.table.birth);
    let stream = Stream::new(seed, Purpose::Strands, 0);
    let mut order: Vec<usize> = (0..record.len()).collect();
    order.sort_by(|&a, &b| birth[a].total_cmp(&birth[b]).then(a.cmp(&b)));
    let (mut of, mut start) = (vec![u32::MAX; record.len()], Vec::new());
    let (mut free, mut dead): (Vec<u32>, usize) = (Vec::new(), 0);
    for (turn, &point) in order.iter().enumerate() {
        // those dead at this birth were all born earlier, so that their strands are known
        while dead < record.len() && ln_l[dead] <= birth[point] && of[dead] != u32::MAX {
            free.push(of[dead]);
            dead += 1;
        }
        of[point] = if free.is_empty() {
            start.push(birth[point]);
            start.len() as u32 - 1
        } else {
            free.swap_remove(stream.below(0, turn as u64, free.len() as u64) as usize)
        };
    }
    Strands { of, start }
}

impl Strands {
    /// How many.
    pub fn len(&self) -> usize {
        self.start.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.start.is_empty()
    }

    /// How often a bootstrap takes each strand. Those that begin at the start and those added later are drawn apart, so
    /// that there is always a run.
    fn chosen(&self, seed: u64, replica: u64) -> Vec<u32> {
        let stream = Stream::new(seed, Purpose::Strands, 1);
        let mut times = vec![0; self.len()];
        let (base, added): (Vec<usize>, Vec<usize>) =
            (0..self.len()).partition(|&k| self.start[k] == f64::NEG_INFINITY);
        let mut words = vec![0; 2 * self.len()];
        stream.fill_words(replica, 0, &mut words);
        // the first of the two words at each address
        let mut words = words.iter().step_by(2);
        for group in [&base, &added] {
            for word in words.by_ref().take(group.len()) {
                times[group[scaled(*word, group.len() as u64) as usize]] += 1;
            }
        }
        times
    }
}

/// ln Z over bootstraps of the strands: their spread holds the error of the volumes and that of the sampling.
pub fn bootstrapped(record: &Record, strands: &Strands, replicas: usize, seed: u64) -> Vec<f64> {
    let (l, lives, mut desk) = (Likelihoods::of(record), Lives::of(record, strands), Desk::default());
    let one = |replica: usize| lives.ln_evidence(&strands.chosen(seed, replica as u64), &l, &mut desk);
    (0..replicas).map(one).collect()
}

/// Who comes and who goes, in the order of the record.
struct Lives<'a> {
    /// The strand of each birth.
    births: Vec<u32>,
    /// How many are born when a point dies.
    born_before: Vec<u32>,
    /// The strand of each death.
    deaths: &'a [u32],
}

/// Memory that is kept from bootstrap to bootstrap.
#[derive(Default)]
struct Desk {
    /// How many have been born when so many strands' births are through.
    born: Vec<u32>,
    /// `Σ 1/k` to k, one after the other.
    harmonic: Vec<f64>,
    /// The points that die.
    left: Vec<u32>,
    /// ln of the share of the volume that each of them leaves.
    shares: Vec<f64>,
}

impl<'a> Lives<'a> {
    fn of(record: &Record, strands: &'a Strands) -> Self {
        let births = &record.table.birth;
        let mut order: Vec<u32> = (0..record.len() as u32).collect();
        order.sort_by(|&a, &b| births[a as usize].total_cmp(&births[b as usize]));
        let mut born = 0;
        let born_before = record.table.ln_l.iter().map(|ln_l| {
            born += order[born..].iter().take_while(|point| births[**point as usize] < *ln_l).count();
            born as u32
        });
        let born_before = born_before.collect();
        Self {
            births: order.iter().map(|point| strands.of[*point as usize]).collect(),
            born_before,
            deaths: &strands.of,
        }
    }

    /// ln Z of the same lives, each strand so many times.
    fn ln_evidence(&self, times: &[u32], l: &Likelihoods, desk: &mut Desk) -> f64 {
        self.again(times, desk);
        exp_each(&mut desk.shares);
        let points = desk.left.iter().map(|point| l.of[*point as usize]);
        l.ln_evidence(desk.shares.iter().copied().zip(points))
    }

    /// The same lives, each strand so many times: `m` of `n` at one place leave `exp(−1/n − … − 1/(n−m+1))`.
    fn again(&self, times: &[u32], desk: &mut Desk) {
        let mut born = 0;
        desk.born.clear();
        desk.born.push(0);
        desk.born.extend(self.births.iter().map(|strand| {
            born += times[*strand as usize];
            born
        }));
        for k in desk.harmonic.len()..=born as usize {
            let before = desk.harmonic.last().copied().unwrap_or(0.0);
            desk.harmonic.push(if k == 0 { 0.0 } else { before + 1.0 / k as f64 });
        }
        let n = self.deaths.len();
        desk.left.resize(n, 0);
        desk.shares.resize(n, 0.0);
        // every point is written and only those that die are kept: chance makes a bad branch
        let (mut gone, mut kept) = (0, 0);
        for (i, (strand, born_before)) in self.deaths.iter().zip(&self.born_before).enumerate() {
            let leaving = times[*strand as usize];
            let live = desk.born[*born_before as usize].saturating_sub(gone);
            let staying = live.saturating_sub(leaving);
            desk.left[kept] = i as u32;
            desk.shares[kept] = desk.harmonic[staying as usize] - desk.harmonic[live as usize];
            kept += usize::from(leaving > 0);
            gone += leaving;
        }
        desk.left.truncate(kept);
        desk.shares.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        table::{Row, Table},
        weigh::{Weighed, ln_volumes},
    };
    use super::*;
    use astrarium_num::stats::standard_deviation;

    /// Perfect nested sampling of `ln L = −X/s` with `n` live points, `k` replaced at once.
    fn perfect(n: usize, k: usize, s: f64, seed: u64) -> Record {
        let stream = Stream::new(seed, Purpose::Test, 0);
        let mut live: Vec<(f64, f64)> = (0..n).map(|i| (stream.uniforms(0, i as u64)[0], f64::NEG_INFINITY)).collect();
        let mut table = Table::default();
        let bury = |table: &mut Table, (x, birth): (f64, f64)| {
            table.push(Row { u: &[x], blob: &[], ln_l: -x / s, birth, calls: 1 });
        };
        for step in 1..(12 * n / k) as u64 {
            live.sort_by(|a, b| b.0.total_cmp(&a.0));
            let x = live[k - 1].0;
            for (slot, point) in live.iter_mut().enumerate().take(k) {
                bury(&mut table, *point);
                *point = (x * stream.uniforms(step, slot as u64)[0], -x / s);
            }
        }
        live.into_iter().for_each(|point| bury(&mut table, point));
        Record::new(&table, (n as u64, n as u64))
    }

    #[test]
    fn strands_are_lineages() {
        for k in [1, 10] {
            let record = perfect(50, k, 0.05, 1);
            let strands = unravel(&record, 0);
            assert_eq!(strands.len(), 50);
            for strand in 0..50 {
                let points: Vec<usize> = (0..record.len()).filter(|&i| strands.of[i] == strand).collect();
                assert_eq!(record.table.birth[points[0]], f64::NEG_INFINITY);
                assert!(points.windows(2).all(|w| record.table.birth[w[1]] >= record.table.ln_l[w[0]]));
            }
        }
    }

    #[test]
    fn all_strands_once_are_the_run() {
        let record = perfect(50, 5, 0.05, 2);
        let strands = unravel(&record, 0);
        let lives = Lives::of(&record, &strands);
        let found = lives.ln_evidence(&[1; 50], &Likelihoods::of(&record), &mut Desk::default());
        assert!((found - Weighed::new(&record, &ln_volumes(&record), 1.0).ln_z).abs() < 1e-2, "{found}");
    }

    #[test]
    fn the_bootstrap_gives_the_spread_of_runs() {
        let (n, s) = (100, 0.02);
        let runs: Vec<Record> = (0..60).map(|seed| perfect(n, 10, s, seed)).collect();
        let ln_z: Vec<f64> = runs.iter().map(|r| Weighed::new(r, &ln_volumes(r), 1.0).ln_z).collect();
        let spread = standard_deviation(&ln_z, 1);
        let strands = unravel(&runs[0], 0);
        let error = standard_deviation(&bootstrapped(&runs[0], &strands, 200, 5), 1);
        assert!((0.6..1.6).contains(&(error / spread)), "{error} {spread}");
    }

    #[test]
    fn merged_runs_have_all_strands() {
        let (a, b) = (perfect(20, 1, 0.1, 3), perfect(30, 1, 0.1, 4));
        assert_eq!(unravel(&Record::merged(&[&a, &b]), 0).len(), 50);
    }
}
