//! P01, P02: normal densities.

use super::{Problem, Truth, alike, cube};
use crate::prior;
use astrarium_num::linalg::{Cholesky, DMatrix, DVector};
use std::f64::consts::TAU;

/// P01: `ln L = −d/2 ln 2π − |x|²/2` in the cube of this half width.
pub(super) fn isotropic(dim: usize, half: f64) -> Problem {
    let norm = -0.5 * dim as f64 * libm::log(TAU);
    let of = move |x: &[f64], slope: &mut [f64]| {
        x.iter().zip(slope).for_each(|(x, slope)| *slope = -x);
        norm - 0.5 * square(x)
    };
    // what the walls cut off shows in the sixth digit at 5 standard deviations
    let (numbers, sd) = match dim {
        2 => ([-5.991464547107982, 3.1535874806986364], 1.0),
        10 => ([-29.957322735539908, 15.767937403493182], 1.0),
        _ => ([-57.564641657433846, 22.09136416736291], 0.9999925663705352),
    };
    Problem::smooth(cube(dim, half), of, Truth::new(numbers, &vec![0.0; dim], &vec![sd; dim]))
}

/// `|x|²` in four sums side by side: one would wait for each addition.
fn square(x: &[f64]) -> f64 {
    let (fours, rest) = x.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for four in fours {
        sums.iter_mut().zip(four).for_each(|(sum, x)| *sum += x * x);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest.iter().map(|x| x * x).sum::<f64>()
}

/// Parameters of P02.
const DIM: usize = 30;
/// Correlation of neighbours in P02.
const RHO: f64 = 0.95;

fn scale(i: usize) -> f64 {
    0.03 * libm::exp10(i as f64 / 29.0)
}

fn centre(i: usize) -> f64 {
    0.5 * libm::cos(1.0 + i as f64)
}

/// P02: `N(x | mu, S)`, `S_ij = s_i s_j 0.95^|i−j|`, and the prior `N(0, 1)`.
///
/// The scaled distances `z` are an autoregressive chain, so that the quadratic form is
/// `z_0² + Σ (z_i − ρ z_{i−1})² / (1 − ρ²)`.
pub(super) fn correlated() -> Problem {
    let (scales, centres): (Vec<f64>, Vec<f64>) = (0..DIM).map(|i| (scale(i), centre(i))).unzip();
    let ln_det = 2.0 * scales.iter().map(|s| libm::log(*s)).sum::<f64>() + (DIM - 1) as f64 * libm::log1p(-RHO * RHO);
    let norm = -0.5 * (DIM as f64 * libm::log(TAU) + ln_det);
    let of = move |x: &[f64], slope: &mut [f64]| {
        let z = |i: usize| (x[i] - centres[i]) / scales[i];
        let mut quadratic = z(0) * z(0);
        slope.fill(0.0);
        slope[0] = -z(0) / scales[0];
        for i in 1..DIM {
            let step = (z(i) - RHO * z(i - 1)) / (1.0 - RHO * RHO);
            quadratic += step * (z(i) - RHO * z(i - 1));
            slope[i] -= step / scales[i];
            slope[i - 1] += RHO * step / scales[i - 1];
        }
        norm - 0.5 * quadratic
    };
    Problem::smooth(alike(DIM, &prior::normal(0.0, 1.0)), of, conjugate())
}

/// The posterior is `N(C S⁻¹ mu, C)`, `C = (1 + S⁻¹)⁻¹ = S (1 + S)⁻¹`, and Z is `N(mu | 0, 1 + S)`.
fn conjugate() -> Truth {
    let s = DMatrix::from_fn(DIM, DIM, |i, j| scale(i) * scale(j) * libm::pow(RHO, i.abs_diff(j) as f64));
    let sum = Cholesky::new(DMatrix::identity(DIM, DIM) + &s).expect("a covariance plus one is positive definite");
    let mu = DVector::from_fn(DIM, |i, _| centre(i));
    // C S⁻¹ = (1 + S)⁻¹
    let mean = sum.solve(&mu);
    let covariance = sum.solve(&s);
    let ln_det: f64 = sum.l_dirty().diagonal().iter().map(|x| 2.0 * libm::log(*x)).sum();
    let ln_z = -0.5 * (DIM as f64 * libm::log(TAU) + ln_det + mu.dot(&mean));
    Truth {
        ln_z,
        information: 91.68915798415244,
        sd: covariance.diagonal().iter().map(|x| x.sqrt()).collect(),
        mean: mean.as_slice().to_vec(),
        covariance: covariance.as_slice().to_vec(),
        ..Truth::default()
    }
}
