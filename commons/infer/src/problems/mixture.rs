//! P05 and P09: several modes.

use super::{Problem, Truth, alike, cube, ln_normal, ln_sum_exp};
use crate::prior;

/// The scale of every component of P05.
const SCALE: f64 = 1.0 / 30.0;
const THIRD: f64 = 1.0 / 3.0;

/// ln of the log-gamma density of shape 1 about `m`, `exp(z − e^z) / s`, and its slope.
fn log_gamma_at(x: f64, m: f64) -> [f64; 2] {
    let z = (x - m) / SCALE;
    let e = libm::exp(z);
    [z - e - libm::log(SCALE), (1.0 - e) / SCALE]
}

/// ln of the normal density about `m`, and its slope.
fn normal_at(x: f64, m: f64) -> [f64; 2] {
    [ln_normal(x, m, SCALE), -(x - m) / (SCALE * SCALE)]
}

/// The mean of two densities as ln, and its slope.
fn half_and_half(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    let ln = ln_sum_exp(&[a[0], b[0]]);
    let slope = libm::exp(a[0] - ln) * a[1] + libm::exp(b[0] - ln) * b[1];
    [ln - std::f64::consts::LN_2, slope]
}

/// P05: two log-gammas in x1, two normals in x2, log-gammas in x3 … x6, normals in x7 … x10.
pub(super) fn log_gamma() -> Problem {
    let factor = |k: usize, x: f64| match k {
        0 => half_and_half(log_gamma_at(x, THIRD), log_gamma_at(x, 2.0 * THIRD)),
        1 => half_and_half(normal_at(x, THIRD), normal_at(x, 2.0 * THIRD)),
        2..6 => log_gamma_at(x, 2.0 * THIRD),
        _ => normal_at(x, 2.0 * THIRD),
    };
    let of = move |x: &[f64], slope: &mut [f64]| {
        let mut sum = 0.0;
        for (k, (x, slope)) in x.iter().zip(slope).enumerate() {
            let [ln, by_x] = factor(k, *x);
            sum += ln;
            *slope = by_x;
        }
        sum
    };
    let mut mean = vec![0.4807711483, 0.5];
    let mut sd = vec![0.1720468812, 0.1699673171];
    mean.extend([0.6474261459; 4].into_iter().chain([2.0 * THIRD; 4]));
    sd.extend([0.04275164985; 4].into_iter().chain([SCALE; 4]));
    Problem::smooth(alike(10, &prior::uniform(0.0, 1.0)), of, Truth::new([-2.270898e-5, 17.64656798], &mean, &sd))
}

const WEIGHTS: [f64; 5] = [0.4, 0.25, 0.2, 0.1, 0.05];
const WIDTHS: [f64; 5] = [1.0, 0.5, 0.8, 0.25, 0.4];

/// P09: `L = Σ_j w_j Π_k N(x_k | mu_jk, s_jk)`.
pub(super) fn five_modes() -> Problem {
    let centre = |j: f64, k: f64| 6.0 * libm::sin(1.7 * (j + 1.0) * (k + 1.0) + 0.5 * j);
    let width = |j: usize, k: f64| WIDTHS[j] * (1.0 + 0.5 * libm::cos(1.0 + j as f64 + 2.0 * k));
    let modes: Vec<[(f64, f64); 6]> =
        (0..5).map(|j| std::array::from_fn(|k| (centre(j as f64, k as f64), width(j, k as f64)))).collect();
    let of = move |x: &[f64]| {
        let mode = |j: usize| {
            let factors = x.iter().zip(&modes[j]).map(|(x, (mean, sd))| ln_normal(*x, *mean, *sd));
            libm::log(WEIGHTS[j]) + factors.sum::<f64>()
        };
        ln_sum_exp(&std::array::from_fn::<f64, 5, _>(mode))
    };
    let mean = [1.404501314, -0.1245384516, -4.0616357, 2.808275353, 1.290139979, -0.6057189655];
    let sd = [4.659807941, 3.985268898, 2.85297269, 3.178052918, 5.107380106, 4.319467925];
    Problem::plain(cube(6, 10.0), of, Truth::new([-17.97470013, 10.95334794], &mean, &sd))
}
