//! Ranks of insertion from nothing but births and deaths.

/// Where each point that was born above a contour entered among those alive there: (rank, survivors), `rank <= survivors`,
/// every rank being as likely as another if points are drawn evenly.
///
/// Alive at a contour `c` are the points born below it whose ln L is above it; several born at one contour are each
/// compared with those. Points of the whole prior, and those born where nobody was left, have no rank. Ties of ln L count
/// half their number, rounded down.
///
/// # Source
/// Fowlie, Handley & Su 2020, MNRAS 497, 5256, section 2; derived for unequal numbers of live points
pub fn ranks_of_births(ln_l: &[f64], birth: &[f64]) -> Vec<(u32, u32)> {
    let mut sorted = ln_l.to_vec();
    sorted.sort_by(f64::total_cmp);
    let below = |x: f64| sorted.partition_point(|other| *other < x);
    let upto = |x: f64| sorted.partition_point(|other| *other <= x);
    let mut order: Vec<usize> = (0..ln_l.len()).collect();
    order.sort_by(|&a, &b| birth[a].total_cmp(&birth[b]));
    let mut born = Counts::new(ln_l.len());
    let mut ranks = Vec::new();
    for at_once in order.chunk_by(|&a, &b| birth[a] == birth[b]) {
        let contour = birth[at_once[0]];
        let dead = born.before(upto(contour));
        let alive = born.before(ln_l.len()) - dead;
        for &i in at_once.iter().filter(|_| contour > f64::NEG_INFINITY && alive > 0) {
            // a point that rounding has put on its contour is the lowest
            let [low, high] = [below(ln_l[i]), upto(ln_l[i])].map(|place| born.before(place).saturating_sub(dead));
            ranks.push((low + (high - low) / 2, alive));
        }
        at_once.iter().for_each(|&i| born.add(below(ln_l[i])));
    }
    ranks
}

/// How many stand before a place, while more are added: Fenwick's tree.
struct Counts(Vec<u32>);

impl Counts {
    fn new(places: usize) -> Self {
        Self(vec![0; places + 1])
    }

    fn add(&mut self, place: usize) {
        let mut i = place + 1;
        while i < self.0.len() {
            self.0[i] += 1;
            i += i & i.wrapping_neg();
        }
    }

    fn before(&self, place: usize) -> u32 {
        let (mut i, mut sum) = (place, 0);
        while i > 0 {
            sum += self.0[i];
            i &= i - 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nested::Ranks;
    use astrarium_num::random::{Purpose, Stream};

    /// A run of `n` live points on ln L = u, new ones at `contour + (1 − contour) draw`.
    fn nested(n: usize, steps: usize, draw: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<f64>) {
        let stream = Stream::new(4, Purpose::Test, 0);
        let mut live: Vec<(f64, f64)> = (0..n).map(|i| (stream.uniforms(0, i as u64)[0], f64::NEG_INFINITY)).collect();
        let mut dead = Vec::new();
        for step in 1..=steps as u64 {
            live.sort_by(|a, b| b.0.total_cmp(&a.0));
            let last = live.pop().expect("live points");
            dead.push(last);
            live.push((last.0 + (1.0 - last.0) * draw(stream.uniforms(step, 0)[0]), last.0));
        }
        dead.into_iter().chain(live).unzip()
    }

    #[test]
    fn as_counted_one_by_one() {
        let (ln_l, birth) = nested(20, 300, |u| u);
        let fast = ranks_of_births(&ln_l, &birth);
        let mut slow = Vec::new();
        let mut order: Vec<usize> = (0..ln_l.len()).filter(|&i| birth[i] > f64::NEG_INFINITY).collect();
        order.sort_by(|&a, &b| birth[a].total_cmp(&birth[b]));
        for i in order {
            let alive: Vec<f64> =
                (0..ln_l.len()).filter(|&j| birth[j] < birth[i] && ln_l[j] > birth[i]).map(|j| ln_l[j]).collect();
            slow.push((alive.iter().filter(|l| **l < ln_l[i]).count() as u32, alive.len() as u32));
        }
        assert_eq!(fast, slow);
        assert!(fast.iter().all(|(_, alive)| *alive == 19));
    }

    #[test]
    fn even_draws_pass_and_lagging_ones_fail() {
        let test = |draw: fn(f64) -> f64| {
            let (ln_l, birth) = nested(100, 2500, draw);
            Ranks { entered: ranks_of_births(&ln_l, &birth) }.test()
        };
        assert!(test(|u| u).z.abs() < 3.0);
        assert!(test(|u| u.powf(1.3)).z < -4.0);
    }
}
