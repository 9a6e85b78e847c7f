//! A run taken apart into the lineages of single live points, and put together from a choice of them.

use super::record::Record;
use astrarium_num::random::{Purpose, Stream};

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
        for (group, first) in [(&base, 0), (&added, base.len())] {
            for k in 0..group.len() {
                times[group[stream.below(replica, (first + k) as u64, group.len() as u64) as usize]] += 1;
            }
        }
        times
    }
}

/// ln Z over bootstraps of the strands: their spread holds the error of the volumes and that of the sampling.
pub fn bootstrapped(record: &Record, strands: &Strands, replicas: usize, seed: u64) -> Vec<f64> {
    let most = record.table.ln_l.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let l: Vec<f64> = record.table.ln_l.iter().map(|l| libm::exp(l - most)).collect();
    let mut births: Vec<u32> = (0..record.len() as u32).collect();
    births.sort_by(|&a, &b| record.table.birth[a as usize].total_cmp(&record.table.birth[b as usize]));
    let one = |replica: usize| {
        let times = strands.chosen(seed, replica as u64);
        most + record.ln_start().0 + libm::log(with_times(record, strands, &l, (&births, &times)))
    };
    (0..replicas).map(one).collect()
}

/// `Σ L ΔX` with each strand so many times.
fn with_times(record: &Record, strands: &Strands, l: &[f64], (births, times): (&[u32], &[u32])) -> f64 {
    let (mut sum, mut ln_x, mut x, mut before) = (0.0, 0.0, 1.0, 0.0);
    let (mut live, mut born) = (0, 0);
    let often = |point: usize| times[strands.of[point] as usize];
    for (i, &l) in l.iter().enumerate() {
        while born < births.len() && record.table.birth[births[born] as usize] < record.table.ln_l[i] {
            live += often(births[born] as usize);
            born += 1;
        }
        let leaving = often(i);
        if leaving == 0 {
            continue;
        }
        ln_x -= (0..leaving).map(|k| 1.0 / f64::from((live - k).max(1))).sum::<f64>();
        live = live.saturating_sub(leaving);
        let inside = libm::exp(ln_x);
        sum += (x - inside) * (l + before);
        (x, before) = (inside, l);
    }
    0.5 * (sum + x * before)
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
        let l: Vec<f64> = record.table.ln_l.iter().map(|l| l.exp()).collect();
        let mut births: Vec<u32> = (0..record.len() as u32).collect();
        births.sort_by(|&a, &b| record.table.birth[a as usize].total_cmp(&record.table.birth[b as usize]));
        let found = with_times(&record, &strands, &l, (&births, &[1; 50])).ln();
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
