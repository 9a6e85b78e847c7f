//! What all stages have seen, weighed as draws of one mixture.

use super::{mixture::Mixture, stages::tempered};
use astrarium_exec::f64s;
use serde::{Deserialize, Serialize};

/// The draws of all stages so far.
///
/// Draw `x` of whatever stage weighs `L^β(x) / Σ_j n_j r_j(x)`, where stage j made `n_j` draws and `r_j` is the density of
/// its mixture over the prior: what one stage saw is not forgotten by the next fit. Only fits are made from it; the result
/// comes from the final draws alone, whose mixture they did not shape.
///
/// # Source
/// Owen & Zhou 2000, JASA 95, 135 (one mixture of all); Cornuet et al. 2012, Scand. J. Stat. 39, 798 (adaptive)
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Past {
    /// How many draws each mixture made.
    mixtures: Vec<(usize, Mixture)>,
    /// In the prior's normal coordinates.
    #[serde(with = "f64s")]
    x: Vec<f64>,
    #[serde(with = "f64s")]
    ln_l: Vec<f64>,
    /// `ln Σ_j n_j r_j(x)` of each.
    #[serde(with = "f64s")]
    ln_density: Vec<f64>,
}

impl Past {
    /// Takes in the draws of a stage from `mixture`.
    pub(super) fn add(&mut self, mixture: Mixture, x: &[f64], ln_l: &[f64]) {
        if ln_l.is_empty() {
            return;
        }
        let (dim, count) = (x.len() / ln_l.len(), ln_l.len());
        for (x, ln) in self.x.chunks_exact(dim).zip(&mut self.ln_density) {
            *ln = ln_add(*ln, ln_height(&mixture, count, x));
        }
        self.mixtures.push((count, mixture));
        for x in x.chunks_exact(dim) {
            let each = self.mixtures.iter().map(|(count, mixture)| ln_height(mixture, *count, x));
            self.ln_density.push(each.fold(f64::NEG_INFINITY, ln_add));
        }
        self.x.extend(x);
        self.ln_l.extend(ln_l);
    }

    /// ln of each draw's weight for the likelihood to the power `beta`, up to one constant.
    pub(super) fn ln_weights(&self, beta: f64) -> impl Iterator<Item = f64> + Clone + '_ {
        self.ln_l.iter().zip(&self.ln_density).map(move |(l, density)| tempered(beta, *l) - density)
    }

    /// Where draw `k` is.
    pub(super) fn x(&self, k: usize, dim: usize) -> &[f64] {
        &self.x[k * dim..(k + 1) * dim]
    }
}

/// `ln(n r(x))`.
fn ln_height(mixture: &Mixture, count: usize, x: &[f64]) -> f64 {
    libm::log(count as f64) - mixture.ln_ratio(x)
}

/// `ln(e^a + e^b)`.
fn ln_add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(libm::exp(low - high)) }
}

#[cfg(test)]
mod tests {
    use super::{super::mixture::Shape, *};
    use crate::nested::Draws;
    use astrarium_num::random::{Purpose, Stream};

    /// A narrow mixture away from the middle of the prior, and its draws.
    fn stage(at: f64, seed: u64, count: usize) -> (Mixture, Vec<f64>) {
        let mut draws = Draws::new(Stream::new(seed, Purpose::Test, 0), 0);
        let mut points = vec![0.0; 2 * 400];
        draws.normals(&mut points);
        points.iter_mut().for_each(|x| *x = at + 0.3 * *x);
        let mixture = Mixture::fit(&points, 2, &[0, 1], Shape { share: 0.1, inflate: 1.2, freedom: 5, repeats: 1.0 });
        let mut x = vec![0.0; 2 * count];
        x.chunks_exact_mut(2).for_each(|x| mixture.draw(&mut draws, x));
        (mixture, x)
    }

    #[test]
    fn draws_of_all_stages_are_draws_of_one_mixture() {
        // ln L = −50 |x − 1|²: Z under the standard normal prior in two dimensions, in closed form
        let ln_l = |x: &[f64]| -50.0 * ((x[0] - 1.0).powi(2) + (x[1] - 1.0).powi(2));
        let truth = -(101.0_f64.ln()) - 2.0 * 0.5 * 100.0 / 101.0;
        let mut past = Past::default();
        let (mut n, mut first) = (0.0, 0.0);
        for (seed, (at, count)) in [(0.0, 20_000), (0.7, 5000), (1.1, 5000)].into_iter().enumerate() {
            let (mixture, x) = stage(at, seed as u64, count);
            let values: Vec<f64> = x.chunks_exact(2).map(ln_l).collect();
            past.add(mixture, &x, &values);
            n += count as f64;
            let weights: Vec<f64> = past.ln_weights(1.0).collect();
            assert_eq!(weights.len() as f64, n);
            let (ln_z, size) = super::super::stages::ln_sum(weights.iter().copied());
            // weights hold the counts of draws: their sum is Z
            assert!((ln_z - truth).abs() < 4.0 / size.sqrt(), "{ln_z} {truth} {size}");
            assert!(size > first, "{size} {first}");
            first = size;
        }
    }

    #[test]
    fn logarithms_add() {
        assert_eq!(ln_add(f64::NEG_INFINITY, f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert_eq!(ln_add(f64::NEG_INFINITY, 3.0), 3.0);
        assert!((ln_add(700.0, 700.0) - 700.0 - 2_f64.ln()).abs() < 1e-12);
    }
}
