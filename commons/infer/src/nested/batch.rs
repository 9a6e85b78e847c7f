//! Where a batch of live points begins and ends.

use super::{
    core::Core,
    draws::Draws,
    kernel::Kernel,
    record::Record,
    state::State,
    table::Table,
    weigh::{Weighed, ln_volumes},
};
use astrarium_num::random::{Purpose, Stream};

impl Core {
    /// The first state of a batch whose points are born above `from`, and where they are: at the start, if there are too few
    /// points above to begin from.
    pub(super) fn start_batch(&self, record: &Record, from: f64, kernel: Kernel) -> (f64, State) {
        let n = self.settings.live;
        let above = record.len() - record.table.ln_l.partition_point(|ln_l| *ln_l <= from);
        let from = if above < n && record.len() > n { record.table.ln_l[record.len() - n - 1] } else { from };
        let live = seeds(record, from, n, Draws::new(Stream::new(self.seed, Purpose::Start, self.run), 0));
        // ties at the top may leave too few
        if from == f64::NEG_INFINITY || live.len() < n {
            return (f64::NEG_INFINITY, self.start());
        }
        (from, self.start_above(from, live, kernel))
    }
}

/// The contours between which the importance `(1 − g) z + g p` is above a part of its maximum, longer by `pad` points on
/// either side; −∞ and +∞ are the ends of the run. `share` is g.
///
/// # Source
/// Higson et al. 2019, Stat. Comput. 29, 891; Speagle 2020, MNRAS 493, 3132
pub fn importance_range(record: &Record, share: f64, above: f64, pad: usize) -> (f64, f64) {
    let weighed = Weighed::new(record, &ln_volumes(record), 1.0);
    let p = weighed.probabilities();
    let mut inside = 1.0;
    let z: Vec<f64> = p
        .iter()
        .zip(&record.live)
        .map(|(p, &n)| {
            inside -= p;
            f64::max(inside, 0.0) / f64::from(n)
        })
        .collect();
    let sum: f64 = z.iter().sum();
    let importance: Vec<f64> = p.iter().zip(&z).map(|(p, z)| share * p + (1.0 - share) * z / sum).collect();
    let least = above * importance.iter().copied().fold(0.0, f64::max);
    let first = importance.iter().position(|i| *i > least).unwrap_or(0);
    let last = importance.iter().rposition(|i| *i > least).unwrap_or(record.len() - 1);
    // what does not fit at one end is given to the other
    let (over_left, over_right) = (pad.saturating_sub(first), (last + pad).saturating_sub(record.len() - 1));
    let low = first.saturating_sub(pad + over_right);
    let high = last + pad + over_left;
    let ln_l = &record.table.ln_l;
    let from = if low == 0 { f64::NEG_INFINITY } else { ln_l[low] };
    let to = if high >= record.len() - 1 { f64::INFINITY } else { ln_l[high] };
    (from, to)
}

/// `n` points above a contour, chosen with weights as their prior volumes: they lie as live points would.
fn seeds(record: &Record, above: f64, n: usize, mut draws: Draws) -> Table {
    let ln_x = ln_volumes(record);
    let first = record.table.ln_l.partition_point(|ln_l| *ln_l <= above);
    // the largest of ln w − ln(−ln u) are a weighted choice without replacement
    let key = |i: usize| (ln_x[i] - libm::log(-libm::log(draws.uniform())), i);
    let mut keys: Vec<(f64, usize)> = (first..record.len()).map(key).collect();
    keys.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let chosen: Vec<usize> = keys.into_iter().take(n).map(|(_, i)| i).collect();
    record.table.take(&chosen)
}
