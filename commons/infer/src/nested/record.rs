//! A run in the order of its likelihoods: the canonical record, from which everything else follows.

use super::table::Table;
use serde::{Deserialize, Serialize};

/// The points of one run or of several, sorted by ln L.
///
/// With the ln L above which each point was born, the number of live points when point `i` dies is
/// `n_i = #{j : birth_j < L_i and L_j ≥ L_i}`, ties leaving one by one. This rule covers static and dynamic runs, final
/// live points, several removed at once, strands, and runs that were merged.
///
/// # Source
/// Higson et al. 2018, Bayesian Anal. 13, 873; Fowlie, Handley & Su 2021, MNRAS 503, 1199 (ties)
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The points, by rising ln L.
    pub table: Table,
    /// Live points when each dies, itself included.
    pub live: Vec<u32>,
    /// Draws from the prior that were finite, and all that were tried for them: their ratio is the prior volume at the
    /// start.
    pub finite: (u64, u64),
}

impl Record {
    /// Sorts points; ties by the contour of birth, then by the place in `table`.
    pub fn new(table: &Table, finite: (u64, u64)) -> Self {
        let order = table.order();
        let table = table.take(&order);
        let live = live_counts(&table.ln_l, &table.birth);
        Self { table, live, finite }
    }

    /// How many points.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Numbers of a point.
    pub fn dim(&self) -> usize {
        self.table.u.len().checked_div(self.len()).unwrap_or(0)
    }

    /// Several runs of one density as one run: their points together. Draws from the prior are counted together too.
    pub fn merged(runs: &[&Self]) -> Self {
        let mut table = Table::default();
        let mut finite = (0, 0);
        for run in runs {
            table.extend(&run.table);
            finite = (finite.0 + run.finite.0, finite.1 + run.finite.1);
        }
        Self::new(&table, finite)
    }

    /// The part of the run at and below a contour.
    #[must_use]
    pub fn up_to(&self, ln_l: f64) -> Self {
        let kept: Vec<usize> = (0..self.len()).filter(|&i| self.table.ln_l[i] <= ln_l).collect();
        let live = kept.iter().map(|&i| self.live[i]).collect();
        Self { table: self.table.take(&kept), live, finite: self.finite }
    }

    /// The points alive just above a contour.
    pub fn alive_above(&self, ln_l: f64) -> Vec<usize> {
        (0..self.len()).filter(|&i| self.table.birth[i] <= ln_l && ln_l < self.table.ln_l[i]).collect()
    }

    /// ln of the prior volume at the start, and the standard error of that.
    pub fn ln_start(&self) -> (f64, f64) {
        let (finite, tried) = (self.finite.0 as f64, self.finite.1 as f64);
        if finite >= tried || finite == 0.0 {
            return (0.0, 0.0);
        }
        let fraction = finite / tried;
        (libm::log(fraction), ((1.0 - fraction) / (fraction * tried)).sqrt())
    }
}

/// Live points at each death, deaths sorted.
///
/// Whoever was born below `L_i`, less those dead already: a point born at `L_i` lives strictly above it.
pub fn live_counts(ln_l: &[f64], birth: &[f64]) -> Vec<u32> {
    let mut births = birth.to_vec();
    births.sort_by(f64::total_cmp);
    let mut born = 0;
    let count = |(dead, ln_l): (usize, &f64)| {
        while born < births.len() && births[born] < *ln_l {
            born += 1;
        }
        // a point at −∞ was born nowhere below itself
        (born.saturating_sub(dead) as u32).max(1)
    };
    ln_l.iter().enumerate().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: f64 = f64::NEG_INFINITY;

    fn table(points: &[(f64, f64)]) -> Table {
        let mut table = Table::default();
        for &(birth, ln_l) in points {
            table.push(super::super::table::Row { u: &[ln_l], blob: &[], ln_l, birth, calls: 1 });
        }
        table
    }

    #[test]
    fn one_replaced_at_a_time() {
        // three live; 1, 2, 3 die and are replaced at once
        let points = [(START, 1.0), (START, 2.0), (START, 5.0), (1.0, 3.0), (2.0, 4.0), (3.0, 6.0)];
        let record = Record::new(&table(&points), (3, 3));
        assert_eq!(record.live, [3, 3, 3, 3, 2, 1]);
        assert_eq!(record.table.ln_l, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn several_removed_at_once() {
        // two of four die together, two are born at the upper contour
        let points = [(START, 1.0), (START, 2.0), (START, 3.0), (START, 4.0), (2.0, 2.5), (2.0, 7.0)];
        assert_eq!(Record::new(&table(&points), (4, 4)).live, [4, 3, 4, 3, 2, 1]);
    }

    #[test]
    fn ties_leave_one_by_one() {
        let points = [(START, 1.0), (START, 1.0), (START, 1.0), (START, 4.0), (1.0, 2.0), (1.0, 3.0), (1.0, 5.0)];
        assert_eq!(Record::new(&table(&points), (4, 4)).live, [4, 3, 2, 4, 3, 2, 1]);
    }

    #[test]
    fn merged_runs_count_together_and_cuts_keep_the_counts() {
        let points = [(START, 1.0), (START, 2.0), (1.0, 3.0)];
        let one = Record::new(&table(&points), (2, 4));
        let two = Record::merged(&[&one, &one]);
        assert_eq!(two.live, [4, 3, 4, 3, 2, 1]);
        assert_eq!(two.finite, (4, 8));
        assert!((two.ln_start().0 + 2_f64.ln()).abs() < 1e-15);
        assert_eq!(two.up_to(2.0).live, [4, 3, 4, 3]);
        assert_eq!(one.alive_above(1.0), [1, 2]);
        assert_eq!(one.alive_above(0.0), [0, 1]);
    }
}
