//! Whether new points enter evenly among the live ones.

use crate::diagnose::insertion::kolmogorov_sf;
use serde::{Deserialize, Serialize};

/// Batches of the rolling test, in units of the live points.
const FEWEST: usize = 4;

/// Where each new point entered: its rank among the survivors, as a fraction of what ranks there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ranks {
    /// Rank and number of survivors, `rank ≤ survivors`.
    pub entered: Vec<(u32, u32)>,
}

/// What the ranks say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankTest {
    /// Mann–Whitney: `z = (U − N/2) / √(N/12)` with `U = Σ (rank + ½)/(survivors + 1)`; 0 ± 1 if all is well.
    pub z: f64,
    /// Kolmogorov–Smirnov: the probability of a larger distance from the uniform distribution.
    pub p: f64,
    /// The same over batches as large as the live set: the least, times their number (Bonferroni).
    pub p_rolling: f64,
}

impl Ranks {
    /// Tests uniformity.
    ///
    /// # Source
    /// Fowlie, Handley & Su 2020, MNRAS 497, 5256; Buchner 2023, Stat. Surv. 17, 169 (Mann–Whitney)
    pub fn test(&self) -> RankTest {
        let places: Vec<f64> =
            self.entered.iter().map(|&(rank, n)| (f64::from(rank) + 0.5) / (f64::from(n) + 1.0)).collect();
        let n = places.len() as f64;
        if places.is_empty() {
            return RankTest { z: 0.0, p: 1.0, p_rolling: 1.0 };
        }
        let batch = self.entered.first().map_or(1, |&(_, n)| n as usize + 1);
        let mut p_rolling = 1.0;
        let batches = places.chunks_exact(batch);
        if batches.len() >= FEWEST {
            let count = batches.len() as i32;
            let least = batches.map(kolmogorov).fold(1.0, f64::min);
            p_rolling = 1.0 - (1.0 - least).powi(count);
        }
        RankTest { z: (places.iter().sum::<f64>() - 0.5 * n) / (n / 12.0).sqrt(), p: kolmogorov(&places), p_rolling }
    }
}

/// The Kolmogorov probability of the largest distance from the uniform distribution.
fn kolmogorov(places: &[f64]) -> f64 {
    let mut sorted = places.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let far = |(i, x): (usize, &f64)| (x - i as f64 / n).abs().max((x - (i as f64 + 1.0) / n).abs());
    kolmogorov_sf(sorted.iter().enumerate().map(far).fold(0.0, f64::max) * n.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::{Purpose, Stream};

    fn ranks(draw: impl Fn(f64) -> f64, n: u64) -> Ranks {
        let stream = Stream::new(2, Purpose::Test, 0);
        let entered = (0..n).map(|i| ((draw(stream.uniforms(0, i)[0]) * 101.0) as u32, 100)).collect();
        Ranks { entered }
    }

    #[test]
    fn even_ranks_pass() {
        let test = ranks(|u| u, 5000).test();
        assert!(test.z.abs() < 3.0 && test.p > 1e-3 && test.p_rolling > 1e-3, "{test:?}");
    }

    #[test]
    fn ranks_that_lag_fail() {
        let test = ranks(|u| u.powf(1.3), 5000).test();
        assert!(test.z < -4.0 && test.p < 1e-4, "{test:?}");
    }

    #[test]
    fn known_quantile_of_kolmogorov() {
        // the 5 % point is 1.3581
        assert!((kolmogorov_sf(1.3581) - 0.05).abs() < 1e-4);
        assert_eq!(Ranks::default().test().p, 1.0);
    }
}
